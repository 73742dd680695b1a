"""What clients write about in a survey's comments: ten themes, several at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from salesbook.coach.evidence import because, legible, parts
from salesbook.coach.model import load

TASK = "comments"
OTHER, NONE = "other", "none"
FOUND = 0.5
SURE = 0.7  # the least certain of the ten answers; each alone is right oftener than nine times in ten


@dataclass(frozen=True)
class ThemeVerdict:
    """``themes`` is never empty; ``other`` and ``none`` stand alone. ``because``: theme → the client's own words."""

    themes: tuple[str, ...]
    because: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    confidence: float = 1.0
    sure: bool = True


def themes(comment: str) -> ThemeVerdict:
    """The themes of ``comment``, in any of the three languages or a mix of them; where none is likely, the likeliest.

    >>> themes("The courier was two days late").themes, themes("").themes
    (('delivery',), ('none',))
    """
    if not legible(comment):
        sure = told(comment)[1]
        return ThemeVerdict((NONE,), {}, float(sure), sure)
    model, pieces = load(TASK), parts(comment)
    likely = model.probabilities(pieces)
    chosen, confidence = _chosen(model.labels, likely.max(axis=0).tolist())
    shown = {
        theme: because(model, pieces[int(likely[:, model.labels.index(theme)].argmax())], theme)
        for theme in chosen
        if theme != NONE
    }
    return ThemeVerdict(chosen, shown, confidence, confidence >= SURE)


def told(comment: str) -> tuple[tuple[str, ...], bool]:
    """The themes of ``comment`` and whether they are sure, without the words, which take several times as long."""
    if not legible(comment):
        return (NONE,), not any(letter.isalpha() for letter in comment[:1000])
    model = load(TASK)
    chosen, confidence = _chosen(model.labels, model.probabilities(parts(comment)).max(axis=0).tolist())
    return chosen, confidence >= SURE


def _chosen(labels: Sequence[str], likely: Sequence[float]) -> tuple[tuple[str, ...], float]:
    """The themes that are likely, or else the likeliest label; and how certain the least certain answer is."""
    most = dict(zip(labels, likely, strict=True))
    found = tuple(label for label in most if label not in (OTHER, NONE) and most[label] >= FOUND)
    chosen = found or (max(most, key=lambda label: most[label]),)
    return chosen, min(each if label in chosen else 1 - each for label, each in most.items())
