"""A sentence made from figures, with its certainty and what may be done about it."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from salesbook.labels import Result
from salesbook.tables import PRIVACY
from salesbook.words import initials, say

FIGURES = "application/vnd.salesbook.figures+json"
BAD, GOOD, PLAIN = "bad", "good", ""
URGENCY = ((BAD, True), (BAD, False), (GOOD, True), (GOOD, False), (PLAIN, True), (PLAIN, False))


@dataclass(frozen=True)
class Finding:
    """A sentence made from figures; ``figures`` travel with it into the run's manifest.

    tone
        ``bad`` for what needs attention, ``good`` for what went well, empty where it is neither.
    sure
        Whether the figures bear it: the whole interval lies on its side. None where something was counted, in which
        chance has no part. Of a plain finding nothing is claimed.
    actions
        What may be done about it: names in the group ``action`` of the phrases.
    """

    name: str
    says: str
    figures: dict[str, Any] = field(default_factory=dict)
    tone: str = PLAIN
    sure: bool | None = True
    actions: tuple[str, ...] = ()

    @property
    def bundle(self) -> dict[str, Any]:
        """What the manifest keeps of it."""
        judged = {"tone": self.tone, "sure": self.sure, "actions": list(self.actions)} if self.tone else {}
        return {"name": self.name, "says": self.says, **judged, **self.figures}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": self.says,
            "text/html": f'<p class="finding">{unbroken(self.says)}</p>',
            FIGURES: self.bundle,
        }


@dataclass(frozen=True)
class Attention:
    """Findings, what needs attention most first, each with how certain it is."""

    findings: tuple[Finding, ...]
    lang: str

    @property
    def actions(self) -> "Actions":
        """What to do about them."""
        return Actions(tuple(dict.fromkeys(a for finding in self.findings for a in finding.actions)), self.lang)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        lines, items = [], ""
        for finding in self.findings:
            mark, certainty = say(f"attention.{finding.tone or 'plain'}", self.lang), said_sure(finding, self.lang)
            lines.append(" ".join(filter(None, (f"{mark}:", finding.says, f"[{certainty}]" if certainty else ""))))
            kind = " ".join(filter(None, (finding.tone or "plain", "chance" if finding.sure is False else "")))
            tag = f' <span class="certainty">{escape(certainty)}</span>' if certainty else ""
            items += f'<li class="{kind}"><b>{escape(mark)}</b> {unbroken(finding.says)}{tag}</li>'
        return {
            "text/plain": "\n".join(lines),
            "text/html": f'<ul class="attention">{items}</ul>',
            FIGURES: {"findings": [finding.bundle for finding in self.findings]},
        }


@dataclass(frozen=True)
class Actions:
    """What may be done, as a list to tick off; ``names`` are those of the group ``action``."""

    names: tuple[str, ...]
    lang: str

    @property
    def says(self) -> list[str]:
        """The phrases."""
        return [say(f"action.{name}", self.lang) for name in self.names] or [say("attention.nothing_to_do", self.lang)]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        items = "".join(f"<li>{escape(says)}</li>" for says in self.says)
        return {
            "text/plain": "\n".join(f"☐ {says}" for says in self.says),
            "text/html": f'<ul class="actions">{items}</ul>',
        }


def unbroken(says: str) -> str:
    """``says`` as HTML, in which a base or a p-value stays on one line.

    >>> unbroken("chance (p = 0.6; n = 7)")
    'chance (p&nbsp;=&nbsp;0.6; n&nbsp;=&nbsp;7)'
    """
    return re.sub(r"\b([np]) = ", r"\1&nbsp;=&nbsp;", escape(says))


def said_sure(finding: Finding, lang: str) -> str:
    """How certain a finding is, in words; nothing where it claims nothing, only counts, or says it in these words."""
    if not finding.tone or finding.sure is None:
        return ""
    words = say("attention.sure" if finding.sure else "attention.chance", lang)
    return "" if words in finding.says.lower() else words


def attention(findings: Iterable[Finding], lang: str) -> Attention:
    """``findings``, the most urgent first: bad before good before plain, certain before what may be chance."""
    return Attention(tuple(sorted(findings, key=lambda f: URGENCY.index((f.tone, f.sure is not False)))), lang)


def finding(write: Callable[[Result, dict[str, Any]], str | Finding]) -> Callable[[Result], Finding]:
    """A finding of the one row of a result, named as ``write`` is; where there is no row, what is missing.

    ``write`` gives the sentence, or a finding of its own where it judges.
    """

    def find(result: Result) -> Finding:
        row = result.rows[0] if result.rows else None
        if row is None:
            return absent(write.__name__, result)
        said = write(result, row)
        if isinstance(said, Finding):
            return said
        return Finding(write.__name__, said, plain(row))

    find.__name__, find.__doc__ = write.__name__, write.__doc__
    return find


def absent(name: str, result: Result) -> Finding:
    """That there is nothing to speak of, and why."""
    return Finding(name, result.absent or say("chart.nothing", result.lang))


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """The cells of a row that a manifest can hold."""
    return {key: value for key, value in row.items() if isinstance(value, int | float | str)}


def who(row: dict[str, Any]) -> str:
    """A client as a report may name him: initials and id; the name itself where the run was told so."""
    name = row.get("client_name") or ""
    return " ".join(filter(None, (name if os.environ.get(PRIVACY) == "off" else initials(name), row["client_id"])))
