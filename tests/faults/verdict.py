"""What all faults share: one line for each promise, and the exit status in the end."""

SKIPPED = 77  # ctest calls such a test skipped


class Verdict:
    """Collects what held and what did not. Figures without a promise are only told."""

    def __init__(self):
        self.broken = 0
        self.checked = 0

    def check(self, held, promise, found=""):
        self.checked += 1
        if not held:
            self.broken += 1
        print(f"{'held' if held else 'BROKEN':<7} {promise}{': ' + str(found) if found != '' else ''}", flush=True)
        return held

    def tell(self, name, figure):
        print(f"        {name}: {figure}", flush=True)

    def status(self):
        if self.checked == 0:
            print("nothing was checked: this run proves nothing")
            return 1
        return 1 if self.broken else 0


def skip(why):
    print("skipped: " + why)
    return SKIPPED
