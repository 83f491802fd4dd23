"""HAProxy from Debian's package without installing it, on a configuration that a guide shows."""
import os
import socket
import subprocess
import time

from muster_process import PROJECT


def unpack(*names):
    """Folders of Debian packages' files; see bin/unpack."""
    done = subprocess.run([os.path.join(PROJECT, "bin/unpack"), *names], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split()


def wait_for_port(host, port, patience_s=30):
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens on {host}:{port}")


class Haproxy:
    def __init__(self, folder, configuration, host, port):
        self.path = os.path.join(folder, "haproxy.cfg")
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(configuration)
        self.log = os.path.join(folder, "haproxy.log")
        self.host, self.port = host, port
        self.url = f"http://{host}:{port}"
        self.process = None

    def start(self):
        program = os.path.join(unpack("haproxy")[0], "usr/sbin/haproxy")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([program, "-db", "-f", self.path], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for_port(self.host, self.port)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
