"""Addresses whose domains and names are written in the scripts of the world, to a smarthost with SMTPUTF8 and to one
without. Domains travel as A-labels either way; a name beyond ASCII fails there with a reason, and is never rewritten."""
import os
import unicodedata

from mail_world import PROJECT, MailWorld, is_over
from sinks import OddSink
from verdict import Verdict, skip

DOMAINS = os.path.join(os.path.dirname(PROJECT), "shared/data/universal_acceptance_domains.txt")
NAMES = ["info", "почта", "お問い合わせ", "اتصال", "señor"]


def read_domains():
    with open(DOMAINS, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def is_same_domain(wire, typed):
    """The A-labels on the wire say the typed name: each label decoded by punycode alone."""
    if not wire.isascii():
        return False
    labels = [label[4:].encode().decode("punycode") if label.startswith("xn--") else label for label in wire.split(".")]
    return unicodedata.normalize("NFC", ".".join(labels)).casefold() == unicodedata.normalize("NFC", typed).casefold()


def run(arguments, folder):
    if not os.path.exists(DOMAINS):
        return skip("the list of domains is not here")
    domains = read_domains()
    mails = [{"key": f"{number}", "to": f"{NAMES[number % len(NAMES)]}{number}@{domain}", "text": f"To {domain}\n"} for number, domain in enumerate(domains * 2)]
    verdict = Verdict()
    world = MailWorld(arguments.engine, folder)
    try:
        for mode in ("plain", "noutf8"):
            world.begin_anew()
            world.enqueue(mails)
            sink = OddSink(world.folder, world.port, "--mode", mode)
            world.start(sink)
            rows = world.wait(is_over)
            world.stop()
            ours = {row.message_id for row in rows}  # the demo writes to its people as well
            check(verdict, mode, rows, [line for line, message in zip(sink.lines(), sink.messages()) if message.message_id in ours])
    finally:
        world.close()
    return verdict.status()


def check(verdict, mode, rows, lines):
    arrived = {line["to"][0]: line for line in lines}
    plain = [row for row in rows if row.to.partition("@")[0].isascii()]
    beyond = [row for row in rows if not row.to.partition("@")[0].isascii()]
    verdict.check(len(plain) > 5 and len(beyond) > 20 and is_over(rows), f"{mode}: each has an end", f"{len(plain)} ASCII names, {len(beyond)} beyond")
    verdict.check(all(row.state == "sent" for row in plain), f"{mode}: names in ASCII arrive at every domain")
    wrong = [row.to for row in plain if not any(line["to"][0].partition("@")[0] == row.to.partition("@")[0] and is_same_domain(line["to"][0].rpartition("@")[2], row.to.rpartition("@")[2]) for line in lines)]
    verdict.check(not wrong, f"{mode}: the domain on the wire is the one that was typed, as A-labels", wrong[:3] or len(plain))
    verdict.check(all(line["utf8"] == (not line["to"][0].isascii()) for line in lines), f"{mode}: SMTPUTF8 is asked for where a name needs it, and only there")
    if mode == "noutf8":
        verdict.check(all(row.state == "failed" and row.attempts == 1 and "SMTPUTF8" in row.reason for row in beyond), "noutf8: names beyond ASCII fail once, with the reason", beyond[0].reason)
        verdict.check(len(arrived) == len(plain), "noutf8: nothing goes to an address that nobody wrote", len(arrived))
    else:
        locals_sent = {line["to"][0].rpartition("@")[0] for line in lines}
        verdict.check(all(row.state == "sent" and row.to.rpartition("@")[0] in locals_sent for row in beyond), "plain: names beyond ASCII arrive as they were written")
