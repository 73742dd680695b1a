"""Teach the coach anew from exercises/bank: python tools/coach.py, when the bank or the cues change. It takes minutes.

A linear model of each task in three languages at once. What it may call sure is measured on the lines of writers that
it was not taught by.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from salesbook.coach.features import SIZES, counted
from salesbook.coach.model import Array, Model, save, weighed
from salesbook.words import LANGUAGES

HERE = Path(__file__).resolve().parent.parent
BANK, DATA = HERE / "exercises" / "bank", HERE / "lib" / "salesbook" / "coach" / "data"
SPIN = ("S", "P", "I", "N", "none")
STEPS = ("listen", "understand", "agree", "argue", "check")
THEMES = (
    "price",
    "quality",
    "delivery",
    "support",
    "product_range",
    "website",
    "staff",
    "loyalty_programme",
    "other",
    "none",
)
LABELS: Mapping[str, tuple[str, ...]] = {"spin": SPIN, "objections": STEPS, "comments": THEMES}
RIGHT = 0.90  # of what is called sure, on writers not learned from
C = 8.0


def rows(folder: Path, task: str) -> list[dict[str, str]]:
    """The bank of ``task`` in all languages, each row with its ``lang``."""
    found = []
    for lang in LANGUAGES:
        with (folder / f"{task}.{lang}.csv").open(encoding="utf-8", newline="") as file:
            found += [{**row, "lang": lang} for row in csv.DictReader(file)]
    return found


def truth(task: str, bank: Sequence[Mapping[str, str]]) -> Array:
    """rows × labels, 0 or 1."""
    named = {"spin": lambda row: {row["label"]}, "comments": lambda row: set(row["themes"].split(";"))}
    named["objections"] = lambda row: {step for step in STEPS if row[step] == "1"}
    return np.array([[label in named[task](row) for label in LABELS[task]] for row in bank], dtype=np.float32)


def train(task: str, folder: Path) -> Model:
    """Teach the model of ``task``; how sure it may be is measured on writers that it was not taught by."""
    bank = rows(folder, task)
    texts, told = [row["text"] for row in bank], truth(task, bank)
    apart = _apart(task, bank, texts, told)
    heat = min(np.linspace(0.4, 2.0, 33), key=lambda heat: _surprise(apart / heat, told, task))
    model = _fit(task, texts, told, fingerprint(folder, task))
    return Model(**{**vars(model), "heat": float(heat), "cut": _cut(apart / heat, told, task)})


def fingerprint(folder: Path, task: str) -> str:
    """What tells one bank, with its cues, from another."""
    read = [folder / f"{task}.{lang}.csv" for lang in LANGUAGES] + [DATA / f"cues.{lang}.yaml" for lang in LANGUAGES]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in read)).hexdigest()[:16]


def _fit(task: str, texts: Sequence[str], told: Array, bank: str = "") -> Model:
    read = [counted(text, task) for text in texts]
    seen = np.bincount(np.concatenate([features for features, _ in read]), minlength=sum(SIZES.values()))
    rarity = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)
    known, one = _rows(read, rarity), task == "spin"
    regression = {"C": C, "max_iter": 3000, "class_weight": "balanced"}
    if one:
        fitted = [LogisticRegression(**regression).fit(known, told.argmax(axis=1))]
    else:
        fitted = [LogisticRegression(**regression).fit(known, told[:, n]) for n in range(told.shape[1])]
    weights = np.vstack([each.coef_ for each in fitted]).T.astype(np.float32)
    bias = np.concatenate([each.intercept_ for each in fitted]).astype(np.float32)
    return Model(task, LABELS[task], one, rarity, weights, bias, 1.0, 1.0, bank)


def _rows(read: Sequence[tuple[Any, Any]], rarity: Array) -> csr_matrix:
    """texts × features, weighed."""
    values = np.concatenate([weighed(features, counts, rarity) for features, counts in read])
    ends = np.cumsum([0, *(len(features) for features, _ in read)])
    return csr_matrix((values, np.concatenate([features for features, _ in read]), ends), (len(read), len(rarity)))


def _apart(task: str, bank: Sequence[Mapping[str, str]], texts: Sequence[str], told: Array) -> Array:
    """Sums for each row by a model that knew no line of its writer."""
    sums = np.zeros(told.shape, np.float32)
    for held in _folds(bank):
        rest = np.flatnonzero(~held)
        model = _fit(task, [texts[int(n)] for n in rest], told[rest])
        read = [counted(text, task) for text, out in zip(texts, held, strict=True) if out]
        sums[held] = _rows(read, model.rarity) @ model.weights + model.bias
    return sums


def _folds(bank: Sequence[Mapping[str, str]]) -> Iterator[np.ndarray[Any, np.dtype[np.bool_]]]:
    """The lines of each writer; template ids are en-a-017: language, writer, number."""
    writers = np.array([row["template"].split("-")[1] for row in bank])
    for writer in np.unique(writers):
        yield writers == writer


def confidence(sums: Array, task: str) -> Array:
    """texts × labels: likelihood of each."""
    if task != "spin":
        return np.asarray(1 / (1 + np.exp(-sums)))
    grown = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def _surprise(sums: Array, told: Array, task: str) -> float:
    likely = np.clip(confidence(sums, task), 1e-6, 1 - 1e-6)
    if task == "spin":
        return float(-np.log(likely[told == 1]).mean())
    return float(-(told * np.log(likely) + (1 - told) * np.log(1 - likely)).mean())


def _cut(sums: Array, told: Array, task: str) -> float:
    """The least confidence above which the share of right answers is as high as promised.

    Where each label is an answer of its own, a text is as sure as the least certain of them.
    """
    likely = confidence(sums, task)
    if task == "spin":
        sure, right = likely.max(axis=1), told[np.arange(len(told)), likely.argmax(axis=1)]
    else:
        sure, right = np.maximum(likely, 1 - likely).min(axis=1), ((likely > 0.5) == (told == 1)).mean(axis=1)
    order = np.argsort(-sure)
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= RIGHT)
    return float(sure[order[enough[-1]]]) if len(enough) else 1.0


def main() -> None:
    """Write lib/salesbook/coach/data/*.npz."""
    for task in LABELS:
        model, path = train(task, BANK), DATA / f"{task}.npz"
        save(model, path)
        size = path.stat().st_size / 1e6
        print(f"{path.name}: {size:.1f} MB, heat {model.heat:.2f}, sure from {model.cut:.2f}")


if __name__ == "__main__":
    main()
