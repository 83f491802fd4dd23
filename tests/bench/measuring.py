"""What every part of bin/bench uses: servers to compare with, load, and the list of figures.

A figure is a ratio against a peer or a limit measured in the same run wherever that makes sense, because the
machine's speed and mood are nobody's business."""
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "support"))
from muster_process import PROJECT, free_port  # noqa: E402

FIGURES = []  # (name, figure, bound, aim, is_met) in the order of measuring


def tell(name, figure, bound, is_met, aim=""):
    FIGURES.append((name, figure, bound, aim, is_met))
    print(f"{name:<66} {figure:>16}   bound {bound:<12} aim {aim:<12} {'met' if is_met else 'MISSED'}", flush=True)


def fetch(url, headers=None):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=60) as answer:
        return answer.read(), dict(answer.headers)


def unpack(package):
    """The folder of a Debian package's files; see bin/unpack."""
    return subprocess.run([os.path.join(PROJECT, "bin/unpack"), package], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


class Process:
    """A server that answers on one address, for as long as the with block."""

    def __init__(self, command, url, folder, name):
        self.command, self.url, self.log = command, url, os.path.join(folder, name + ".log")

    def __enter__(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(200):
            try:
                fetch(self.url)
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"{self.command[0]} did not start; see {self.log}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)


def make_nginx(folder, body, encoding):
    """nginx with one file that holds a page's bytes."""
    port = free_port()
    root = tempfile.mkdtemp(prefix="nginx-", dir=folder)
    os.makedirs(os.path.join(root, "www"))
    for each in (folder, root):
        os.chmod(each, 0o755)
    with open(os.path.join(root, "www/page"), "wb") as file:
        file.write(body)
    extra = f'add_header Content-Encoding "{encoding}";' if encoding else ""
    user = "user root; " if os.geteuid() == 0 else ""
    with open(os.path.join(root, "nginx.conf"), "w", encoding="utf-8") as file:
        file.write(f"""
            {user}daemon off; pid {root}/pid; error_log {root}/error.log; worker_processes 2;
            events {{ worker_connections 1024; }}
            http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10;
              default_type "text/html; charset=utf-8"; client_body_temp_path {root}/body;
              proxy_temp_path {root}/proxy; fastcgi_temp_path {root}/fastcgi;
              uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;
              server {{ listen 127.0.0.1:{port}; root {root}/www; {extra} }} }}""")
    return Process([unpack("nginx") + "/usr/sbin/nginx", "-c", os.path.join(root, "nginx.conf"), "-p", root],
                   f"http://127.0.0.1:{port}/page", folder, "nginx")


def wrk(url, seconds, headers=(), script=None):
    """Requests a second and the time in ms that 99 in 100 stay below, over 64 connections."""
    command = ["wrk", "-t1", "-c64", "--latency", "--timeout", "20s", f"-d{seconds}s"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", script]
    text = subprocess.run([*command, url], stdout=subprocess.PIPE, text=True, check=True).stdout
    if re.search(r"Non-2xx|Socket errors", text):
        print("  wrk complains: " + " ".join(re.findall(r"(Non-2xx.*|Socket errors.*)", text)))
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def compare(page, peer, seconds, headers=(), script=None):
    """Both in turn, three times, so that the machine's mood falls on both: ratio, requests a second, p99 in ms."""
    ratios, rates, slow = [], [], []
    for _ in range(3):
        ours, p99 = wrk(page, seconds, headers, script)
        theirs, _ = wrk(peer, seconds, headers)
        ratios.append(ours / theirs)
        rates.append(ours)
        slow.append(p99)
    return statistics.median(ratios), statistics.median(rates), statistics.median(slow)


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def time_requests(url, paths):
    """How long each answer takes in ms, one after the other on one connection."""
    address = urllib.parse.urlparse(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    times = []
    for path in paths:
        start = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - start) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return times
