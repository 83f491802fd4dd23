"""What is done around a named moment, and what must hold after the crash there. Each visit begins with the same
data and returns the complaints; none means that nothing was lost, made up or sent without need. Whether its moment came
at all stands in world.is_reached; the program was killed somewhere else then, or a command came to its end."""
import collections
import os
import re
import subprocess
import time

from crash_world import BINARY, CRASHING, KILLED

# At these a mail is on its way and the server has not taken it, or nothing of a mail is open: no second one may come.
# What came of the mail before may be on its way to the disk until the dot of the next.
NO_SECOND_MAIL = ("smtp.before_dot", "mail.before_", "mail.after_claim", "mail.after_record")


class StaffIsDone:
    """True when three whole rounds of everything that staff does brought nothing more."""

    def __init__(self, world, acting):
        self.world, self.acting, self.hits, self.rounds, self.since = world, acting, 0, 0, 0.0

    def __call__(self, hits):
        if hits > self.hits:
            self.hits, self.rounds, self.since = hits, self.world.rounds, time.monotonic()
        is_over = self.world.rounds > self.rounds + 3 or not self.acting.is_alive()
        return is_over and time.monotonic() > self.since + 4


class WorkIsDone:
    """True when nothing was due for three seconds, of a program that nobody visits."""

    def __init__(self, world):
        self.world, self.next_look, self.since = world, 0.0, None

    def __call__(self, hits):
        now = time.monotonic()
        if now < self.next_look:
            return False
        self.next_look = now + 0.2
        claimed, due, _ = self.world.count_open()
        if claimed + due:
            self.since = None
        elif self.since is None:
            self.since = now
        return self.since is not None and now > self.since + 3


def may_come_twice(world, point):
    """Mails at most: one was open when it was killed elsewhere, and at moments where the server may have it."""
    return 0 if world.is_reached and point.startswith(NO_SECOND_MAIL) else 1


def visit_serving(world, point, hit):
    """Under a load of saves, with staff at work and mail going out."""
    world.data.put_back("base")
    for path in (world.armed, world.ledger):
        if os.path.exists(path):
            os.remove(path)
    mails_before = world.mail.mark()
    world.server.start(binary=CRASHING, MUSTER_CRASH_ARMED=world.armed, **world.order_crash(point, hit))
    load = world.drive("load")
    world.wait_for_saves()
    open(world.armed, "w", encoding="utf-8").close()
    acting = world.begin_acting()
    world.wait_for_crash(hit, StaffIsDone(world, acting))
    acting.join(30)
    saved = int(load.communicate(timeout=60)[0].split()[-1])
    world.sabotage()
    world.start_again()
    complaints = []
    check = world.drive("check").communicate(timeout=120)[0]
    if "lost 0 ghosts 0" not in check:
        complaints.append(check.strip())
    if not world.settle():
        complaints.append("work is still open long after the restart")
    complaints += finish_work(world, point)
    world.server.stop()  # nothing moves any more while both sides are read
    return complaints + check_mails(world, point, mails_before) + verify(world), saved


def check_mails(world, point, before):
    """One final state for each, as said by the mail server too, and at most one mail twice under its Message-ID."""
    complaints = []
    taken = collections.Counter(one["message_id"].strip("<>") for one in world.mail.list_since(before))
    rows = {row[0].strip("<>"): row[1] for row in world.data.ask("SELECT message_id || message_domain, state FROM mail WHERE reason <> 'log'")}
    twice = sum(count - 1 for count in taken.values())
    if twice > may_come_twice(world, point):
        complaints.append(f"{twice} mails were sent twice")
    if not taken and point.startswith(("smtp.", "mail.")):
        complaints.append("no mail went out, so that nothing was shown")
    for message_id in taken:
        if rows.get(message_id) != "sent":
            complaints.append(f"the mail server took {message_id}, whose state is {rows.get(message_id, 'unknown')}")
    known = world.sent_in_base
    lost = [one for one, state in rows.items() if state == "sent" and one not in taken and one not in known]
    if lost:
        complaints.append(f"{len(lost)} mails are called sent that nobody got")
    return complaints


