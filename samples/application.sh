#!/bin/sh
# An application that commands a device and reads what it reported, with curl and openssl.
#
#     export DUKOU_AK=... DUKOU_SK=... DUKOU_PROJECT_ID=...      (dukou info --secrets shows them)
#     sh samples/application.sh demo_room
#
# On the screen: the device, its shadow, and its answer to a command, each one line of JSON.
set -eu
device=${1:-demo_room}
api=${DUKOU_API:-http://127.0.0.1:8080}
host=${api#*://}

sha256() { openssl dgst -sha256 | sed 's/^.*= //'; }

# call METHOD PATH [BODY]: signed with the plain form, SDK-HMAC-SHA256
call() {
    method=$1 path=/v5/iot/$DUKOU_PROJECT_ID/$2 body=${3-}
    date=$(date -u +%Y%m%dT%H%M%SZ)
    canonical=$(printf '%s\n%s/\n\nhost:%s\nx-sdk-date:%s\n\nhost;x-sdk-date\n%s' "$method" "$path" "$host" "$date" "$(printf %s "$body" | sha256)")
    signature=$(printf 'SDK-HMAC-SHA256\n%s\n%s' "$date" "$(printf %s "$canonical" | sha256)" |
        openssl dgst -sha256 -mac HMAC -macopt "key:$DUKOU_SK" | sed 's/^.*= //')
    curl -sS -X "$method" "$api$path" ${body:+-H 'Content-Type: application/json' --data-binary "$body"} \
        -H "X-Sdk-Date: $date" -H "Authorization: SDK-HMAC-SHA256 Access=$DUKOU_AK, SignedHeaders=host;x-sdk-date, Signature=$signature"
    echo
}

call GET "devices/$device"
call GET "devices/$device/shadow"
call POST "devices/$device/commands" '{"service_id":"Environment","command_name":"SET_LIGHT","paras":{"on":"ON"}}'
