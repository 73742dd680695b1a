"""How well personal data is found in comments: python -m tools.personal_figures [dev] (a second).

Of the comments in ``tests/tables/personal`` only the part ``dev`` was looked at while the rules were written.
"""

import sys
import time

from salesbook.tables.personal import KINDS, find
from salesbook.words import LANGUAGES
from tests.tables.personal.score import Places, comments, precision, recall, score


def places(text: str) -> Places:
    """What is found in ``text``, in the form of the score."""
    return [(span.start, span.end, span.kind) for span in find(text)]


def table(part: str) -> str:
    """A line a language: comments, spans, recall and precision, recall of each kind, milliseconds a comment."""
    lines = [f"{part}: comments, spans, recall, precision; recall/precision by kind; ms"]
    for lang in LANGUAGES:
        them = comments(lang, part)
        began = time.perf_counter()
        counts = score(them, places)
        took = (time.perf_counter() - began) * 1000 / len(them)
        kinds = "  ".join(f"{k} {recall(counts, k):.2f}/{precision(counts, k):.2f}" for k in KINDS)
        spans = sum(c["true"] for c in counts.values())
        lines.append(f"{lang} {len(them)} {spans}  {recall(counts):.3f} {precision(counts):.3f}  {kinds}  {took:.2f}")
    return "\n".join(lines)


def main() -> None:
    """Print the figures of one part, or of both."""
    find("менеджер Олена, Ivan, 1")  # the dictionaries are read once
    for part in sys.argv[1:] or ["dev", "held-out"]:
        print(table(part))


if __name__ == "__main__":
    main()
