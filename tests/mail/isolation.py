"""One domain whose servers dawdle delays nobody else: mails fall due at a steady rate, and how long each waits until it
is taken is measured with and without some sixty mails for a slow domain in the same queue."""
from mail_world import MailWorld, is_over
from sinks import OddSink
from verdict import Verdict

GOOD, RATE = 600, 100  # mails, and how many fall due in a second
SLOW_MAILS, SLOW_SECONDS = 60, 1.5
BEGIN_MS = 5000  # the program is up by then, and has found out which domain is slow: that costs each connection one mail


def make_mails(count, slow):
    mails = [{"key": f"good/{number}", "to": f"person{number}@d{number % 20}.example.org", "text": "On time.\n", "after_ms": BEGIN_MS + 1000 * number // RATE} for number in range(count)]
    return mails + [{"key": f"slow/{number}", "to": f"person{number}@slow.example", "text": "Late.\n"} for number in range(slow)]


def measure(world, count, slow):
    """How long the good ones waited, in seconds, and whether each arrived once."""
    world.begin_anew()
    world.enqueue(make_mails(count, slow))
    due = {row.to: row.due_at for row in world.rows()}
    sink = OddSink(world.folder, world.port, "--slow", f"slow.example={SLOW_SECONDS}", "--delay", "0.005")
    world.start(sink)
    rows = world.wait(lambda rows: is_over([row for row in rows if row.key.startswith("good/")]), 120)
    world.stop()
    good = [message for message in sink.messages() if message.to in due and not message.to.endswith("@slow.example")]
    waits = sorted(message.time - due[message.to] for message in good)
    return waits, len(good) == count and all(row.state == "sent" for row in rows if row.key.startswith("good/"))


def run(arguments, folder):
    verdict = Verdict()
    world = MailWorld(arguments.engine, folder)
    count = 200 if arguments.short else GOOD
    slow = 20 if arguments.short else SLOW_MAILS
    try:
        alone, sound = measure(world, count, 0)
        beside, sound_beside = measure(world, count, slow)
    finally:
        world.close()
    middle, late = alone[int(len(alone) * 0.95)], beside[int(len(beside) * 0.95)]
    verdict.tell("95 in 100 waited at most, alone and beside a slow domain", f"{middle * 1000:.0f} ms, {late * 1000:.0f} ms ({late / middle:.2f} x)")
    verdict.check(sound and sound_beside, "every mail to a good domain arrived once")
    # Under ctest the machine is busy: there only a queue behind the slow one is found out.
    bound = max(4 * middle, middle + SLOW_SECONDS) if arguments.short else 1.1 * middle
    verdict.check(late <= bound, f"a slow domain delays nobody else (bound {bound * 1000:.0f} ms)")
    return verdict.status()
