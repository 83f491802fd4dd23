"""The part of bin/bench about counted links: how many openings a second, beside nginx, and whether each is counted."""
import os
import re
import statistics
import subprocess

from measuring import PROJECT, make_nginx, tell, wrk
from muster_process import BUILD, Server

OPENED = os.path.join(PROJECT, "tests/bench/bench_links.lua")
TOOL = os.path.join(BUILD, "link_target")
CONNECTIONS = 64
COPIES = 2_000


def run_tool(*arguments):
    return subprocess.run([TOOL, *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


def open_links(url, paths, seconds):
    """Openings a second, how many were answered, and the time in ms that 99 in 100 stay below."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", "--timeout", "20s", f"-d{seconds}s", "-s", OPENED, url, "--", paths]
    text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    bad = re.search(r"(Non-2xx.*|Socket errors.*)", text)
    if bad:
        print("  wrk complains: " + bad.group(1))
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    answered = int(re.search(r"(\d+) requests in", text).group(1))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), answered, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def bench_links(_server, folder, seconds):
    inner = os.path.join(folder, "links-demo")
    os.makedirs(inner)
    server = Server(inner, {})
    data = os.path.join(inner, "data")
    server.start()
    server.stop()
    paths = os.path.join(folder, "link-paths")
    with open(paths, "w", encoding="utf-8") as file:
        file.write(run_tool("make", data, str(COPIES)))
    server.start()
    ratios, rates, slow, answered = [], [], [], 0
    try:
        # A file of a few bytes, as a redirect is head alone: what nginx is fastest at.
        with make_nginx(folder, b"moved\n", None) as nginx:
            for _ in range(3):
                ours, count, p99 = open_links(server.url, paths, seconds)
                theirs, their_p99 = wrk(nginx.url, seconds)
                print(f"  {ours:.0f}/s within {p99:.1f} ms; nginx {theirs:.0f}/s within {their_p99:.1f} ms")
                answered += count
                ratios.append(ours / theirs)
                rates.append(ours)
                slow.append(p99)
    finally:
        server.stop()
    ratio, p99 = statistics.median(ratios), statistics.median(slow)
    tell(f"counted links of {COPIES // 8} organisations, opened ({statistics.median(rates):.0f}/s)", f"{ratio:.2f} x nginx", "0.5 x", ratio >= 0.5)
    tell("the same, 99 in 100 within", f"{p99:.1f} ms", "5 ms", p99 <= 5)
    # Requests that were under way when wrk ended are counted and not reported.
    counted = int(run_tool("sum", data))
    is_exact = answered <= counted <= answered + 3 * CONNECTIONS
    tell(f"openings counted of {answered} that were answered", str(counted), "all", is_exact)
