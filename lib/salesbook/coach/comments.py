"""What clients write about in a survey's comments: ten themes, several at once."""

from collections.abc import Mapping
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
        alien = any(letter.isalpha() for letter in comment[:1000])
        return ThemeVerdict((NONE,), {}, 0.0 if alien else 1.0, not alien)
    model, pieces = load(TASK), parts(comment)
    likely = model.probabilities(pieces)
    most = {label: float(each) for label, each in zip(model.labels, likely.max(axis=0), strict=True)}
    found = [label for label in most if label not in (OTHER, NONE) and most[label] >= FOUND]
    chosen = tuple(found or [max(most, key=lambda label: most[label])])
    told = {
        theme: because(model, pieces[int(likely[:, model.labels.index(theme)].argmax())], theme)
        for theme in chosen
        if theme != NONE
    }
    confidence = min(each if label in chosen else 1 - each for label, each in most.items())
    return ThemeVerdict(chosen, told, confidence, confidence >= SURE)