def finish_work(world, point):
    """What the crash cut in two can be taken up by the people who began it."""
    if point.startswith("plan."):
        world.apply_plan()
        left, open_slots = world.data.ask("SELECT (SELECT count(*) FROM rotation_slot), (SELECT count(*) FROM rotation_slot_before)")[0]
        return [] if int(left) >= world.slots_in_base and int(open_slots) > 0 else ["the plan could not be applied again"]
    if point.startswith("publication."):
        lame = world.data.ask("SELECT count(*) FROM publication p WHERE p.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM publication_answer a WHERE a.report = p.report)")
        fresh = world.data.ask("SELECT count(*) FROM publication")
        return [] if int(lame[0][0]) == 0 and int(fresh[0][0]) > world.publications_in_base else ["the report was not published whole"]
    return []


def verify(world):
    status, words = world.run("verify")
    return [] if status == 0 else ["muster verify: " + words.strip()]


def crash(world, point, hit, *words):
    """Whether a command died at its moment; when it did not there is nothing to judge."""
    status, said = world.run(*words, crash=world.order_crash(point, hit))
    world.is_reached = status == KILLED
    if not world.is_reached and hit == 1:
        print(f"{point}: status {status}: {said.strip()[-300:]}", flush=True)
    return world.is_reached


def visit_backup(world, point, hit):
    """A copy is whole or not there, and the next one is made as if nothing had been."""
    world.data.put_back("base")
    copy = os.path.join(world.folder, "copy")
    for name in os.listdir(world.folder):
        if name.startswith("copy"):
            os.remove(os.path.join(world.folder, name))
    if not crash(world, point, hit, "backup", copy):
        return [], 0
    complaints = []
    for file in (copy, copy + "-again"):
        if os.path.exists(file) or file != copy:
            complaints += restore_and_compare(world, file)
    return complaints + verify(world), 0


def restore_and_compare(world, file):
    if not os.path.exists(file):
        status, words = world.run("backup", file)
        if status != 0:
            return ["the next backup failed: " + words.strip()]
    status, words = world.run("restore", file)
    if status != 0:
        return ["the copy cannot be restored: " + words.strip()]
    return [] if world.data.digest() == world.digest_of_base else ["the copy is not what it was made of"]


def visit_restore(world, point, hit):
    """Between two data that are both known: afterwards one of them stands there, and the guide's command goes on."""
    world.data.put_back("changed")
    with open(os.path.join(world.data.folder, "forgotten.list"), "w", encoding="utf-8") as file:
        file.write(world.forgotten)
    if not crash(world, point, hit, "restore", world.backup):
        return [], 0
    complaints = []
    after = world.data.digest()
    if after not in (world.digest_of_changed, world.digest_of_base) and point != "restore.after_forget":
        complaints.append("neither the old nor the restored data are there")
    status, words = world.run("restore", world.backup)
    if status != 0:
        complaints.append("restoring again failed: " + words.strip())
    if world.data.ask(f"SELECT erased_at IS NOT NULL FROM person WHERE id = {world.forgotten.split()[0]}")[0][0] not in (1, "t"):
        complaints.append("who had been forgotten is back")
    return complaints + verify(world), 0


LETTERS = 60  # about the person who goes, and as many about nobody; looked through in more than one part


def prepare_letters(world):
    """A backup with messages that came in, of which every second one names the person who is forgotten later."""
    world.data.put_back("base")
    number = world.forgotten.split()[0]
    address = world.data.ask(f"SELECT address FROM person_address WHERE person = {number}")[0][0]
    rows = []
    for each in range(2 * LETTERS):
        about = address if each % 2 else "nobody@example.net"
        letter = f"From: {about}\r\nSubject: Letter {each}\r\n\r\nWritten by {about}.\r\n".encode()
        literal = f"X'{letter.hex()}'" if world.data.engine == "sqlite" else f"'\\x{letter.hex()}'"
        rows.append(f"('letter-{each}', {1000 + each}, 'office@example.org', {literal}, {len(letter)}, '', {2000 + each})")
    world.data.tell("INSERT INTO mail_incoming (digest, arrived_at, arrived_for, bytes, size, taken_by, taken_at) VALUES " + ", ".join(rows))
    world.letters = os.path.join(world.folder, "letters.backup")
    status, words = world.run("backup", world.letters)
    if status != 0:
        raise RuntimeError(words)


