"""How well labels were told: macro-F1 by hand, on texts that nobody was taught by."""

import csv
from collections.abc import Collection, Sequence
from pathlib import Path

HELD_OUT = Path(__file__).parent / "held_out"


def held_out(task: str, lang: str) -> list[dict[str, str]]:
    """The rows of ``task`` in ``lang``."""
    with (HELD_OUT / f"{task}.{lang}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def f1(told: Sequence[Collection[str]], true: Sequence[Collection[str]], label: str) -> float:
    """2 × both / (times told + times true); 0 where it is neither told nor true."""
    both = sum(label in a and label in b for a, b in zip(told, true, strict=True))
    named = sum(label in a for a in told) + sum(label in b for b in true)
    return 2 * both / named if named else 0.0


def macro_f1(told: Sequence[Collection[str]], true: Sequence[Collection[str]], labels: Sequence[str]) -> float:
    """The mean of all ``labels``, each as heavy as the other."""
    return sum(f1(told, true, label) for label in labels) / len(labels)
