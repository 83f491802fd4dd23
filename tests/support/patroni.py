"""The cluster of docs/operating/failover.md on loopback: etcd, Patroni and PostgreSQL of three machines, each
with an address of its own, from Debian's packages without installing them."""
import glob
import os
import random
import signal
import subprocess
import time
import urllib.error
import urllib.request

from guide import put, read_block
from haproxy import unpack
from muster_process import PROJECT
from postgres_cluster import BINARIES, as_owner, descendants, give_to_owner

PAGE = "failover.md"
PACKAGES = ["etcd-server", "patroni", "python3-etcd", "python3-dnspython", "python3-urllib3", "python3-six", "python3-psycopg2",
            "python3-dateutil", "python3-cdiff", "python3-click", "python3-prettytable", "python3-wcwidth", "python3-psutil",
            "python3-yaml", "python3-pkg-resources"]


def choose_net():
    """A part of loopback that other runs of this test do not use."""
    return f"127.{random.randint(10, 250)}.{random.randint(1, 250)}."


class Machine:
    def __init__(self, cluster, number):
        self.cluster = cluster
        self.name = f"db{number}"
        self.address = f"{cluster.net}{number}"
        self.folder = os.path.join(cluster.folder, self.name)
        self.processes = []
        os.mkdir(self.folder)
        give_to_owner(self.folder)
        self._write_configuration()

    def _own(self, text):
        """db1's block with this machine's name and address; lists of all machines stay."""
        lines = []
        for line in text.split("\n"):
            if "INITIAL_CLUSTER=" not in line and "hosts:" not in line:
                line = line.replace("10.0.0.1", self.address).replace("db1", self.name)
            lines.append(line)
        return "\n".join(lines)

    def _write_configuration(self):
        etcd = put(self._own(read_block(PAGE, "/etc/default/etcd")),
                   {"/var/lib/etcd/muster": self.folder + "/etcd", "10.0.0.": self.cluster.net})
        self.etcd = dict(line.split("=", 1) for line in etcd.split("\n") if line)
        self.configuration = os.path.join(self.folder, "config.yml")
        with open(self.configuration, "w", encoding="utf-8") as file:
            # Whoever connects on loopback comes from 127.0.0.1, whatever address is called.
            file.write(put(self._own(read_block(PAGE, "/etc/patroni/config.yml")), {
                "/var/lib/postgresql/15/muster": self.folder + "/postgres", "/var/lib/postgresql/patroni.pgpass": self.folder + "/pgpass",
                "/usr/lib/postgresql/15/bin": BINARIES, "/var/run/postgresql": self.folder, "10.0.0.0/24": "127.0.0.0/8",
                "10.0.0.": self.cluster.net, "SUPERUSER": "super", "REPLICATION": "replicate", "REWIND": "rewind"}))
        os.chmod(self.configuration, 0o644)

    def _spawn(self, name, command, environment):
        with open(os.path.join(self.folder, name + ".log"), "ab") as log:
            self.processes.append(subprocess.Popen(as_owner(command), cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                   env=dict(os.environ, **environment), start_new_session=True))

    def start_etcd(self):
        self._spawn("etcd", [os.path.join(self.cluster.files["etcd-server"], "usr/bin/etcd")], self.etcd)

    def start_patroni(self):
        self._spawn("patroni", ["/usr/bin/python3", "-m", "patroni", self.configuration], {"PYTHONPATH": self.cluster.modules})

    def _tree(self):
        """Every process of the machine, PostgreSQL's too: it is no child of Patroni any more when Patroni is restarted."""
        found = {pid for process in self.processes if process.poll() is None for pid in descendants(process.pid)}
        try:
            with open(os.path.join(self.folder, "postgres/postmaster.pid"), encoding="utf-8") as file:
                postmaster = int(file.readline())
            if os.readlink(f"/proc/{postmaster}/cwd") == os.path.join(self.folder, "postgres"):
                found.update(descendants(postmaster))
        except (OSError, ValueError):
            pass
        return found

    def signal(self, number):
        for pid in self._tree():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def kill(self):
        """As when the power goes: all at once, etcd too."""
        self.signal(signal.SIGSTOP)
        self.signal(signal.SIGKILL)
        for process in self.processes:
            process.wait()
        self.processes = []

    def start(self):
        self.start_etcd()
        self.start_patroni()

    def is_role(self, role):
        """What Patroni itself says: primary, replica, sync."""
        try:
            with urllib.request.urlopen(f"http://{self.address}:8008/{role}", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def query(self, sql, database="postgres"):
        done = subprocess.run(as_owner([os.path.join(BINARIES, "psql"), "--no-psqlrc", "-qtA", "-h", self.folder, "-U", "postgres", database,
                                        "-c", sql]), cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{self.name}: {sql}: {done.stderr.strip()}")
        return done.stdout.strip()


class Patroni:
    def __init__(self, folder):
        self.folder = folder
        self.net = choose_net()
        self.files = dict(zip(PACKAGES, unpack(*PACKAGES)))
        self.modules = ":".join(glob.glob(os.path.join(PROJECT, "build/peers/*/usr/lib/python3/dist-packages")))
        self.machines = [Machine(self, number) for number in (1, 2, 3)]

    def start(self):
        for machine in self.machines:
            machine.start_etcd()
        self.machines[0].start_patroni()
        self.wait_primary()
        for machine in self.machines[1:]:
            machine.start_patroni()
        self.wait_whole()

    def primary(self, besides=None):
        return next((one for one in self.machines if one is not besides and one.is_role("primary")), None)

    def wait(self, what, is_so, patience_s):
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            if is_so():
                return time.monotonic()
            time.sleep(0.1)
        raise RuntimeError(f"{what}: not within {patience_s} s")

    def wait_primary(self, besides=None):
        return self.wait("a primary", lambda: self.primary(besides) is not None, 120)

    def wait_whole(self):
        """One primary and two replicas, both synchronous."""
        def is_whole():
            roles = [(one.is_role("primary"), one.is_role("replica"), one.is_role("sync")) for one in self.machines]
            return [sum(column) for column in zip(*roles)] == [1, 2, 2]
        self.wait("a primary and two synchronous replicas", is_whole, 180)

    def stop(self):
        for machine in self.machines:
            machine.kill()
