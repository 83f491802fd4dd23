"""Slow clients (F11, R16): heads and bodies that drip, readers that do not read, and storms of resets.

While they hold their connections, honest visitors must be served without one error. Heads must be cut within
10 seconds, bodies as soon as they fall below the lowest rate, readers when they stood still for two windows.
"""
import select
import socket
import struct
import time

from honest import Visitors, measure_base
from muster_process import Server
from verdict import Verdict
from wire import connect, get, memory_kib, read_rest, split_answers

SLACK = 4  # seconds for a busy machine, the tick of the server and the beat of this driver
HEAD_TIME, BODY_TIME, READER_TIME = 10 + SLACK, 10 + SLACK, 45 + SLACK
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


class Slow:
    """One slow connection: what it says first, what it drips, and how long it may live."""

    def __init__(self, kind, port, source):
        self.kind = kind
        self.opened = time.monotonic()
        self.closed = None
        self.plug = connect(port, source, receive_buffer=2048 if kind == "reader" else None)
        self.plug.sendall(self.first())
        self.plug.setblocking(False)

    def first(self):
        start = "POST /en/sign-in HTTP/1.1\r\nHost: localhost\r\n" + FORM
        return {"head": b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n",
                "body": (start + "Content-Length: 100000\r\n\r\na=").encode(),
                "chunks": (start + "Transfer-Encoding: chunked\r\n\r\n").encode(),
                "reader": get("/en/organisations") * 40}[self.kind]

    def drip(self):
        drop = {"head": b"X-A: b\r\n", "body": b"x", "chunks": b"1\r\nx\r\n", "reader": b""}[self.kind]
        try:
            if drop:
                self.plug.send(drop)
        except BlockingIOError:
            pass
        except OSError:
            self.end()

    def look(self, events):
        """Whether the server has ended it: by an answer and a close, or by a reset."""
        if self.kind != "reader" and events & select.POLLIN:
            try:
                while data := self.plug.recv(65536):
                    pass
                if not data:
                    self.end()
            except BlockingIOError:
                pass
            except OSError:
                self.end()
        if events & (select.POLLHUP | select.POLLERR | select.POLLRDHUP):
            self.end()

    def end(self):
        if self.closed is None:
            self.closed = time.monotonic()
            self.plug.close()

    def life(self):
        return (self.closed or time.monotonic()) - self.opened


def open_slow(port, count, kinds, crowd):
    """A few at a time, looking after those that are there."""
    for number in range(count):
        crowd.append(Slow(kinds[number % len(kinds)], port, f"127.0.0.{2 + number % 8}"))
        if number % 50 == 49:
            wait_for(crowd, time.monotonic() + 0.05)


def storm(port, count):
    """Connections that end in a reset, in the middle of a head."""
    for _ in range(count):
        with connect(port) as plug:
            plug.sendall(b"GET /en/ HTTP/1.1\r\nHo")
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def wait_for(crowd, end):
    """Takes note of those that the server ends, until `end`."""
    alive = {slow.plug.fileno(): slow for slow in crowd if slow.closed is None}
    waiting = select.poll()
    for number, slow in alive.items():
        waiting.register(number, select.POLLRDHUP | (0 if slow.kind == "reader" else select.POLLIN))
    while (left := end - time.monotonic()) > 0:
        for number, events in waiting.poll(left * 1000):
            alive[number].look(events)
            if alive[number].closed is not None:
                waiting.unregister(number)
    return [slow for slow in alive.values() if slow.closed is None]


def drip_until(crowd, port, end):
    beat = 0
    while time.monotonic() < end:
        alive = wait_for(crowd, time.monotonic() + 1.0)
        if not alive:
            return
        for slow in alive:
            slow.drip()
        beat += 1
        if beat % 5 == 0:
            storm(port, 100)


def judge(crowd, verdict, kinds):
    most = {"head": HEAD_TIME, "body": BODY_TIME, "chunks": BODY_TIME, "reader": READER_TIME}
    for kind in kinds:
        lives = [slow.life() for slow in crowd if slow.kind == kind]
        verdict.check(all(slow.closed for slow in crowd if slow.kind == kind) and max(lives) <= most[kind],
                      f"{len(lives)} slow ones of kind {kind} are cut within {most[kind]} s", f"{min(lives):.1f} to {max(lives):.1f} s")


def check_steady(port, verdict):
    """The bite: a body that is slow but above the lowest rate is not cut, so the cuts are for slowness."""
    body = b"csrf=x&email=" + b"a" * 30_000
    with connect(port) as plug:
        plug.sendall(f"POST /en/sign-in HTTP/1.1\r\nHost: localhost\r\n{FORM}Content-Length: {len(body)}\r\n\r\n".encode())
        for at in range(0, len(body), 1_000):
            plug.sendall(body[at:at + 1_000])
            time.sleep(0.4)
        answers, _ = split_answers(read_rest(plug, 2)[0])
    verdict.check(answers and answers[0].status == 403, "a body of 2.5 KB/s for 12 s is heard to its end", answers[0].status if answers else "cut")


def run(arguments, folder):
    verdict = Verdict()
    count, kinds = (200, ["head", "body", "chunks"]) if arguments.short else (2_000, ["head", "body", "chunks", "reader"])
    server = Server(folder, {})
    server.start()
    try:
        base = measure_base(server.port, 2 if arguments.short else 10, count=4)
        verdict.tell("honest visitors alone", base.describe())
        before = memory_kib(server.process.pid)
        with Visitors(server.port, count=4) as visitors:
            crowd = []
            open_slow(server.port, count, kinds, crowd)
            held = memory_kib(server.process.pid)
            drip_until(crowd, server.port, time.monotonic() + (HEAD_TIME + 1 if arguments.short else READER_TIME + 5))
        verdict.check(not visitors.errors, f"honest visitors beside {count} slow ones see no error", visitors.describe())
        verdict.tell("p99 against the base", f"{visitors.percentile(0.99) / max(base.percentile(0.99), 1e-6):.1f} x (aim 2 x)")
        verdict.tell("memory of the program for them", f"{(held - before) / 1024:.1f} MB")
        judge(crowd, verdict, kinds)
        if not arguments.short:
            check_steady(server.port, verdict)
        verdict.check(server.process.poll() is None, "the program is still there")
    finally:
        server.stop()
    return verdict.status()
