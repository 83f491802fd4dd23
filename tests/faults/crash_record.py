"""What the visits of bin/kill-points found, summed up, with every moment that came less often than it was to be visited."""
import collections


class Record:
    def __init__(self, hits, journal):
        self.hits = hits
        self.journal = journal
        self.visits = {}  # (moment, how manieth time): what was found
        for found in journal.entries:
            self.take(found)

    def take(self, found):
        self.visits[found["moment"], found["hit"]] = found

    def add(self, found):
        self.take(found)
        self.journal.add(found)

    def next_hit(self, moment):
        """The first visit that is not done yet, None when all are."""
        for hit in range(1, self.hits + 1):
            found = self.visits.get((moment, hit))
            if found is None:
                return hit
            if not found["reached"]:
                return None
        return None

    def sum(self, moments):
        """Crashes, saves, complaints; and the slowest start after a crash."""
        counted = [one for (moment, hit), one in self.visits.items() if moment in moments and hit <= self.hits]
        sums = collections.Counter()
        for one in counted:
            sums.update(crashes=int(one["reached"]), saves=one["saves"], complaints=len(one["complaints"]))
        return sums, max((one["ready"] for one in counted), default=0.0)

    def list_seldom(self, moments):
        """Moments that came, but less often than asked for, and how often they came."""
        counts = {moment: max((hit for (name, hit), one in self.visits.items() if name == moment and one["reached"]), default=0) for moment in moments}
        return {moment: count for moment, count in counts.items() if 0 < count < self.hits}
