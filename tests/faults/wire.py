"""Bytes on loopback connections: sent as they are, and whole answers read back. No HTTP library stands
between, as those would repair what the tests send."""
import os
import re
import socket
import time

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def connect(port, source=None, timeout=10, receive_buffer=None):
    plug = socket.socket()
    if receive_buffer:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    if source:
        plug.bind((source, 0))
    plug.settimeout(timeout)
    plug.connect(("127.0.0.1", port))
    plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return plug


def send_all(plug, data):
    """False when the other side stopped listening before the end."""
    try:
        plug.sendall(data)
        return True
    except OSError:
        return False


def read_rest(plug, patience):
    """Everything until the other side closes (then the second value is True) or patience ends."""
    end = time.monotonic() + patience
    received = b""
    while True:
        left = end - time.monotonic()
        if left <= 0:
            return received, False
        plug.settimeout(left)
        try:
            data = plug.recv(65536)
        except TimeoutError:
            return received, False
        except OSError:
            return received, True
        if not data:
            return received, True
        received += data


class Answer:
    def __init__(self, status, head, body):
        self.status, self.head, self.body = status, head, body

    def field(self, name):
        found = re.search(rb"\r\n" + name.encode() + rb":[ \t]*([^\r]*)", self.head, re.I)
        return found.group(1).decode("latin-1") if found else None


def split_answers(stream):
    """The whole answers in a stream of bytes, and what is left over. Interim ones (1xx) count too."""
    answers = []
    while True:
        end = stream.find(b"\r\n\r\n")
        if end < 0 or not re.match(rb"HTTP/1\.[01] \d\d\d", stream):
            return answers, stream
        head = stream[:end + 4]
        status = int(head[9:12])
        length = re.search(rb"\r\ncontent-length:[ \t]*(\d+)", head, re.I)
        is_chunked = re.search(rb"\r\ntransfer-encoding:[ \t]*chunked", head, re.I)
        start = end + 4
        if status < 200 or status in (204, 304):
            stop = start
        elif is_chunked:
            stop = stream.find(b"0\r\n\r\n", start) + 5
            if stop < 5:
                return answers, stream
        else:
            stop = start + int(length.group(1)) if length else start
        if stop > len(stream):
            return answers, stream
        answers.append(Answer(status, head, stream[start:stop]))
        stream = stream[stop:]


def ask(port, data, patience=10):
    """One answer to `data`, or None."""
    with connect(port) as plug:
        send_all(plug, data)
        end = time.monotonic() + patience
        received = b""
        while time.monotonic() < end:
            answers, _ = split_answers(received)
            final = [answer for answer in answers if answer.status >= 200]
            if final:
                return final[0]
            plug.settimeout(max(0.01, end - time.monotonic()))
            try:
                more = plug.recv(65536)
            except OSError:
                return None
            if not more:
                return None
            received += more
    return None


def get(path, fields="", host="localhost"):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n".encode()


def memory_kib(pid, name="VmRSS"):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(name + r":\s+(\d+)", file.read()).group(1))


def forget_peak(pid):
    """From now on VmHWM is the peak since this moment."""
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


def count_descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))
