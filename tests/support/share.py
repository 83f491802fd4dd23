"""Shares the tasks of a long test among processes of its own. Each has its own world (folder, database, ports), takes
the next task when it is done with one, and tells what it found as soon as it found it. A worker that fails or dies
ends them all: what is left undone is never passed over in silence."""
import collections
import multiprocessing
import multiprocessing.connection
import signal
import sys
import traceback

FORK = multiprocessing.get_context("fork")


def begin(work, number, pipe):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what it made is taken away

    def tasks():
        while True:
            pipe.send(("next", None))
            task = pipe.recv()
            if task is None:
                return
            yield task

    try:
        work(number, tasks(), lambda found: pipe.send(("found", found)))
        pipe.send(("end", None))
    except Exception:
        pipe.send(("failed", traceback.format_exc()))


def share(tasks, jobs, work):
    """work(NUMBER, TASKS, TELL) runs in each of `jobs` processes; yields what is told, in the order of its coming."""
    left = collections.deque(tasks)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    workers = {}
    for number in range(max(1, min(jobs, len(left)))):
        ours, theirs = FORK.Pipe()
        process = FORK.Process(target=begin, args=(work, number, theirs))
        process.start()
        theirs.close()
        workers[ours] = process
    try:
        while workers:
            for pipe in multiprocessing.connection.wait(list(workers)):
                try:
                    what, found = pipe.recv()
                except EOFError:
                    what, found = "failed", "a worker died"
                if what == "next":
                    pipe.send(left.popleft() if left else None)
                elif what == "found":
                    yield found
                elif what == "end":
                    workers.pop(pipe).join()
                else:
                    raise RuntimeError(found)
    finally:
        for process in workers.values():
            process.terminate()
        for process in workers.values():
            process.join()
