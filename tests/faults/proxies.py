"""nginx and HAProxy in front of Muster, configured as docs/operating/proxy.md says, with a tap between: a
relay that counts Muster's answers. A lane is one port of the proxy with a tap and a log of its own, so that
what one case caused is never taken for another's."""
import os
import re
import socket
import subprocess
import threading
import time

from muster_process import PROJECT, free_port
from wire import connect, split_answers

LANES = 8


class Entry:
    """One request that a proxy says it handed on."""

    def __init__(self, address, is_answered):
        self.address, self.is_answered = address, is_answered

    def __repr__(self):
        return f"{self.address}{'' if self.is_answered else ' (given up)'}"


class Tap:
    """Passes bytes between a proxy and Muster and keeps them; answers come whole and in order on each connection."""

    def __init__(self, target):
        self.target = target
        self.total = 0
        self.lock = threading.Lock()
        self.answers, self.forwarded, self.is_sound = [], b"", True
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = connect(self.target)
            near.settimeout(None)
            far.settimeout(None)
            threading.Thread(target=self.pass_on, args=(near, far, self.keep_request), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(far, near, self.make_keeper()), daemon=True).start()

    def pass_on(self, source, target, keep):
        try:
            while data := source.recv(65536):
                keep(data)
                target.sendall(data)
        except OSError:
            pass
        for plug in (source, target):
            try:
                plug.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def keep_request(self, data):
        with self.lock:
            self.forwarded += data

    def make_keeper(self):
        rest = b""

        def keep(data):
            nonlocal rest
            answers, rest = split_answers(rest + data)
            with self.lock:
                self.is_sound = self.is_sound and (not rest or rest.startswith(b"HTTP/1."[:len(rest)]))
                self.answers += [answer for answer in answers if answer.status >= 200]
                self.total += len(answers)

        return keep

    def take(self):
        with self.lock:
            taken = self.is_sound, self.answers, self.forwarded
            self.answers, self.forwarded = [], b""
            return taken

    def close(self):
        self.listener.close()


class Lane:
    def __init__(self, target):
        self.port = free_port()
        self.tap = Tap(target)
        self.told = []
        self.lock = threading.Lock()

    def take_told(self):
        """The log is written after the answer is sent: waits until it says as much as the tap saw, or a moment."""
        end = time.monotonic() + 1.0
        while True:
            self.read_log()
            with self.tap.lock:
                seen = len(self.tap.answers)
            if sum(entry.is_answered for entry in self.told) == seen and time.monotonic() > end - 0.98 or time.monotonic() > end:
                told, self.told = self.told, []
                return told
            time.sleep(0.005)

    def read_log(self):
        pass


class Proxy:
    LaneType = Lane

    def __init__(self, folder, target):
        os.makedirs(folder)
        self.folder = folder
        self.lanes = [self.LaneType(target) for _ in range(LANES)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command(), stderr=open(os.path.join(self.folder, "errors"), "wb"))
        for lane in self.lanes:
            for attempt in range(200):
                try:
                    connect(lane.port).close()
                    break
                except OSError:
                    if attempt == 199:
                        raise RuntimeError("the proxy did not start; see " + self.folder) from None
                    time.sleep(0.05)
        time.sleep(0.2)
        for lane in self.lanes:
            lane.take_told()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        for lane in self.lanes:
            lane.tap.close()


def program(package, path):
    """Throws subprocess.CalledProcessError where the package cannot be fetched."""
    peer = subprocess.run([os.path.join(PROJECT, "bin/unpack"), package], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return peer + path


class NginxLane(Lane):
    def __init__(self, target):
        super().__init__(target)
        self.log, self.rest = None, ""

    def read_log(self):
        *lines, self.rest = (self.rest + self.log.read()).split("\n")  # the last may not be whole yet
        for line in lines:
            address, upstream = line.rsplit("\t", 1)
            for status in re.findall(r"\d{3}|-", upstream) if upstream != "none" else []:
                self.told.append(Entry(address, status not in ("-", "502", "504")))


class Nginx(Proxy):
    LaneType = NginxLane

    def command(self):
        servers = ""
        for number, lane in enumerate(self.lanes):
            path = os.path.join(self.folder, f"log{number}")
            open(path, "w", encoding="utf-8").close()
            lane.log = open(path, encoding="utf-8", errors="replace")
            servers += f"""
              upstream muster{number} {{ server 127.0.0.1:{lane.tap.port}; keepalive 4; }}
              server {{ listen 127.0.0.1:{lane.port}; access_log {path} told;
                location / {{ proxy_pass http://muster{number}; proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  client_max_body_size 10m; }} }}"""
        path = os.path.join(self.folder, "nginx.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"""
              user root; daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log; worker_processes 1;
              events {{ worker_connections 512; }}
              http {{ log_format told '$request\t$proxied'; map $upstream_addr $proxied {{ '' none; default $upstream_status; }}
                client_header_timeout 1s; client_body_timeout 1s; proxy_read_timeout 3s; keepalive_timeout 1s;
                client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
                fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi; scgi_temp_path {self.folder}/scgi;
                {servers} }}""")
        return [program("nginx", "/usr/sbin/nginx"), "-c", path, "-p", self.folder]


class HaproxyLane(Lane):
    def open_log(self, path):
        self.log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.log.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.log.bind(path)
        os.chmod(path, 0o777)
        self.log.setblocking(False)

    def read_log(self):
        while True:
            try:
                line = self.log.recv(65536).decode("utf-8", "replace")
            except BlockingIOError:
                return
            found = re.search(r"TOLD (\S+) (\d+|-1) (\S+) (.*)", line, re.S)
            if found and found.group(1) != "<NOSRV>":
                # The first letter says who ended it before its time: S, Muster did not answer.
                self.told.append(Entry(found.group(4).strip(), found.group(3)[0] == "-" or found.group(3)[1] in "DL"))


class Haproxy(Proxy):
    LaneType = HaproxyLane

    def command(self):
        parts = ""
        for number, lane in enumerate(self.lanes):
            path = os.path.join(self.folder, f"log{number}")
            lane.open_log(path)
            parts += f"""
frontend lane{number}
  bind 127.0.0.1:{lane.port}
  log {path} len 8192 local0
  log-format "TOLD %s %ST %ts %HU"
  http-request set-header X-Forwarded-For %[src]
  default_backend muster{number}
backend muster{number}
  server muster 127.0.0.1:{lane.tap.port}
"""
        path = os.path.join(self.folder, "haproxy.cfg")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"""
global
  maxconn 512
defaults
  mode http
  option http-keep-alive
  option dontlognull
  timeout connect 3s
  timeout server 3s
  timeout client 1s
  timeout http-request 1s
  timeout http-keep-alive 1s
{parts}""")
        return [program("haproxy", "/usr/sbin/haproxy"), "-db", "-f", path]
