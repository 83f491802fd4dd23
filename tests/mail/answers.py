"""What becomes of mails when the smarthost refuses, hangs up, dawdles or talks nonsense.

Each case sends the same mails, of which some hold what breaks mail servers, into a server with one fault; then the fault
goes away and a day passes. In the end each mail has one final state, what was refused for good was tried once, and
everything else arrived once, unharmed. A mail that was cut off after its final dot may have arrived twice: then under one
Message-ID."""
import collections
import subprocess
import time

from mail_world import MailWorld, is_over, normalise, read_texts
from sinks import OddSink, PostfixSink, find_postfix
from verdict import Verdict, skip

# What each stage may answer, and what becomes of a mail at once: queued (tried again) or failed.
STAGES = ["MAIL", "RCPT", "DATA", "."]
HANGS = ["CONNECT", "EHLO,HELO", *STAGES]
CASES = {
    **{f"refused for now at {stage}": ("queued", ["-r", stage]) for stage in HANGS},
    **{f"refused for good at {stage}": ("failed", ["-f", stage]) for stage in STAGES},
    # Says nothing about any mail: the server is asked again.
    **{f"turned away at {stage}": ("queued", ["-f", stage]) for stage in ("CONNECT", "EHLO,HELO")},
    **{f"hung up at {stage}": ("queued", ["-q", stage]) for stage in HANGS},
    **{f"421 at {stage}": ("queued", ["-Q", stage]) for stage in HANGS},
    "greylisted after the dot": ("queued", ["-r", ".", "-b", "451 4.7.1 greylisted"]),
    # Its 550 comes before the message is out, and may be lost with the connection: then it was no answer.
    "aborts after DATA": ("either", ["-A", "0"]),
    "aborts a second after DATA": ("either", ["-A", "1"]),
    "waits before DATA": ("sent", ["-w", "1"]),
    "reads late": ("sent", ["-H", "1"]),
    "a small window": ("sent", ["-T", "1024"]),
    "neither ESMTP nor 8BITMIME nor pipelining": ("sent", ["-e", "-8", "-p"]),
    "one connection at a time": ("sent", ["-m", "1"]),
    "nonsense in many lines": ("queued", "garbage"),
    "a reply of 10 MB": ("queued", "huge"),
    "answers in the wrong order": ("queued", "order"),
    "answers before it is asked": ("queued", "early"),
    "one byte a second": ("sent", "tarpit"),
}
SHORT = ["refused for good at .", "hung up at .", "421 at .", "aborts after DATA", "neither ESMTP nor 8BITMIME nor pipelining", "a reply of 10 MB"]
# Where the server may have taken the mail that it then did not answer.
AMBIGUOUS = ("hung up at .",)

HARD_TEXTS = [
    "A line\n.\nand a dot alone.\n..\n.\r\n.more\n",
    "Bare\rreturns\rand\nfeeds\r\n.\r\nQUIT\r\n",
    "One line of a megabyte: " + "x" * 1_000_000,
    "سطر واحد\n.\n" + "ج" * 200_000,
    "\n\n\nFrom the first empty lines to the last\n\n\n",
    "From here the line begins with From, = and =20 and trailing blanks   \n\t\n=\n",
]


def make_mails(count):
    mails = []
    for number in range(count):
        text = HARD_TEXTS[number % len(HARD_TEXTS)] + f"number {number}\n"
        mails.append({"key": f"test/{number}", "to": f"person{number}@d{number % 7}.example.org", "subject": f"Test {number}: ñ 测试",
                      "text": text, "html": f"<p>{'.' * (number % 3)}</p>\n.\n<p>{number}</p>\n"})
    return mails


def make_sink(world, fault):
    if isinstance(fault, str):
        return OddSink(world.folder, world.port, "--mode", fault)
    return PostfixSink(world.folder, world.port, fault)


def find_changed(mails, messages):
    """Keys of mails whose texts did not arrive as they were written."""
    by_address = {mail["to"]: mail for mail in mails}
    changed = []
    for message in messages:
        mail = by_address[message.to]
        texts = read_texts(message.raw)
        if texts.get("plain") != normalise(mail["text"]) or texts.get("html") != normalise(mail["html"]):
            changed.append(mail["key"])
    return changed


def list_ours(mails, sink):
    """The demo writes to its people as well."""
    wanted = {mail["to"] for mail in mails}
    return [message for message in sink.messages() if message.to in wanted]


