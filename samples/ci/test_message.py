"""What becomes of a message that nobody fetches: an example of a test against a platform of one's own.

Reads platform.json, the line that `dukou up --json` prints. Needs nothing but Python's standard library.
"""
import json
import time
import unittest
import urllib.request

with open("platform.json") as file:
    PLATFORM = json.load(file)

API = PLATFORM["api"]
MESSAGES = "/v5/iot/%s/devices/lamp_1/messages" % PLATFORM["project_id"]


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["X-Auth-Token"] = token
    request = urllib.request.Request(API + path, None if body is None else json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.headers, json.loads(answer.read() or b"null")


def sign_in():
    user = {"name": PLATFORM["user"], "password": PLATFORM["password"], "domain": {"name": PLATFORM["domain"]}}
    scope = {"project": {"id": PLATFORM["project_id"]}}
    headers, _ = call("POST", "/v3/auth/tokens", {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}})
    return headers["X-Subject-Token"]


class MessageToAnAbsentDevice(unittest.TestCase):
    def setUp(self):
        # Back to the seed, in well under a tenth of a second.
        call("POST", "/v1/test/reset")
        self.token = sign_in()

    def messages(self):
        return call("GET", MESSAGES, token=self.token)[1]["messages"]

    def assert_becomes(self, expected):
        # The clock moves at once; what follows from it happens in the background, as it does in life.
        deadline = time.monotonic() + 30
        while (statuses := [message["status"] for message in self.messages()]) != expected and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(statuses, expected)

    def test_it_waits_and_then_expires(self):
        call("POST", MESSAGES, {"message": "hello", "ttl": 5}, self.token)
        self.assert_becomes(["PENDING"])

        # Six minutes later, at once.
        call("POST", "/v1/test/clock", {"advance": "00:06:00"})
        self.assert_becomes(["TIMEOUT"])

    def test_every_test_begins_with_the_seed(self):
        self.assertEqual(self.messages(), [])


if __name__ == "__main__":
    unittest.main()
