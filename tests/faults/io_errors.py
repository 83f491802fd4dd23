"""Calls of the system that fail (F5, R3): errors, no room, short reads and writes, one call after the other.

tests/faults/io_fault_driver fails the Nth call under the database room, for every N that there is, and judges what
is left; a commit whose fsync failed is never promised, and writing goes on over a new connection only. Then the
real program works under load while calls fail by chance, and every promise of its ledger is checked. Uses libfiu.
"""
import errno
import os
import re
import subprocess

from disk import Load
from honest import Visitors
from muster_process import BUILD, Server
from verdict import Verdict, skip
from wire import ask, get

DRIVER = os.path.join(BUILD, "io_fault_driver")
PRELOAD = "/usr/lib/fiu"
LAST = 100_000
# Which calls, with which error, how many in a row; every how many-th point in the short and in the long form.
SWEEPS = [
    ("posix/io/sync/", errno.EIO, 1, 4, 1),
    ("posix/io/sync/", errno.EIO, 4, 12, 1),
    ("posix/io/rw/pwrite", errno.ENOSPC, 1, 80, 1),
    ("posix/io/rw/pwrite", errno.EIO, 60, 80, 1),
    ("posix/io/rw/pwrite/reduce", errno.EIO, 1, 300, 3),
    ("posix/io/rw/pread", errno.EIO, 1, 40, 1),
    ("posix/io/rw/pread/reduce", errno.EIO, 1, 200, 3),
    ("posix/io/oc/", errno.EMFILE, 3, 20, 1),
    ("posix/io/rw/ftruncate", errno.ENOSPC, 1, 2, 1),
    ("posix/io/dir/", errno.EIO, 1, 2, 1),
    ("posix/mm/", errno.ENOMEM, 1, 1, 1),
    ("posix/", errno.EIO, 1, 401, 3),
    ("posix/", errno.EINTR, 1, 499, 5),
]
CHANCES = [("posix/io/rw/pwrite", errno.ENOSPC, 0.01), ("posix/io/sync/fdatasync", errno.EIO, 0.01), ("posix/io/rw/pread", errno.EIO, 0.002),
           ("posix/io/oc/open", errno.EMFILE, 0.02)]


def add_arguments(parser):
    parser.add_argument("--seconds", type=int, default=15, help="of load for each kind of chance, in the long form")


def drive(folder, *words):
    os.makedirs(folder)
    command = [DRIVER, folder, *[str(word) for word in words]]
    environment = dict(os.environ, LD_PRELOAD=os.path.join(PRELOAD, "fiu_posix_preload.so"))
    text = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=False).stdout.strip()
    numbers = re.search(r"points (\d+) fired (\d+) promised (\d+) refused (\d+) doubtful (\d+) broken (\d+)$", text)
    if not numbers:
        raise RuntimeError("the driver did not finish: " + text[-500:])
    return text, [int(number) for number in numbers.groups()]


def sweep_all(is_short, folder, verdict):
    total = 0
    for number, (names, error, length, short_step, long_step) in enumerate(SWEEPS):
        text, (_, fired, promised, refused, doubtful, broken) = drive(os.path.join(folder, f"sweep{number}"), 1, LAST, short_step if is_short else long_step,
                                                                      names, error, length)
        if broken:
            print("  " + text.replace("\n", "\n  "))
        verdict.check(broken == 0 and fired > 0, f"{names} {errno.errorcode[error]} x {length}", f"{fired} points, {promised} promised, {refused} refused, "
                      f"{doubtful} of these are there all the same")
        total += fired
    verdict.tell("points", total)
    if not is_short:
        verdict.check(total >= 2_000, "the sweep has at least 2,000 points", total)
    _, numbers = drive(os.path.join(folder, "sabotage"), 1, LAST, 10, "posix/io/sync/", errno.EIO, 1, "sabotage")
    verdict.check(numbers[5] > 0, "promises made in spite of an error are found out", f"{numbers[5]} lost")


def give_order(fifo, order):
    """Tells libfiu inside the program what shall fail from now on."""
    with open(fifo + ".in", "w", encoding="ascii") as control, open(fifo + ".out", encoding="ascii") as reply:
        control.write(order + "\n")
        control.flush()
        if (answer := reply.readline().strip()) != "0":
            raise RuntimeError(f"libfiu does not take {order}: {answer}")


def run_by_chance(folder, name, error, chance, seconds, verdict):
    """The real program with failing calls; then without, on the same data."""
    os.makedirs(folder)
    server = Server(folder, {})
    server.start()
    try:
        load = Load(server, folder)
        server.stop()
        plain = server.environment
        orders = os.path.join(folder, "orders")
        server.environment = dict(plain, LD_PRELOAD=f"{PRELOAD}/fiu_run_preload.so {PRELOAD}/fiu_posix_preload.so", FIU_CTRL_FIFO=orders)
        server.start()
        load.start()
        give_order(f"{orders}-{server.process.pid}", f"enable_random name={name},probability={chance},failinfo={error}")
        with Visitors(server.port, count=2, accepted=(200, 500, 503, 507)) as visitors:
            try:
                load.process.wait(seconds)
            except subprocess.TimeoutExpired:
                pass
        verdict.check(server.process.poll() is None, f"{name} {errno.errorcode[error]} at {chance}: the program lives")
        verdict.check(not visitors.errors, "every reader is answered", visitors.describe())
        load.stop()
        server.stop()
        server.environment = plain
        server.start()
        unknown = load.count("T") - load.count("A") - load.count("R")
        verdict.check((found := load.check()).endswith("lost 0 ghosts 0"), "nothing promised is lost, nothing refused is there",
                      f"{found}; {load.count('A')} promises, {load.count('R')} refusals, {unknown} answered 500")
        if "/oc/" not in name:  # files are opened seldom
            verdict.check(load.count("R") + unknown > 0, "calls did fail under saves", load.count("R") + unknown)
        answer = ask(server.port, get("/readyz"))
        verdict.check(answer is not None and answer.status == 200, "without errors all is well again")
    finally:
        server.stop()


def run(arguments, folder):
    if not os.access(DRIVER, os.X_OK) or not os.path.exists(os.path.join(PRELOAD, "fiu_posix_preload.so")):
        return skip("libfiu is not installed, or came after the build: bin/setup --test, then bin/build")
    verdict = Verdict()
    sweep_all(arguments.short, folder, verdict)
    if not arguments.short:
        for number, (name, error, chance) in enumerate(CHANCES):
            run_by_chance(os.path.join(folder, f"chance{number}"), name, error, chance, arguments.seconds, verdict)
    return verdict.status()
