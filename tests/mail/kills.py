"""The program is killed at random while an update goes to many in six languages, and started again at once.

In the end everybody who would have got it without kills has one mail in one final state; the mail server has each of them
at least once; what it has twice was in an open transaction at a kill, and is the same message, byte for byte."""
import collections
import contextlib
import os
import random
import time

from mail_world import MailWorld
from sinks import OddSink
from verdict import Verdict

RECIPIENTS = 2000
CONNECTIONS = 5  # four, and the one for slow domains


class Round:
    """One issue from its first mail to its end."""

    def __init__(self, world, issue, recipients, choose):
        self.world, self.issue, self.recipients, self.choose = world, issue, recipients, choose
        self.kills = 0
        self.met = collections.Counter()

    def count_open(self):
        return int(self.world.data.ask(f"SELECT count(*) FROM mail WHERE mail_group = 'updates/{self.issue}' AND state NOT IN ('sent', 'failed', 'suppressed')")[0][0])

    def is_ended(self):
        return self.world.data.ask(f"SELECT state FROM update_issue WHERE id = {self.issue}")[0][0] == "sent" and self.count_open() == 0

    def run(self, kills, sabotage):
        world = self.world
        world.stop()
        world.data.put_back("issue")
        world.days = 0
        sink = OddSink(world.folder, world.port, "--delay", "0.012")
        world.start(sink)
        while self.kills < kills:
            self.wait_for_progress()
            time.sleep(self.choose.uniform(0, 0.2))
            if self.is_ended():
                break
            world.server.kill()
            self.kills += 1
            self.note_kill()
            sabotage(world)
            world.sinks = []
            world.start(sink)
        end = time.monotonic() + 300
        next_day = time.monotonic() + 3
        while not self.is_ended() and time.monotonic() < end:
            time.sleep(4 * world.data.pause)
            if time.monotonic() > next_day:  # on PostgreSQL a dead sender's claims end with their leases
                next_day = time.monotonic() + 3
                with contextlib.suppress(TimeoutError):  # it answers after everything that is due was sent
                    world.move_clock()
        world.stop()
        return sink.messages()

    def wait_for_progress(self):
        """Since the start: a program that is killed before it does anything shows nothing. Mails twice, then rows."""
        which = "" if self.kills % 3 == 2 else "AND attempts > 0 AND state IN ('sending', 'sent')"

        def look():
            return self.world.data.ask(f"SELECT count(*) FROM mail WHERE mail_group = 'updates/{self.issue}' {which}")[0][0]

        before, end = look(), time.monotonic() + 20
        while look() == before and not self.is_ended() and time.monotonic() < end:
            time.sleep(self.world.data.pause)

    def note_kill(self):
        """What the kill met, so that a run in which nothing was under way says so."""
        states = dict(self.world.data.ask(f"SELECT state, count(*) FROM mail WHERE mail_group = 'updates/{self.issue}' GROUP BY state"))
        self.met["while mails are queued"] += sum(int(count) for count in states.values()) < len(self.recipients)
        self.met["with mails in hand"] += int(states.get("sending", 0)) > 0
        self.met["after some were sent"] += 0 < int(states.get("sent", 0)) < len(self.recipients)

    def judge(self, messages):
        """(found, words): what is wrong, by kind, and what is told."""
        rows = self.world.data.ask(f"SELECT message_id || message_domain, to_address, locale, state FROM mail WHERE mail_group = 'updates/{self.issue}'")
        known = {row[0] for row in rows}
        counts = collections.Counter(one.message_id for one in messages if one.message_id in known)
        bodies = collections.defaultdict(set)
        for one in messages:
            bodies[one.message_id].add((one.to, one.raw))
        recipients = collections.Counter((row[1], row[2]) for row in rows)
        twice = sum(counts.values()) - len(counts)
        strangers = [one for one in messages if one.message_id not in known and one.to in {row[1] for row in rows} and b"\nPrecedence: bulk" in one.raw]
        return {
            "recipients missing": len(self.recipients - set(recipients)),
            "recipients made up": len(set(recipients) - self.recipients),
            "recipients with two mails": sum(1 for count in recipients.values() if count > 1),
            "mails without a final state": sum(1 for row in rows if row[3] != "sent"),
            "mails lost": len(known - set(counts)),
            "mails twice beyond open transactions": max(0, twice - CONNECTIONS * self.kills),
            "messages without a mail": len(strangers),
            "repeats that differ": sum(1 for each in bodies.values() if len(each) > 1),
            "issues that do not end": 0 if self.is_ended() else 1,
        }, twice


def find_recipients(world, issue):
    """Who gets it without any kill."""
    sink = OddSink(world.folder, world.port)
    world.start(sink)
    reference = Round(world, issue, set(), random.Random(0))
    end = time.monotonic() + 120
    while not reference.is_ended() and time.monotonic() < end:
        time.sleep(4 * world.data.pause)
    world.stop()
    return {tuple(row) for row in world.data.ask(f"SELECT to_address, locale FROM mail WHERE mail_group = 'updates/{issue}'")}


# What the checks must find: a state that is written before the mail is sent, and one that a disk forgot.
def write_before_sending(world):
    world.data.tell("UPDATE mail SET state = 'sent', finished_at = due_at WHERE state = 'sending'")


def forget_states(world):
    for suffix in ("-wal", "-shm"):
        if os.path.exists(world.data.path + suffix):
            os.remove(world.data.path + suffix)


SABOTAGES = {"": lambda world: None, "early": write_before_sending, "all": write_before_sending, "forget": forget_states}


def run(arguments, folder):
    verdict = Verdict()
    choose = random.Random(arguments.seed)
    world = MailWorld(arguments.engine, folder)
    total, met = collections.Counter(), collections.Counter()
    kills = mails = twice_in_all = 0
    try:
        world.begin_anew()
        issue = world.make_issue(arguments.recipients or RECIPIENTS)
        world.data.keep("issue")
        recipients = find_recipients(world, issue)
        while kills < arguments.kills:
            one = Round(world, issue, recipients, choose)
            messages = one.run(arguments.kills - kills, SABOTAGES[arguments.sabotage])
            if one.kills == 0:
                raise RuntimeError("the issue was sent before any kill")
            found, twice = one.judge(messages)
            total.update(found)
            met.update(one.met)
            kills, mails, twice_in_all = kills + one.kills, mails + len(recipients), twice_in_all + twice
            print(f"        {one.kills} kills, {len(messages)} messages for {len(recipients)} recipients, {twice} twice", flush=True)
    finally:
        world.close()
    languages = collections.Counter(locale for _, locale in recipients)
    verdict.check(len(languages) == 6, f"{arguments.engine}: recipients in six languages", dict(languages))
    for what, count in total.items():
        verdict.check(count == 0, f"{arguments.engine}: {what}", count)
    verdict.check(met["with mails in hand"] >= min(2, arguments.kills), f"{arguments.engine}: kills came while mails were under way", dict(met))
    verdict.tell(f"seed {arguments.seed}, {kills} kills, {mails} mails to be sent, sent twice", twice_in_all)
    if arguments.sabotage:
        found = sum(total.values())
        print("the sabotage was found out" if found else "the sabotage went unnoticed: this test proves nothing")
        return 0 if found else 1
    return verdict.status()
