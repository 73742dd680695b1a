"""A learner's sentence → numbers: pieces of words, words, and the families of cues that stand in it.

One table for three languages: people mix them, and a short question has no telling letters.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import combinations
from typing import Any
from zlib import crc32

import numpy as np

from salesbook.coach.cues import plain
from salesbook.lessons.read import read_yaml
from salesbook.words import LANGUAGES

LONGEST = 600  # letters that are looked at; what a seller asks is shorter
MARKS = "?!.,:"
WORD = re.compile(rf"[\w']+|[{MARKS}]")
SIZES = {"pieces": 2**17, "words": 2**17, "families": 2**12}
WEIGHTS = {"pieces": 1.0, "words": 1.5, "families": 0.7}
SMALL, ENDS = 6, r"(?![\w'])"  # how one asks is told by small words, whole: "do" is not "downtime"
EDGE = re.compile(r"\W")
GAP = r"(?:\W+\w+){0,4}?\W+"  # what "…" in a cue stands for

Numbers = np.ndarray[Any, Any]
Family = tuple[re.Pattern[str], Sequence[re.Pattern[str]]]


@cache
def families(task: str) -> Mapping[str, Family]:
    """Family of cues → a pattern of any of them, and one of each; ``task`` is a list of coach/data/cues."""
    cues: dict[str, list[str]] = {}
    for lang in LANGUAGES:
        with as_file(files("salesbook.coach") / "data" / f"cues.{lang}.yaml") as path:
            for name, listed in read_yaml(path)[task].items():
                cues.setdefault(name, []).extend(map(str, listed))
    told = {
        name: [source(cue) + (ENDS if task == "ask" and len(cue) <= SMALL else "") for cue in each]
        for name, each in cues.items()
    }
    return {name: (re.compile("|".join(each)), [*map(re.compile, each)]) for name, each in told.items()}


def pattern(cue: str) -> re.Pattern[str]:
    """A cue as a pattern, ready to search."""
    return re.compile(source(cue))


def source(cue: str) -> str:
    """A cue as a pattern: it stands at the beginning of a word; ``…`` is up to four words.

    >>> bool(re.search(source("how … help"), "how much would it help"))
    True
    """
    begin = r"(?<![\w'])" if cue[0].isalnum() else ""
    return begin + GAP.join(re.escape(plain(part)) for part in cue.split("…"))


@lru_cache(512)  # what is typed is looked at from several sides
def met(text: str, task: str) -> Mapping[str, Sequence[str]]:
    """Family → the words of ``text`` that show it, whole, as they were typed but for case."""
    said, found = plain(text[:LONGEST]), dict[str, list[str]]()
    for name, (of_any, each) in families(task).items():
        if of_any.search(said):
            found[name] = [_whole(said, hit) for cue in each if (hit := cue.search(said))]
    return found


def _whole(said: str, hit: re.Match[str]) -> str:
    """What was hit, to the end of its last word."""
    end = EDGE.search(said, hit.end())
    return said[hit.start() : end.start() if end else len(said)].strip(" ,")


def counted(text: str, task: str) -> tuple[Numbers, Numbers]:
    """Which features stand in ``text``, ascending, and how often each."""
    said, found, begin = plain(text[:LONGEST]), Counter[int](), 0
    for kind, read in READ.items():
        found.update(begin + crc32(each.encode("utf-8", "replace")) % SIZES[kind] for each in read(said, task))
        begin += SIZES[kind]
    order = sorted(found)
    return np.array(order, np.int64), np.array([found[each] for each in order], np.float32)


def _pieces(said: str, _: str) -> Iterator[str]:
    """Two to five letters in a row, with the edges of words among them."""
    for word in said.split():
        edged = f" {word} "
        for size in range(2, 6):
            yield from (edged[n : n + size] for n in range(max(1, len(edged) - size + 1)))


def _words(said: str, _: str) -> Iterator[str]:
    """One to three words in a row; marks count as words."""
    words = WORD.findall(said)
    for size in range(1, 4):
        yield from (" ".join(words[n : n + size]) for n in range(len(words) - size + 1))


def _marks(said: str, task: str) -> Iterator[str]:
    """What a reader would note of ``said``: families, pairs of them, how it begins and ends, how long it is."""
    found = {name: len(hits) for name, hits in met(said, task).items()}
    yield from found
    yield from (f"{name}+" for name, count in found.items() if count > 1)
    yield from (f"{one}&{other}" for one, other in combinations(found, 2))
    words = [word for word in WORD.findall(said) if word not in MARKS]
    yield f"length {min(len(words) // 5, 5)}"
    yield from ("asks",) if "?" in said else ()
    yield from () if said.endswith("?") else ("does not end by asking",)
    yield from (f"begins {words[0]}",) if words else ()


READ: Mapping[str, Callable[[str, str], Iterator[str]]] = {"pieces": _pieces, "words": _words, "families": _marks}
