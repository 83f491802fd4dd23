"""Parts of bin/bench about data: durable saves on both engines, and the directory of very many organisations."""
import csv
import os
import random
import re
import subprocess
import tempfile

from measuring import PROJECT, percentile, tell, time_requests
from muster_process import BINARY, BUILD, Server, enter_reports

LINES_MOST = 20_000  # of one file
COUNTRIES = ["NG", "KE", "GH", "SN", "ZA", "IN", "LK", "JP", "AU", "PH", "DE", "FR", "ES", "PL", "UA", "BR", "AR", "MX", "CO", "PE", "US", "CA", "PR"]
LANGUAGES = ["en", "fr", "ar", "es", "pt", "ru", "zh", "sw", "hi", "si", "ta", "ja", "de", "pl", "uk"]
TOPICS = ["access", "spam_phishing", "dns_abuse", "local_scripts", "universal_acceptance", "consumer_protection", "human_rights"]
WORDS = ["Internet", "Users", "Society", "Open", "Network", "Digital", "Rights", "Consumers", "Forum", "Citizens", "Youth", "Association"]


def run_saves(server, folder, seconds):
    links = os.path.join(folder, "links")
    with open(links, "w", encoding="utf-8") as file:
        file.write(server.links("staff")[0] + "\n")
    # A report each, so that no connection is told that somebody else changed the answer.
    targets = [page + "/members:members:number" for page in enter_reports(server, 64)]
    text = subprocess.run([os.path.join(BUILD, "bench_saves"), server.url, str(seconds), "64", links, *targets],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    print("  " + text.strip().replace("\n", "\n  "))
    return float(re.search(r"([\d.]+) saves/s", text).group(1))


def bench_saves(server, folder, seconds):
    rate = run_saves(server, folder, seconds)
    tell("durable saves of one answer, 64 connections, SQLite", f"{rate:.0f}/s", "3000/s", rate >= 3000, "8000/s")
    if "MUSTER_TEST_POSTGRES" not in os.environ:
        print("  PostgreSQL is left out: run bin/with-postgres bin/bench saves")
        return
    url, name = os.environ["MUSTER_TEST_POSTGRES"], f"bench_{os.getpid()}"
    subprocess.run(["psql", "--quiet", "--no-psqlrc", url, "-c", f"CREATE DATABASE {name}"], check=True)
    own = re.sub(r"/[^/?]*\?", f"/{name}?", url, count=1)
    inner = os.path.join(folder, "postgresql")
    os.makedirs(inner)
    second = Server(inner, {"MUSTER_DATABASE": own, "MUSTER_DATABASE_PUBLIC": own.replace("//muster@", f"//{name}_public@")})
    try:
        second.start()
        rate = run_saves(second, inner, seconds)
    finally:
        second.stop()
    tell("durable saves of one answer, 64 connections, PostgreSQL", f"{rate:.0f}/s", "600/s", rate >= 600, "2000/s")


def write_members(path, first, count):
    """A file of plainly made-up organisations, numbered from `first` on; always the same."""
    choose = random.Random(first)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["key", "name", "country", "place", "languages", "topics", "summary", "website", "status"])
        for number in range(first, first + count):
            name = " ".join(choose.sample(WORDS, 3)) + f" {number}"
            out.writerow([f"m{number}", name, choose.choice(COUNTRIES), f"Town {number % 977}", " ".join(choose.sample(LANGUAGES, 2)),
                          " ".join(choose.sample(TOPICS, 2)), "Works for people who use the internet.", f"https://m{number}.example", "accredited"])


def import_members(folder, count):
    """A data folder with so many organisations; what it takes to serve it."""
    environment = dict(os.environ, MUSTER_DATA=folder, MUSTER_DATABASE="sqlite:" + os.path.join(folder, "muster.db"))
    subprocess.run([BINARY, "migrate"], check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL)
    path = os.path.join(folder, "members.csv")
    for first in range(0, count, LINES_MOST):
        write_members(path, first, min(LINES_MOST, count - first))
        subprocess.run([BINARY, "import", "organisations", path], env=environment, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return environment


def directory_paths(seed, count, pages):
    """Three filters and a page, never the same address twice."""
    choose = random.Random(seed)
    paths = set()
    while len(paths) < count:
        region = choose.sample(["AF", "AP", "EU", "LA", "NA"], choose.randint(1, 4))
        languages, topics = choose.sample(LANGUAGES, choose.randint(1, 3)), choose.sample(TOPICS, choose.randint(1, 3))
        fields = [f"region={code}" for code in region] + [f"lang={tag}" for tag in languages] + [f"topic={topic}" for topic in topics]
        paths.add("/en/organisations?" + "&".join(fields) + f"&page={choose.randint(2, pages)}")
    return sorted(paths)


def bench_directory(_server, folder, _seconds):
    for count, bound, aim in ((10_000, 20, 8), (100_000, 80, 25)):
        inner = tempfile.mkdtemp(prefix=f"members-{count}-", dir=folder)
        environment = import_members(inner, count)
        large = Server(inner, environment)
        large.start(command="serve")
        try:
            time_requests(large.url, ["/en/organisations"])  # the first request reads all rows
            times = time_requests(large.url, directory_paths(count, 300, 4))
            p95 = percentile(times, 0.95)
            tell(f"directory of {count:,}, three filters, counts, later page: 95 in 100", f"{p95:.1f} ms", f"{bound} ms", p95 <= bound, f"{aim} ms")
            words = time_requests(large.url, [f"/en/organisations?q={word}+{number}&region=AF" for word in ("society", "open") for number in range(10, 60)])
            print(f"  with words and a filter: middle {percentile(words, 0.5):.1f} ms, 95 in 100 {percentile(words, 0.95):.1f} ms")
        finally:
            large.stop()
