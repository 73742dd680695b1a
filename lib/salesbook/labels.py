"""What groups, columns, reps and schemes are called, wherever a result is spoken of or drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from salesbook.words import catalogue, initials, say

Row = dict[str, Any]
PERIODS = {"year", "quarter", "month", "week"}
LOYALTY = ("nps", "late_rate", "retention_rate", "contacted_rate")  # of a rep, as they are shown


class Result(Protocol):
    """A measure's result, as far as a picture or a finding needs it."""

    @property
    def rows(self) -> list[dict[str, Any]]: ...
    @property
    def by(self) -> tuple[str, ...]: ...
    @property
    def lang(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def absent(self) -> str: ...


@dataclass(frozen=True)
class Rows:
    """A result with other rows than its own."""

    result: Result
    rows: list[dict[str, Any]]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.result, name)


def group_label(row: dict[str, Any], by: Sequence[str], lang: str) -> str:
    """The name of a group, or of the whole."""
    return " · ".join(str(row[g]) if row[g] is not None else say("chart.unknown", lang) for g in by) or say(
        "chart.all", lang
    )


def column_label(column: str, lang: str) -> str:
    """What a column is called on an axis; a company's own column keeps its name."""
    words = catalogue(lang)
    return words.get(f"column.{column}", column.replace("_", " "))


def rep_label(row: Row, lang: str) -> str:
    """A rep by id and initials, or a team by its name; nobody where nobody looks after the clients."""
    if "team" in row:
        return str(row["team"]) if row["team"] is not None else say("team.nobody", lang)
    if row["manager_id"] is None:
        return say("team.nobody", lang)
    name = initials(row.get("manager_name") or "").replace(" ", "\N{NO-BREAK SPACE}")
    return "\N{NO-BREAK SPACE}".join(filter(None, (short(str(row["manager_id"]), 14), name)))


def scheme_word(name: str, lang: str) -> str:
    """What a bonus scheme is called: ours in the language, a company's own as it calls it."""
    return str(catalogue(lang).get(f"value.scheme_{name}", name))


def title(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def is_timeline(result: Result) -> bool:
    """Whether the groups are periods, one after another."""
    return set(result.by) <= PERIODS and bool(result.by)


def short(text: str, length: int = 28) -> str:
    """A label of one line that leaves room for the picture; both ends stay, for names differ there.

    >>> short("Branch of the southern market hall, row 7")
    'Branch of the … hall, row 7'
    """
    text = " ".join(text.split())
    half = length // 2
    return text if len(text) <= length else f"{text[:half]}…{text[1 - half :]}"
