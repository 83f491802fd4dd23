#!/usr/bin/python3
"""What Python's email package reads in a message: an outside judge of what Muster writes.

read_message.py FILE...   prints one line of JSON for each file.
"""
import base64
import email
import email.policy
import json
import sys


def read_message(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "subject": str(message["subject"]),
        "message_id": str(message["message-id"]).strip(),
        "text": plain.get_content() if plain else "",
        "html": html.get_content() if html else "",
        "defects": [type(defect).__name__ for part in message.walk() for defect in part.defects]
        + [type(defect).__name__ for value in message.values() for defect in getattr(value, "defects", ())],
        "raw_base64": base64.b64encode(content).decode(),
    }


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            print(json.dumps(read_message(file.read())))
