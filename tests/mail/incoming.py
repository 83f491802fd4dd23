"""Mail in as the guide has it (docs/operating/mail.md): a Postfix of the guide's two blocks hands what comes for `b+…` to
`muster receive`, in a machine of its own (guide_machine.py). A bounce that a stranger's server delivers by SMTP stops the address
that it is about, one with another tag does not; while the database is away Postfix keeps the mail and brings it later."""
import os
import re
import shutil
import smtplib
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "faults"))
from crash_visits import make_bounce  # noqa: E402
from crash_world import MailServer  # noqa: E402
from guide import put  # noqa: E402
from guide_machine import add_people, run_in_machine, run_quietly  # noqa: E402
from mail_world import MailWorld, is_over  # noqa: E402
from muster_process import BINARY, PROJECT  # noqa: E402
from verdict import Verdict  # noqa: E402

COMMAND = "/usr/local/bin/muster --config /etc/muster/muster.toml"


def read_blocks():
    """The two blocks of the guide, in its words: of master.cf and of main.cf."""
    with open(os.path.join(PROJECT, "docs/operating/mail.md"), encoding="utf-8") as file:
        section = file.read().split("## Mail that comes in\n", 1)[1]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    return blocks[0], blocks[1]


def follow_guide(folder, database):
    master, main = read_blocks()
    shutil.copy("/usr/share/postfix/master.cf.dist", "/etc/postfix/master.cf")
    # The program that is tested, as the user who owns its data; a script of its own holds the settings that a unit's file would.
    script = "/run/receive"
    with open(script, "w", encoding="utf-8") as file:
        variables = "".join(f"export {name}='{value}'\n" for name, value in database.items())
        file.write(f"#!/bin/sh\n{variables}exec {BINARY} --data {folder} \"$@\"\n")
    os.chmod(script, 0o755)
    run_quietly("useradd", "--system", "--no-create-home", "muster")
    run_quietly("chown", "-R", "muster", folder)
    with open("/etc/postfix/master.cf", "a", encoding="utf-8") as file:
        file.write("postlog unix-dgram n - n - 1 postlogd\n" + put(master, {COMMAND: script}))
    with open("/etc/postfix/main.cf", "w", encoding="utf-8") as file:
        file.write("compatibility_level = 3.6\nmaillog_file = /var/log/mail.log\nmaillog_file_prefixes = /var\nmydestination = localhost, example.org\nalias_maps =\nalias_database =\n"
                   "inet_interfaces = loopback-only\nrecipient_delimiter = +\nminimal_backoff_time = 2s\nmaximal_backoff_time = 2s\nqueue_run_delay = 2s\n" + main)
    run_quietly("postfix", "start")


def deliver(path, message):
    """As another mail server would."""
    with smtplib.SMTP("127.0.0.1", 25, timeout=30) as client:
        client.sendmail("", [path], message)


def wait_for(world, query, wanted, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if int(world.data.ask(query)[0][0]) >= wanted:
            return True
        time.sleep(0.2)
    return False


def run_inner(arguments, folder):
    verdict = Verdict()
    add_people()
    world = MailWorld(arguments.engine, folder)
    sink = MailServer(folder)
    settings = {"MUSTER_MAIL_SMARTHOST": f"127.0.0.1:{sink.port}", "MUSTER_MAIL_TLS": "off", "MUSTER_MAIL_RECEIVES": "pipe"}
    try:
        world.enqueue([{"key": word, "class": "notice", "to": f"{word}@receiver.example.net", "text": "Some words.\n", "html": "<p>Some words</p>"} for word in ("one", "two")])
        world.server.start(**settings)
        world.wait(is_over)
        world.server.stop()
        sent = [one for one in sink.list_since(0) if one["to"][0].endswith("@receiver.example.net")]  # the demo sends mail of its own
        verdict.check(len(sent) == 2 and all(one["from"].startswith("b+") for one in sent), "two mails went out, each with a return path of its own", [one["from"] for one in sent])
        follow_guide(world.data.folder, world.data.environment())
        newest = world.data.ask("SELECT coalesce(max(id), 0) FROM mail_incoming")[0][0]  # the demo has letters of its own
        count_kept = f"SELECT count(*) FROM mail_incoming WHERE id > {newest}"
        path, message = make_bounce(sent[0])
        deliver(path, message)
        verdict.check(wait_for(world, count_kept, 1), "what comes for b+… is kept, without the server")
        other, forged = make_bounce(sent[1])
        wrong = other.split(".")[0] + "." + "a" * 16 + "@example.org"
        deliver(wrong, forged.replace(other.encode(), wrong.encode()))
        verdict.check(wait_for(world, count_kept, 2), "one with another tag is kept too")
        arrived = {row[0] for row in world.data.ask(f"SELECT arrived_for FROM mail_incoming WHERE id > {newest}")}
        verdict.check(path in arrived, "with the address that it was sent to, extension and all", sorted(arrived))
        world.server.start(**settings)
        verdict.check(wait_for(world, "SELECT count(*) FROM bounce_event", 2), "the server reads both")
        stopped = {row[0] for row in world.data.ask("SELECT address_key FROM mail_suppression")}
        verdict.check(stopped == {sent[0]["to"][0]}, "the first stops its address, the second nobody", sorted(stopped))
        world.server.stop()
        os.rename("/run/receive", "/run/receive.away")
        with open("/run/receive", "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexport MUSTER_DATABASE=sqlite:/nowhere/muster.db\nexec " + BINARY + ' --data /tmp "$@"\n')
        os.chmod("/run/receive", 0o755)
        third_path, third = make_bounce(sent[1])
        deliver(third_path, third)
        time.sleep(4)
        queue = subprocess.run(["postqueue", "-p"], stdout=subprocess.PIPE, text=True, check=False).stdout
        verdict.check("temporary failure" in queue and int(world.data.ask(count_kept)[0][0]) == 2, "while the database is away Postfix keeps the mail", queue.strip().splitlines()[-3:])
        os.rename("/run/receive.away", "/run/receive")
        os.chmod("/run/receive", 0o755)
        run_quietly("postqueue", "-f")
        verdict.check(wait_for(world, count_kept, 3), "and brings it when it is back")
    finally:
        world.close()
        sink.stop()
        subprocess.run(["postfix", "stop"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return verdict.status()


def run(arguments, folder):
    return run_in_machine(run_inner, arguments, folder)
