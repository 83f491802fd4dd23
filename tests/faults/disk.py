"""A full disk (F4, R4): writes are refused with a hint, reads go on, nothing is lost, and it heals by itself.

The data folder is a small file system of this test's own, in a mount namespace that ends with it; that needs
the right to mount. The real program works under load with its ledger elsewhere, then the disk is filled, then
emptied. On SQLite also the files run out; on PostgreSQL the database lives in a tablespace on that disk.
"""
import os
import re
import shutil
import subprocess
import sys
import time

from honest import Visitors
from muster_process import BINARY, BUILD, PROJECT, Server, Visitor, enter_reports
from verdict import Verdict, skip

SIZE_MIB = 96
HEALING = 5.0
DRIVER = os.path.join(BUILD, "kill_driver")
TARGETS = os.path.join(PROJECT, "tests/bench/targets.txt")
INSIDE = "MUSTER_TEST_INSIDE"


def add_arguments(parser):
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")


class Disk:
    """The small file system, and ballast that fills it."""

    def __init__(self, path):
        self.path = path
        os.makedirs(path, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,nr_inodes=2000", "tmpfs", path], check=True)
        self.ballast = os.path.join(path, "ballast")

    def fill(self):
        with open(self.ballast, "ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError:
                    pass

    def fill_inodes(self):
        os.makedirs(self.ballast)
        try:
            for number in range(10_000):
                open(os.path.join(self.ballast, str(number)), "w", encoding="ascii").close()
        except OSError:
            return
        raise RuntimeError("the files never ran out")

    def empty(self):
        if os.path.isdir(self.ballast):
            shutil.rmtree(self.ballast)
        else:
            os.unlink(self.ballast)


class Writer:
    """Somebody who saves an answer by the page's button, and says what became of it."""

    def __init__(self, server, link):
        self.visitor = Visitor(server, link)
        self.page = "/en/me/report/why"

    def save(self, text):
        page = self.visitor.ask(self.page)[2]
        form = re.search(r'<form[^>]*action="([^"]*)".*?</form>', page[page.find("<main"):], re.S)
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group(0)))
        fields.pop("csrf", None)
        for name in re.findall(r'<textarea[^>]* name="([^"]+)"', form.group(0)):
            fields[name] = text
        return self.visitor.ask(form.group(1) or self.page, fields)[0]


def sign_in(server, link):
    try:
        Visitor(server, link)
        return True
    except Exception:  # whatever the page said instead of a form
        return False


def refuse_inside(engine):
    """None where this process has a mount namespace of its own; otherwise it runs there, and this is the status."""
    if INSIDE in os.environ:
        return None
    probe = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], stderr=subprocess.PIPE, text=True, check=False)
    if probe.returncode != 0:
        return skip("this user may not mount: " + probe.stderr.strip())
    command = ["unshare", "--mount", "--propagation", "private"]
    if engine == "postgresql" and "MUSTER_TEST_POSTGRES" not in os.environ:
        command.append(os.path.join(PROJECT, "bin/with-postgres"))
    elif engine == "postgresql":
        return skip("the server of MUSTER_TEST_POSTGRES would not see the disk: run without it")
    return subprocess.run([*command, sys.executable, *sys.argv], env=dict(os.environ, **{INSIDE: "1"}), check=False).returncode


def make_database(engine, disk):
    if engine == "sqlite":
        return {}
    place = os.path.join(disk, "tablespace")
    os.makedirs(place)
    shutil.chown(place, "postgres")
    os.chmod(disk, 0o755)
    url = os.environ["MUSTER_TEST_POSTGRES"]
    for statement in (f"CREATE TABLESPACE small LOCATION '{place}'", "CREATE DATABASE disk TABLESPACE small"):
        subprocess.run(["psql", "--quiet", "--no-psqlrc", "-c", statement, url], check=True, stdout=subprocess.DEVNULL)
    own = re.sub(r"/[^/?]*\?", "/disk?", url, count=1)
    return {"MUSTER_DATABASE": own, "MUSTER_DATABASE_PUBLIC": own.replace("//muster@", "//disk_public@")}


