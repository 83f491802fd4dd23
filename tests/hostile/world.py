"""The demo with what hostile tests need beside it: either engine, imports by the page, strangers with a form's
token. Never used by the program itself."""
import http.cookiejar
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "support"))
from muster_process import PROJECT, Server, Visitor, find_token  # noqa: E402


class Stranger(Visitor):
    """Somebody who is not signed in, with the token of the form on a page."""

    def __init__(self, server):
        self.url = server.url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.token = ""

    def fill(self, path, fields):
        self.token = find_token(self.ask(path)[2])
        return self.ask(path, fields)


def make_database(engine):
    """Settings of a database of its own; PostgreSQL's server is bin/with-postgres."""
    if engine == "sqlite":
        return {}
    url, name = os.environ["MUSTER_TEST_POSTGRES"], f"hostile_{os.getpid()}"
    subprocess.run(["psql", "--quiet", "--no-psqlrc", url, "-c", f"CREATE DATABASE {name}"], check=True, stdout=subprocess.DEVNULL)
    own = re.sub(r"/[^/?]*\?", f"/{name}?", url, count=1)
    return {"MUSTER_DATABASE": own, "MUSTER_DATABASE_PUBLIC": own.replace("//muster@", f"//{name}_public@")}


def start(folder, engine, settings):
    os.makedirs(folder, exist_ok=True)
    server = Server(folder, {**make_database(engine), **settings})
    server.start()
    return server


def eventually(what, look, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen = look()
        if seen:
            return seen
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s for {what}")


def say_columns(staff, address, page):
    """Where headings say nothing to the program it asks what the columns are: as it proposes."""
    fields = {}
    for name, options in re.findall(r'<select[^>]* name="(column-\d+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return staff.ask(urllib.parse.urlparse(address).path, fields)


def bring(staff, text):
    """Imports a file by its page and waits for the end. The import's address."""
    status, address, page = staff.ask("/en/staff/imports", {"text": text})
    if address.endswith("/columns"):
        status, address, page = say_columns(staff, address, page)
    assert status == 200 and re.search(r"/imports/\d+$", address), f"the import was refused: {status} {page[-3000:]}"
    path = urllib.parse.urlparse(address).path
    eventually("the import to be looked at", lambda: f'action="{path}/apply"' in staff.ask(path)[2])
    staff.ask(path + "/apply", {})
    eventually("the import to be applied", lambda: f"{path}/undo" in staff.ask(path)[2])
    return path


def list_organisations(visitor, path="/en/organisations.json"):
    return json.loads(visitor.ask(path)[2])


__all__ = ["PROJECT", "Stranger", "Visitor", "bring", "eventually", "list_organisations", "start"]
