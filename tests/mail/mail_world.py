"""The real program with mails of its own, against one mail server after the other. What became of a mail is read in
the database, past the program."""
import email
import email.policy
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "support"))
from database_copies import make_data  # noqa: E402
from muster_process import BINARY, BUILD, PROJECT, Server, Visitor, free_port  # noqa: E402

TARGET = os.path.join(BUILD, "mail_target")
DAY = 86_400


def normalise(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def read_texts(raw):
    """Plain and HTML text of a message, decoded, with plain line ends."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    texts = {}
    for part in message.walk():
        if part.get_content_maintype() == "text":
            texts[part.get_content_subtype()] = part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
    return texts


class Row:
    def __init__(self, values):
        self.key, self.state, self.message_id, self.to, self.reason = values[0], values[1], values[2], values[3], ",".join(values[8:])
        self.attempts, self.refusals, self.due_at, self.first_tried_at = int(values[4]), int(values[5]), int(values[6]) / 1e6, int(values[7]) / 1e6


class MailWorld:
    def __init__(self, engine, folder):
        self.folder = folder
        self.data = make_data(engine, folder)
        self.port = free_port()
        self.days = 0
        self.sinks = []
        self.server = Server(folder, self.data.environment() | {"MUSTER_MAIL_FROM": "muster@example.org", "MUSTER_MAIL_HELO": "muster.example.org"})
        self.server.start()  # nothing leaves yet
        self.staff = Visitor(self.server, self.server.links("staff")[0])
        self.wait_for_jobs()
        self.server.stop()
        # The demo's own mail would go first, and each try at a server that is away costs seconds.
        self.data.tell("UPDATE mail SET state = 'suppressed', finished_at = due_at WHERE state = 'queued'")
        self.data.keep("base")

    def wait_for_jobs(self, seconds=60):
        """What the demo has to do and to write at once it does now, and not at the start of each case."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            now = round(time.time() * 1e6)
            if int(self.data.ask("SELECT (SELECT count(*) FROM job_recurring WHERE next_at <= {0}) + (SELECT count(*) FROM job "
                                 "WHERE state = 'running' OR (state = 'waiting' AND run_at <= {0}))".format(now))[0][0]) == 0:
                return
            time.sleep(self.data.pause)
        raise RuntimeError("the demo's jobs do not end")

    def begin_anew(self):
        self.stop()
        self.data.put_back("base")
        self.days = 0

    def url(self):
        return self.data.environment()["MUSTER_DATABASE"]

    def enqueue(self, mails, quietly=False):
        path = os.path.join(self.folder, "mails.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for mail in mails:
                file.write(json.dumps(mail, ensure_ascii=False) + "\n")
        subprocess.run([TARGET, "enqueue", self.url(), path], check=True, cwd=PROJECT, stderr=subprocess.DEVNULL if quietly else None)

    def make_issue(self, recipients):
        done = subprocess.run([TARGET, "issue", self.url(), str(recipients)], check=True, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        return int(done.stdout)

    def start(self, sink, **variables):
        self.sinks.append(sink)
        settings = {"MUSTER_MAIL_SMARTHOST": f"127.0.0.1:{self.port}", "MUSTER_MAIL_TLS": "off", "MUSTER_MAIL_CONNECTIONS": "4"}
        return self.server.start(**(settings | variables))

    def stop(self):
        """First the program, so that nothing is cut off by the sink's end."""
        self.server.stop()
        for sink in self.sinks:
            sink.stop()
        self.sinks = []

    def move_clock(self, days=1):
        self.staff.ask("/en/dev/clock", {"days": str(days)})
        self.days += days

    def now(self):
        return time.time() + self.days * DAY

    def rows(self, kind="test"):
        return [Row([str(value) for value in row]) for row in self.data.ask(
            "SELECT mail_key, state, message_id || message_domain, to_address, attempts, refusals, due_at, COALESCE(first_tried_at, 0), "
            f"replace(reason, '\"', '') FROM mail WHERE kind = '{kind}' ORDER BY id")]

    def wait(self, is_done, seconds=60):
        """Until all rows are as wanted; the rows as they are then."""
        end = time.monotonic() + seconds
        while True:
            rows = self.rows()
            if is_done(rows) or time.monotonic() > end:
                return rows
            time.sleep(2 * self.data.pause)

    def close(self):
        self.stop()
        self.data.drop()


def is_over(rows):
    return all(row.state in ("sent", "failed", "suppressed") for row in rows)


__all__ = ["BINARY", "BUILD", "PROJECT", "MailWorld", "free_port", "is_over", "normalise", "read_texts"]
