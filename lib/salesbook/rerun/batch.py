"""A whole run: read the tables once, run the notebooks side by side, write reports, index and manifest."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesbook.errors import SalesbookError
from salesbook.rerun import manifest as log
from salesbook.rerun.call_list import write_call_list
from salesbook.rerun.execute import Job, Outcome, execute
from salesbook.rerun.index import write_index
from salesbook.rerun.request import Request, parts_of, safe_name
from salesbook.tables import Book, open, write_csv
from salesbook.words import say

Tell = Callable[[int, int, str], None]  # (done, of, name)


@dataclass
class Run:
    """What a run left behind."""

    out: Path
    outcomes: list[Outcome] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def failed(self) -> list[Outcome]:
        """The notebooks that did not come through."""
        return [o for o in self.outcomes if o.status == "failed"]


@dataclass(frozen=True)
class Part:
    """One set of reports: the whole company, or one value of ``--by``."""

    label: str
    folder: Path
    only: str


def run(request: Request, *, jobs: int = 2, tell: Tell = lambda *_: None) -> Run:
    """Run ``request``. What is finished stays, whatever happens to the rest.

    Raises
    ------
    DataError, Faults
        The source cannot be opened at all.
    """
    book = open(request.source, map=request.map or None, lang=request.lang)
    readings, faults = book.check()
    manifest = log.describe(request, book, readings)
    finished = log.earlier(request.out, manifest) if request.resume else {}
    parts = _parts(request, book)
    result = Run(request.out)
    usable = {r.table for r in readings}
    tasks = list(_tasks(request, parts, usable, book, faults, result))
    log.save(manifest, request.out)
    kept = [(p, finished.get(p.label, {}).get(j.name)) for p, j in tasks]
    done: dict[str, list[Outcome]] = {part.label: [] for part in parts}
    for part, outcome in kept:
        if outcome:
            done[part.label].append(outcome)
            log.record(manifest, part.label, outcome, request.out)
    todo = [task for task, (_, outcome) in zip(tasks, kept, strict=True) if not outcome]
    try:
        for part, outcome in _execute(todo, jobs, tell, len(tasks)):
            done[part.label].append(outcome)
            log.record(manifest, part.label, outcome, request.out)
    except KeyboardInterrupt:
        result.interrupted = True
    result.outcomes += [o for outcomes in done.values() for o in outcomes]
    _finish(request, book, parts, done, result)
    manifest["finished"] = not result.interrupted
    log.save(manifest, request.out)
    return result


def _parts(request: Request, book: Book) -> list[Part]:
    if not request.by:
        return [Part("", request.out, "")]
    labels = parts_of(book, request.by)
    names = [safe_name(label) for label in labels]
    twice = {n for n in names if [m.casefold() for m in names].count(n.casefold()) > 1}
    folders = [f"{n} ({i})" if n in twice else n for i, n in enumerate(names, 1)]
    return [
        Part(label, request.out / folder, f"{request.by}={label}")
        for label, folder in zip(labels, folders, strict=True)
    ]


def _tasks(
    request: Request,
    parts: list[Part],
    usable: set[str],
    book: Book,
    faults: list[SalesbookError],
    result: Run,
) -> Iterator[tuple[Part, Job]]:
    """A job for each notebook and part; a notebook without its table is skipped or, if that is broken, failed."""
    for notebook in request.notebooks:
        absent = sorted(notebook.needs - set(book.tables))
        broken = sorted(notebook.needs & set(book.tables) - usable)
        if absent:
            result.skipped.append(say("report.skipped", request.lang, name=notebook.name, tables=", ".join(absent)))
        elif broken:
            result.outcomes.append(Outcome(notebook.name, "failed", error="; ".join(map(str, faults))))
        else:
            for part in parts:
                part.folder.mkdir(exist_ok=True)
                yield part, request.job(notebook, part.folder, part.only)


def _execute(tasks: list[tuple[Part, Job]], jobs: int, tell: Tell, of: int) -> Iterator[tuple[Part, Outcome]]:
    """Outcomes as they come. A worker that dies fails its own notebook; the rest are taken up again."""
    tell(of - len(tasks), of, "")
    left, count = list(tasks), of - len(tasks)
    while left:
        with _workers(min(jobs, len(left))) as pool:
            waiting: dict[Future[Outcome], tuple[Part, Job]] = {
                pool.submit(execute, job): (part, job) for part, job in left
            }
            left = []
            for future in as_completed(waiting):
                part, job = waiting[future]
                outcome = _result(future, job)
                if outcome is None and len(waiting) > 1:
                    left.append((part, job))
                    continue
                count += 1
                tell(count, of, job.name)
                yield part, outcome or Outcome(job.name, "failed", error="the process died (out of memory?)")
        jobs = 1 if left else jobs  # one at a time from now on, so that only the guilty one fails


def _result(future: "Future[Outcome]", job: Job) -> Outcome | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None
    except (OSError, SalesbookError) as error:
        said = f"{job.out}: {error.strerror}." if isinstance(error, OSError) else str(error)
        return Outcome(job.name, "failed", error=said)


@contextmanager
def _workers(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the run, also when it is interrupted; their kernels end with them."""
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_settle)
    try:
        yield pool
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _settle() -> None:
    """A worker leaves Ctrl-C to the parent, and what its kernels mutter to nobody; faults come back as outcomes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _finish(request: Request, book: Book, parts: Iterable[Part], done: dict[str, list[Outcome]], result: Run) -> None:
    """Set-aside rows, call lists and index pages."""
    aside = _write_aside(book, request.out)
    order = [n.name for n in request.notebooks]
    more: list[dict[str, Any]] = []
    for part in parts:
        outcomes = sorted(done[part.label], key=lambda o: order.index(o.name))
        own = (
            book if not part.only else open(request.source, map=request.map or None, lang=request.lang, only=part.only)
        )
        calls = write_call_list(own, part.folder) if any("sleeping" in o.figures for o in outcomes) else ""
        broken = [o for o in result.outcomes if o not in outcomes and not part.only]
        says = write_index(
            part.folder, own, [*outcomes, *broken], part=part.label, skipped=result.skipped, call_file=calls,
            aside=aside if not part.only else {}, interrupted=result.interrupted,
        )  # fmt: skip
        more.append({"label": part.label, "href": f"{part.folder.name}/index.html", "says": says})
    if request.by:
        write_index(
            request.out,
            book,
            [],
            skipped=result.skipped,
            aside=aside,
            interrupted=result.interrupted,
            more=more,
        )


def _write_aside(book: Book, out: Path) -> dict[str, str]:
    """A file for each table with rows that could not be used."""
    files = {}
    for name in book.tables:
        try:
            reading = book.reading(name)
        except SalesbookError:
            continue  # said already
        if reading.read > reading.used:
            files[name] = f"set-aside-{name}.csv"
            write_csv(book.set_aside(name), out / files[name])
    return files
