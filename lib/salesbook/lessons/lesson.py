"""A lesson as it is read: the key, apart from the words that people see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "uk", "ru")
COMMON = ("id", "kind", "block", "serves", "points")


@dataclass(frozen=True)
class Exercise:
    """One exercise of the key. ``key`` holds the fields of its kind (``kinds.yaml``); it has no words."""

    id: str
    kind: str
    block: str = ""
    serves: str = ""
    points: float = 1.0
    key: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """A piece of a lesson with an end in sight."""

    id: str
    minutes: int


@dataclass(frozen=True)
class Lesson:
    """The key of a lesson; its words are read apart, one language at a time."""

    id: str
    folder: Path
    languages: tuple[str, ...]
    blocks: tuple[Block, ...]
    exercises: tuple[Exercise, ...]

    def of_block(self, block: str) -> tuple[Exercise, ...]:
        """The exercises of ``block``, in their order."""
        return tuple(e for e in self.exercises if e.block == block)

    @property
    def minutes(self) -> int:
        """How long the lesson takes."""
        return sum(block.minutes for block in self.blocks)


@dataclass(frozen=True)
class Kind:
    """The form of a kind of exercise: fields of the key, places of the words."""

    key: Mapping[str, str]
    words: tuple[str, ...]


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of exercise, read from ``kinds.yaml``."""
    text = (files("salesbook.lessons") / "kinds.yaml").read_text("utf-8")
    return {name: Kind(body["key"], tuple(body["words"])) for name, body in yaml.safe_load(text).items()}
