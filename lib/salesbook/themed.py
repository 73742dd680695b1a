"""What clients write about in the comments of a survey: the coach reads them, a measure counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
from tqdm import tqdm

from salesbook import metrics
from salesbook.coach.comments import told
from salesbook.errors import AbsentColumn
from salesbook.measured import Measured
from salesbook.metrics.purchases import check_columns
from salesbook.tables import Book
from salesbook.words import say

PATIENCE = 20_000  # comments that are read before a reader wonders whether anything goes on
MENTIONS = {"theme": "string", "score": "int64", "sure": "boolean"}
Told = tuple[tuple[str, ...], bool]


@dataclass(frozen=True)
class Themes(Measured):
    """The measure :func:`salesbook.metrics.themes`, with what its sentence rests on. It holds no comment and no client.

    ``read`` comments, of which ``unsure`` are left out; ``detractors`` wrote so many of the others.
    """

    read: int = 0
    unsure: int = 0
    detractors: int = 0


def themes(book: Book, *, level: float = 0.95) -> Themes:
    """What those who answered how likely they are to recommend ``book``'s company write about.

    Reads every comment of ``surveys`` that has a score, of kind ``nps`` where there is a kind. A comment may have
    several themes. Where there are no comments, ``absent`` says so.

    Raises
    ------
    DataError
        There is no table ``surveys``, or it is unreadable.
    RequestError
        ``level`` is not between 0 and 1.
    """
    try:
        rows = book.table("surveys")
        check_columns(rows, "surveys", ["score"])
    except AbsentColumn as error:
        return _nothing(book, str(error))
    said = _comments(rows) if "comment" in rows.columns else []
    if not said:
        return _nothing(book, say("themes.no_comments", book.lang))
    told = _read([row["comment"] for row in said], book.lang)
    table = metrics.themes(_mentions(said, told), level=level)
    read, counted = _answers(said), [row for row in said if told[row["comment"]][1]]
    detractors = _answers([row for row in counted if row["score"] <= 6])
    return Themes(
        "themes", table, ("theme",), book.lang, book.company.currency,
        read=read, unsure=read - _answers(counted), detractors=detractors,
    )  # fmt: skip


def _nothing(book: Book, why: str) -> Themes:
    return Themes("themes", None, ("theme",), book.lang, book.company.currency, why)


def _comments(rows: ibis.Table) -> list[dict[str, Any]]:
    """Each comment with each score it came with, and how often: ``comment``, ``score``, ``answers``."""
    if "kind" in rows.columns:
        rows = rows.filter(rows.kind.isnull() | (rows.kind == "nps"))
    rows = rows.filter(rows.score.notnull() & (rows.comment.strip() != ""))
    counts = rows.group_by(["comment", "score"]).agg(answers=rows.count())
    found: list[dict[str, Any]] = counts.to_pyarrow().to_pylist()
    return found


def _answers(rows: list[dict[str, Any]]) -> int:
    return sum(row["answers"] for row in rows)


def _read(comments: list[str], lang: str) -> Mapping[str, Told]:
    """What is told of each comment; one that many wrote is read once."""
    each = dict.fromkeys(comments)
    quick = len(each) <= PATIENCE
    return {text: told(text) for text in tqdm(each, say("themes.reading", lang), disable=quick, leave=False)}


def _mentions(said: list[dict[str, Any]], told: Mapping[str, Told]) -> ibis.Table:
    """One row per answer and theme of its comment, without the comment."""
    rows = [
        (theme, row["score"], told[row["comment"]][1])
        for row in said
        for theme in told[row["comment"]][0]
        for _ in range(row["answers"])
    ]
    return ibis.memtable(dict(zip(MENTIONS, zip(*rows, strict=True), strict=True)), schema=MENTIONS)
