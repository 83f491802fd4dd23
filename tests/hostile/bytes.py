#!/usr/bin/python3
"""Bytes that are no text, and text that is hardly any (F15): in every path, query, header, cookie, field, file name
and file. One rule: what is not UTF-8, or holds NUL, is refused with 400; what is text is taken as it is, or refused
by a page with words. Never a 500; and whatever the database holds afterwards is UTF-8 without NUL.

bytes.py [--short]
"""
import glob
import html.parser
import os
import re
import shutil
import socket
import sqlite3
import sys
import tempfile
import urllib.parse

from world import Stranger, Visitor, bring, start

BROKEN = [b"\xff", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\x80", b"\xe2\x82", b"a\x00b", b"\xc3\x28", b"\xf0\x80\x80\x80"]
ODD = ["\u202eevil\u202c", "\u2066x\u2069", "e" + "\u0301" * 2000, "\ufeffname", "\ufffe\uffff", "\U000e0041\U000e007f", "\u200d" * 50, "\u2028\u2029", "ｎａｍｅ＠ｅｘａｍｐｌｅ．ｏｒｇ",
       "Ångström", "Å", "аpple", "\x1b[31m\x07\x08", "\x7f\x85", "İıſK", "\u0000".replace("\0", "\u2400"), "🏳️‍🌈" * 40, "\U0010ffff", "ﷺ" * 300]
STARTS = {"": "/en/", "prime_representative": "/en/me", "staff": "/en/staff", "administrator": "/en/staff/settings", "regional_leader": "/en/region"}
NEVER = re.compile(r"/(sign-out|end|end-all|seat|clock|hold|leave|keep|state|remove|reset|take-down|wish|discard)$")


class Forms(html.parser.HTMLParser):
    """Forms that post, with the names of their fields, and the links of a page."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.links = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        if tag == "a" and of.get("href", "").startswith("/en/"):
            self.links.append(of["href"].split("#")[0])
        if tag == "form":
            self.forms.append({"method": of.get("method", "get"), "action": of.get("action", ""), "names": {}})
        if tag in ("input", "textarea", "select", "button") and self.forms and of.get("name"):
            self.forms[-1]["names"][of["name"]] = of.get("value") or ""


class Report:
    def __init__(self):
        self.asked = 0
        self.wrong = []

    def expect(self, holds, what):
        self.asked += 1
        if not holds:
            self.wrong.append(what)


def kind_of(path):
    return re.sub(r"/\d[^/]*(?=/|$)", "/N", path.split("?")[0])


def ask_raw(server, head, body=b"", cookies=""):
    """One request as bytes; the status, 0 when the connection was closed without one."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        lines = head + f"\r\nHost: 127.0.0.1:{server.port}".encode() + b"\r\nConnection: close\r\n" + cookies.encode() + (b"Content-Length: %d\r\n" % len(body) if body else b"") + b"\r\n"
        connection.sendall(lines + body)
        answer = b""
        while b"\r\n" not in answer:
            piece = connection.recv(4096)
            if not piece:
                return 0
            answer += piece
    return int(answer.split(b" ")[1])


def cookies_of(visitor):
    jar = next(handler.cookiejar for handler in visitor.opener.handlers if hasattr(handler, "cookiejar"))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def walk(visitor, start_, most):
    """A page of each kind, with its forms."""
    waiting, seen = [start_], {}
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if kind_of(path) in seen or re.search(r"\.(csv|json|atom|txt)$", path):
            continue
        status, _, page = visitor.ask(path)
        if status != 200 or not page.startswith("<!doctype"):
            continue
        found = Forms(page)
        seen[kind_of(path)] = (path, found.forms)
        waiting += found.links
    return seen


def check_heads(server, report, visitor, paths):
    """Paths, queries, fields of the head and cookies."""
    cookie = "Cookie: " + cookies_of(visitor) + "\r\n"
    for path in paths:
        for bytes_ in BROKEN:
            encoded = "".join(f"%{byte:02x}" for byte in bytes_).encode()
            for target in (path.encode() + b"/" + encoded, path.encode() + b"?q=" + encoded, path.encode() + b"?" + encoded + b"=1"):
                report.expect(ask_raw(server, b"GET " + target + b" HTTP/1.1", cookies=cookie) == 400, f"{target} is not refused")
            report.expect(ask_raw(server, b"GET " + path.encode() + b"?q=" + bytes_ + b" HTTP/1.1", cookies=cookie) == 400, f"{path}: raw {bytes_} is not refused")
        for text in ODD:
            target = f"{path}?q={urllib.parse.quote(text[:400])}&page={urllib.parse.quote(text[:40])}&sort={urllib.parse.quote(text[:40])}"
            report.expect(ask_raw(server, f"GET {target} HTTP/1.1".encode(), cookies=cookie) in (200, 303, 400, 404), f"{target}: no good answer")
    for name in (b"Accept-Language", b"Accept", b"User-Agent", b"Referer", b"Cookie", b"Origin", b"X-Forwarded-For", b"If-None-Match", b"X"):
        for bytes_ in BROKEN:
            status = ask_raw(server, b"GET /en/ HTTP/1.1\r\n" + name + b": a" + bytes_)
            report.expect(status == 400, f"{name}: {bytes_} is answered {status}")


def check_forms(report, visitor, pages, most):
    for path, forms in pages.values():
        for form in forms:
            action = urllib.parse.urljoin(path, form["action"]) or path
            names = [name for name in form["names"] if name != "csrf"]
            if form["method"] != "post" or NEVER.search(action.split("?")[0]) or not names:
                continue
            for bytes_ in BROKEN[:most]:
                for name in names:
                    status, _, _ = visitor.ask(action, {**{other: form["names"][other] for other in names}, name: bytes_})
                    report.expect(status == 400, f"{action} {name}: {bytes_} is answered {status}")
            for text in ODD[:most + 4]:
                status, _, _ = visitor.ask(action, {name: form["names"][name] if name in ("version", "id") else text for name in names})
                report.expect(status < 500, f"{action}: {text[:20]!r} is answered {status}")


def check_files(server, report, staff):
    """File names, names of parts and files themselves, as a browser would send them and as none would."""
    staff.ask("/en/staff/imports")
    head = f"POST /en/staff/imports HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nOrigin: {server.url}\r\nSec-Fetch-Site: same-origin".encode()
    cookie = "Cookie: " + cookies_of(staff) + "\r\n"

    def send(name, file_name, content):
        token = b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + staff.token.encode() + b"\r\n"
        part = b'--b\r\nContent-Disposition: form-data; name="' + name + b'"; filename="' + file_name + b'"\r\n\r\n' + content + b"\r\n--b--\r\n"
        return ask_raw(server, head, token + part, cookie)

    good = b"name,country\r\nFile club,CH\r\n"
    status = send(b"file", b"x.csv", good)
    report.expect(status == 303, f"a good file is answered {status}")
    for bytes_ in BROKEN:
        report.expect(send(b"file", bytes_ + b".csv", good) == 400, f"a file name with {bytes_} is not refused")
        report.expect(send(bytes_, b"x.csv", good) == 400, f"the name of a part with {bytes_} is not refused")
        for content in (b"name,country\r\n" + bytes_ + b",CH\r\n", b"\xef\xbb\xbfname\r\n" + bytes_ + b"\r\n", b"\xff\xfe" + bytes_, b"\xfe\xff" + bytes_ * 3, bytes_ * 500):
            report.expect(send(b"file", b"x.csv", content) in (303, 422), f"a file with {content[:30]} has no good answer")
    for text in ODD:
        report.expect(send(b"file", text[:200].encode() + b".csv", good) in (303, 400, 422), f"a file name of {text[:20]!r} has no good answer")
        report.expect(send(b"file", b"x.csv", f"name,place\r\n{text},{text}\r\n".encode()) in (303, 422), f"a file of {text[:20]!r} has no good answer")


def check_stored(folder, report):
    rows = 0
    for path in glob.glob(os.path.join(folder, "**/*.db"), recursive=True):
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        database.text_factory = bytes
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").fetchall():
            for row in database.execute(f'SELECT * FROM "{table.decode()}"'):  # noqa: S608
                rows += 1
                for value in row:
                    if not isinstance(value, bytes) or b"\0" not in value and is_utf8(value):
                        continue
                    report.expect(table in BYTES, f"{table.decode()} holds {value[:60]}")
        database.close()
    report.expect(rows > 500, "hardly anything is stored: this run proves nothing")
    return rows


def check_bite(folder, report):
    """One broken text in the same database must be found."""
    path = next(iter(glob.glob(os.path.join(folder, "**/*.db"), recursive=True)))
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE bite (word TEXT)")
        database.execute("INSERT INTO bite VALUES (CAST(x'61ff' AS TEXT))")
    again = Report()
    check_stored(folder, again)
    report.expect(any("bite" in one for one in again.wrong), "a broken text in the database went unnoticed")


# Tables that hold bytes by design (BLOB columns): digests, keys, full-text index.
BYTES = set()


def is_utf8(value):
    try:
        value.decode()
        return True
    except UnicodeDecodeError:
        return False


def find_bytes_tables(folder):
    """A BLOB is bytes to sqlite3 as well: its columns are known by their declared type."""
    for path in glob.glob(os.path.join(folder, "**/*.db"), recursive=True):
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        for table, sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
            if re.search(r"\bblob\b", sql or "", re.I) or re.search(r"_(data|idx|docsize|config|content)$", table):
                BYTES.add(table.encode())
        database.close()


def main():
    is_short = "--short" in sys.argv
    folder = tempfile.mkdtemp(prefix="muster-bytes-")
    report = Report()
    server = start(folder, "sqlite", {})
    try:
        staff = Visitor(server, server.links("staff")[0])
        bring(staff, "name,country,summary,place\r\n" + "".join(f"\"Odd {i} {text[:80]}\",CH,\"{text[:400]}\",\"{text[:40]}\"\r\n" for i, text in enumerate(ODD) if "\r" not in text and "\x1b" not in text))
        for role, path in list(STARTS.items())[:4 if is_short else 5]:
            visitor = Visitor(server, server.links(role)[0]) if role else Stranger(server)
            pages = walk(visitor, path, 14 if is_short else 60)
            if not role:
                visitor.token = re.search(r'name="csrf" value="([^"]+)"', visitor.ask("/en/sign-in")[2]).group(1)
            paths = [page for page, _ in pages.values()]
            check_heads(server, report, visitor, paths[:3] if is_short else paths)
            check_forms(report, visitor, pages, 2 if is_short else len(BROKEN))
            walk(visitor, path, 100)  # what was taken is shown without a 500
            print(f"{role or 'public'}: {len(pages)} kinds of pages, {report.asked} asked", flush=True)
        check_files(server, report, staff)
    finally:
        server.stop()
    find_bytes_tables(folder)
    rows = check_stored(folder, report)
    check_bite(folder, report)
    with open(os.path.join(folder, "server.log"), encoding="utf-8", errors="replace") as log:
        incidents = [line for line in log if "incident" in line or "exception" in line]
    report.expect(not incidents, f"the log tells of failures: {incidents[:3]}")
    print("\n".join(list(dict.fromkeys(report.wrong))[:40]))
    print(f"{report.asked} asked, {rows} rows read, {len(report.wrong)} wrong")
    if "MUSTER_TEST_KEEP" not in os.environ:
        shutil.rmtree(folder)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