def check_arrivals(verdict, name, mails, rows, first, second):
    """`first`: what the faulty server saw to the dot, `second`: the sound one afterwards."""
    sent = {row.message_id for row in rows if row.state == "sent"}
    counts = collections.Counter(message.message_id for message in first + second)
    owners = {row.message_id: row.to for row in rows}
    verdict.check(not sent - set(counts), f"{name}: nothing is lost", f"{len(sent - set(counts))} of {len(sent)} sent did not arrive")
    verdict.check(all(owners.get(one.message_id) == one.to for one in first + second), f"{name}: each Message-ID belongs to one recipient")
    changed = find_changed(mails, first + second)
    verdict.check(not changed, f"{name}: nothing is altered", changed[:3] or f"{len(first + second)} messages compared")
    return counts


def run_case(world, verdict, name, mails, sabotage=None):
    expected, fault = CASES[name]
    world.begin_anew()
    world.enqueue(mails)
    sink = make_sink(world, fault)
    world.start(sink)
    if expected == "queued":
        world.wait(lambda rows: any(row.attempts > 0 and row.state == "queued" for row in rows))
        time.sleep(0.3)
    else:
        world.wait(lambda rows: all(row.attempts > 0 and row.state != "sending" for row in rows))
    world.stop()
    rows = world.rows()
    tried = [row for row in rows if row.attempts > 0]
    allowed = ("failed", "queued") if expected == "either" else (expected,)
    verdict.check(bool(tried) and all(row.state in allowed for row in tried), f"{name}: every mail that was tried is {' or '.join(allowed)}",
                  dict(collections.Counter(row.state for row in tried)))
    failed = [row for row in tried if row.state == "failed"]
    waiting = [row for row in tried if row.state == "queued"]
    if failed:
        verdict.check(all(row.attempts == 1 and row.reason for row in failed), f"{name}: tried once, with the server's words", failed[0].reason[:60])
    if waiting:
        verdict.check(all(row.due_at > row.first_tried_at for row in waiting), f"{name}: tried again later, not at once", waiting[0].reason[:60])
    finish_case(world, verdict, name, mails, list_ours(mails, sink), sabotage)


# What the checks must find: between the fault and the day after, something is done to the mails behind the program.
SABOTAGES = {
    "lost": ("hung up at DATA", "UPDATE mail SET state = 'sent', finished_at = due_at WHERE mail_key = 'test/0'"),
    "altered": ("hung up at DATA", "UPDATE mail SET body_text = replace(body_text, '.', ',') WHERE mail_key = 'test/0'"),
    "retried": ("refused for good at .", "UPDATE mail SET state = 'queued', finished_at = NULL WHERE mail_key = 'test/0'"),
    "renamed": ("hung up at .", "UPDATE mail SET message_id = 'another' WHERE mail_key = 'test/0'"),
}


def finish_case(world, verdict, name, mails, took, sabotage=None):
    expected, _ = CASES[name]
    before = {row.key: row for row in world.rows()}
    if sabotage:
        world.data.tell(sabotage)
    sound = PostfixSink(world.folder, world.port)
    world.start(sound)
    world.move_clock()
    rows = world.wait(is_over)
    world.stop()
    arrived = list_ours(mails, sound)
    refused = {key for key, row in before.items() if row.state == "failed"}
    verdict.check(is_over(rows) and all(row.state == ("failed" if row.key in refused else "sent") for row in rows), f"{name}: each mail has its one final state")
    verdict.check(all(row.message_id == before[row.key].message_id for row in rows if "@" in before[row.key].message_id), f"{name}: each keeps its Message-ID")
    addresses = {row.to for row in rows if row.key in refused}
    verdict.check(not any(one.to in addresses for one in arrived) and all(row.attempts == 1 for row in rows if row.key in refused), f"{name}: what failed is never tried again", len(refused))
    # A server that refuses after the dot has seen the message and does not have it.
    kept = took if expected == "sent" or name in AMBIGUOUS else []
    counts = check_arrivals(verdict, name, mails, rows, kept, arrived)
    twice = sum(count - 1 for count in counts.values())
    most = len(took) if name in AMBIGUOUS else 0
    verdict.check(twice <= most, f"{name}: nothing arrives twice" + (" but what was cut off after the dot" if most else ""), twice)
    verdict.check(len(rows) == len(mails), f"{name}: no mail was made up")


def check_back_off(world, verdict):
    """Longer and longer, five days; then it fails and says so."""
    world.begin_anew()
    world.enqueue(make_mails(1))
    sink = PostfixSink(world.folder, world.port, ["-r", "RCPT", "-b", "450 4.2.1 mailbox busy"])
    world.start(sink)
    waits = []
    for day in range(7):
        rows = world.wait(lambda rows: rows[0].state == "failed" or (rows[0].state == "queued" and rows[0].refusals > day), 20)
        if rows[0].state == "failed":
            break
        waits.append(round((rows[0].due_at - world.now()) / 60))
        world.move_clock()
    verdict.check(waits[:5] == [5, 10, 20, 40, 80], "4xx: the waits in minutes are doubled", waits)
    verdict.check(rows[0].state == "failed" and "five days" in rows[0].reason and "mailbox busy" in rows[0].reason, "4xx: after five days it fails, with the last answer", rows[0].reason)
    attempts = rows[0].attempts
    world.move_clock()
    time.sleep(0.5)
    verdict.check(world.rows()[0].attempts == attempts, "4xx: then it is not tried again")


