"""`muster mail doctor` as an operator runs it, in a network of its own: a name server, a smarthost and a page with the
MTA-STS policy, all on loopback. Sound first; then one thing is broken at a time, and must be the one that is named."""
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time

from mail_world import BINARY, free_port
from sinks import OddSink
from verdict import SKIPPED, Verdict

ADDRESS = "203.0.113.5"
POLICY = "version: STSv1\nmode: enforce\nmx: mail.example.org\nmax_age: 86400\n"
INNER = "MUSTER_TEST_INNER"


def enter_network():
    """Runs this program again where port 443 is free and nothing but loopback is there."""
    command = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c", "ip link set lo up && exec \"$0\" \"$@\"", *sys.argv]
    return subprocess.run(command, env=dict(os.environ, **{INNER: "1"}), check=False).returncode


def make_certificates(folder):
    """An authority, and certificates of mta-sts.example.org: a good one and one that is over."""
    def run(*words):
        subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run("req", "-x509", *key, "-days", "2", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem")
    with open(os.path.join(folder, "names"), "w", encoding="utf-8") as file:
        file.write("subjectAltName=DNS:mta-sts.example.org\n")
    for name, days in (("good", "2"), ("over", "-1")):
        run("req", *key, "-subj", "/CN=mta-sts.example.org", "-keyout", name + ".key", "-out", name + ".csr")
        run("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", days, "-extfile", "names", "-out", name + ".pem")


class PolicyPage:
    """https://mta-sts.example.org/.well-known/mta-sts.txt"""

    def __init__(self, folder):
        page = self
        self.body, self.folder, self.kind = POLICY, folder, "text/plain"

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                is_there = self.path == "/.well-known/mta-sts.txt" and self.headers["Host"] == "mta-sts.example.org"
                self.send_response(200 if is_there else 404)
                self.send_header("Content-Type", page.kind)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                body = page.body.encode()
                self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 443), Handler)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.use("good")
        self.server.socket = self.context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def use(self, name):
        self.context.load_cert_chain(os.path.join(self.folder, name + ".pem"), os.path.join(self.folder, name + ".key"))


def make_records(key):
    from dns_server import text
    records = {
        ("5.113.0.203.in-addr.arpa", "PTR"): ["mail.example.org."], ("mail.example.org", "A"): [ADDRESS],
        ("example.org", "TXT"): [text("some other text"), text("v=spf1 ip4:203.0.113.0/24 -all")],
        ("_dmarc.example.org", "TXT"): [text("v=DMARC1; p=none; rua=mailto:postmaster@example.org")],
        # A key of 4,096 bits: longer than one string, longer than what UDP holds.
        ("muster._domainkey.example.org", "TXT"): [text("v=DKIM1; k=rsa; n=" + "x" * 900 + "; p=" + key)],
        ("example.org", "MX"): ["10 mail.example.org."],
        ("_mta-sts.example.org", "TXT"): [text("v=STSv1; id=1;")], ("mta-sts.example.org", "A"): ["127.0.0.1"],
        ("_smtp._tls.example.org", "TXT"): [text("v=TLSRPTv1; rua=mailto:postmaster@example.org")],
    }
    return records


