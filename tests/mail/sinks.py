"""Mail servers for tests: Debian's smtp-sink in its fault modes, and odd_sink.py. Both keep what they took, and both
give it back in one form."""
import base64
import glob
import json
import os
import re
import socket
import subprocess
import time

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


class Message:
    """One transaction that a sink saw to the final dot."""

    def __init__(self, to, raw, moment=0.0):
        self.to, self.raw, self.time = to, raw, moment

    @property
    def message_id(self):
        return re.search(rb"(?mi)^Message-ID: <([^>]+)>", self.raw).group(1).decode()


def unpack(package):
    """The folder of a Debian package's files (bin/unpack), or None where it cannot be had."""
    done = subprocess.run([os.path.join(PROJECT, "bin/unpack"), package], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def find_postfix():
    folder = unpack("postfix")
    return folder and os.path.exists(folder + "/usr/sbin/smtp-sink") and folder


def postfix_environment(folder):
    return dict(os.environ, LD_LIBRARY_PATH=folder + "/usr/lib/postfix")


def wait_for_port(port, process):
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.01)
    raise RuntimeError("smtp-sink does not listen")


class PostfixSink:
    """smtp-sink with `flags`; each message in a file of its own."""

    def __init__(self, folder, port, flags=(), keeps=True):
        self.folder, self.port = os.path.join(folder, f"sink-{time.monotonic_ns()}"), port
        os.makedirs(self.folder)
        os.chmod(self.folder, 0o777)
        postfix = find_postfix()
        command = [postfix + "/usr/sbin/smtp-sink", *(["-u", "nobody"] if os.geteuid() == 0 else []), *flags]
        command += ["-d", self.folder + "/m."] if keeps else []
        self.process = subprocess.Popen([*command, f"127.0.0.1:{port}", "256"], env=postfix_environment(postfix), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)
        # One that hangs up on everybody, or takes one at a time, must not be looked at by connecting.
        if flags and ("CONNECT" in flags or "-m" in flags):
            time.sleep(0.2)
        else:
            wait_for_port(port, self.process)

    def messages(self):
        found = []
        for path in glob.glob(self.folder + "/m.*"):
            with open(path, "rb") as file:
                content = file.read()
            to = re.search(rb"(?m)^X-Rcpt-Args: <([^>]*)>", content)
            head = re.search(rb"(?m)^Received: .*\n[\t ].*\n[\t ].*\n", content)
            if to and head and b"\nMessage-ID:" in content:
                found.append(Message(to.group(1).decode("utf-8", "surrogateescape"), content[head.end():], os.path.getmtime(path)))
        return found

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class OddSink:
    def __init__(self, folder, port, *flags):
        self.file, self.port = os.path.join(folder, f"odd-{time.monotonic_ns()}.jsonl"), port
        open(self.file, "w", encoding="utf-8").close()
        self.process = subprocess.Popen([os.path.join(PROJECT, "tests/mail/odd_sink.py"), self.file, "--port", str(port), *flags],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if not self.process.stdout.readline().startswith("ready"):
            raise RuntimeError("odd_sink.py does not listen")

    def lines(self):
        with open(self.file, encoding="utf-8") as file:
            return [json.loads(line) for line in file.read().split("\n")[:-1]]

    def messages(self):
        return [Message(line["to"][0], base64.b64decode(line["raw_base64"]), line["time"]) for line in self.lines()]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)
