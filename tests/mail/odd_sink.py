#!/usr/bin/python3
"""A mail server on loopback that behaves as some out there do. Keeps what it took, and ends with its standard input.

odd_sink.py FILE [--mode MODE] [--port N] [--certificate PEM --key PEM] [--slow DOMAIN=SECONDS] [--delay SECONDS]

Prints "ready PORT". Each message whose final dot was seen is one line of JSON in FILE: time, from, to, utf8, tls, raw_base64.
  plain    takes everything; knows 8BITMIME and SMTPUTF8
  noutf8   the same without SMTPUTF8
  tarpit   each reply to RCPT comes one byte a second
  garbage  replies to MAIL with many lines of nothing and another code in the middle
  huge     replies to MAIL with one line of 10 MB
  order    replies to RCPT as if it were DATA
  early    replies to everything before it was asked
  partly   every third recipient is refused for good, every third for the moment
  expired  STARTTLS with the certificate that it was given
"""
import argparse
import asyncio
import base64
import json
import re
import ssl
import sys
import time

HUGE = 10 * 1024 * 1024


class Sink:
    def __init__(self, arguments):
        self.arguments = arguments
        self.recipients = 0
        self.answers = {}
        self.context = None
        if arguments.certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(arguments.certificate, arguments.key)

    def extensions(self):
        lines = ["odd.example", "8BITMIME", "SIZE 50000000"]
        if self.arguments.mode != "noutf8":
            lines.append("SMTPUTF8")
        if self.context:
            lines.append("STARTTLS")
        return "".join(f"250{'-' if number + 1 < len(lines) else ' '}{line}\r\n" for number, line in enumerate(lines))

    def answer_recipient(self, address):
        """The same recipient gets the same answer, so that trying again is what the answer asked for."""
        if self.arguments.mode == "order":
            return "354 go on\r\n"
        if self.arguments.mode == "partly" and address not in self.answers:
            self.answers[address] = self.recipients % 3
            self.recipients += 1
        return ["250 2.1.5 ok\r\n", "550 5.1.1 no such person\r\n", "450 4.2.1 later\r\n"][self.answers.get(address, 0)]

    def answer_sender(self):
        if self.arguments.mode == "garbage":
            return "250-one\r\n" + "250-\x01\x02 nothing\r\n" * 50 + "550-two\r\n\n\n250 three\r\n"
        if self.arguments.mode == "huge":
            return "250 " + "x" * HUGE + "\r\n"
        return "250 2.1.0 ok\r\n"

    async def say(self, writer, words, slowly=False):
        data = words.encode("latin-1")
        for piece in ([bytes([byte]) for byte in data] if slowly else [data]):
            writer.write(piece)
            await writer.drain()
            if slowly:
                await asyncio.sleep(1)

    async def talk(self, reader, writer):
        try:
            await self.converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            writer.close()

    async def converse(self, reader, writer):
        await self.say(writer, "220 odd.example\r\n" + ("250 early\r\n250 early\r\n" if self.arguments.mode == "early" else ""))
        sender, to, utf8, tls = "", [], False, False
        while line := await reader.readline():
            words = line.decode("utf-8", "surrogateescape").strip()
            verb = words[:4].upper()
            if verb in ("EHLO", "HELO"):
                await self.say(writer, self.extensions())
            elif verb == "STAR":
                await self.say(writer, "220 go\r\n")
                await writer.start_tls(self.context)
                tls = True
            elif verb == "MAIL":
                sender, to, utf8 = find_address(words), [], "SMTPUTF8" in words.rpartition(">")[2]
                await self.say(writer, self.answer_sender())
            elif verb == "RCPT":
                address = find_address(words)
                await asyncio.sleep(self.arguments.delays.get(address.rpartition("@")[2], self.arguments.delay))
                to.append(address)
                await self.say(writer, self.answer_recipient(address), self.arguments.mode == "tarpit")
            elif verb == "DATA":
                await self.say(writer, "354 go on\r\n")
                content = await read_content(reader)
                self.keep(sender, to, utf8, tls, content)
                await self.say(writer, "250 2.0.0 taken\r\n")
            elif verb == "QUIT":
                return await self.say(writer, "221 bye\r\n")
            else:
                await self.say(writer, "250 ok\r\n")

    def keep(self, sender, to, utf8, tls, content):
        with open(self.arguments.file, "a", encoding="utf-8") as file:
            file.write(json.dumps({"time": time.time(), "from": sender, "to": to, "utf8": utf8, "tls": tls, "raw_base64": base64.b64encode(content).decode()}) + "\n")


def find_address(words):
    return re.search(r"<([^>]*)>", words).group(1)


async def read_content(reader):
    lines = []
    while True:
        line = await reader.readuntil(b"\r\n")
        if line == b".\r\n":
            return b"".join(lines)
        lines.append(line[1:] if line.startswith(b".") else line)


async def serve(arguments):
    sink = Sink(arguments)
    server = await asyncio.start_server(sink.talk, "127.0.0.1", arguments.port, limit=4 * 1024 * 1024)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--mode", default="plain")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--slow", default="")
    parser.add_argument("--delay", type=float, default=0)
    arguments = parser.parse_args()
    arguments.delays = {arguments.slow.split("=")[0]: float(arguments.slow.split("=")[1])} if arguments.slow else {}
    asyncio.run(serve(arguments))


main()
