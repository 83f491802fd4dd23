"""PostgreSQL clusters that a test owns: made in a folder of their own, killed, stopped, frozen and promoted
as it pleases. Loopback and sockets only. Never used by the program itself."""
import glob
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import time

from muster_process import free_port


def find_binaries():
    for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True):
        if os.access(os.path.join(folder, "initdb"), os.X_OK):
            return folder
    raise RuntimeError("PostgreSQL is not installed (package postgresql)")


BINARIES = find_binaries()


def find_owner():
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    names = [entry.pw_name for entry in pwd.getpwall()]
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


OWNER = find_owner()


def as_owner(command):
    if OWNER is None:
        return command
    return ["setpriv", f"--reuid={OWNER.pw_uid}", f"--regid={OWNER.pw_gid}", "--clear-groups", "--", *command]


def give_to_owner(path):
    if OWNER is not None:
        os.chown(path, OWNER.pw_uid, OWNER.pw_gid)


def descendants(pid):
    """The process and all below it."""
    children = {}
    for entry in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(entry, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        fields = text[text.rindex(")") + 2:].split()
        children.setdefault(int(fields[1]), []).append(int(text.split()[0]))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


class Cluster:
    def __init__(self, folder, name, settings=""):
        self.folder = os.path.join(folder, name)
        self.data = os.path.join(self.folder, "cluster")
        self.name = name
        self.settings = settings
        self.port = free_port()
        self.process = None

    def make(self):
        self._make_folder()
        self._run("initdb", f"--pgdata={self.data}", "--username=muster", "--auth=trust", "--encoding=UTF8",
                  "--locale=C.UTF-8", "--no-sync")
        self._configure(self.settings)

    def copy_from(self, primary, slot):
        """A standby that follows `primary` under its own name."""
        self._make_folder()
        self._run("pg_basebackup", "--host", primary.folder, "--port", str(primary.port), "--username=muster",
                  f"--pgdata={self.data}", "--checkpoint=fast", "--no-sync", "--create-slot", f"--slot={slot}")
        self._configure(f"{self.settings}\nprimary_slot_name = '{slot}'\nprimary_conninfo = 'host={primary.folder} "
                        f"port={primary.port} user=muster application_name={self.name}'\n")
        open(os.path.join(self.data, "standby.signal"), "w").close()

    def _make_folder(self):
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o755)
        give_to_owner(self.folder)

    def _run(self, program, *arguments):
        done = subprocess.run(as_owner([os.path.join(BINARIES, program), *arguments]), cwd="/",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}")

    def _configure(self, more):
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as file:
            file.write(f"\nlisten_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = '{self.folder}'\n"
                       f"shared_buffers = 32MB\nmax_connections = 120\nlog_min_messages = fatal\n{more}\n")

    def start(self, wait=True):
        # Its own session: a signal to it is never a signal to us.
        with open(os.path.join(self.folder, "server.log"), "ab") as log:
            self.process = subprocess.Popen(as_owner([os.path.join(BINARIES, "postgres"), "-D", self.data]), cwd="/",
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        return self.wait_ready() if wait else None

    def wait_ready(self, patience_s=60):
        """Until it answers; the moment, by the clock that all processes share."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            if self.query("SELECT 1", check=False) == "1":
                return time.monotonic()
            if self.process and self.process.poll() is not None:
                raise RuntimeError(f"PostgreSQL ended by itself; see {self.folder}/server.log")
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not answer within {patience_s} s; see {self.folder}/server.log")

    def query(self, sql, database="postgres", check=True):
        done = subprocess.run([os.path.join(BINARIES, "psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
                               "--set", "ON_ERROR_STOP=1", self.url(database), "-c", sql],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                              env=dict(os.environ, PGCONNECT_TIMEOUT="3"))
        if check and done.returncode != 0:
            raise RuntimeError(f"{sql}: {done.stderr.strip()}")
        return done.stdout.strip() if done.returncode == 0 else None

    def url(self, database="postgres"):
        return f"postgresql://muster@/{database}?host={self.folder}&port={self.port}"

    def open_sessions(self, user, count):
        """Up to so many idle sessions as sockets; those that the server refuses are left out."""
        options = b"".join(word.encode() + b"\0" for word in ("user", user, "database", "postgres")) + b"\0"
        start = struct.pack("!ii", len(options) + 8, 196608) + options
        opened = []
        for _ in range(count):
            session = socket.socket(socket.AF_UNIX)
            session.settimeout(5)
            session.connect(os.path.join(self.folder, f".s.PGSQL.{self.port}"))
            session.sendall(start)
            if session.recv(1) != b"R":  # authentication is asked for or done with; E would be a refusal
                session.close()
                break
            opened.append(session)
        return opened

    def kill(self):
        """The postmaster alone, as the kernel's out-of-memory killer would; its sessions notice."""
        self.process.kill()
        self.process.wait()
        self._wait_for_shared_memory()

    def _wait_for_shared_memory(self):
        """The next postmaster refuses to start while sessions of the killed one are still there."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if not self._is_attached():
                return
            time.sleep(0.05)

    def _is_attached(self):
        """Whether any process still works in the data folder."""
        for entry in glob.glob("/proc/[0-9]*/cwd"):
            try:
                if os.readlink(entry) == self.data:
                    return True
            except OSError:
                continue
        return False

    def stop(self, how=signal.SIGINT):
        """SIGTERM waits for clients, SIGINT ends their sessions ("fast"), SIGQUIT does not even tidy up ("immediate")."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def freeze(self):
        self.frozen = descendants(self.process.pid)
        for pid in self.frozen:
            self._signal(pid, signal.SIGSTOP)

    def thaw(self):
        for pid in self.frozen:
            self._signal(pid, signal.SIGCONT)

    @staticmethod
    def _signal(pid, number):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass

    def promote(self):
        self._run("pg_ctl", "promote", "-D", self.data, "-w", "-t", "60")
        return time.monotonic()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
