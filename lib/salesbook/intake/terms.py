"""Their words for ours where the contract fixes them: channels, directions, kinds of client and of survey."""

import re
from collections.abc import Mapping, Sequence

from salesbook.intake.content import LABELLED, points
from salesbook.intake.field import Field, Found, Question
from salesbook.intake.likeness import meanings, speaks
from salesbook.intake.marks import low
from salesbook.tables.contracts import Contract

Words = dict[str, dict[str, str]]


def translate(
    contract: Contract, fields: Sequence[Field], columns: Mapping[str, Found], known: Mapping[str, Mapping[str, str]]
) -> Words:
    """Our column → their word → ours, for the words that are not ours already. ``known``: what a profile says."""
    by_name = {f.name: f for f in fields}
    found: Words = {}
    for ours, column in contract.columns.items():
        if column.one_of and ours in columns:
            patterns = meanings()["words"].get(contract.name, {}).get(ours, {})
            said = {s: _ours(s, patterns, known.get(ours, {})) for s in by_name[columns[ours].theirs].samples}
            found[ours] = {s: word for s, word in said.items() if word and word != s}
    if "score" in columns:
        labels = {s: LABELLED.fullmatch(s) for s in by_name[columns["score"].theirs].samples}
        found["score"] = {s: m[1] for s, m in labels.items() if m and m[1] != s and not re.fullmatch(r"\d+\.0+", s)}
    return {ours: words for ours, words in found.items() if words}


def _ours(word: str, patterns: Mapping[str, str], known: Mapping[str, str]) -> str:
    exact = {low(k): v for k, v in known.items()}.get(low(word))
    if exact is not None:
        return exact
    return next((ours for ours, p in patterns.items() if re.match(rf"\W*(?:{p})\b", low(word))), "")


def survey_kind(score: Field, file: str, columns: Mapping[str, Found], where: str) -> tuple[Words, list[Question]]:
    """NPS or CSAT for all rows, where no column says it: by the question's words and the points of the scale."""
    if "kind" in columns:
        return {}, []
    chosen = points(score)
    asks_nps = speaks("recommend", score.name) or low(score.name) in ("rec", "score nps") or speaks("recommend", file)
    if chosen and max(chosen) <= 5 and len(chosen) > 1 and 0 not in chosen and not asks_nps:
        return {"kind": {"": "csat"}}, []
    if (asks_nps and (not chosen or max(chosen) > 5)) or (0 in chosen and max(chosen) > 5):
        return {"kind": {"": "nps"}}, []
    suggested = "csat" if speaks("satisfied", score.name) else "nps" if max(chosen, default=10) > 5 else ""
    values = {"column": score.name, "low": min(chosen, default=0), "high": max(chosen, default=10)}
    return {}, [Question(f"{where}:value.kind", "import.ask.kind", values, ("nps", "csat"), suggested)]
