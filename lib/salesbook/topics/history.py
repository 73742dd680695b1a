"""This run against the last ones: what moved more than chance, and what was planned (Plan-Do-Check-Act)."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from salesbook.metrics.change import Change, Reading, change
from salesbook.tables import Book
from salesbook.tables.plan import Step, read_plan
from salesbook.topics.headlines import SOURCES, Headline, headlines

MANIFEST = "manifest.json"
MOST = 12  # runs that are looked back at
TOLERATED = 0.1  # share of its days that a measurement may have in common with another and still be one of its own


@dataclass(frozen=True)
class Past:
    """An earlier run: when it was made, and its figures by name."""

    made_at: str
    figures: Mapping[str, Headline]


@dataclass(frozen=True)
class Move:
    """A figure now and in an earlier run. ``before`` is None where there is none to compare with."""

    now: Headline
    before: Headline | None
    change: Change
    past: tuple[Headline, ...]  # all earlier measurements, the oldest first

    @property
    def shared_days(self) -> int:
        """Days that both measurements rest on."""
        if self.before is None:
            return 0
        return _shared(self.now, self.before)

    @property
    def overlaps(self) -> bool:
        """Whether the two share so many days that they are no independent measurements."""
        return self.before is not None and _overlap(self.now, self.before)


@dataclass(frozen=True)
class History:
    """Every figure of this run with its moves, and the steps of the plan."""

    moves: tuple[Move, ...]
    steps: tuple[Step, ...]
    runs: int  # earlier runs on other data
    repeats: int  # runs on the data of this one, or of another: no new measurement
    without: int  # runs that kept no figures
    folder: str
    lang: str
    currency: str = ""
    level: float = 0.95

    @cached_property
    def by_figure(self) -> Mapping[str, Move]:
        """Each move by the name of its figure."""
        return {move.now.name: move for move in self.moves}

    def too_early(self, step: Step) -> bool:
        """Whether the days measured now are too much from before ``step``."""
        move = self.by_figure.get(step.figure)
        return move is not None and (step.since - move.now.first).days > TOLERATED * _length(move.now)

    def since(self, step: Step) -> Change | None:
        """The figure of ``step`` from the last measurement before it to now; None where either is missing."""
        move = self.by_figure.get(step.figure)
        earlier = [each for each in move.past if each.last < step.since] if move else []
        if move is None or not earlier or self.too_early(step):
            return None
        return change(_reading(earlier[-1]), _reading(move.now), level=self.level)


def history(book: Book, *, runs: str = "runs", level: float = 0.95) -> History:
    """This run's figures against those of earlier runs of the same company in the folder ``runs``.

    A figure is held against the newest run that shares no more than a tenth of its days, else against the newest.
    Runs on the same files as this one, or as another, are no new measurement and are left out.

    Raises
    ------
    DataError, Faults
        The company's plan.yaml is at fault.
    """
    now = {each.name: each for each in headlines(book)}
    seen = list(_runs(book, Path(runs)))
    apart, repeats = _apart(seen, book, now)
    past = [Past(str(each.get("made_at", "")), figures) for each, figures in apart if figures][:MOST]
    moves = tuple(_move(each, past, level) for each in now.values())
    steps = read_plan(book.source, {*SOURCES, *now})
    without = sum(1 for _, figures in apart if not figures)
    return History(moves, steps, len(past), repeats, without, runs, book.lang, book.company.currency, level)


def _runs(book: Book, folder: Path) -> Iterator[dict[str, Any]]:
    """The manifests in the folders of ``folder`` that are of this company, newest first."""
    found = []
    for path in folder.glob(f"*/{MANIFEST}") if folder.is_dir() else ():
        try:
            body = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue  # half written, or of another program
        ended = isinstance(body, dict) and {"made_at", "finished"} <= body.keys()  # this very run has not ended
        if ended and _same_company(body, book):
            found.append(body)
    yield from sorted(found, key=lambda body: str(body["made_at"]), reverse=True)


def _same_company(manifest: Mapping[str, Any], book: Book) -> bool:
    name = manifest.get("company")
    if name and book.company.name:
        return bool(name == book.company.name)
    return PurePath(str(manifest.get("source", ""))).name == PurePath(book.source).name


Told = tuple[dict[str, Any], Mapping[str, Headline]]


def _apart(seen: Sequence[dict[str, Any]], book: Book, now: Mapping[str, Headline]) -> tuple[list[Told], int]:
    """Runs on data of their own with their figures, and how many were repeats."""
    label = book.only.partition("=")[2]
    apart: list[Told] = []
    repeats = 0
    for manifest in seen:
        figures = _figures(manifest, label)
        others = [(each, f) for each, f in apart]
        if _is_this(manifest, book, figures, now) or any(_alike(manifest, figures, *other) for other in others):
            repeats += 1
        else:
            apart.append((manifest, figures))
    return apart, repeats


def _figures(manifest: Mapping[str, Any], label: str) -> Mapping[str, Headline]:
    """The figures that a run kept of the company, or of its part ``label``."""
    kept = manifest.get("headlines")
    rows = kept.get(label, []) if isinstance(kept, dict) else []
    found = {}
    for row in rows if isinstance(rows, list) else []:
        try:
            days = {key: dt.date.fromisoformat(row[key]) for key in ("first", "last")}
            one = Headline(**{f.name: row[f.name] for f in fields(Headline)} | days)
            found[one.name] = one
        except (KeyError, TypeError, ValueError):
            continue  # of another version
    return found


def _is_this(manifest: Mapping[str, Any], book: Book, figures: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether ``manifest`` is of the very files that are read now; of a database, of the very same figures."""
    told = _inputs(manifest)
    if not told or not book.source_files:
        return bool(figures) and figures == now
    mapping = Path(book.mapping.where)
    files = [*book.source_files, *([mapping] if mapping.is_file() else [])]
    if sorted(size for size, _ in told) != sorted(path.stat().st_size for path in files):
        return False
    return {sha for _, sha in told} == {_sha256(path) for path in files}


def _alike(one: Mapping[str, Any], figures: Any, other: Mapping[str, Any], others: Any) -> bool:
    told = _inputs(one)
    return told == _inputs(other) if told else bool(figures) and figures == others


def _inputs(manifest: Mapping[str, Any]) -> set[tuple[int, str]]:
    rows = manifest.get("inputs")
    return {(row.get("bytes", 0), row.get("sha256", "")) for row in rows} if isinstance(rows, list) else set()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _move(now: Headline, past: Sequence[Past], level: float) -> Move:
    """``past`` has the newest run first."""
    own = [run.figures[now.name] for run in past if now.name in run.figures]
    own = [each for each in own if each.unit == now.unit and each.last < now.last]
    apart = [each for each in own if not _overlap(now, each)]
    before = next(iter(apart or own), None)
    readings = _reading(before) if before else Reading(None), _reading(now)
    return Move(now, before, change(*readings, level=level), tuple(sorted(own, key=lambda each: each.last)))


def _length(measured: Headline) -> int:
    return (measured.last - measured.first).days + 1


def _shared(one: Headline, other: Headline) -> int:
    return max(0, (min(one.last, other.last) - max(one.first, other.first)).days + 1)


def _overlap(one: Headline, other: Headline) -> bool:
    return _shared(one, other) > TOLERATED * min(_length(one), _length(other))


def _reading(headline: Headline) -> Reading:
    return Reading(headline.value, headline.low, headline.high, headline.n)
