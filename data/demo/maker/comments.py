"""Comments on surveys, put together from a bank of sentences; the themes are chosen first and so known."""

import random
from typing import Any

from maker.chance import pick


class Bank:
    def __init__(self, truth: dict[str, Any], sentences: dict[str, Any]) -> None:
        self.rules, self.sentences = truth["comments"], sentences

    def comment(
        self, rng: random.Random, language: str, tone: str, weights: str, about: tuple[str, ...]
    ) -> tuple[str, tuple[str, ...]]:
        """A text and its themes; no text at all for some. ``about`` fixes the theme."""
        if rng.random() < self.rules["empty_share"]:
            return "", ()
        if not about and rng.random() < self.rules["no_theme_share"]:
            return rng.choice(self.sentences["none"][tone][language]), ("none",)
        themes = about or self._themes(rng, weights)
        texts = [rng.choice(self.sentences["themes"][theme][tone][language]) for theme in themes]
        if rng.random() < self.rules["tail_share"]:
            texts.append(rng.choice(self.sentences["tails"][tone][language]))
        return " ".join(texts), themes

    def _themes(self, rng: random.Random, weights: str) -> tuple[str, ...]:
        first = pick(rng, self.rules["themes"][weights])
        others = {theme: w for theme, w in self.rules["themes"][weights].items() if theme != first}
        return (first, pick(rng, others)) if rng.random() < self.rules["two_themes_share"] else (first,)
