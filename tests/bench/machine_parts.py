"""Parts of bin/bench about the program as such: how soon it is ready, what it keeps in memory, how long it takes to build."""
import os
import re
import shutil
import statistics
import subprocess
import time

from measuring import PROJECT, tell
from muster_process import Server


def private_memory(pid):
    """MB that belong to this process alone."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(kilobytes) for kilobytes in re.findall(r"Private_\w+:\s+(\d+) kB", file.read())) / 1024


def bench_start(_server, folder, _seconds):
    inner = os.path.join(folder, "start")
    os.makedirs(inner)
    own = Server(inner, {})
    times = []
    own.start()  # makes the demo's data
    own.stop()
    for _ in range(7):
        own.start(pause=0.002)
        times.append(own.ready_after * 1000)
        own.stop()
    middle = statistics.median(times)
    tell("start to ready", f"{middle:.0f} ms", "300 ms", middle <= 300, "100 ms")
    own.start()
    time.sleep(3)
    memory = private_memory(own.process.pid)
    own.stop()
    tell("private memory when idle", f"{memory:.1f} MB", "60 MB", memory <= 60, "40 MB")


def bench_build(_server, folder, _seconds):
    """A full build from nothing, without ccache, and one edit in a room with its rules' tests."""
    copy = os.path.join(folder, "source")
    subprocess.run(["git", "clone", "--quiet", PROJECT, copy], check=True)
    quiet = {"stdout": subprocess.DEVNULL, "check": True, "env": dict(os.environ, CCACHE_DISABLE="1")}
    start = time.monotonic()
    subprocess.run([os.path.join(copy, "bin/build"), "release"], **quiet)
    minutes = (time.monotonic() - start) / 60
    tell("full build from nothing", f"{minutes:.1f} min", "9 min", minutes <= 9, "5 min")
    with open(os.path.join(copy, "src/features/reports/rotation.cpp"), "a", encoding="utf-8") as file:
        file.write("\n// One edit.\n")
    start = time.monotonic()
    subprocess.run([os.path.join(copy, "bin/build"), "release", "reports_test"], **quiet)
    subprocess.run([os.path.join(copy, "build/release/reports_test"), "--source-file=*rotation*"], cwd=copy, **quiet)
    seconds = time.monotonic() - start
    tell("one edit of rules in the largest room, built, its tests run", f"{seconds:.1f} s", "10 s", seconds <= 10, "6 s")
    shutil.rmtree(copy)
