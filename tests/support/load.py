"""Load on the real program that goes on whatever fails (kill_driver endure), and the judgement of what came back:
when it was away, when it was back, and whether anything acknowledged is lost."""
import os
import re
import subprocess
import time

from muster_process import BUILD, PROJECT, enter_reports

DRIVER = os.path.join(BUILD, "kill_driver")
# One writer each; see tests/bench/save_target.hpp.
TARGETS = os.path.join(PROJECT, "tests/bench/targets.txt")
READS = ["/en/organisations", "/en/reports", "/en/organisations.json", "/en/me/report", "/ar/organisations?q=a"]


class Load:
    """`server` is where people come in: the program itself or the proxy in front; `links` are demo sign-in links."""

    def __init__(self, folder, server, links, writers=6):
        self.server = server
        self.ledger, self.cookies = os.path.join(folder, "ledger"), os.path.join(folder, "cookies")
        with open(TARGETS, encoding="utf-8") as file:
            self.targets = [line.strip() for line in file if line.strip() and not line.startswith("#")]
        self.targets += [page + "/members:members:number" for page in enter_reports(server, writers)]
        signed = subprocess.run([DRIVER, "sign-in", server.url, *links], stdout=subprocess.PIPE, text=True, check=True)
        with open(self.cookies, "w", encoding="utf-8") as file:
            file.write(signed.stdout)
        self.process = None
        self.words = {"saved": 0, "read": 0, "away": 0, "wrong": 0, "lost": 0, "ghosts": 0}

    def _drive(self, mode, reads=()):
        command = [DRIVER, mode, self.server.url, self.ledger, self.cookies]
        for path in reads:
            command += ["--read", path]
        return command + self.targets

    def start(self):
        self.process = subprocess.Popen(self._drive("endure", READS), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def end(self):
        """Lets it finish what is under way and adds to the counts."""
        if self.process is None:
            return self.words
        out = self.process.communicate(timeout=120)[0]
        numbers = re.search(r"saved (\d+) read (\d+) away (\d+) wrong (\d+) lost (\d+) ghosts (\d+)", out)
        if self.process.returncode != 0 or not numbers:
            raise RuntimeError("the load ended badly: " + out)
        self.process = None
        for name, number in zip(self.words, numbers.groups()):
            self.words[name] += int(number)
        return self.words

    def events(self, since=0.0):
        """(moment in seconds, save or read, good or away or wrong)"""
        try:
            with open(self.ledger + ".events", encoding="utf-8") as file:
                rows = [line.split() for line in file.read().split("\n")[:-1]]
        except FileNotFoundError:
            return []
        return [(int(row[0]) / 1000, row[1], row[2]) for row in rows if len(row) == 3 and int(row[0]) / 1000 >= since]

    def wait_for_good(self, since, kinds=("save", "read"), patience_s=60):
        """Until each kind went well again after the moment."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            good = {kind for _, kind, judgement in self.events(since) if judgement == "good"}
            if good.issuperset(kinds):
                return
            if self.process and self.process.poll() is not None:
                raise RuntimeError("the load ended by itself")
            time.sleep(0.2)
        raise RuntimeError(f"{kinds} did not all go well again within {patience_s} s")

    def recovery_s(self, back, until):
        """How long after `back` something still failed; and how long until the first save went well."""
        events = self.events(back)
        bad = [moment for moment, _, judgement in events if judgement != "good" and moment <= until]
        saves = [moment for moment, kind, judgement in events if judgement == "good" and kind == "save"]
        if not saves:
            return float("inf")
        return max(saves[0] - back, (bad[-1] - back) if bad else 0.0)

    def check(self):
        """(lost, ghosts) of everything that was ever acknowledged."""
        text = subprocess.run(self._drive("check"), stdout=subprocess.PIPE, text=True, check=False).stdout
        numbers = re.search(r"lost (\d+) ghosts (\d+)", text)
        if not numbers:
            raise RuntimeError("the check did not finish: " + text)
        if numbers.group(0) != "lost 0 ghosts 0":
            print(text, end="")
        return int(numbers.group(1)), int(numbers.group(2))
