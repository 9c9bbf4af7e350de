#!/usr/bin/env python3
"""An application that commands a device and reads what it reported, with nothing but Python.

    export DUKOU_AK=... DUKOU_SK=... DUKOU_PROJECT_ID=...      (dukou info --secrets shows them)
    python3 samples/application.py demo_room

On the screen:
    demo_room ONLINE
    Environment {'temperature': 21.5, 'humidity': 40}
    answer {'result_code': 0, 'response_name': 'cmdResponses', 'paras': {'result': 'light is ON'}}
"""
import datetime
import hashlib
import hmac
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

API = os.environ.get("DUKOU_API", "http://127.0.0.1:8080")
AK, SK, PROJECT = (os.environ[name] for name in ("DUKOU_AK", "DUKOU_SK", "DUKOU_PROJECT_ID"))
REGION = os.environ.get("DUKOU_REGION", "cn-north-4")


def sign(method, path, body):
    """The headers of the derived form, V11-HMAC-SHA256."""
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    host = urllib.parse.urlsplit(API).netloc
    scope = f"{date[:8]}/{REGION}/iotdm"
    canonical = (f"{method}\n{path}/\n\nhost:{host}\nx-sdk-date:{date}\n\nhost;x-sdk-date\n" + hashlib.sha256(body).hexdigest())
    text = f"V11-HMAC-SHA256\n{date}\n{scope}\n" + hashlib.sha256(canonical.encode()).hexdigest()
    # HKDF (RFC 5869) for one block; the key is the hexadecimal text of what comes out.
    extract = hmac.new(AK.encode(), SK.encode(), hashlib.sha256).digest()
    key = hmac.new(extract, scope.encode() + b"\x01", hashlib.sha256).hexdigest()
    signature = hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
    return {"Host": host, "X-Sdk-Date": date, "Content-Type": "application/json",
            "Authorization": f"V11-HMAC-SHA256 Credential={AK}/{scope}, SignedHeaders=host;x-sdk-date, Signature={signature}"}


def call(method, path, content=None):
    path = f"/v5/iot/{PROJECT}/{path}"
    body = b"" if content is None else json.dumps(content).encode()
    request = urllib.request.Request(API + path, body or None, sign(method, path, body), method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def main(device):
    print(device, call("GET", f"devices/{device}")["status"])
    for service in call("GET", f"devices/{device}/shadow")["shadow"]:
        print(service["service_id"], service["reported"]["properties"])
    command = {"service_id": "Environment", "command_name": "SET_LIGHT", "paras": {"on": "ON"}}
    answer = call("POST", f"devices/{device}/commands", command)
    # IoTDA answers 200 with an error code when the device stays silent.
    print("answer", answer["response"]) if "error_code" not in answer else print("no answer:", answer["error_msg"])


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "demo_room")
    except urllib.error.HTTPError as refusal:
        sys.exit(f"{refusal.code} {refusal.read().decode()}")
