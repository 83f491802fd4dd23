#!/usr/bin/python3
"""Names of the whole world, M4: each published test name for Universal Acceptance goes through import, database,
pages, exports and search, and as an address over a real SMTP server, unharmed; and equals its A-label form.

names.py [sqlite|postgresql]

The names are read from beside the project (shared/data); without that file the test is left out.
"""
import base64
import csv
import ctypes
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from world import PROJECT, Stranger, Visitor, bring, eventually, list_organisations, start

NAMES = os.path.join(PROJECT, "../shared/data/universal_acceptance_domains.txt")
SKIPPED = 77


def read_names():
    with open(NAMES, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def local_part(name):
    """The first word of the name: a local part has 64 bytes at most (RFC 5321 section 4.5.3.1.1, RFC 6531 section 3.3)."""
    return name.split(".")[0].split("-")[0]


def a_label(name):
    """As libidn2 writes it, without the program in between."""
    library = ctypes.CDLL("libidn2.so.0")
    out = ctypes.c_char_p()
    status = library.idn2_lookup_u8(name.encode(), ctypes.byref(out), 8 | 1)
    assert status == 0, f"{name}: {status}"
    return out.value.decode()


def start_mail(folder):
    os.makedirs(folder)
    child = subprocess.Popen(["/usr/bin/python3", os.path.join(PROJECT, "tests/support/smtp_server.py"), folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port = int(re.match(r"ready (\d+)", child.stdout.readline()).group(1))
    path = os.path.join(folder, "messages.jsonl")

    def list_mails():
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    return child, port, list_mails


def make_file(names):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["key", "name", "country", "website", "contact", "summary", "representative_1_name", "representative_1_email", "representative_1_language", "representative_1_prime"])
    for i, name in enumerate(names):
        local = local_part(name)
        writer.writerow([f"ua-{i}", f"Users of {name}", "CH", f"https://{name}/{local}?q={local}", f"info@{name}", f"They use {name} and {local}@{name}.",
                         local, f"{local}@{name}", "en", "yes"])
    return out.getvalue()


class Check:
    def __init__(self):
        self.wrong = []
        self.count = 0

    def __call__(self, holds, what):
        self.count += 1
        if not holds:
            self.wrong.append(what)


def check_pages(check, reader, staff, names):
    listed = {one["name"]: one for one in list_organisations(reader)}
    table = {row[1] for row in csv.reader(io.StringIO(reader.ask("/en/organisations.csv")[2].removeprefix("\ufeff")))}
    exported = reader.ask("/en/organisations.csv")[2]
    staffed = staff.ask("/en/staff/organisations.csv")[2]
    for name in names:
        own = f"Users of {name}"
        check(own in listed, f"{name}: not in the list of organisations")
        if own not in listed:
            continue
        number = listed[own]["id"]
        _, _, page = reader.ask(f"/en/organisations/{number}")
        seen = html.unescape(page)
        check(own in seen and name in seen, f"{name}: not on its page as typed")
        check(f"https://{a_label(name)}/" in seen, f"{name}: its link does not lead to its A-labels")
        check(f"info@{name}" in seen or f"info@{a_label(name)}" in seen, f"{name}: its contact is not on its page")
        check(own in exported and own in staffed and table, f"{name}: not in the exports")
        _, _, edit = staff.ask(f"/en/staff/organisations/{number}/edit")
        check(f"info@{name}" in html.unescape(edit), f"{name}: its contact changed in the form")
        local = local_part(name)
        _, _, people = staff.ask(f"/en/staff/organisations/{number}/people")
        check(f"{local}@{name}" in html.unescape(people), f"{name}: the address of its representative changed")
        for words in (local, name):
            _, _, found = reader.ask(f"/en/organisations?q={urllib.parse.quote(words)}")
            check(own in html.unescape(found), f"{name}: not found by '{words}'")


def check_mails(check, server, names, list_mails):
    """Asked for by the A-label form, the code comes to the address as it was given: they are the same."""
    for name in names:
        local = local_part(name)
        stranger = Stranger(server)
        stranger.opener.addheaders = [("X-Forwarded-For", f"203.0.113.{names.index(name) + 1}")]
        status, _, _ = stranger.fill("/en/sign-in", {"email": f"{local}@{a_label(name)}"})
        check(status == 200, f"{name}: the sign-in form says {status} to the A-label form")
    wanted = {name: f"{local_part(name)}@{name}" for name in names}

    def find(name):
        local, domain = wanted[name].split("@")
        ascii_ = f"{local}@{a_label(domain)}"
        return [mail for mail in list_mails() if mail["to"] and mail["to"][0] in (wanted[name], ascii_)]

    for name in names:
        try:
            mails = eventually(f"a mail to {wanted[name]}", lambda name=name: find(name), 30)
        except AssertionError as error:
            check(False, str(error))
            continue
        mail = mails[-1]
        is_ascii = wanted[name].split("@")[0].isascii()
        check(mail["smtputf8"] == (not is_ascii), f"{name}: SMTPUTF8 is {mail['smtputf8']}")
        check(re.fullmatch(r"b\+[1-9]\d*\.[a-z2-7]{16}@bounces\.example\.org", mail["from"]) is not None, f"{name}: bounces would go to {mail['from']}")
        fields = [value for field, value in mail["headers"] if field == "To"]
        check(len(fields) == 1 and (wanted[name] in fields[0] or a_label(name) in fields[0]), f"{name}: the field To says {fields}")
        # Python's reader takes UTF-8 in a field for a defect; with SMTPUTF8 it is none (RFC 6532), as long as it is UTF-8.
        base64.b64decode(mail["raw_base64"]).decode()
        defects = [one for one in mail["defects"] if is_ascii or one not in ("NonASCIILocalPartDefect", "UndecodableBytesDefect")]
        check(defects == [] and re.search(r"\d{6}", mail["text"]) is not None, f"{name}: the mail is not whole: {defects}")


def main():
    if not os.path.exists(NAMES):
        print("names.py: the list of names is not here; left out")
        return SKIPPED
    engine = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    if engine == "postgresql" and "MUSTER_TEST_POSTGRES" not in os.environ:
        starter = os.path.join(PROJECT, "bin/with-postgres")
        os.execv(starter, [starter, sys.executable, os.path.realpath(__file__), engine])
    folder = tempfile.mkdtemp(prefix="muster-names-")
    names = read_names()
    check = Check()
    mail, port, list_mails = start_mail(os.path.join(folder, "mail"))
    settings = {"MUSTER_MAIL_SMARTHOST": f"127.0.0.1:{port}", "MUSTER_MAIL_FROM": "muster@example.org",
                "MUSTER_MAIL_RETURN_DOMAIN": "bounces.example.org", "MUSTER_TRUSTED_PROXIES": "127.0.0.1"}
    server = start(os.path.join(folder, "muster"), engine, settings)
    try:
        staff = Visitor(server, server.links("staff")[0])
        bring(staff, make_file(names))
        check_pages(check, Stranger(server), staff, names)
        check_mails(check, server, names, list_mails)
    finally:
        server.stop()
        mail.stdin.close()
        mail.wait(20)
    if "MUSTER_TEST_KEEP" not in os.environ:
        shutil.rmtree(folder)
    print("\n".join(check.wrong))
    print(f"{engine}: {len(names)} names, {check.count} checks, {len(check.wrong)} wrong")
    return 1 if check.wrong or not names else 0


if __name__ == "__main__":
    sys.exit(main())
