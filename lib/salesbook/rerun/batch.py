"""A whole run: read the tables once, run the notebooks side by side, write reports, index and manifest."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from salesbook.engine import births
from salesbook.errors import SalesbookError
from salesbook.findings import Attention
from salesbook.measured import names_of
from salesbook.rerun import manifest as log
from salesbook.rerun.board import board
from salesbook.rerun.index import write_index
from salesbook.rerun.job import Job, Outcome
from salesbook.rerun.notebook import DEFAULT, Notebook
from salesbook.rerun.parts import Part, parts
from salesbook.rerun.request import Request
from salesbook.rerun.summary import most_to_say, write_summary
from salesbook.rerun.workers import READY, Share, Work, work
from salesbook.tables import INTERRUPTED, Book, open, write_csv
from salesbook.tables.address import scrub
from salesbook.topics import TOPICS, looked
from salesbook.topics.headlines import Headline, headlines, headlines_by
from salesbook.words import say

Tell = Callable[[int, int, str], None]  # (done, of, name)
Figures = tuple[list[Headline], dict[str, list[Headline]]]  # of the whole, and of each of its parts


@dataclass
class Run:
    """What a run left behind. ``made`` holds the outcomes of each part, ``broken`` those that could not start."""

    out: Path
    made: dict[str, list[Outcome]] = field(default_factory=dict)
    broken: list[Outcome] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def outcomes(self) -> list[Outcome]:
        """Every notebook's outcome, in every part."""
        return [*self.broken, *(outcome for outcomes in self.made.values() for outcome in outcomes)]

    @property
    def failed(self) -> list[tuple[str, Outcome]]:
        """The notebooks that did not come through, each with the part of the company that it was for."""
        made = [("", self.broken), *self.made.items()]
        return [(part, outcome) for part, own in made for outcome in own if outcome.status == "failed"]


def run(request: Request, *, jobs: int = 2, tell: Tell = lambda *_: None, by: Work = work) -> Run:
    """Run ``request``, its notebooks executed ``by``. What is finished stays, whatever happens to the rest.

    Raises
    ------
    DataError, Faults
        The source cannot be opened at all.
    """
    try:
        return _run(request, jobs, tell, by)
    finally:
        for part in request.out.rglob("*.part"):
            part.unlink(missing_ok=True)


def _run(request: Request, jobs: int, tell: Tell, by: Work) -> Run:
    births(READY)  # it gets ready while the tables are read
    book = open(request.source, map=request.map or None, lang=request.lang, privacy=request.privacy)
    readings, faults = book.check()
    request = _with_names(request, book)
    found = looked(book, runs=str(request.out.parent)) if request.summed else {}
    request = _with_most(request, found)
    manifest = log.describe(request, book, readings)
    finished = log.earlier(request.out, manifest) if request.resume else {}
    own = {part.folder: part for part in parts(book, request.by, request.out)}
    result = Run(request.out, made={part.label: [] for part in own.values()})
    ready = _ready(request, book, {r.table for r in readings}, faults, result)
    manifest["skipped"] = result.skipped
    manifest["notebooks"] = {label: {} for label in result.made}  # in this order, whichever is ready first
    log.save(manifest, request.out)
    for outcome in result.broken:
        log.record(manifest, "", outcome, request.out)
    tasks = [request.job(notebook, part.folder, part.only) for notebook in ready for part in own.values()]

    @cache
    def figures() -> Figures:
        whole, each = _figures(request, book)
        manifest["headlines"] = {"": [asdict(headline) for headline in whole]}
        return whole, each

    def executed(todo: Sequence[Job]) -> Iterator[tuple[Job, Outcome]]:
        return by(todo, jobs, _sharing(request, book), figures)

    try:
        for count, (job, outcome) in enumerate(_outcomes(tasks, own, finished, executed), 1):
            result.made[own[job.out].label].append(outcome)
            log.record(manifest, own[job.out].label, outcome, request.out)
            tell(count, len(tasks), job.name)
    except KeyboardInterrupt:
        result.interrupted = True
    whole = [p for p in own.values() if result.made[p.label] or not (p.only and result.interrupted)]
    _finish(request, book, whole, result, found, figures())
    manifest["finished"] = not result.interrupted
    log.save(manifest, request.out)
    return result


def _with_names(request: Request, book: Book) -> Request:
    """``request`` with the company's name and its best seller, where a lesson speaks of them and nobody said others."""
    if not request.named or not any("product" in notebook.parameters for notebook in request.notebooks):
        return request
    return replace(request, parameters={**names_of(book), **request.parameters})


