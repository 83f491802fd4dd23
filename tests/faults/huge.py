"""Huge and odd requests (F13): refused in time, and the program's memory grows by less than 64 MB.

Each is sent to the real program by itself, and the worst of them by forty senders at once. Growth is that
of the peak of the program's memory (VmHWM) over what it held before.
"""
import threading
import time

from muster_process import Server, Visitor
from verdict import Verdict
from wire import ask, connect, forget_peak, get, memory_kib, read_rest, send_all, split_answers

GROWTH_KIB = 64 * 1024
SIGN_IN = "/en/sign-in"
UPLOAD = "/en/staff/imports"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
MULTIPART = "Content-Type: multipart/form-data; boundary=b\r\n"
JSON = "Content-Type: application/json\r\n"
REFUSED = range(400, 500)


def post(path, fields, body, cookie=""):
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{fields}{cookie}Content-Length: {len(body)}\r\n\r\n".encode() + body


def parts(count, size=1):
    return b"".join(b"--b\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n%s\r\n" % (i, b"x" * size) for i in range(count)) + b"--b--\r\n"


def files(count):
    return b"".join(b"--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%d\"\r\n\r\nx\r\n" % i for i in range(count)) + b"--b--\r\n"


def chunks(path, size, count):
    yield f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n".encode()
    piece = b"%x\r\n" % size + b"x" * size + b"\r\n"
    for _ in range(count):
        yield piece
    yield b"0\r\n\r\n"


