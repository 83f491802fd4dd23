"""The part of bin/bench about mail to many: how fast, beside what Debian and npm have, how soon, in how much memory, and
what visitors notice of it."""
import contextlib
import glob
import http.client
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import threading
import time

from measuring import PROJECT, percentile, tell
from muster_process import BUILD, Server, Visitor, free_port

sys.path.insert(0, os.path.join(PROJECT, "tests/mail"))
from sinks import OddSink, PostfixSink, find_postfix, postfix_environment  # noqa: E402

LOAD = os.path.join(BUILD, "mail_load")
TARGET = os.path.join(BUILD, "mail_target")
COUNT = 100_000
MILLION = 1_000_000
CONNECTIONS = 10
MANY_CONNECTIONS = 20
BYTES = 4096
RUNS = 3
PAGE_RATE, PAGE_SECONDS = 200, 10


def send_ours(engine_url, port, count, connections=CONNECTIONS):
    """Rates of queueing and sending, ms to the first mail, MB of memory at most. Every mail is written down before and after."""
    done = subprocess.run([LOAD, engine_url, f"127.0.0.1:{port}", str(count), str(connections)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    found = re.search(r"queued (\d+)/s sent (\d+)/s first (\d+) ms states (\S+) peak (\d+) MB", done.stdout)
    if found.group(4) != f"0/{count}/0/0":
        raise RuntimeError(done.stdout)
    return [int(found.group(at)) for at in (1, 2, 3, 5)]


def send_source(port, count):
    """smtp-source: one message of that size again and again, made of nothing and kept nowhere."""
    postfix = find_postfix()
    start = time.monotonic()
    subprocess.run([postfix + "/usr/sbin/smtp-source", "-d", "-s", str(CONNECTIONS), "-l", str(BYTES), "-m", str(count), f"127.0.0.1:{port}"],
                   env=postfix_environment(postfix), check=True, stdout=subprocess.DEVNULL)
    return count / (time.monotonic() - start)


def send_peer(port, count):
    done = subprocess.run(["node", os.path.join(PROJECT, "tests/bench/mail_peer.mjs"), str(port), str(count), str(CONNECTIONS)], stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def fetch_peer():
    """Once, as the journeys fetch theirs."""
    bench = os.path.join(PROJECT, "tests/bench")
    lock, mark = os.path.join(bench, "package-lock.json"), os.path.join(bench, "node_modules/.installed-lock.json")
    with open(lock, "rb") as file:
        wanted = file.read()
    if os.path.exists(mark) and open(mark, "rb").read() == wanted:
        return
    subprocess.run(["npm", "ci", "--prefix", bench, "--prefer-offline", "--loglevel=error"], check=True, stdout=sys.stderr)
    shutil.copy(lock, mark)


def bench_rate(folder, count):
    fetch_peer()
    ours, many, source, peer, memory = [], [], [], [], 0
    for run in range(RUNS):
        port = free_port()
        sink = PostfixSink(folder, port, keeps=False)
        try:
            source.append(send_source(port, count))
            _, rate, _, peak = send_ours(f"sqlite:{folder}/mail-{run}.db", port, count)
            ours.append(rate)
            many.append(send_ours(f"sqlite:{folder}/many-{run}.db", port, count, MANY_CONNECTIONS)[1])
            peer.append(send_peer(port, max(1000, count // 10)))
            memory = max(memory, peak)
        finally:
            sink.stop()
        for file in glob.glob(f"{folder}/m*-{run}.db*"):
            os.remove(file)
        print(f"  {ours[-1]:.0f}/s; over {MANY_CONNECTIONS} connections {many[-1]:.0f}/s; smtp-source {source[-1]:.0f}/s; nodemailer {peer[-1]:.0f}/s", flush=True)
    to_source = statistics.median(a / b for a, b in zip(ours, source))
    many_to_source = statistics.median(a / b for a, b in zip(many, source))
    to_peer = statistics.median(a / b for a, b in zip(ours, peer))
    tell(f"{count:,} mails with links of their own, kept before and after ({statistics.median(ours):.0f}/s)", f"{to_source:.2f} x smtp-source", "0.5 x", to_source >= 0.5, "1.0 x")
    tell(f"the same over {MANY_CONNECTIONS} connections, beside the same peer ({statistics.median(many):.0f}/s)", f"{many_to_source:.2f} x smtp-source", "0.5 x", many_to_source >= 0.5, "1.0 x")
    tell("the same beside nodemailer’s pool, which keeps nothing", f"{to_peer:.2f} x nodemailer", "3 x", to_peer >= 3)
    return memory


def bench_million(folder, count):
    port = free_port()
    sink = PostfixSink(folder, port, keeps=False)
    try:
        _, rate, _, peak = send_ours(f"sqlite:{folder}/million.db", port, count)
    finally:
        sink.stop()
    print(f"  {rate}/s", flush=True)
    tell(f"memory while {count:,} mails are sent, at most", f"{peak} MB", "100 MB", peak <= 100)


class Pages:
    """Readers at a steady rate; how long each answer took from the moment it was due."""

    def __init__(self, server, path):
        self.port, self.path, self.times = server.port, path, []

    def read(self, seconds):
        count = PAGE_RATE * seconds // 4
        readers = [threading.Thread(target=self.read_some, args=(number, count)) for number in range(4)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        times, self.times = self.times, []
        return percentile(times, 0.99)

    def read_some(self, number, count):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        begin = time.perf_counter() + number / PAGE_RATE
        for at in range(count):
            due = begin + at * 4 / PAGE_RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            connection.request("GET", f"{self.path}?q={number}-{at}")  # no page cache answers
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{self.path} answered {answer.status}")
            self.times.append((time.perf_counter() - due) * 1000)
        connection.close()


def wait_for_first(sink, begin):
    """Of this update: the demo writes to its people as well."""
    with open(sink.file, encoding="utf-8") as file:
        while "mail-user-" not in file.read():
            time.sleep(0.002)
            check_patience(begin)
    return time.monotonic() - begin


def check_patience(begin):
    if time.monotonic() - begin > 60:
        raise RuntimeError("nothing was sent within a minute")


def count_waiting(server):
    """Mails of the update that have not gone yet, also those that are not queued yet."""
    path = os.path.join(server.folder, "data/muster.db")
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        sent = connection.execute("SELECT count(*) FROM mail WHERE source <> '' AND state = 'sent'").fetchone()[0]
    return server.recipients - sent


def make_server(folder, name, count, port):
    """The real program with an update that is approved and goes to that many."""
    inner = os.path.join(folder, name)
    os.makedirs(inner)
    server = Server(inner, {"MUSTER_MAIL_SMARTHOST": f"127.0.0.1:{port}", "MUSTER_MAIL_TLS": "off", "MUSTER_MAIL_FROM": "muster@example.org", "MUSTER_MAIL_CONNECTIONS": str(CONNECTIONS)})
    server.start()
    server.stop()
    done = subprocess.run([TARGET, "approved", f"sqlite:{inner}/data/muster.db", str(count)], stdout=subprocess.PIPE, text=True, check=True, cwd=PROJECT)
    server.recipients = count
    server.start()
    staff = Visitor(server, server.links("staff")[0])
    return server, staff, f"/en/staff/updates/{int(done.stdout)}"


def send_now(staff, issue):
    status, address, page = staff.ask(issue + "/schedule", {"now": "1", "reason": "A measurement"})
    if "done=1" not in address:
        raise RuntimeError(f"{issue} could not be sent: {status} {address}")


def bench_start(folder, count):
    port = free_port()
    sink = OddSink(folder, port)
    server, staff, issue = make_server(folder, "mail-start", count, port)
    try:
        times = []
        for _ in range(3):
            begin = time.monotonic()
            status, _, page = staff.ask(issue + "/audience")
            times.append(time.monotonic() - begin)
            told = [int(re.sub(r"\D", "", number)) for number in re.findall(r">\s*(\d[\d,.]*)", page)]
            if status != 200 or max(told) < count:
                raise RuntimeError("the page of the audience does not say how many")
        audience = statistics.median(times)
        tell(f"audience of {count:,} computed and shown", f"{audience:.2f} s", "1 s", audience <= 1)
        begin = time.monotonic()
        send_now(staff, issue)
        first = wait_for_first(sink, begin)
        tell("from “send” to the first mail at the smarthost", f"{first:.2f} s", "2 s", first <= 2)
    finally:
        server.kill()  # the rest need not go
        sink.stop()


def bench_pages(folder, count):
    port = free_port()
    sink = PostfixSink(folder, port, keeps=False)
    server, staff, issue = make_server(folder, "mail-pages", count, port)
    try:
        pages = Pages(server, "/en/organisations")
        pages.read(2)
        alone = pages.read(PAGE_SECONDS)
        send_now(staff, issue)
        time.sleep(1)
        beside = pages.read(PAGE_SECONDS)
        left = count_waiting(server)
    finally:
        server.kill()
        sink.stop()
    if left <= 0:
        raise RuntimeError("the update was sent before the pages were read: ask for more mails")
    ratio = beside / alone
    tell(f"public pages at {PAGE_RATE}/s while mail is sent, 99 in 100 (within {beside:.1f} ms)", f"{ratio:.2f} x alone", "2 x", ratio <= 2)


def bench_mail(_server, folder, _seconds, count=COUNT, million=False):
    if not find_postfix():
        print("mail is left out: postfix could not be fetched")
        return
    bench_rate(folder, count)
    bench_start(folder, count)
    bench_pages(folder, count)
    if million:
        bench_million(folder, MILLION)