def check_partly(world, verdict, count):
    """Some recipients are taken, some refused: each mail has its own fate."""
    world.begin_anew()
    mails = make_mails(max(count, 9))
    world.enqueue(mails)
    sink = OddSink(world.folder, world.port, "--mode", "partly")
    world.start(sink)
    world.wait(lambda rows: all(row.state != "sending" and row.attempts > 0 for row in rows))
    world.stop()
    rows = world.rows()
    states = collections.Counter(row.state for row in rows)
    verdict.check(states["sent"] and states["failed"] and states["queued"] and sum(states.values()) == states["sent"] + states["failed"] + states["queued"], "partly: each recipient has an own fate", dict(states))
    failed = {row.key for row in rows if row.state == "failed"}
    took = list_ours(mails, sink)
    sound = OddSink(world.folder, world.port)
    world.start(sound)
    world.move_clock()
    rows = world.wait(is_over)
    world.stop()
    verdict.check({row.key for row in rows if row.state == "failed"} == failed and all(row.attempts == 1 for row in rows if row.key in failed), "partly: 5xx stays failed after one try")
    counts = check_arrivals(verdict, "partly", mails, rows, took, list_ours(mails, sound))
    verdict.check(all(count == 1 for count in counts.values()) and len(counts) == len(mails) - len(failed), "partly: everybody else got it once")


def check_nul(world, verdict):
    """No mail server has to take NUL: it does not get as far as the queue, and nothing of its mail does."""
    world.begin_anew()
    try:
        world.enqueue([{"key": "test/0", "to": "person@d0.example.org", "text": "before\0after\n"}], quietly=True)
        is_refused = False
    except subprocess.CalledProcessError:
        is_refused = True
    verdict.check(is_refused and not world.rows(), "NUL: a text that holds it is refused before it is queued")


def make_expired_certificate(pem, key):
    """Trusted by itself, and over since yesterday."""
    with open(pem + ".names", "w", encoding="utf-8") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    subprocess.run(f"openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -keyout {key} 2>/dev/null | "
                   f"openssl x509 -req -signkey {key} -days -1 -extfile {pem}.names -out {pem} 2>/dev/null", shell=True, check=True)


def check_tls(world, verdict):
    """tls = required: rather late than readable by others."""
    pem, key = world.folder + "/expired.pem", world.folder + "/expired.key"
    make_expired_certificate(pem, key)
    for name, flags, words in (("STARTTLS stripped", (), "STARTTLS"), ("certificate expired", ("--certificate", pem, "--key", key), "expired")):
        world.begin_anew()
        world.enqueue(make_mails(3))
        sink = OddSink(world.folder, world.port, *flags)
        world.start(sink, MUSTER_MAIL_TLS="required", MUSTER_MAIL_CA_FILE=pem)
        world.wait(lambda rows: any(row.attempts > 0 and row.state == "queued" for row in rows))
        world.stop()
        rows = world.rows()
        tried = [row for row in rows if row.attempts]
        verdict.check(bool(tried) and all(row.state == "queued" for row in rows) and not sink.messages(), f"{name}: nothing is said in the open")
        verdict.check(any(words in row.reason for row in tried), f"{name}: the reason names it", tried[0].reason[:80])


def bite(world, mails):
    """Each kind of damage must be found, and by a check that held without it."""
    unnoticed = []
    for name, (case, statement) in SABOTAGES.items():
        verdict = Verdict()
        run_case(world, verdict, case, mails, statement)
        if not verdict.broken:
            unnoticed.append(name)
    print("the sabotage went unnoticed: " + ", ".join(unnoticed) if unnoticed else "every sabotage was found out")
    return 1 if unnoticed else 0


def run(arguments, folder):
    if not find_postfix():
        return skip("postfix's smtp-sink could not be fetched")
    if arguments.bite:
        world = MailWorld(arguments.engine, folder)
        try:
            return bite(world, make_mails(2))
        finally:
            world.close()
    verdict = Verdict()
    world = MailWorld(arguments.engine, folder)
    try:
        mails = make_mails(arguments.count)
        for name in SHORT if arguments.short else CASES:
            run_case(world, verdict, name, mails)
        check_partly(world, verdict, arguments.count)
        check_nul(world, verdict)
        check_tls(world, verdict)
        check_back_off(world, verdict)
    finally:
        world.close()
    return verdict.status()