def announced(path, total):
    yield f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{FORM}Content-Length: {total}\r\n\r\n".encode()
    piece = b"x" * 1_000_000
    for _ in range(total // len(piece)):
        yield piece


def list_requests(cookie):
    """Name, the pieces that are sent, and the statuses that will do."""
    fields = "&".join(f"a{i}=1" for i in range(10_000)).encode()
    same = "&".join("email=1" for _ in range(1_900)).encode()
    numbers = b"[1e308,-1e308,1e309," + b"9" * 10_000 + b"]"
    ranges = "Range: bytes=" + ",".join(f"{i}-{i}" for i in range(0, 2_400, 2)) + "\r\n"
    signed = [
        ("multipart of 50,000 parts from staff", [post(UPLOAD, MULTIPART, parts(50_000), cookie)], REFUSED),
        ("multipart of 10,000 files from staff", [post(UPLOAD, MULTIPART, files(10_000), cookie)], REFUSED),
        ("multipart of 8 MB in one field from staff", [post(UPLOAD, MULTIPART, parts(1, 8_300_000), cookie)], REFUSED),
        ("multipart without an end from staff", [post(UPLOAD, MULTIPART, b"--b\r\n" * 1_000_000, cookie)], REFUSED),
        ("multipart whose boundary nearly comes from staff", [post(UPLOAD, MULTIPART, b"--b\r\n" + b"\r\n--" * 1_900_000, cookie)], REFUSED),
        ("form of 2,000,000 ampersands from staff", [post(UPLOAD, FORM, b"&" * 2_000_000, cookie)], REFUSED),
    ]
    return signed + [
        ("body of 1 GB, announced and sent", announced(SIGN_IN, 1_000_000_000), [413]),
        ("body of 1 GB in chunks", chunks(SIGN_IN, 1_000_000, 1_000), [413]),
        ("body of 1 GB in chunks for the upload page", chunks(UPLOAD, 1_000_000, 1_000), [413]),
        ("body of 200 KB in chunks of one byte", chunks(SIGN_IN, 1, 200_000), REFUSED),
        ("100,000 fields", [b"GET / HTTP/1.1\r\nHost: localhost\r\n"] + [b"X-%d: 1\r\n" % i for i in range(100_000)] + [b"\r\n"], [431]),
        ("field of 10 MB", [b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "] + [b"x" * 1_000_000] * 10 + [b"\r\n\r\n"], [431]),
        ("address of 1 MB", [b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"], [414]),
        ("address with 3,000 fields of a query", [get("/en/organisations?" + "&".join("a" for _ in range(3_000)))], REFUSED),
        ("query key 900 times", [get("/en/organisations?" + "&".join("q=a" for _ in range(900)))], [200]),
        ("cookies without number", [get("/en/", "Cookie: " + "; ".join(f"a{i}=1" for i in range(2_000)) + "\r\n")], REFUSED),
        ("languages without number", [get("/", "Accept-Language: " + ",".join(["ar;q=0.1"] * 1_500) + "\r\n")], [200, 302, 303, 307, 308]),
        ("encodings without number", [get("/en/", "Accept-Encoding: " + ",".join(["br;q=0.001"] * 1_300) + "\r\n")], [200]),
        ("form of 10,000 fields", [post(SIGN_IN, FORM, fields)], REFUSED),
        ("form with one key 1,900 times", [post(SIGN_IN, FORM, same)], REFUSED),
        ("form of percent codes that are none", [post(SIGN_IN, FORM, b"a=" + b"%" * 200_000)], [400]),
        ("multipart of 50,000 parts where none is taken", [post(SIGN_IN, MULTIPART, parts(3_000))], [415]),
        ("JSON 100,000 deep", [post(SIGN_IN, JSON, b"[" * 100_000 + b"]" * 100_000)], [415]),
        ("JSON objects 20,000 deep with one key", [post(SIGN_IN, JSON, b'{"a":' * 20_000 + b"1" + b"}" * 20_000)], [415]),
        ("numbers beyond all bounds", [post(SIGN_IN, JSON, numbers)], [415]),
        ("1,200 ranges", [get("/en/organisations", ranges)], [200]),
        ("ranges that overlap", [get("/en/organisations", "Range: bytes=0-,0-,0-,-1,1-0,99999999999999999999-\r\n")], [200]),
        ("body of 1 GB that waits to be asked for",
         [f"POST {SIGN_IN} HTTP/1.1\r\nHost: localhost\r\n{FORM}Expect: 100-continue\r\nContent-Length: 1000000000\r\n\r\n".encode()], [413]),
        ("body that came without being asked for",
         [f"POST {SIGN_IN} HTTP/1.1\r\nHost: localhost\r\n{FORM}Expect: 100-continue\r\nContent-Length: 3\r\n\r\na=1".encode()], [403]),
        ("compressed body of a form", [post(SIGN_IN, FORM + "Content-Encoding: gzip\r\n", b"\x1f\x8b\x08" + b"\0" * 1_000)], REFUSED),
    ]


def send(port, pieces, patience=20):
    """The status that came back; 0 when the connection ended without a word. Stops sending when nobody listens."""
    with connect(port) as plug:
        for piece in pieces:
            if not send_all(plug, piece):
                break
        received, _ = read_rest_until_answer(plug, patience)
    final = [answer for answer in split_answers(received)[0] if answer.status >= 200]
    return final[0].status if final else 0


def read_rest_until_answer(plug, patience):
    end = time.monotonic() + patience
    received, is_closed = b"", False
    while time.monotonic() < end and not is_closed:
        if any(answer.status >= 200 for answer in split_answers(received)[0]):
            break
        more, is_closed = read_rest(plug, 0.05)
        received += more
    return received, is_closed


def check_one(server, name, pieces, statuses, verdict):
    pid = server.process.pid
    forget_peak(pid)
    before = memory_kib(pid)
    start = time.monotonic()
    status = send(server.port, pieces)
    took = time.monotonic() - start
    growth = memory_kib(pid, "VmHWM") - before
    # Who sends on after the refusal may lose its words with the connection; then the program must just live.
    is_refused = status in statuses or (status == 0 and 413 in statuses)
    verdict.check(is_refused and took < 15 and growth < GROWTH_KIB, name, f"{status or 'cut'}, {took:.2f} s, {growth / 1024:+.1f} MB")


def check_crowd(server, name, make_pieces, verdict):
    pid = server.process.pid
    forget_peak(pid)
    before = memory_kib(pid)
    statuses = []

    def run():
        try:
            statuses.append(send(server.port, make_pieces()))
        except OSError:
            statuses.append(0)

    threads = [threading.Thread(target=run) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    growth = memory_kib(pid, "VmHWM") - before
    told = {status or "cut": statuses.count(status) for status in sorted(set(statuses))}
    verdict.check(growth < GROWTH_KIB and not set(statuses) & {200, 500}, f"forty at once: {name}", f"{told}, {growth / 1024:+.1f} MB")


def run(_, folder):
    verdict = Verdict()
    server = Server(folder, {})
    server.start()
    try:
        staff = Visitor(server, server.links("staff")[0])
        jar = next(handler.cookiejar for handler in staff.opener.handlers if hasattr(handler, "cookiejar"))
        cookie = "Cookie: " + "; ".join(f"{each.name}={each.value}" for each in jar) + "\r\n"
        for path in ("/en/", "/en/organisations", UPLOAD, SIGN_IN):
            ask(server.port, get(path, cookie))
        for name, pieces, statuses in list_requests(cookie):
            check_one(server, name, pieces, statuses, verdict)
        big = post(UPLOAD, MULTIPART, parts(1, 8_300_000))
        many = post(UPLOAD, MULTIPART, parts(1_900, 4_000), cookie)
        check_crowd(server, "8 MB from strangers for the upload page", lambda: [big], verdict)
        check_crowd(server, "multipart of 8 MB from staff without a token", lambda: [many], verdict)
        check_crowd(server, "1 GB in chunks", lambda: chunks(UPLOAD, 1_000_000, 1_000), verdict)
        check_crowd(server, "longest form of a stranger", lambda: [post(SIGN_IN, FORM, b"a=" + b"%41" * 80_000)], verdict)
        answer = ask(server.port, get("/en/"))
        verdict.check(answer is not None and answer.status == 200, "the program serves as before")
        verdict.tell("memory at the end", f"{memory_kib(server.process.pid) / 1024:.1f} MB")
    finally:
        server.stop()
    return verdict.status()
