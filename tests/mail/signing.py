"""The guide's Postfix and OpenDKIM (docs/operating/mail.md), in a machine of their own: a root of their own over this
one, and a network without a way out. Mail of every kind goes from the program through them; each signature is verified
by three programs that are not OpenDKIM's signer, and has to hold what leaving with one click needs."""
import collections
import re
import shutil
import subprocess
import time

from guide import put, read_block
from guide_machine import add_people, run_in_machine, run_quietly
from mail_world import MailWorld, is_over
from sinks import OddSink
from verdict import Verdict

SIGNED = ["from", "to", "subject", "date", "reply-to", "message-id", "mime-version", "content-type", "auto-submitted"]
SIGNED_LISTS = ["list-id", "list-unsubscribe", "list-unsubscribe-post"]
VERIFY = r'''
use Mail::DKIM::Verifier;
my $dkim = Mail::DKIM::Verifier->new();
while (<STDIN>) { s/\015?\012$//; $dkim->PRINT("$_\015\012"); }
$dkim->CLOSE;
print $dkim->result, "\n";
'''


def follow_guide(sink_port):
    """The blocks as they stand; only the way out is this machine's."""
    for line in read_block("mail.md", "opendkim-genkey").strip().splitlines():
        run_quietly(*line.removeprefix("sudo ").replace("adduser postfix opendkim", "usermod --append --groups opendkim postfix").split())
    with open("/etc/opendkim.conf", "w", encoding="utf-8") as file:
        file.write(put(read_block("mail.md", "/etc/opendkim.conf"), {}))
    shutil.copy("/usr/share/postfix/master.cf.dist", "/etc/postfix/master.cf")
    with open("/etc/postfix/main.cf", "w", encoding="utf-8") as file:
        file.write("compatibility_level = 3.6\nmaillog_file = /var/log/mail.log\nmaillog_file_prefixes = /var\nmydestination = localhost\nalias_maps =\nalias_database =\n")
        file.write(read_block("mail.md", "/etc/postfix/main.cf"))
        file.write(f"relayhost = [127.0.0.1]:{sink_port}\ndefault_transport = smtp\n")
    with open("/etc/postfix/master.cf", "a", encoding="utf-8") as file:
        file.write("postlog unix-dgram n - n - 1 postlogd\n")


def start_servers():
    run_quietly("opendkim", "-x", "/etc/opendkim.conf")
    run_quietly("postfix", "start")
    with open("/etc/resolv.conf", "w", encoding="utf-8") as file:
        file.write("nameserver 127.0.0.1\n")


def publish_key():
    """The name server has what opendkim-genkey wrote, and nothing else."""
    from dns_server import DnsServer
    with open("/etc/dkimkeys/muster2026a.txt", encoding="utf-8") as file:
        strings = re.findall(r'"([^"]*)"', file.read())
    return DnsServer({("muster2026a._domainkey.example.org", "TXT"): [" ".join(f'"{one}"' for one in strings)]}, 53)


def verify(raw):
    """What each verifier says; True is a good signature."""
    import dkim
    verdicts = {"dkimpy": dkim.verify(raw)}
    perl = subprocess.run(["perl", "-e", VERIFY], input=raw, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout.decode()
    verdicts["Mail::DKIM"] = perl.strip() == "pass"
    verdicts["opendkim"] = subprocess.run(["opendkim-testmsg"], input=raw, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    return verdicts


def signed_fields(raw):
    head = re.sub(rb"\r\n[ \t]+", b"", raw.split(b"\r\n\r\n", 1)[0]).decode("latin-1")
    signature = re.search(r"(?m)^DKIM-Signature: (.*)$", head)
    fields = re.search(r"\bh=([^;]+)", signature.group(1)).group(1) if signature else ""
    return [one.strip().lower() for one in fields.split(":")], {line.partition(":")[0].lower() for line in head.split("\r\n")}


def check_message(broken, kind, raw):
    fields, there = signed_fields(raw)
    wanted = SIGNED + [name for name in SIGNED_LISTS if name in there]
    broken["not signed: " + ", ".join(name for name in wanted if name not in fields)] += any(name not in fields for name in wanted)
    guarded = ("from", "to", "subject", "reply-to", "list-unsubscribe", "list-unsubscribe-post")  # once more than they are there
    broken["a second one could be added"] += any(fields.count(name) < 1 + (name in there) for name in guarded)
    for name, is_good in verify(raw).items():
        broken[f"{name} does not verify"] += not is_good
    changed = raw.replace(b"List-Unsubscribe: <https://", b"List-Unsubscribe: <https://evil.", 1)
    if "list-unsubscribe" in there:
        broken["another address to leave goes unnoticed"] += changed == raw or any(verify(changed).values())
    changed = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" + raw
    broken["an added field to leave goes unnoticed"] += any(verify(changed).values())


def send_all(world):
    """An update and one of each class made for this, by the program as it serves, with addresses of https; then what
    the demo sends in a quarter."""
    world.enqueue([{"key": word, "class": word, "to": f"{word}@receiver.example.net", "text": "Some words.\n.\nمرحبا\n", "html": "<p>Some words</p>"} for word in ("sign_in", "notice", "bulk")])
    world.make_issue(12)
    smarthost = {"MUSTER_MAIL_SMARTHOST": "127.0.0.1:25", "MUSTER_MAIL_TLS": "off"}
    world.server.start(command="serve", MUSTER_PUBLIC_URL="https://muster.example.org", **smarthost)
    end = time.monotonic() + 60
    while time.monotonic() < end and not (is_over(world.rows()) and world.rows("updates.update") and is_over(world.rows("updates.update"))):
        time.sleep(0.2)
    world.server.stop()
    world.server.start(**smarthost)
    world.staff.ask("/en/staff/settings/mail/test", {})
    for _ in range(6):
        world.move_clock(15)
        time.sleep(0.5)
    time.sleep(3)  # through Postfix
    world.server.stop()


def run_inner(arguments, folder):
    verdict = Verdict()
    add_people()
    sink = OddSink(folder, 2525)
    follow_guide(sink.port)
    start_servers()
    names = publish_key()
    verdict.check(names.port == 53, "a name server has the key that the guide made")
    world = MailWorld(arguments.engine, folder)
    try:
        send_all(world)
        kinds = {row[0]: row[1] for row in world.data.ask("SELECT message_id || message_domain, kind FROM mail WHERE state = 'sent'")}
        messages = sink.messages()
    finally:
        world.close()
        subprocess.run(["postfix", "stop"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    by_kind = collections.defaultdict(list)
    for message in messages:
        by_kind[kinds.get(message.message_id, "unknown")].append(message.raw)
    verdict.check(len(by_kind) >= 5 and "unknown" not in by_kind and "updates.update" in by_kind, "mail of many kinds went through Postfix", dict((kind, len(each)) for kind, each in by_kind.items()))
    for kind, raws in sorted(by_kind.items()):
        broken = collections.Counter()
        for raw in raws[:6]:
            check_message(broken, kind, raw)
        verdict.check(not +broken, f"{kind}: signed as it has to be, and verified by three", dict(+broken) or f"{min(6, len(raws))} of {len(raws)}")
    lists = [raw for raws in by_kind.values() for raw in raws if b"\nList-Unsubscribe-Post:" in raw]
    updates = [raw for raw in by_kind["updates.update"] if b"\nList-Unsubscribe-Post:" in raw]
    verdict.check(bool(updates), "updates to representatives can be left with one click, and the fields for it are inside the signature", f"{len(updates)} of {len(lists)}")
    return verdict.status()


def run(arguments, folder):
    return run_in_machine(run_inner, arguments, folder)