class Load:
    """The writers of the kill test, with their ledger on another disk; every promise can be checked afterwards."""

    def __init__(self, server, folder):
        with open(TARGETS, encoding="utf-8") as file:
            self.targets = [line.strip() for line in file if line.strip() and not line.startswith("#") and "/why:" not in line]
        self.targets += [page + "/members:members:number" for page in enter_reports(server, 8)]
        self.server, self.ledger, self.cookies = server, os.path.join(folder, "ledger"), os.path.join(folder, "cookies")
        links = [server.links(role)[0] for role in ("prime_representative", "staff")]
        signed = subprocess.run([DRIVER, "sign-in", server.url, *links], stdout=subprocess.PIPE, text=True, check=True)
        with open(self.cookies, "w", encoding="utf-8") as file:
            file.write(signed.stdout)

    def start(self):
        self.process = subprocess.Popen([DRIVER, "load", self.server.url, self.ledger, self.cookies, *self.targets], stdout=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def count(self, letter):
        with open(self.ledger, encoding="ascii") as file:
            return sum(line.startswith(letter) for line in file)

    def check(self):
        done = subprocess.run([DRIVER, "check", self.server.url, self.ledger, self.cookies, *self.targets], stdout=subprocess.PIPE, text=True, check=False)
        return done.stdout.strip().split("\n")[-1]


def look_while_full(server, links, writer, verdict, name, must_refuse):
    """Three seconds on a disk without room: what people see who read, write and sign in."""
    signed_in = [sign_in(server, link) for link in links]
    pages = ["/en/me/report", "/en/me/report/why", "/en/organisations?q=a", "/ar/", "/readyz"]
    with Visitors(server.port, count=4) as visitors:
        reads = [writer.visitor.ask(page)[0] for _ in range(10) for page in pages]
        saves = []
        end = time.monotonic() + 2
        while time.monotonic() < end:
            saves.append(writer.save("We met again. " * (len(saves) % 20 + 1)))
            time.sleep(0.05)
    refused = [status for status in saves if status in (503, 507)]
    verdict.check(len(refused) == len(saves) if must_refuse else set(saves) <= {200, 503, 507}, f"{name}: writes are saved or refused with 507 or 503",
                  {status: saves.count(status) for status in set(saves)})
    verdict.check(set(reads) == {200}, f"{name}: {len(reads)} reads of somebody signed in", {status: reads.count(status) for status in set(reads)})
    verdict.check(not visitors.errors and visitors.times, f"{name}: strangers read on", visitors.describe())
    return signed_in


def wait_for_save(writer, text):
    start = time.monotonic()
    while time.monotonic() - start < 30:
        if writer.save(text) == 200:
            return time.monotonic() - start
        time.sleep(0.05)
    return 99.0


def check_start_when_full(server, writer, disk, verdict):
    """A machine that comes back with a full disk: Muster starts, people read, and who is signed in stays so."""
    server.kill()
    disk.fill()
    try:
        server.start()
    except RuntimeError as error:
        verdict.check(False, "full: it starts", error)
        raise
    verdict.check({writer.visitor.ask(page)[0] for page in ("/en/me/report", "/en/organisations?q=b")} == {200}, "full: it starts, and people read")


def check_bite(server, load, verdict):
    """The ledger must find a loss: the end of the write-ahead log is cut off, as a lying disk would lose it."""
    found = ""
    for _ in range(3):
        server.start()
        load.start()
        time.sleep(1)
        server.kill()
        load.stop()
        log = os.path.join(server.folder, "data/muster.db-wal")
        os.truncate(log, os.path.getsize(log) // 2)
        try:
            server.start()
        except RuntimeError:
            found = "lost, as the program refuses what is left"
            break
        found = load.check()
        if not found.endswith("lost 0 ghosts 0"):
            break
        server.stop()
    verdict.check("lost" in found and not found.endswith("lost 0 ghosts 0"), "a loss would be found", found)


def go_through(arguments, folder, verdict):
    data = os.path.join(folder, "data")
    disk = Disk(os.path.join(folder, "disk") if arguments.engine == "postgresql" else data)
    server = Server(folder, make_database(arguments.engine, disk.path))
    server.start()
    try:
        load = Load(server, folder)
        writer = Writer(server, server.links("prime_representative")[0])
        links = server.links("staff")[:1] + server.links("administrator")[:1]
        verdict.check(writer.save("before") == 200, "a save before")
        load.start()
        time.sleep(1 if arguments.short else 5)
        before = load.count("A")
        disk.fill()
        time.sleep(2)
        signed_in = look_while_full(server, links, writer, verdict, "full", arguments.engine == "sqlite")
        if arguments.engine == "sqlite":
            verdict.check(all(signed_in), "full: signing in goes on")
        else:
            verdict.tell("full: signing in", signed_in)
        verdict.check(load.count("R") > 0, "full: the load was refused too", load.count("R"))
        if arguments.engine == "sqlite":
            check_start_when_full(server, writer, disk, verdict)
            load.start()
        disk.empty()
        verdict.check((took := wait_for_save(writer, "after")) <= HEALING, f"it heals within {HEALING:.0f} s after there is room", f"{took:.2f} s")
        time.sleep(1)
        verdict.check(load.count("A") > before, "the load goes on", f"{load.count('A')} promises, {load.count('R')} refusals")
        if arguments.engine == "sqlite":
            disk.fill_inodes()
            look_while_full(server, links, writer, verdict, "no files left", False)
            disk.empty()
            verdict.check((took := wait_for_save(writer, "after files")) <= HEALING, "it heals after the files ran out", f"{took:.2f} s")
        load.stop()
        for moment in ("running", "restarted"):
            verdict.check((found := load.check()).endswith("lost 0 ghosts 0"), f"{moment}: nothing promised is lost, nothing refused is there", found)
            if moment == "running":
                server.stop()
                server.start()
        server.stop()
        verified = subprocess.run([BINARY, "--data", data, "verify"], env=server.environment, capture_output=True, text=True, check=False)
        verdict.check(verified.returncode == 0, "muster verify finds the data sound", (verified.stdout + verified.stderr).strip().split("\n")[-1])
        if arguments.engine == "sqlite":
            check_bite(server, load, verdict)
    finally:
        server.stop()


def run(arguments, folder):
    status = refuse_inside(arguments.engine)
    if status is not None:
        return status
    verdict = Verdict()
    go_through(arguments, folder, verdict)
    return verdict.status()