def _with_most(request: Request, found: Mapping[str, Attention]) -> Request:
    """``request`` for the notebooks of the topics that have most to say, where it asks for no more; own ones stay."""
    if not request.most:
        return request
    left_out = {f"{DEFAULT}/{topic}" for topic in TOPICS.keys() - set(most_to_say(found, request.most))}
    return replace(request, notebooks=[each for each in request.notebooks if each.name not in left_out])


def _ready(
    request: Request, book: Book, usable: set[str], faults: Sequence[SalesbookError], result: Run
) -> list[Notebook]:
    """The notebooks whose tables are there; the others are skipped or, where a table is broken, failed."""
    ready = []
    for notebook in request.notebooks:
        absent = sorted(notebook.needs - set(book.tables))
        if absent:
            result.skipped.append(say("report.skipped", request.lang, name=notebook.name, tables=", ".join(absent)))
        elif notebook.needs & set(book.tables) - usable:
            said = scrub("; ".join(map(str, faults)), request.secrets)
            result.broken.append(Outcome(notebook.name, "failed", error=said))
        else:
            ready.append(notebook)
    return ready


def _outcomes(
    tasks: Sequence[Job],
    own: Mapping[Path, Part],
    finished: Mapping[str, Mapping[str, Outcome]],
    by: Callable[[Sequence[Job]], Iterator[tuple[Job, Outcome]]],
) -> Iterator[tuple[Job, Outcome]]:
    """What an earlier run finished and is still there, then the rest as it comes."""
    todo = []
    for job in tasks:
        outcome = finished.get(own[job.out].label, {}).get(job.name)
        if outcome and all((job.out / f"{outcome.stem}{end}").is_file() for end in (".ipynb", ".html")):
            yield job, outcome
        else:
            job.out.mkdir(exist_ok=True)
            todo.append(job)
    yield from by(todo)


def _figures(request: Request, book: Book) -> Figures:
    """Headline figures of the whole and of each part; lessons are handed out without."""
    try:
        whole = [] if request.handouts else headlines(book)
        return whole, headlines_by(book, request.by) if request.by else {}
    except RuntimeError as error:
        if str(error) != INTERRUPTED:
            raise
        raise KeyboardInterrupt from None


def _sharing(request: Request, book: Book) -> Share:
    """Leaves the tables of ``book`` where the notebooks find them instead of reading them again."""
    return lambda folder: book.share(request.source, request.map, folder)


def _finish(
    request: Request, book: Book, own: Sequence[Part], result: Run, found: Mapping[str, Attention],
    figures: Figures,
) -> None:  # fmt: skip
    """Rows set aside, call lists, the page that sums up, and index pages."""
    named = request.privacy in ("initials", "off")  # who may see nobody gets no call list, nor rows as they came
    aside = _write_aside(book, request.out) if named else {}
    order = [n.name for n in request.notebooks]
    more: list[dict[str, Any]] = []
    for part in own:
        outcomes = sorted(result.made[part.label], key=lambda o: order.index(o.name))
        if part.only and result.interrupted and not outcomes:
            continue
        says = _finish_part(request, book, part, outcomes, result, found, aside if named else None)
        more.append({"label": part.label, "href": f"{quote(part.folder.name)}/index.html", "says": says})
    if request.by:
        whole, each = figures
        write_index(
            request.out, book, result.broken, skipped=result.skipped, aside=aside, interrupted=result.interrupted,
            more=more, board=board(book, request.by, each, whole),
        )  # fmt: skip


def _finish_part(
    request: Request, book: Book, part: Part, outcomes: Sequence[Outcome], result: Run,
    found: Mapping[str, Attention], aside: Mapping[str, str] | None,
) -> str:  # fmt: skip
    """The pages of one part and its call list; a part of a company is looked at by itself. ``aside`` None: for all."""
    its = copy(book)
    its.only = part.only
    whole = not part.only
    own = looked(its) if request.summed and part.only else found
    bundles = {finding.name: finding.bundle for each in own.values() for finding in each.findings}
    calls = aside is not None and ("sleeping" in bundles or any("sleeping" in o.figures for o in outcomes))
    call_file = _call_list(its, part.folder, request) if calls else ""
    done = [{"href": f"{quote(o.stem)}.html", "title": o.title} for o in outcomes if o.status == "done"]
    summary = write_summary(part.folder, its, own, done, part.label, call_file) if request.summed else ""
    return write_index(
        part.folder, its, [*outcomes, *(result.broken if whole else [])], part=part.label, skipped=result.skipped,
        call_file=call_file, aside=aside if whole else {}, interrupted=result.interrupted, handouts=request.handouts,
        summary=summary, known=bundles,
    )  # fmt: skip


def _call_list(book: Book, folder: Path, request: Request) -> str:
    from salesbook.rerun.call_list import write_call_list  # Excel: nobody waits for it while the tables are read

    return write_call_list(book.unveiled(), folder, request.parameters)


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
