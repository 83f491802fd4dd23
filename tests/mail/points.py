"""An update goes to many and the program dies at each named moment of its sending: those of updates, of the outbox and of
SMTP itself. bin/kill-points visits the moments of updates with every run of the tests; here are all of them."""
import os
import subprocess

from mail_world import PROJECT
from verdict import Verdict


def run(arguments, folder):
    verdict = Verdict()
    command = [os.path.join(PROJECT, "bin/kill-points"), arguments.engine, "--hits", str(arguments.number or 1), "--jobs", "2", "--ready", "30",
               "--sending", "updates.", "mail.", "smtp."]
    done = subprocess.run(command, check=False)
    verdict.check(done.returncode == 0, f"{arguments.engine}: at each named moment of sending an update")
    return verdict.status()
