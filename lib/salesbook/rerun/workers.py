"""The processes that execute notebooks side by side, and end with the run however it ends."""

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from salesbook.engine import INSIDE, births
from salesbook.rerun.job import Job, Outcome
from salesbook.tables import TABLES, THREADS
from salesbook.tables.address import kept, scrub
from salesbook.temporary import temporary
from salesbook.words import say

MOST = 61  # more at once are not to be had on Windows
PATIENCE = 5.0  # seconds that a process has to put its kernel away
TEMPORARY, READ = ("TMPDIR", "TEMP", "TMP"), "tables"
READY = "salesbook.rerun.ready"  # what a worker is born with
Share = Callable[[Path], None]
Meanwhile = Callable[[], object]
Work = Callable[[Sequence[Job], int, Share, Meanwhile], Iterator[tuple[Job, Outcome]]]


def work(
    jobs: Sequence[Job], at_once: int, share: Share = lambda folder: None, meanwhile: Meanwhile = lambda: None
) -> Iterator[tuple[Job, Outcome]]:
    """Outcomes as they come. Where a process dies, its unfinished jobs are taken up again, each alone.

    ``share`` leaves in a folder what all jobs read; ``meanwhile`` is done here while the first of them are under way.
    """
    batches = [list(jobs)] if jobs else []
    with temporary() as folder:
        if jobs:
            share(folder / READ)
        while batches:
            batch = batches.pop(0)
            with _pool(min(at_once, len(batch), MOST), folder) as pool:
                waiting: dict[Future[Outcome], Job] = {pool.submit(_one, job): job for job in batch}
                meanwhile()
                meanwhile = _nothing
                for future in as_completed(waiting):
                    outcome = _outcome(future, waiting[future])
                    if outcome is None and len(batch) > 1:
                        batches.append([waiting[future]])  # alone, so that only the guilty one fails
                        continue
                    yield waiting[future], outcome or failed(waiting[future], "run.died")


def _nothing() -> None:
    """What is to be done meanwhile was done."""


def _outcome(future: "Future[Outcome]", job: Job) -> Outcome | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None
    except OSError as error:
        return failed(job, "run.unwritten", path=error.filename or job.out, reason=error.strerror or error)
    except Exception as error:  # one notebook's fault, whatever it is, must not stop the others
        return Outcome(job.name, "failed", stem=job.stem, error=scrub(f"{type(error).__name__}: {error}", job.secrets))


def failed(job: Job, key: str, **values: Any) -> Outcome:
    """``job`` did not come through, for the reason that stands under ``key``."""
    return Outcome(job.name, "failed", stem=job.stem, error=say(key, job.lang, **values))


@contextmanager
def _pool(at_once: int, folder: Path) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the run, also when it is interrupted; their kernels end with them."""
    here = births(READY)
    others = set(multiprocessing.active_children())
    threads = max((os.cpu_count() or 1) // at_once, 1)
    pool = ProcessPoolExecutor(at_once, mp_context=here, initializer=_settle, initargs=(folder, threads, kept()))
    try:
        yield pool
    except BaseException:
        ours = set(multiprocessing.active_children()) - others
        for process in ours:
            process.terminate()
        for process in ours:
            process.join(PATIENCE)
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _settle(folder: Path, threads: int, addresses: Mapping[str, str]) -> None:
    """Leave Ctrl-C to the parent, mutter to nobody, put all that is temporary where the parent sweeps it up.

    The process that it was forked from began before the parent knew the ``addresses`` of the company's data.

    Databases of the notebooks share the cores: each has as many ``threads``, where nobody said otherwise.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    os.environ.update(dict.fromkeys(TEMPORARY, str(folder)), JUPYTER_RUNTIME_DIR=str(folder / "jupyter"))
    os.environ.update({TABLES: str(folder / READ), INSIDE: "yes", **addresses})
    os.environ.setdefault(THREADS, str(threads))
    tempfile.tempdir = str(folder)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _one(job: Job) -> Outcome:
    """Execute ``job``; told to end, this process puts its kernel away and takes no other job."""
    from salesbook.rerun.execute import execute  # who gives out the jobs does not need what it takes

    try:
        return execute(job)
    except SystemExit:
        os._exit(1)
