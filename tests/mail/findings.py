"""The whole way of a finding: a name server on loopback, the job that the button or the day asks for, the row, the page in
two languages, and staff's first screen where something became worse."""
import html
import re
import time

from database_copies import make_data
from mail_world import free_port
from muster_process import Server, Visitor
from sinks import OddSink
from verdict import Verdict

ADDRESS = "203.0.113.5"
PAGE = "/staff/settings/mail/check"
WORSE = "others may not take our mail"
ALLOWS = f"example.org lets {ADDRESS} send for it, with 0 of at most 10 look-ups: v=spf1 ip4:{ADDRESS} -all"
REFUSES = f"The SPF record of example.org does not let {ADDRESS} send for it (fail): v=spf1 ip4:192.0.2.1 -all"
REFUSES_ARABIC = f"لا يسمح سجل SPF للنطاق example.org بأن يرسل {ADDRESS} باسمه (fail): v=spf1 ip4:192.0.2.1 -all"


def make_records():
    from dns_server import text
    return {
        ("5.113.0.203.in-addr.arpa", "PTR"): ["mail.example.org."], ("mail.example.org", "A"): [ADDRESS], ("example.org", "MX"): ["10 mail.example.org."],
        ("example.org", "TXT"): [text(f"v=spf1 ip4:{ADDRESS} -all")], ("_dmarc.example.org", "TXT"): [text("v=DMARC1; p=none; rua=mailto:postmaster@example.org")],
        ("_smtp._tls.example.org", "TXT"): [text("v=TLSRPTv1; rua=mailto:postmaster@example.org")],
    }


def read_text(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


class World:
    def __init__(self, engine, folder):
        from dns_server import DnsServer
        self.dns = DnsServer(make_records())
        port = free_port()
        self.sink = OddSink(folder, port)
        self.data = make_data(engine, folder)
        self.server = Server(folder, self.data.environment() | {
            "MUSTER_MAIL_SMARTHOST": f"127.0.0.1:{port}", "MUSTER_MAIL_TLS": "off", "MUSTER_MAIL_FROM": "muster@example.org", "MUSTER_MAIL_REPLY_TO": "staff@example.org",
            "MUSTER_MAIL_HELO": "mail.example.org", "MUSTER_MAIL_RESOLVER": f"127.0.0.1:{self.dns.port}"})
        self.server.start()
        self.staff = Visitor(self.server, self.server.links("staff")[0])

    def page(self, language):
        return self.staff.ask(f"/{language}{PAGE}")[2]

    def overview(self):
        return read_text(self.staff.ask("/en/staff")[2])

    def wait_for(self, words, seconds=30):
        """Until the job has looked and the page says so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if words in read_text(self.page("en")):
                return True
            time.sleep(0.05)
        return False

    def stored(self):
        return self.data.ask("SELECT sentences FROM mail_check_finding WHERE check_name = 'spf'")

    def close(self):
        self.server.stop()
        self.sink.stop()
        self.data.drop()


def check_button(verdict, world):
    status, _, _ = world.staff.ask(f"/en{PAGE}", {})
    verdict.check(status == 200 and world.wait_for(ALLOWS), "the button: the job looks, and the page has the finding")
    verdict.check("ne laisse" not in read_text(world.page("fr")) and f"laisse {ADDRESS} envoyer" in read_text(world.page("fr")), "in French as well")
    verdict.check("spf_good" in str(world.stored()), "a code and its values are kept", str(world.stored())[:90])
    verdict.check(WORSE not in world.overview(), "the first look compares with nothing: the overview is silent")


def check_day(verdict, world):
    from dns_server import text
    world.dns.records[("example.org", "TXT")] = [text("v=spf1 ip4:192.0.2.1 -all")]
    world.staff.ask("/en/dev/clock", {"days": "1"})
    verdict.check(world.wait_for(REFUSES), "a record changed, a day passed: the daily job has found it")
    arabic = world.page("ar")
    verdict.check(REFUSES_ARABIC in read_text(arabic), "in Arabic as well")
    verdict.check(f'<bdi dir="ltr" translate="no">{ADDRESS}</bdi>' in arabic, "names and records there are isolated, from left to right")
    verdict.check("Worse since" in read_text(world.page("en")), "the page says since when it is worse")
    verdict.check(WORSE in world.overview(), "staff's first screen says that it became worse")


def check_away(verdict, world):
    world.dns.silent.add("*")
    world.dns.records[("example.org", "TXT")] = []
    world.staff.ask(f"/en{PAGE}", {})
    return verdict.check(world.wait_for("No name server answers"), "no name server: said so, and what was known stays", REFUSES in read_text(world.page("en")))


def run(arguments, folder):
    verdict = Verdict()
    world = World(arguments.engine, folder)
    try:
        check_button(verdict, world)
        check_day(verdict, world)
        if not arguments.short:
            check_away(verdict, world)
    finally:
        world.close()
    return verdict.status()
