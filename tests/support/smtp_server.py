#!/usr/bin/python3
"""A real SMTP server on loopback for tests and journeys (python3-aiosmtpd).

smtp_server.py DIR [--starttls offered|required] [--auth USER:PASSWORD] [--no-smtputf8] [--port N]

Prints "ready PORT", serves until standard input ends (so it never outlives its test), and keeps in DIR:
  messages.jsonl   one line per message whose final dot was seen: envelope, decoded headers, text, html, raw
  certificate.pem  self-made, for localhost and 127.0.0.1, when STARTTLS is on
  rules.json       read before each step, so that a test can change it while the server runs:
    {"rcpt": {"a@example.org": ["450 4.7.1 later", ...]}, "mail": [...], "data": [...],
     "drop_at": "MAIL" | "RCPT" | "DATA" | "DOT", "drop_times": 1, "delay_seconds": 0.5,
     "slow": {"slow.example": 1.5}}   seconds before the answer to a recipient of that domain
    A string answers always; a list answers once each and then accepts. drop_at DOT takes the message and
    closes without an answer: the ambiguous case.
"""
import argparse
import asyncio
import json
import logging
import os
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult
from read_message import read_message


class Rules:
    """The scripted answers, and how often each was given."""

    def __init__(self, path):
        self.path = path
        self.version = None
        self.used = {}

    def read(self):
        """The rules as they are now; a new file begins counting anew, also when it says the same."""
        try:
            with open(self.path, encoding="utf-8") as file:
                status = os.fstat(file.fileno())
                text = file.read()
        except FileNotFoundError:
            return {}
        version = (status.st_ino, status.st_mtime_ns)
        if version != self.version:
            self.version, self.used = version, {}
        return json.loads(text)

    def next_answer(self, name, answers):
        if answers is None or isinstance(answers, str):
            return answers
        turn = self.used.get(name, 0)
        self.used[name] = turn + 1
        return answers[turn] if turn < len(answers) else None

    def drops(self, step):
        rules = self.read()
        if rules.get("drop_at") != step:
            return False
        done = self.used.get("drop", 0)
        self.used["drop"] = done + 1
        return done < rules.get("drop_times", 1)


class Handler:
    def __init__(self, directory, rules):
        self.directory = directory
        self.rules = rules
        self.count = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.rules.drops("MAIL"):
            server.transport.abort()
            return "421 gone"
        answer = self.rules.next_answer("mail", self.rules.read().get("mail"))
        if answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rules.drops("RCPT"):
            server.transport.abort()
            return "421 gone"
        rules = self.rules.read()
        await asyncio.sleep(rules.get("slow", {}).get(address.rpartition("@")[2], 0))
        answers = rules.get("rcpt", {})
        answer = self.rules.next_answer("rcpt " + address, answers.get(address, answers.get("*")))
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        rules = self.rules.read()
        if rules.get("delay_seconds"):
            await asyncio.sleep(rules["delay_seconds"])
        if self.rules.drops("DATA"):
            server.transport.abort()
            return "421 gone"
        answer = self.rules.next_answer("data", rules.get("data"))
        if answer:
            return answer
        dropped = self.rules.drops("DOT")
        self.write(session, envelope, dropped)
        if dropped:
            server.transport.abort()
        return f"250 2.0.0 queued as {self.count}"

    def write(self, session, envelope, dropped):
        self.count += 1
        record = {
            "number": self.count,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "smtputf8": "SMTPUTF8" in envelope.mail_options,
            "tls": session.ssl is not None,
            "user": session.auth_data if session.authenticated else None,
            "dropped": dropped,
        } | read_message(envelope.content)
        with open(os.path.join(self.directory, "messages.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()


def make_certificate(directory):
    certificate = os.path.join(directory, "certificate.pem")
    key = os.path.join(directory, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def make_server(arguments, handler, context):
    authenticator = None
    if arguments.auth:
        user, password = arguments.auth.split(":", 1)

        def authenticator(server, session, envelope, mechanism, data):
            good = data.login == user.encode() and data.password == password.encode()
            return AuthResult(success=good, handled=False, auth_data=user if good else None)

    return SMTP(handler, hostname="localhost", data_size_limit=64 * 1024 * 1024,
                enable_SMTPUTF8=not arguments.no_smtputf8, tls_context=context,
                require_starttls=arguments.starttls == "required", timeout=60,
                authenticator=authenticator, auth_required=bool(arguments.auth),
                auth_require_tls=bool(context))


async def serve(arguments):
    loop = asyncio.get_running_loop()
    handler = Handler(arguments.directory, Rules(os.path.join(arguments.directory, "rules.json")))
    context = make_certificate(arguments.directory) if arguments.starttls else None
    server = await loop.create_server(lambda: make_server(arguments, handler, context), "127.0.0.1", arguments.port)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--starttls", choices=["offered", "required"])
    parser.add_argument("--auth")
    parser.add_argument("--no-smtputf8", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    asyncio.run(serve(parser.parse_args()))


main()
