"""A linear model of short texts: what it was taught is numbers in a file, and how sure it is can be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from salesbook.coach.features import SIZES, WEIGHTS, Numbers, counted

Array = np.ndarray[Any, np.dtype[np.float32]]


READ = 40  # words of which one is left out at a time, to see what it did


@dataclass(frozen=True, eq=False)
class Model:
    """``labels``: one of them (spin), or each by itself (objections, comments).

    rarity
        ln((1 + texts) / (1 + texts with the feature)) + 1, for each feature.
    weights, bias
        features × labels, and labels: of a logistic regression.
    heat
        What the sums are divided by, so that of a hundred answers given 80 % about eighty are right.
    cut
        The confidence from which an answer is called sure.
    bank
        A fingerprint of what it was taught.
    """

    task: str
    labels: tuple[str, ...]
    one: bool
    rarity: Array
    weights: Array
    bias: Array
    heat: float
    cut: float
    bank: str

    def probabilities(self, texts: Sequence[str]) -> Array:
        """texts × labels: how likely each label is, from 0 to 1."""
        sums = np.vstack([self._sums(text) for text in texts]) / self.heat
        if not self.one:
            return np.asarray(1 / (1 + np.exp(-sums)))
        grown = np.exp(sums - sums.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    def _sums(self, text: str) -> Array:
        features, counts = counted(text, self.task)
        return np.asarray(weighed(features, counts, self.rarity) @ self.weights[features] + self.bias)

    def because(self, text: str, label: str, most: int = 3) -> list[str]:
        """The words without which ``label`` would be less likely, the weightiest first."""
        words = text.split()[:READ]
        if len(words) < 2:
            return words
        drops = _drops(self, text)[:, self.labels.index(label)]
        best = sorted(sorted(range(len(words)), key=lambda n: -drops[n])[:most])
        return [words[n].strip(".,!?:;«»“”\"'…") for n in best if drops[n] > 0.02]


@lru_cache(64)  # each label asks of the same text
def _drops(model: Model, text: str) -> Array:
    """words × labels: how much less likely each label is without the word."""
    words = text.split()[:READ]
    without = [" ".join([*words[:n], *words[n + 1 :]]) for n in range(len(words))]
    likely = model.probabilities([text, *without])
    return np.asarray(likely[0] - likely[1:])


def weighed(features: Numbers, counts: Numbers, rarity: Array) -> Array:
    """Counts → 1 + ln(count), rare features heavier, each kind of feature of length 1 times its weight."""
    heavy, begin = (1 + np.log(counts)) * rarity[features], 0
    for kind, size in SIZES.items():
        here = (features >= begin) & (features < begin + size)
        heavy[here] *= WEIGHTS[kind] / max(float(np.linalg.norm(heavy[here])), 1e-9)
        begin += size
    return np.asarray(heavy, np.float32)


def save(model: Model, path: Path) -> None:
    """Write ``model``; the weights in half precision, which changes no answer that is sure."""
    used = np.flatnonzero(np.abs(model.weights).max(axis=1) > 1e-4)
    np.savez_compressed(
        path,
        used=used.astype(np.uint32),
        rarity=model.rarity[used].astype(np.float16),
        weights=model.weights[used].astype(np.float16),
        bias=model.bias.astype(np.float32),
        scalars=np.array([model.heat, model.cut], dtype=np.float64),
        told=np.array([model.task, model.bank, str(int(model.one)), *model.labels]),
    )


@cache
def load(task: str) -> Model:
    """The model of ``task`` as it comes with salesbook: ``spin``, ``objections`` or ``comments``."""
    with as_file(files("salesbook.coach") / "data" / f"{task}.npz") as path, np.load(path) as kept:
        told = [str(each) for each in kept["told"]]
        size, labels = sum(SIZES.values()), tuple(told[3:])
        rarity, weights = np.ones(size, np.float32), np.zeros((size, len(labels)), np.float32)
        rarity[kept["used"]], weights[kept["used"]] = kept["rarity"], kept["weights"]
        heat, cut = kept["scalars"]
        return Model(told[0], labels, told[2] == "1", rarity, weights, kept["bias"], float(heat), float(cut), told[1])
