"""Odd and ambiguous HTTP/1 requests (F14, V7): each has one outcome, also behind nginx and HAProxy.

The cases stand in tests/faults/http_cases.txt. Directly, each must be answered as its row says, and a second
request on the same connection must be answered or never be read. Through each proxy the requests that it
says it forwarded are counted against the answers that Muster gave, on a wire tapped between the two.
--sabotage puts a server there that ignores Transfer-Encoding: then both must be found to disagree.
"""
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from http_cases import read_cases
from lax_server import LaxServer
from muster_process import Server
from proxies import Haproxy, Nginx, program
from verdict import Verdict, skip
from wire import connect, get, read_rest, send_all, split_answers

SHOWN = 30  # complaints


def add_arguments(parser):
    parser.add_argument("--only", choices=["direct", "nginx", "haproxy"], help="one way alone")
    parser.add_argument("--sabotage", action="store_true", help="prove that a disagreement would be found")
    parser.add_argument("--case", help="cases whose name matches, with the bytes that went over the wire")


def probe_for(mark):
    return get(f"/healthz/?c=after-{mark}", "Connection: close\r\n")


def places(answers):
    return [answer.field("location") or "" for answer in answers]


def complain_directly(case, answers, mark):
    """What is wrong with Muster's own answers to a case and to the request behind it; or nothing."""
    probe_answers = sum(f"after-{mark}" in place for place in places(answers))
    own = [answer for answer, place in zip(answers, places(answers)) if f"after-{mark}" not in place]
    if any("smuggled" in place for place in places(answers)):
        return "a smuggled request was answered"
    if [answer.status for answer in own] != case.statuses:
        return f"answered {[answer.status for answer in own]} instead of {case.statuses}"
    if case.goes_on != (probe_answers == 1):
        return "the request behind it was " + ("not answered" if case.goes_on else "answered")
    if not case.goes_on and (own[-1].field("connection") or "").lower() != "close":
        return "the answer does not say that the connection ends"
    return None


def ask_directly(port, case, mark):
    with connect(port) as plug:
        # Who is refused early may be cut while it still sends; the answer is there all the same.
        send_all(plug, case.bytes_for(mark) + probe_for(mark))
        received, is_closed = read_rest(plug, 15)
    answers, rest = split_answers(received)
    if rest and not rest.startswith(b"HTTP/1."):
        return "bytes behind the last answer"
    if not is_closed:
        return "the connection stays open"
    answers = [answer for answer in answers if answer.status >= 200]
    return complain_directly(case, answers, mark)


def show(wrong):
    for case, complaint in wrong[:SHOWN]:
        print(f"  {case.name}: {complaint}")
    if len(wrong) > SHOWN:
        print(f"  and {len(wrong) - SHOWN} more")


def run_directly(server, cases, verdict):
    with ThreadPoolExecutor(8) as pool:
        complaints = list(pool.map(lambda pair: ask_directly(server.port, pair[1], f"d{pair[0]}x"), enumerate(cases)))
    wrong = [(case, complaint) for case, complaint in zip(cases, complaints) if complaint]
    show(wrong)
    verdict.check(not wrong, f"{len(cases)} cases are answered as the table says", f"{len(wrong)} are not")


def ask_through(lane, case, mark, is_loud):
    with connect(lane.port) as plug:
        send_all(plug, case.bytes_for(mark) + probe_for(mark))
        received, _ = read_rest(plug, 12)
    told = lane.take_told()
    passed, seen, forwarded = lane.tap.take()
    client_answers = [answer for answer in split_answers(received)[0] if answer.status >= 200]
    if is_loud:
        print(f"  {case.name}\n    sent      {case.bytes_for(mark)[:300]}\n    forwarded {forwarded[:600]}\n"
              f"    proxy says {told}, Muster answered {[a.status for a in seen]}, client got {[a.status for a in client_answers]}")
    # Some requests were passed on in part and then given up by the proxy: they have no answer on either side.
    if len(seen) != sum(entry.is_answered for entry in told):
        return f"the proxy forwarded {len(told)} ({told}), Muster answered {[a.status for a in seen]}; forwarded {forwarded[:300]}"
    for entry, answer in zip(told, seen):
        place = answer.field("location") or ""
        if "smuggled" in place and "smuggled" not in entry.address:
            return f"Muster read a request that the proxy did not: {place}"
        shown = re.search(r"c=((?:after-)?[a-z]+\d+x)", place)
        if shown and shown.group(1) not in entry.address:
            return f"Muster answered {place} where the proxy asked for {entry.address}"
    return None if passed else "the tap is out of step"


def find_disagreements(proxy, cases, is_loud):
    """Each case with what is wrong about it, and how many requests reached Muster in all."""
    name = type(proxy).__name__

    def run_lane(number):
        lane = proxy.lanes[number]
        return [(case, ask_through(lane, case, f"{name.lower()}{index}x", is_loud))
                for index, case in list(enumerate(cases))[number::len(proxy.lanes)]]

    with proxy, ThreadPoolExecutor(len(proxy.lanes)) as pool:
        results = [result for lane in pool.map(run_lane, range(len(proxy.lanes))) for result in lane]
        reached = sum(lane.tap.total for lane in proxy.lanes)
    return [(case, complaint) for case, complaint in results if complaint], reached


def run_through(proxy, cases, verdict, is_loud):
    name = type(proxy).__name__
    wrong, reached = find_disagreements(proxy, cases, is_loud)
    show(wrong)
    verdict.check(not wrong, f"{len(cases)} cases through {name}: both count the same requests", f"{len(wrong)} do not")
    if not is_loud:
        verdict.check(reached > len(cases) / 3, f"{name} let some of them through to Muster", reached)


def run_sabotaged(folder, cases, verdict):
    with LaxServer() as lax:
        wrong, _ = find_disagreements(Haproxy(os.path.join(folder, "haproxy"), lax.port), cases, False)
    smuggled = [case.name for case, complaint in wrong if "did not" in complaint or "Muster answered" in complaint]
    verdict.check(smuggled, "a server that ignores Transfer-Encoding is found out", f"{len(smuggled)} of {len(cases)} cases")


def run(arguments, folder):
    try:
        proxies = [program(name, "") for name in ("nginx", "haproxy")]
    except subprocess.CalledProcessError:
        proxies = []
    cases = read_cases(arguments.short)
    verdict = Verdict()
    if arguments.sabotage and not proxies:
        return skip("HAProxy could not be fetched, see bin/unpack")
    if arguments.sabotage:
        run_sabotaged(folder, [case for case in cases if "chunk" in case.name], verdict)
        return verdict.status()
    verdict.check(len(cases) >= (600 if arguments.short else 2_000), "the table is as large as it should be", f"{len(cases)} cases")
    if arguments.case:
        cases = [case for case in cases if re.search(arguments.case, case.name)]
    server = Server(folder, {})
    server.start()
    try:
        if arguments.only in (None, "direct"):
            run_directly(server, cases, verdict)
        for name, kind in (("nginx", Nginx), ("haproxy", Haproxy)):
            if arguments.only in (None, name) and proxies:
                run_through(kind(os.path.join(folder, name), server.port), cases, verdict, bool(arguments.case))
        verdict.check(server.process.poll() is None, "the program is still there")
    finally:
        server.stop()
    if not proxies and verdict.broken == 0:
        return skip("directly all held; nginx and HAProxy could not be fetched, see bin/unpack")
    return verdict.status()
