"""The data of a program under test on either engine, seen from outside of it: kept aside, put back, asked and
compared. Nothing here goes through the program, so that it can judge the program."""
import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import struct
import subprocess


def run_sql(url, *statements):
    command = ["psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", url]
    for statement in statements:
        command += ["-c", statement]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def write_checksums(path, page_size=4096):
    """Of every page, as src/platform/db/sqlite_checksum.cpp does: for rows that a test wrote past the program."""
    mask, factor = (1 << 64) - 1, 0xD6E8FEB86659FD93
    with open(path, "r+b") as file:
        content = file.read()
        if content[20:21] != b"\x08":
            return
        for number in range(len(content) // page_size):
            page = content[number * page_size:(number + 1) * page_size]
            checksum = (0x9E3779B97F4A7C15 + number) & mask
            for (word,) in struct.iter_unpack("<Q", page[:-8]):
                checksum = ((checksum ^ word) * factor) & mask
                checksum = (checksum << 31 | checksum >> 33) & mask
            checksum = ((checksum ^ checksum >> 32) * factor) & mask
            file.seek((number + 1) * page_size - 8)
            file.write(struct.pack("<Q", checksum ^ checksum >> 29))


class Session:
    """One psql that answers question after question: each of its own would start a program and a backend."""
    END = "asked-and-answered"

    def __init__(self, url):
        self.process = subprocess.Popen(["psql", "--no-psqlrc", "--quiet", "--csv", "--tuples-only", "--set", "ON_ERROR_STOP=1", url],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, question):
        """Lines, or None when the session is no more or the question was wrong."""
        try:
            self.process.stdin.write(f"{question};\nSELECT '{self.END}';\n")
            self.process.stdin.flush()
        except OSError:
            return None
        lines = []
        for line in self.process.stdout:
            if line.rstrip("\n") == self.END:
                return lines
            lines.append(line.rstrip("\n"))
        return None

    def end(self):
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


class SqliteData:
    """A folder with muster.db, the secret and the demo's links."""
    engine = "sqlite"
    pause = 0.02  # between two questions of whoever waits for something

    def __init__(self, folder):
        self.folder = os.path.join(folder, "data")
        self.kept = os.path.join(folder, "kept")
        self.path = os.path.join(self.folder, "muster.db")
        os.makedirs(self.folder)
        os.makedirs(self.kept)

    def environment(self):
        return {"MUSTER_DATABASE": "sqlite:" + self.path}

    def keep(self, name):
        shutil.copytree(self.folder, os.path.join(self.kept, name))

    def put_back(self, name):
        shutil.rmtree(self.folder)
        shutil.copytree(os.path.join(self.kept, name), self.folder)

    def forget(self, name):
        shutil.rmtree(os.path.join(self.kept, name))

    def empty(self):
        shutil.rmtree(self.folder)
        os.makedirs(self.folder)

    def ask(self, question):
        with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(question).fetchall()

    def tell(self, statement):
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            connection.execute(statement)
            connection.commit()
        write_checksums(self.path)

    def digest(self, path=None):
        """Of every table's definition and rows, whatever pages they lie in."""
        digest = hashlib.sha256()
        with contextlib.closing(sqlite3.connect(f"file:{path or self.path}?mode=ro", uri=True)) as connection:
            tables = connection.execute("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").fetchall()
            for name, sql in tables:
                digest.update(f"{name}|{sql}\n".encode())
                if not sql or not sql.startswith("CREATE TABLE"):
                    continue
                columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
                wanted = ", ".join(f'"{column}"' for column in columns if (name, column) != ("schema_migration", "applied_at"))
                for row in sorted(repr(row) for row in connection.execute(f'SELECT {wanted} FROM "{name}"')):
                    digest.update(row.encode("utf-8", "surrogatepass") + b"\n")
        return digest.hexdigest()

    def drop(self):
        pass


class PostgresData:
    """A database on the private server that MUSTER_TEST_POSTGRES names; what is kept are databases beside it."""
    engine = "postgresql"
    pause = 0.05  # each question costs a round through psql
    made = 0

    def __init__(self, folder):
        PostgresData.made += 1
        self.folder = os.path.join(folder, "data")
        self.kept = os.path.join(folder, "kept")
        self.server = os.environ["MUSTER_TEST_POSTGRES"]
        self.name = f"faults_{os.getpid()}_{PostgresData.made}"
        self.names = [self.name]
        self.session = None  # ends before its database is copied or dropped
        os.makedirs(self.folder)
        os.makedirs(self.kept)
        run_sql(self.server, f"CREATE DATABASE {self.name}")

    def url(self, name=None):
        return re.sub(r"/[^/?]*\?", f"/{name or self.name}?", self.server, count=1)

    def environment(self):
        return {"MUSTER_DATABASE": self.url(), "MUSTER_DATABASE_PUBLIC": self.url().replace("//muster@", f"//{self.name}_public@")}

    def copy(self, source, target):
        """Of a killed program some sessions may still stand; a copy needs the database for itself."""
        self.let_go()
        run_sql(self.server, "SET client_min_messages = warning",
                f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname IN ('{source}', '{target}')",
                f"DROP DATABASE IF EXISTS {target} WITH (FORCE)", f"CREATE DATABASE {target} TEMPLATE {source}")

    def keep(self, name):
        self.names.append(f"{self.name}_{name}")
        self.copy(self.name, self.names[-1])
        shutil.copytree(self.folder, os.path.join(self.kept, name))

    def put_back(self, name):
        self.copy(f"{self.name}_{name}", self.name)
        shutil.rmtree(self.folder)
        shutil.copytree(os.path.join(self.kept, name), self.folder)

    def forget(self, name):
        self.names.remove(f"{self.name}_{name}")
        run_sql(self.server, f"DROP DATABASE {self.name}_{name} WITH (FORCE)")
        shutil.rmtree(os.path.join(self.kept, name))

    def empty(self):
        shutil.rmtree(self.folder)
        os.makedirs(self.folder)
        self.let_go()
        run_sql(self.server, f"DROP DATABASE {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name} TEMPLATE template0")

    def ask(self, question):
        # Once more, because a restore may have ended the session together with its database.
        for _ in range(2):
            if self.session is None:
                self.session = Session(self.url())
            lines = self.session.ask(question)
            if lines is not None:
                return [tuple(line.split(",")) for line in lines]
            self.let_go()
        raise RuntimeError("PostgreSQL did not answer: " + question)

    def let_go(self):
        if self.session is not None:
            self.session.end()
            self.session = None

    def tell(self, statement):
        run_sql(self.url(), statement)

    def digest(self):
        dump = subprocess.run(["pg_dump", "--schema-only", "--no-owner", "--no-privileges", self.url()], check=True, stdout=subprocess.PIPE).stdout
        digest = hashlib.sha256(re.sub(rb"\\(un)?restrict .*", b"", dump))
        questions = []
        for (name,) in self.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"):
            row = "(r.number, r.name)" if name == "schema_migration" else "r"
            questions.append(f"SELECT '{name}', count(*), md5(coalesce(string_agg({row}::text, '|' ORDER BY {row}::text), '')) FROM {name} r")
        digest.update(repr(sorted(self.ask(" UNION ALL ".join(questions)) if questions else [])).encode())
        return digest.hexdigest()

    def drop(self):
        self.let_go()
        for name in reversed(self.names):
            run_sql(self.server, "SET client_min_messages = warning", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def make_data(engine, folder):
    return SqliteData(folder) if engine == "sqlite" else PostgresData(folder)
