"""Thousands of idle connections (F12, R15), and more connections than there are descriptors.

Idle ones may cost the program at most 20 KiB of memory each, 200 active ones are served beside them without an
error, and at the end of the descriptors the program refuses or pauses but does not spin: its processor time is
measured. The connections come from a process of their own, from several addresses of this machine.
"""
import os
import resource
import subprocess
import sys
import time

from honest import Visitors, measure_base
from muster_process import Server
from verdict import Verdict
from wire import connect, count_descriptors, cpu_seconds, get, memory_kib, read_rest, split_answers

EACH_KIB = 20
SPINNING = 0.25  # of one core, while nothing happens


def hold(port, count):
    """The other process: opens idle connections, each after one request, says so, and waits for the order to end.
    Then it says how many of them the server has kept."""
    held, served = [], 0
    for number in range(count):
        plug = connect(port, f"127.0.0.{2 + number % 16}", timeout=30)
        plug.sendall(get("/healthz"))
        served += plug.recv(4096).startswith(b"HTTP/1.1 200")
        held.append(plug)
    print(served, flush=True)
    sys.stdin.readline()
    alive = 0
    for plug in held:
        try:
            plug.sendall(get("/healthz"))
            alive += plug.recv(4096).startswith(b"HTTP/1.1 200")
        except OSError:
            pass
    print(alive, flush=True)


def check_idle(server, count, active, seconds, verdict):
    pid = server.process.pid
    base = measure_base(server.port, seconds, count=8)
    verdict.tell("honest visitors alone", base.describe())
    before = memory_kib(pid)
    holder = subprocess.Popen([sys.executable, os.path.realpath(__file__), str(server.port), str(count)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                              env=dict(os.environ, PYTHONPATH=":".join(sys.path), PYTHONDONTWRITEBYTECODE="1"))
    try:
        served = int(holder.stdout.readline())
        verdict.check(served == count, f"{count} connections are taken and answered once", served)
        each = (memory_kib(pid) - before) / count
        verdict.check(each <= EACH_KIB, f"an idle connection costs at most {EACH_KIB} KiB of memory", f"{each:.2f} KiB")
        start = cpu_seconds(pid)
        time.sleep(3)
        verdict.check((cpu_seconds(pid) - start) / 3 < SPINNING, "idle connections leave the processor alone",
                      f"{(cpu_seconds(pid) - start) / 3 * 100:.1f} % of a core")
        with Visitors(server.port, count=active, pause=0.5) as visitors:
            time.sleep(seconds + 1)
        verdict.check(not visitors.errors and len(visitors.times) >= active, f"{active} active ones beside them see no error", visitors.describe())
        with Visitors(server.port, count=8) as again:
            time.sleep(seconds)
        verdict.tell("p99 of eight beside them, against the base", f"{again.percentile(0.99) / max(base.percentile(0.99), 1e-6):.1f} x (aim 2 x)")
        holder.stdin.write("\n")
        holder.stdin.flush()
        alive = int(holder.stdout.readline())
        verdict.check(alive == count, "each of them is still good for another request", alive)
    finally:
        holder.kill()
        holder.wait()


def open_many(port, count):
    """Connections, and how many of them were told 503 at once."""
    plugs = [connect(port, f"127.0.0.{2 + number % 16}", timeout=10) for number in range(count)]
    for plug in plugs:
        try:
            plug.sendall(get("/healthz"))
        except OSError:
            pass
    told = {}
    for plug in plugs:
        answers, _ = split_answers(read_rest(plug, 0.01)[0])
        status = answers[0].status if answers else 0
        told[status] = told.get(status, 0) + 1
    return plugs, told


def check_descriptors(folder, descriptors, verdict):
    """More clients than descriptors: those beyond are told 503 or wait, nothing spins, and it is over afterwards."""
    os.makedirs(folder)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    server = Server(folder, {})
    server.limits = {resource.RLIMIT_NOFILE: (descriptors, descriptors)}
    server.start()
    try:
        pid = server.process.pid
        plugs, told = open_many(server.port, descriptors + 300)
        verdict.check(told.get(200, 0) >= descriptors // 3 and told.get(503, 0) > 0, f"with {descriptors} descriptors, {len(plugs)} clients",
                      f"answers {told}, {count_descriptors(pid)} descriptors in use")
        start = cpu_seconds(pid)
        time.sleep(3)
        verdict.check((cpu_seconds(pid) - start) / 3 < SPINNING, "it does not spin", f"{(cpu_seconds(pid) - start) / 3 * 100:.1f} % of a core")
        plugs[0].sendall(get("/en/organisations?fresh=1"))
        answers, _ = split_answers(read_rest(plugs[0], 5)[0])
        verdict.check(answers and answers[-1].status == 200, "who is connected can read the database")
        for plug in plugs:
            plug.close()
        time.sleep(1)
        with Visitors(server.port, count=4) as visitors:
            time.sleep(1)
        verdict.check(not visitors.errors and visitors.times, "when they have gone all is as before", visitors.describe())
    finally:
        server.stop()
        resource.setrlimit(resource.RLIMIT_NOFILE, hard)


def run(arguments, folder):
    verdict = Verdict()
    server = Server(folder, {})
    server.start()
    try:
        check_idle(server, *((1_000, 20, 1) if arguments.short else (10_000, 200, 4)), verdict)
    finally:
        server.stop()
    check_descriptors(os.path.join(folder, "few"), 600, verdict)
    return verdict.status()


if __name__ == "__main__":
    hold(int(sys.argv[1]), int(sys.argv[2]))