class World:
    def __init__(self, folder):
        from dns_server import DnsServer
        self.folder = folder
        make_certificates(folder)
        key = subprocess.run("openssl genrsa 4096 2>/dev/null | openssl rsa -pubout -outform DER 2>/dev/null | base64 -w0", shell=True, check=True, stdout=subprocess.PIPE, text=True).stdout
        self.sound = make_records(key)
        self.dns = DnsServer(self.sound)
        self.page = PolicyPage(folder)
        self.port = free_port()
        self.sink = OddSink(folder, self.port)
        self.environment = dict(os.environ, SSL_CERT_FILE=os.path.join(folder, "ca.pem"), MUSTER_MAIL_SMARTHOST=f"127.0.0.1:{self.port}", MUSTER_MAIL_TLS="off",
                                MUSTER_MAIL_FROM="muster@example.org", MUSTER_MAIL_REPLY_TO="staff@example.org", MUSTER_MAIL_HELO="mail.example.org", MUSTER_PUBLIC_URL="https://muster.example.org",
                                MUSTER_MAIL_DKIM_SELECTORS="muster")

    def ask(self, *words, resolver=None, **variables):
        """Status, standard output, standard error, seconds."""
        begin = time.monotonic()
        command = [BINARY, "--data", self.folder, "mail", "doctor", "--address", ADDRESS, "--resolver", resolver or f"127.0.0.1:{self.dns.port}", *words]
        done = subprocess.run(command, env=self.environment | variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode(), time.monotonic() - begin

    def troubles(self, **variables):
        status, out, _, _ = self.ask("--json", **variables)
        return status, [one for one in json.loads(out)["checks"] if one["level"] != "fine"]

    def restore(self):
        self.dns.records = dict(self.sound)
        self.dns.silent = set()
        self.page.body, self.page.kind = POLICY, "text/plain"
        self.page.use("good")


def list_breaks(world):
    """(name, what is done, the check that must be named, its level)"""
    from dns_server import text
    records = world.dns.records

    def put(name, kind, *values):
        world.dns.records[(name, kind)] = list(values)

    def drop(name, kind):
        world.dns.records.pop((name, kind))

    many = "v=spf1 " + " ".join(f"include:i{number}.example.net" for number in range(11)) + " -all"

    def too_many():
        put("example.org", "TXT", text(many))
        for number in range(11):
            put(f"i{number}.example.net", "TXT", text("v=spf1 -all"))

    assert records
    return [
        ("no SPF record", lambda: put("example.org", "TXT", text("other")), "spf", "fix"),
        ("an SPF record that leaves this server out", lambda: put("example.org", "TXT", text("v=spf1 mx:other.example.net ip4:192.0.2.1 -all")), "spf", "fix"),
        ("an SPF record with eleven look-ups", too_many, "spf", "fix"),
        ("an SPF record in circles", lambda: put("example.org", "TXT", text("v=spf1 include:example.org -all")), "spf", "fix"),
        ("no DKIM key", lambda: drop("muster._domainkey.example.org", "TXT"), "dkim", "fix"),
        ("a DKIM key cut in half", lambda: put("muster._domainkey.example.org", "TXT", text("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQ")), "dkim", "fix"),
        ("no DMARC record", lambda: drop("_dmarc.example.org", "TXT"), "dmarc", "fix"),
        ("an address without a name", lambda: drop("5.113.0.203.in-addr.arpa", "PTR"), "ptr", "fix"),
        ("a name that leads elsewhere", lambda: put("5.113.0.203.in-addr.arpa", "PTR", "host.provider.example."), "ptr", "fix"),
        ("no mail server for bounces", lambda: drop("example.org", "MX"), "mx", "fix"),
        ("no MTA-STS record", lambda: drop("_mta-sts.example.org", "TXT"), "mta-sts", "advice"),
        ("a policy that names another server", lambda: setattr(world.page, "body", POLICY.replace("mail.", "other.")), "mta-sts", "fix"),
        ("a policy with a certificate that is over", lambda: world.page.use("over"), "mta-sts", "fix"),
        ("a policy of 10 MB", lambda: setattr(world.page, "body", "x" * 10_000_000), "mta-sts", "fix"),
        ("no TLS reports", lambda: drop("_smtp._tls.example.org", "TXT"), "tls-rpt", "advice"),
        ("a zone whose server is silent", lambda: world.dns.silent.add("_dmarc.example.org"), "dmarc", "unknown"),
    ]


def check_breaks(verdict, world, is_short):
    for name, do, check, level in list_breaks(world):
        if is_short and level == "unknown":  # takes its time
            continue
        world.restore()
        do()
        status, troubles = world.troubles()
        named = [(one["check"], one["level"]) for one in troubles]
        # Without an MX the address of the domain is missing too, which is the same trouble.
        verdict.check(named == [(check, level)] and all(one["codes"] for one in troubles) and status == (0 if level == "advice" else 1), f"{name}: named, and nothing else", troubles[0]["words"][:90] if troubles else "nothing was found")
    world.restore()


def check_smarthosts(verdict, world):
    for mode, words in (("noutf8", "SMTPUTF8"), ("huge", None)):
        port = free_port()
        sink = OddSink(world.folder, port, "--mode", mode)
        status, troubles = world.troubles(MUSTER_MAIL_SMARTHOST=f"127.0.0.1:{port}")
        sink.stop()
        if words:
            verdict.check(status == 1 and [one["check"] for one in troubles] == ["smarthost"] and words in troubles[0]["words"], f"a smarthost without {words} is named", troubles[0]["words"][:90] if troubles else "")
    status, troubles = world.troubles(MUSTER_MAIL_SMARTHOST=f"127.0.0.1:{free_port()}")
    verdict.check(status == 1 and [one["check"] for one in troubles] == ["smarthost"], "a smarthost that is not there is named", troubles[0]["words"][:90] if troubles else "")


def check_nobody(verdict, world):
    status, _, error, seconds = world.ask(resolver=f"127.0.0.1:{free_port()}")
    verdict.check(status == 1 and "No name server answers" in error, "no name server at all: said so", f"{seconds:.1f} s")


def check_time(verdict, world):
    world.dns.silent.add("*")
    status, out, error, seconds = world.ask()
    verdict.check(status == 1 and "--resolver" in error and "online" in error and seconds < 30, "a name server that never answers: said so, within half a minute", f"{seconds:.0f} s: {error.strip()[:100]}")
    status, _, error, seconds = world.ask("--timeout", "4", "--json")
    verdict.check(status == 1 and seconds < 12, "--timeout bounds the whole", f"{seconds:.1f} s")
    world.restore()
    world.dns.silent |= {"5.113.0.203.in-addr.arpa"}
    _, out, error, seconds = world.ask()
    verdict.check("looking at" in error, "whoever waits is told what for", error.strip().splitlines()[:1])
    world.restore()
    hanging = socket.create_server(("127.0.0.1", 0))  # takes connections and says nothing
    _, _, _, seconds = world.ask("--timeout", "5", MUSTER_MAIL_SMARTHOST=f"127.0.0.1:{hanging.getsockname()[1]}")
    verdict.check(seconds < 15, "a smarthost that says nothing does not hold it up", f"{seconds:.1f} s")
    hanging.close()


def check_words(verdict, world):
    from dns_server import text
    status, out, error, _ = world.ask()
    verdict.check(status == 0 and "0 to fix" in out and not error, "sound: exit 0, in words", out.strip().splitlines()[-1])
    verdict.check(world.dns.tcp_answers > 0, "a record that is too long for UDP is fetched over TCP")
    status, troubles = world.troubles()
    verdict.check(status == 0 and not troubles, "sound: exit 0, as JSON", troubles[:2])
    world.dns.records[("example.org", "TXT")] = ['"v=spf1 \\027[2J\\007\\255 -all"']
    world.dns.records[("_dmarc.example.org", "TXT")] = [text("v=DMARC1; p=none; rua=mailto:x@\x1b]0;title")]
    status, out, _, _ = world.ask()
    verdict.check(status == 1 and out.isprintable() or all(c.isprintable() or c == "\n" for c in out), "what strangers publish cannot steer a terminal")
    world.restore()
    for words in (["--nonsense"], ["--timeout", "0"], ["--timeout", "soon"]):
        verdict.check(world.ask(*words)[0] == 2, f"{' '.join(words)}: exit 2")
    for name, words, variables in (("an address that is none", ["--address", "mail.example.org"], {}), ("a name server that is none", [], {"resolver": "not an address"}),
                                   ("a wrong setting", [], {"MUSTER_MAIL_DKIM_SELECTORS": "a b"}), ("a name server in the settings that is none", [], {"MUSTER_MAIL_RESOLVER": "dns.example.org"})):
        status, _, error, _ = world.ask(*words, **variables)
        verdict.check(status == 1 and error.count("\n") == 1 and error.startswith("muster: "), f"{name}: one line that says what to write", error.strip()[:90])


def run(arguments, folder):
    if INNER not in os.environ:
        if shutil.which("unshare") is None or subprocess.run(["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"]), "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
            print("skipped: this machine lets nobody make a network of its own")
            return SKIPPED
        return enter_network()
    verdict = Verdict()
    world = World(folder)
    try:
        check_words(verdict, world)
        check_breaks(verdict, world, arguments.short)
        check_smarthosts(verdict, world)
        check_nobody(verdict, world)
        if not arguments.short:
            check_time(verdict, world)
    finally:
        world.sink.stop()
    return verdict.status()
