"""The part of bin/bench about imports: lines a second with all checks, and how long saves wait meanwhile."""
import csv
import io
import os
import random
import re
import subprocess
import tempfile
import time

from data_parts import COUNTRIES, WORDS
from measuring import tell
from muster_process import BINARY, BUILD, Visitor, enter_reports

LINES = 10_000
PAGE_LINES = 4_000
LONGEST = 300  # seconds


def make_members(count, seed):
    """Plainly made-up organisations with a person each, the same for the same seed."""
    choose = random.Random(seed)
    file = io.StringIO(newline="")
    out = csv.writer(file)
    out.writerow(["key", "name", "name_english", "country", "website", "contact", "languages", "joined_on",
                  "representative_1_name", "representative_1_email", "representative_1_prime"])
    for number in range(count):
        name = " ".join(choose.sample(WORDS, 3)) + f" {number}"
        host = f"o{seed}-{number}.example"
        out.writerow([f"b{seed}-{number}", name, name + " EN", choose.choice(COUNTRIES), f"https://{host}/", f"info@{host}", "en fr", "2005-03",
                      f"Person {number} {choose.choice(WORDS)}", f"person@{host}", "yes"])
    return file.getvalue()


def import_by_command(folder):
    """Into a fresh SQLite database; seconds."""
    inner = tempfile.mkdtemp(prefix="imports-", dir=folder)
    path = os.path.join(inner, "members.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(make_members(LINES, 1))
    environment = dict(os.environ, MUSTER_DATA=inner, MUSTER_DATABASE="sqlite:" + os.path.join(inner, "muster.db"))
    subprocess.run([BINARY, "migrate"], check=True, env=environment, cwd=inner, stdout=subprocess.DEVNULL)
    start = time.perf_counter()
    text = subprocess.run([BINARY, "import", "organisations", path], env=environment, cwd=inner, stdout=subprocess.PIPE, text=True, check=True,
                          timeout=LONGEST).stdout
    took = time.perf_counter() - start
    if f"{LINES} new" not in text:
        raise RuntimeError("not every line came in: " + text.strip().splitlines()[-1])
    return took


def wait_for(staff, path, words):
    for _ in range(LONGEST * 10):
        page = staff.ask(path)[2]
        if words in page:
            return page
        time.sleep(0.1)
    raise RuntimeError(f"{path} never said {words}")


def import_by_page(server, folder):
    """By a running server with somebody saving; seconds, and what the savers saw."""
    links = os.path.join(folder, "links")
    with open(links, "w", encoding="utf-8") as file:
        file.write(server.links("staff")[0] + "\n")
    targets = [page + "/members:members:number" for page in enter_reports(server, 4)]
    staff = Visitor(server, server.links("staff")[0])
    batch = re.sub(r"^https?://[^/]+", "", staff.ask("/en/staff/imports", {"text": make_members(PAGE_LINES, 2)})[1])
    wait_for(staff, batch, f"Apply {PAGE_LINES:,} lines")
    savers = subprocess.Popen([os.path.join(BUILD, "bench_saves"), server.url, "10", "4", links, *targets], stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    start = time.perf_counter()
    staff.ask(batch + "/apply", {})
    wait_for(staff, batch, "Undo this import")
    took = time.perf_counter() - start
    return took, savers.communicate(timeout=60)[0]


def bench_imports(server, folder, _seconds):
    took = import_by_command(folder)
    rate = LINES / took
    tell("lines of an import with a person each, all checks, SQLite", f"{rate:.0f}/s", "6000/s", rate >= 6000, "20000/s")
    took, said = import_by_page(server, folder)
    print(f"  by the page, with four savers: {PAGE_LINES / took:.0f} lines/s; {said.strip()}")
    p99 = float(re.search(r"p99 ([\d.]+) ms", said).group(1))
    tell("saves during an import, 99 in 100", f"{p99:.1f} ms", "50 ms", p99 <= 50)
