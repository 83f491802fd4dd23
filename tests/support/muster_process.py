"""The real program as a process on loopback, for kill tests and benches: started on a folder, waited for,
stopped or killed. Never used by the program itself."""
import html
import http.cookiejar
import json
import os
import re
import resource
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
BINARY = os.environ.get("MUSTER_TEST_BINARY", os.path.join(PROJECT, "build/release/muster"))
BUILD = os.path.dirname(BINARY)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One data folder and the program that is started and killed on it again and again."""

    def __init__(self, folder, database):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = dict(os.environ, **database)
        self.limits = {}  # resource.RLIMIT_...: (soft, hard), for tests of scarcity
        self.process = None

    def start_unready(self, binary=BINARY, command="demo", **variables):
        """Begins it, for whoever waits for something else than readiness."""
        with open(os.path.join(self.folder, "server.log"), "ab") as log:
            self.process = subprocess.Popen(
                [binary, command, "--listen", f"127.0.0.1:{self.port}", "--data", os.path.join(self.folder, "data")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(self.environment, **variables), cwd=self.folder,
                preexec_fn=lambda: [resource.setrlimit(*limit) for limit in self.limits.items()])
        return log.name

    def start(self, command="demo", pause=0.01, binary=BINARY, **variables):
        """Returns after how many seconds the program was ready."""
        begin = time.monotonic()
        end = begin + 120
        log = self.start_unready(binary, command, **variables)
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError("the program stopped by itself; see " + log)
            try:
                with urllib.request.urlopen(self.url + "/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        self.ready_after = time.monotonic() - begin
                        return self.ready_after
            except OSError:
                time.sleep(pause)
        raise RuntimeError("the program was not ready after two minutes; see " + log)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def links(self, role):
        with open(os.path.join(self.folder, "data/demo-links.json"), encoding="utf-8") as file:
            return find_links(json.load(file), role)


class Visitor:
    """Somebody who signed in by a demo link and fills forms in."""

    def __init__(self, server, link):
        self.url = server.url
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        path = urllib.parse.urlparse(self.ask(urllib.parse.urlparse(link).path)[1]).path
        _, _, page = self.ask(path)
        self.token = find_token(page)
        self.token = find_token(self.ask(path, {})[2])

    def ask(self, path, fields=None):
        """Status, final address and page; with fields, even none, it posts; a name may come more than once in a list of pairs."""
        pairs = fields.items() if isinstance(fields, dict) else fields
        body = None if fields is None else urllib.parse.urlencode([("csrf", self.token), *pairs]).encode()
        request = urllib.request.Request(self.url + path, body, {"Origin": self.url, "Sec-Fetch-Site": "same-origin"})
        try:
            with self.opener.open(request, timeout=30) as answer:
                is_text = not answer.headers.get_content_type().startswith("application/vnd.")  # workbooks are bytes
                return answer.status, answer.geturl(), answer.read().decode() if is_text else ""
        except urllib.error.HTTPError as error:
            return error.code, error.geturl(), error.read().decode()


def find_token(page):
    return html.unescape(re.search(r'name="csrf" value="([^"]+)"', page).group(1))


def enter_reports(server, count):
    """Begins reports on behalf of as many organisations, as staff; the pages where their answers are written."""
    staff = Visitor(server, server.links("staff")[0])
    pages = []
    for organisation in json.loads(staff.ask("/en/organisations.json")[2]):
        if len(pages) == count:
            break
        page = f"/en/staff/reports/{organisation['id']}/enter"
        staff.ask(page, {"way": "mail", "note": "For a measurement"})
        if staff.ask(page + "/members")[1].endswith("/members"):
            pages.append(page)
    return pages


def find_links(tree, role):
    """The addresses under keys that name the role, whatever the file's shape."""
    found = []
    if isinstance(tree, dict):
        for key, value in tree.items():
            named = role in (key.lower().replace(" ", "_").replace("-", "_"), tree.get("role"))
            if isinstance(value, str) and value.startswith("http") and named:
                found.append(value)
            elif isinstance(value, (dict, list)):
                found += find_links(value, role)
    elif isinstance(tree, list):
        for value in tree:
            found += find_links(value, role)
    return found
