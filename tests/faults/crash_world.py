"""The program among its neighbours for the visits of bin/kill-points: data on either engine, a real mail server,
a load with its ledger, and people who do what reaches the named moments."""
import contextlib
import html
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "support"))
from database_copies import make_data  # noqa: E402
from muster_process import BINARY, BUILD, PROJECT, Server, Visitor, enter_reports  # noqa: E402

DRIVER = os.path.join(BUILD, "kill_driver")
CRASHING = os.path.join(BUILD, "muster_crash")
TARGET = os.path.join(BUILD, "mail_target")
KILLED = -9


class MailServer:
    """tests/support/smtp_server.py; what it took stands in messages.jsonl."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "messages.jsonl")
        open(self.file, "w", encoding="utf-8").close()
        self.process = subprocess.Popen([os.path.join(PROJECT, "tests/support/smtp_server.py"), folder],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def read(self):
        with open(self.file, "rb") as file:
            return file.read()

    def mark(self):
        """Where what is taken from now on will stand."""
        return self.read().rfind(b"\n") + 1

    def list_since(self, mark):
        whole = self.read()[mark:].split(b"\n")[:-1]  # the last line may be half written still
        return [json.loads(line) for line in whole]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)


class World:
    def __init__(self, engine, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.data = make_data(engine, folder)
        self.armed = os.path.join(folder, "armed")
        self.counted = os.path.join(folder, "counted")
        self.ledger = os.path.join(folder, "ledger")
        self.cookies = os.path.join(folder, "cookies")
        self.mail = MailServer(folder)
        # One connection: what may be in flight at a kill is then one mail.
        self.server = Server(folder, self.data.environment() | {
            "MUSTER_MAIL_SMARTHOST": f"127.0.0.1:{self.mail.port}", "MUSTER_MAIL_FROM": "muster@example.org",
            "MUSTER_MAIL_TLS": "off", "MUSTER_MAIL_CONNECTIONS": "1"})
        self.slowest = 0.0
        self.is_reached = False  # whether this visit's moment came as often as it was to come
        self.rounds = 0
        self.targets = []
        self.sabotage = lambda: None

    def prepare(self):
        """Seeded data with people signed in, kept as "base"."""
        self.server.start()
        links = [self.server.links(role)[0] for role in ("prime_representative", "staff")]
        self.staff = Visitor(self.server, links[1])
        with open(os.path.join(PROJECT, "tests/bench/targets.txt"), encoding="utf-8") as file:
            self.targets = [line.strip() for line in file if line.strip() and not line.startswith("#")]
        self.targets += [page + "/members:members:number" for page in enter_reports(self.server, 3)]
        signed = subprocess.run([DRIVER, "sign-in", self.server.url, *links], stdout=subprocess.PIPE, text=True, check=True)
        with open(self.cookies, "w", encoding="utf-8") as file:
            file.write(signed.stdout)
        self.settle()
        self.server.stop()
        self.data.keep("base")

    def prepare_issue(self, recipients):
        """Data with an update that is sent as soon as the program runs, kept as "issue"; who gets it without any crash."""
        self.data.put_back("base")
        done = subprocess.run([TARGET, "issue", self.data.environment()["MUSTER_DATABASE"], str(recipients)],
                              cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
        self.issue = int(done.stdout)
        self.data.keep("issue")
        self.server.start()
        self.settle()
        self.server.stop()
        self.recipients = {tuple(row) for row in self.data.ask(f"SELECT to_address, locale FROM mail WHERE mail_group = 'updates/{self.issue}'")}
        if len(self.recipients) < recipients:
            raise RuntimeError(f"the issue went to {len(self.recipients)} only")

    def close(self):
        self.server.stop()
        self.mail.stop()
        self.data.drop()

    def order_crash(self, point, hit):
        """The variables that end the program there, and count how often it came there."""
        self.is_reached = False
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.counted)
        return {"MUSTER_CRASH_AT": f"{point}:{hit}", "MUSTER_CRASH_COUNTED": self.counted}

    def count_hits(self):
        return os.path.getsize(self.counted) if os.path.exists(self.counted) else 0

    def wait_for_crash(self, hit, has_nothing_left, seconds=60):
        """Until the program died at its moment; kills it when that does not come. A moment that came already, but not
        so often, is not waited for when has_nothing_left says that there is nothing more that would lead to it."""
        hits, end = 0, time.monotonic() + seconds
        while self.server.process.poll() is None and time.monotonic() < end:
            if self.count_hits() > hits:
                hits, end = self.count_hits(), time.monotonic() + seconds
            if hits > 0 and hit > 1 and has_nothing_left(hits):
                break
            time.sleep(0.01)
        self.is_reached = self.server.process.poll() == KILLED and self.count_hits() >= hit
        self.server.kill()

    def run(self, *words, crash=None):
        """A command of the program to its end, or to its named moment: status and all that it said."""
        environment = self.server.environment | (crash or {})
        done = subprocess.run([CRASHING if crash else BINARY, "--data", self.data.folder, *words], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False)
        return done.returncode, done.stdout

    def wait_for_saves(self):
        """Until something was promised that the crash could take away."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with contextlib.suppress(FileNotFoundError), open(self.ledger, encoding="utf-8") as file:
                if any(line.startswith("A ") for line in file):
                    return
            time.sleep(0.01)

    def drive(self, mode):
        command = [DRIVER, mode, self.server.url, self.ledger, self.cookies] + self.targets
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def start_again(self):
        self.slowest = max(self.slowest, self.server.start())

    def lose_log(self):
        """What a disk that lied about syncing would lose: SQLite's write-ahead log."""
        for suffix in ("-wal", "-shm"):
            if os.path.exists(self.data.path + suffix):
                os.remove(self.data.path + suffix)

    def count_open(self):
        """Of jobs and mails: claimed; due on the demo's clock and not yet tried; for later."""
        now = f"({round(time.time() * 1e6)} + coalesce((SELECT offset_us FROM demo_state WHERE id = 1), 0))"
        untried = ("(SELECT count(*) FROM mail WHERE state = 'queued' AND reason = '' AND due_at {0} {1}) + "
                   "(SELECT count(*) FROM job WHERE state = 'waiting' AND attempt = 0 AND run_at {0} {1})")
        claimed = "(SELECT count(*) FROM mail WHERE state = 'sending') + (SELECT count(*) FROM job WHERE state = 'running')"
        return [int(one) for one in self.data.ask(f"SELECT {claimed}, {untried.format('<=', now)}, {untried.format('>', now)}")[0]]

    def settle(self, seconds=30):
        """Waits until no job and no mail is on its way. A day ends a claim that outlives its dead server, and reaches
        what was enqueued for the day that the demo's clock was just being moved to."""
        end = time.monotonic() + seconds
        next_day = end - seconds + 0.7
        while time.monotonic() < end:
            claimed, due, later = self.count_open()
            if claimed + due + later == 0:
                return True
            # What is for later alone needs no waiting; what is due and what is claimed may still be done today.
            is_for_later = claimed + due == 0 and time.monotonic() > next_day - 2.7
            if is_for_later or time.monotonic() > (next_day if claimed else next_day + 3):
                next_day = time.monotonic() + 3
                self.staff.ask("/en/dev/clock", {"days": "1"})
            time.sleep(self.data.pause)
        return False

    def begin_acting(self):
        """Staff at work, until the server is gone."""
        self.rounds = 0
        reports = [str(row[0]) for row in self.data.ask("SELECT id FROM report WHERE state IN ('sent', 'review') ORDER BY id")]
        thread = threading.Thread(target=self.act, args=(reports,), daemon=True)
        thread.start()
        return thread

    def act(self, reports):
        mail = self.ask_for_test_mail
        steps = [mail, self.apply_plan, lambda: self.accept(reports), mail, mail, mail, self.move_clock]
        try:
            while True:
                for step in steps:
                    step()
                self.rounds += 1
        except (OSError, ValueError, http.client.HTTPException):
            pass

    def ask_for_test_mail(self):
        self.staff.ask("/en/staff/settings/mail/test", {})

    def accept(self, reports):
        if reports:
            path = f"/en/staff/reports/{reports.pop()}"
            self.staff.ask(path + "/accept", {"version": find_field(self.staff.ask(path)[2], "version")})

    def apply_plan(self):
        page = self.staff.ask("/en/staff/schedule/plan")[2]
        if 'name="mark"' in page:
            self.staff.ask("/en/staff/schedule/plan", {"mark": find_field(page, "mark")})

    def move_clock(self):
        time.sleep(0.3)
        self.staff.ask("/en/dev/clock", {"days": "1"})


def find_field(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    if not found:
        raise ValueError(f"the page has no field {name}")
    return html.unescape(found.group(1))
