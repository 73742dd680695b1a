"""How well personal data is found: recall and precision by kind, over the comments of this folder."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
Places = list[tuple[int, int, str]]


@dataclass(frozen=True)
class Comment:
    """``spans``: (start, end, kind) of what must be hidden."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def comments(lang: str, part: str = "") -> list[Comment]:
    """The comments of ``lang``; of one ``part`` (``dev``, ``held-out``) or of both."""
    with (HERE / f"{lang}.csv").open(encoding="utf-8", newline="") as file:
        return [_comment(row) for row in csv.DictReader(file) if part in ("", row["part"])]


def _comment(row: dict[str, str]) -> Comment:
    spans, place = [], 0
    for told in filter(None, row["spans"].split("|")):
        kind, _, words = told.partition(":")
        place = row["text"].index(words, place)
        spans.append((place, place + len(words), kind))
        place += len(words)
    return Comment(row["text"], tuple(spans))


def score(them: Iterable[Comment], find: Callable[[str], Places]) -> dict[str, Counter[str]]:
    """By kind: ``true``, ``hidden`` (every letter and digit of it), ``told``, ``right`` (half of it is personal)."""
    counts: dict[str, Counter[str]] = {}
    for comment in them:
        found = find(comment.text)
        for start, end, kind in comment.spans:
            own = counts.setdefault(kind, Counter())
            own["true"] += 1
            own["hidden"] += _covered(comment.text, start, end, found) == 1
        for start, end, kind in found:
            own = counts.setdefault(kind, Counter())
            own["told"] += 1
            own["right"] += _covered(comment.text, start, end, list(comment.spans)) >= 0.5
    return counts


def _covered(text: str, start: int, end: int, spans: Places) -> float:
    seen = [at for at in range(start, end) if text[at].isalnum()]
    inside = sum(any(a <= at < b for a, b, _ in spans) for at in seen)
    return inside / len(seen) if seen else 1.0


def recall(counts: dict[str, Counter[str]], kind: str = "") -> float:
    """Share of what is personal that is hidden whole."""
    return _share(counts, kind, "hidden", "true")


def precision(counts: dict[str, Counter[str]], kind: str = "") -> float:
    """Share of what was hidden that is personal."""
    return _share(counts, kind, "right", "told")


def _share(counts: dict[str, Counter[str]], kind: str, part: str, whole: str) -> float:
    own = [c for k, c in counts.items() if kind in ("", k)]
    base = sum(c[whole] for c in own)
    return sum(c[part] for c in own) / base if base else float("nan")