def count_letters(world):
    """Whole ones about the person, and about nobody."""
    letters = [(int(row[0]), int(row[1])) for row in world.data.ask("SELECT substr(digest, 8), size FROM mail_incoming WHERE digest LIKE 'letter-%'")]
    return sum(size > 0 and each % 2 == 1 for each, size in letters), sum(size > 0 and each % 2 == 0 for each, size in letters)


def visit_forgetting(world, point, hit):
    """A person who was forgotten before is so again after a restore. Between two parts of the mail that is looked through
    the person is there still; once more, and nothing of the person's letters is left, and everybody else's are whole."""
    if not hasattr(world, "letters"):
        prepare_letters(world)
    world.data.put_back("base")
    with open(os.path.join(world.data.folder, "forgotten.list"), "w", encoding="utf-8") as file:
        file.write(world.forgotten)
    if not crash(world, point, hit, "restore", world.letters):
        return [], 0
    complaints = []
    left, others = count_letters(world)
    is_halfway = left < LETTERS and (left > 0 or hit > 1)
    if not is_halfway or others != LETTERS:
        complaints.append(f"{left} letters of the person and {others} of others were left at the crash")
    status, words = world.run("restore", world.letters)
    if status != 0:
        complaints.append("restoring again failed: " + words.strip())
    if world.data.ask(f"SELECT erased_at IS NOT NULL FROM person WHERE id = {world.forgotten.split()[0]}")[0][0] not in (1, "t"):
        complaints.append("who had been forgotten is back")
    left, others = count_letters(world)
    if left != 0 or others != LETTERS:
        complaints.append(f"{left} letters of the person and {others} of others are left")
    return complaints + verify(world), 0


def visit_migration(world, point, hit):
    """From an empty database; afterwards the same schema as without a crash."""
    world.data.empty()
    if not crash(world, point, hit, "migrate"):
        return [], 0
    complaints = []
    status, words = world.run("migrate")
    if status != 0:
        complaints.append("migrating again failed: " + words.strip())
    if world.data.digest() != world.digest_of_empty:
        complaints.append("the schema is another one than without the crash")
    return complaints + verify(world), 0


def visit_import(world, point, hit):
    """The same file once more goes on where it was stopped; undoing too."""
    world.data.put_back("base")
    is_undo = "undo" in point
    words = ("import", "organisations", world.import_file)
    if not is_undo and not crash(world, point, hit, *words):
        return [], 0
    complaints = []
    status, said = world.run(*words)
    number = re.search(r"muster import undo (\d+)", said)
    if status != 0 or not number:
        return complaints + [f"importing again failed: {said.strip()[-300:]}"], 0
    if read_register(world) != world.register_imported:
        other = sorted(set(world.register_imported) ^ set(read_register(world)))
        complaints.append(f"the register is another one than without the crash: {other[:4]}")
    undo = ("import", "undo", number.group(1))
    if is_undo and not crash(world, point, hit, *undo):
        return complaints, 0
    status, said = world.run(*undo)
    if read_register(world) != world.register_of_base:
        complaints.append(f"undoing did not bring back the register (status {status}): {said.strip()[-300:]}")
    return complaints + verify(world), 0


def make_bounce(sent):
    """As another mail server would answer that mail."""
    path, to = sent["from"], sent["to"][0]
    return path, f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.net
