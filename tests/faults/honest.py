"""Honest visitors beside trouble: a few connections that ask for pages, one after the other, and write down
how each request went."""
import threading
import time

from wire import connect, get, send_all, split_answers


class Visitors:
    """A with block of honest load; afterwards `errors` and `times` tell how it went."""

    def __init__(self, port, count=8, path="/en/organisations?q=a&fresh={}", pause=0.005, accepted=(200,)):
        self.port, self.count, self.path, self.pause, self.accepted = port, count, path, pause, accepted
        self.times, self.errors, self.is_over = [], [], False

    def __enter__(self):
        self.threads = [threading.Thread(target=self.visit, args=(number,)) for number in range(self.count)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        for thread in self.threads:
            thread.join()

    def visit(self, number):
        plug, asked = None, 0
        while not self.is_over:
            asked += 1
            start = time.monotonic()
            try:
                # A new connection now and then, as visitors come and go.
                if plug is None or asked % 20 == 0:
                    if plug:
                        plug.close()
                    plug = connect(self.port, timeout=20)
                status = self.ask(plug, self.path.format(f"{number}-{asked}"))
            except OSError as error:
                status = type(error).__name__
            if status in self.accepted:
                self.times.append(time.monotonic() - start)
            else:
                self.errors.append(status)
                plug = None
            time.sleep(self.pause)
        if plug:
            plug.close()

    @staticmethod
    def ask(plug, path):
        if not send_all(plug, get(path)):
            return "cut"
        received = b""
        while True:
            data = plug.recv(65536)
            if not data:
                return "cut"
            received += data
            answers, _ = split_answers(received)
            if answers:
                return answers[0].status

    def percentile(self, share):
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def describe(self):
        return (f"{len(self.times)} answered, {len(self.errors)} errors, median {self.percentile(0.5) * 1000:.0f} ms, "
                f"p99 {self.percentile(0.99) * 1000:.0f} ms")


def measure_base(port, seconds, **options):
    with Visitors(port, **options) as visitors:
        time.sleep(seconds)
    return visitors
