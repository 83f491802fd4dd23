#!/usr/bin/python3
"""What long kill tests lean on: tasks shared among processes, results that outlive an interruption, and moments that
come too seldom, which must be told. Without the program, in a second."""
import os
import signal
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
sys.dont_write_bytecode = True
from crash_record import Record  # noqa: E402
from journal import Journal  # noqa: E402
from share import share  # noqa: E402


class Shared(unittest.TestCase):
    def test_each_task_is_done_once(self):
        def work(number, tasks, tell):
            for task in tasks:
                tell((number, task))

        found = list(share(range(50), 2, work))
        self.assertEqual(sorted(task for _, task in found), list(range(50)))

    def test_a_failure_ends_all_and_is_told(self):
        def work(number, tasks, tell):
            for task in tasks:
                if task == 7:
                    raise ValueError("number seven")
                tell(task)

        with self.assertRaisesRegex(RuntimeError, "number seven"):
            list(share(range(50), 2, work))

    def test_a_dead_worker_is_no_success(self):
        def work(number, tasks, tell):
            for task in tasks:
                if task == 7:
                    os.kill(os.getpid(), signal.SIGKILL)
                tell(task)

        with self.assertRaisesRegex(RuntimeError, "died"):
            list(share(range(50), 2, work))

    def test_a_worker_that_misses_its_signal_ends_too(self):
        def work(number, tasks, tell):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for task in tasks:
                time.sleep(0.05)
                if number == 0 and task > 3:
                    raise ValueError("number four")

        with self.assertRaisesRegex(RuntimeError, "number four"):
            list(share(range(50), 2, work))


def visit(moment, hit, reached=True, complaints=()):
    return {"moment": moment, "hit": hit, "reached": reached, "complaints": list(complaints), "saves": 3, "ready": 0.1, "seconds": 1.0}


class Kept(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "state")

    def tearDown(self):
        self.folder.cleanup()

    def open(self, hits=3, program=__file__, **about):
        return Record(hits, Journal(self.path, program, **about))

    def test_goes_on_where_it_was_cut_off(self):
        record = self.open()
        for found in (visit("a", 1), visit("a", 2, complaints=["lost"]), visit("b", 1), visit("b", 2, reached=False)):
            record.add(found)
        record.journal.file.write('{"moment": "a", "hi')  # cut off while it wrote
        record.journal.file.close()
        record = self.open()
        self.assertEqual(record.next_hit("a"), 3)
        self.assertIsNone(record.next_hit("b"))
        self.assertEqual(record.next_hit("c"), 1)
        record.add(visit("a", 3))
        record.journal.file.close()
        record = self.open()
        self.assertIsNone(record.next_hit("a"))
        self.assertEqual(dict(record.sum(["a", "b"])[0]), {"crashes": 4, "saves": 15, "complaints": 1})

    def test_a_seldom_moment_is_told(self):
        record = self.open()
        for found in (visit("a", 1), visit("a", 2), visit("a", 3), visit("b", 1), visit("b", 2, reached=False)):
            record.add(found)
        self.assertEqual(record.list_seldom(["a", "b"]), {"b": 1})
        record.journal.file.close()

    def test_a_moment_that_never_came_is_no_crash(self):
        record = self.open()
        record.add(visit("a", 1, reached=False, complaints=["the moment was not reached"]))
        self.assertEqual(str(record.sum(["a"])[0]["crashes"]), "0")
        self.assertIsNone(record.next_hit("a"))
        record.journal.file.close()

    def test_another_run_is_refused(self):
        self.open(engine="sqlite").journal.file.close()
        with self.assertRaisesRegex(RuntimeError, "another run or of another build"):
            self.open(engine="postgresql")
        with self.assertRaisesRegex(RuntimeError, "another run or of another build"):
            self.open(engine="sqlite", program=os.path.join(HERE, "README.md"))


unittest.main()