To: {path}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b1--
""".encode()


def receive(world, path, message, crash_there=None):
    command = [CRASHING if crash_there else BINARY, "--data", world.data.folder, "receive", "--for", path]
    return subprocess.run(command, env=world.server.environment | (crash_there or {}), input=message, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120, check=False).returncode


def count_bounces(world):
    """What a bounce leaves: messages kept, events noted, addresses stopped. The demo has some of each."""
    return [int(one) for one in world.data.ask("SELECT (SELECT count(*) FROM mail_incoming WHERE taken_by = 'bounces'), "
                                               "(SELECT count(*) FROM bounce_event WHERE verdict = 'counted'), (SELECT count(*) FROM mail_suppression)")[0]]


def visit_incoming(world, point, hit):
    """A bounce comes in: kept once, whatever the mail server repeats, and what follows from it happens once."""
    world.data.put_back("base")
    known = {row[0].strip("<>") for row in world.data.ask("SELECT message_id || message_domain FROM mail WHERE state = 'sent' AND to_address <> '' "
                                                               "AND to_address NOT IN (SELECT address_key FROM mail_suppression)")}
    sent = next((one for one in world.messages_of_base if one["message_id"].strip("<>") in known), None)
    if sent is None:
        return ["no mail went out, so that nothing can come back"], 0
    path, message = make_bounce(sent)
    counts = count_bounces(world)
    complaints = []
    order = world.order_crash(point, hit)
    if point == "incoming.after_commit":
        world.is_reached = receive(world, path, message, order) == KILLED
        if not world.is_reached:
            return [], 0
    if receive(world, path, message) != 0:
        complaints.append("the message was not taken")
    if point != "incoming.after_commit":
        world.server.start_unready(CRASHING, **order)
        world.wait_for_crash(hit, WorkIsDone(world), 30)
    world.start_again()
    if not world.settle():
        complaints.append("work is still open long after the restart")
    world.server.stop()
    for what, before, now in zip(("messages kept", "events noted", "addresses stopped"), counts, count_bounces(world)):
        if now != before + 1:
            complaints.append(f"{what}: {now - before}")
    return complaints + verify(world), 0


def read_register(world):
    status, table = world.run("export", "organisations")
    if status != 0:
        raise RuntimeError(table)
    # Numbers of rows differ when a line was tried twice.
    return sorted(re.sub(r'^"?\d+"?,[^,]*,', "", line) for line in table.splitlines())


def visit_sending(world, point, hit):
    """An update on its way to many, in six languages."""
    world.data.put_back("issue")
    mails_before = world.mail.mark()
    world.server.start_unready(CRASHING, **world.order_crash(point, hit))
    world.wait_for_crash(hit, WorkIsDone(world))
    complaints = []
    world.start_again()
    if not world.settle():
        complaints.append("work is still open long after the restart")
    world.server.stop()
    return complaints + check_sending(world, point, mails_before) + verify(world), 0


def check_sending(world, point, before):
    """Everybody who was to get it has one mail, which is sent; at most one came twice, and then as the same."""
    rows = world.data.ask(f"SELECT message_id || message_domain, to_address, locale, state FROM mail WHERE mail_group = 'updates/{world.issue}'")
    taken = collections.Counter()
    bodies = collections.defaultdict(set)
    for one in world.mail.list_since(before):
        if one["message_id"].strip("<>") in {row[0] for row in rows}:
            taken[one["message_id"].strip("<>")] += 1
            bodies[one["message_id"].strip("<>")].add(one["raw_base64"])
    complaints = []
    recipients = collections.Counter((row[1], row[2]) for row in rows)
    if set(recipients) != world.recipients or max(recipients.values()) > 1:
        complaints.append(f"{len(recipients)} recipients instead of {len(world.recipients)}, {sum(recipients.values()) - len(recipients)} twice")
    states = collections.Counter(row[3] for row in rows)
    if set(states) != {"sent"}:
        complaints.append(f"final states {dict(states)}")
    lost = {row[0] for row in rows} - set(taken)
    if lost:
        complaints.append(f"{len(lost)} mails of {len(rows)} reached nobody")
    twice = sum(taken.values()) - len(taken)
    if twice > may_come_twice(world, point):
        complaints.append(f"{twice} mails were sent twice")
    if any(len(each) > 1 for each in bodies.values()):
        complaints.append("a mail that was sent twice was another one the second time")
    ended = world.data.ask(f"SELECT state FROM update_issue WHERE id = {world.issue}")[0][0]
    return complaints + ([] if ended == "sent" else [f"the issue is {ended}"])


VISITS = {"sqlite": visit_serving, "postgresql": visit_serving, "job": visit_serving, "mail": visit_serving, "smtp": visit_serving,
          "plan": visit_serving, "updates": visit_sending, "publication": visit_serving, "backup": visit_backup, "file": visit_backup, "restore": visit_restore,
          "privacy": visit_forgetting,
          "incoming": visit_incoming, "bounces": visit_incoming, "migration": visit_migration, "import": visit_import}
