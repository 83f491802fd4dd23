"""Shares the tasks of a long test among processes of its own. Each has its own world (folder, database, ports), takes
the next task when it is done with one, and tells what it found as soon as it found it. A worker that fails or dies
ends them all: what is left undone is never passed over in silence."""
import collections
import contextlib
import multiprocessing
import multiprocessing.connection
import signal
import sys
import traceback

FORK = multiprocessing.get_context("fork")
PATIENCE = 60  # seconds for a worker to take away what it made


def begin(work, number, pipe, others):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what it made is taken away
    for other in others:
        other.close()  # else nobody would see that the other end is gone

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
        with contextlib.suppress(OSError):  # nobody asks any more
            pipe.send(("failed", traceback.format_exc()))


def end(workers):
    """A signal may come to nothing, where Python ignores what is raised; the closed pipe then ends the worker."""
    for pipe, process in workers.items():
        pipe.close()
        process.terminate()
    for process in workers.values():
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()


def share(tasks, jobs, work):
    """work(NUMBER, TASKS, TELL) runs in each of `jobs` processes; yields what is told, in the order of its coming."""
    left = collections.deque(tasks)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    workers = {}
    for number in range(max(1, min(jobs, len(left)))):
        ours, theirs = FORK.Pipe()
        process = FORK.Process(target=begin, args=(work, number, theirs, [*workers, ours]))
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
        end(workers)
