"""How soon a card reacts: from the click to the verdict, with the answer on the disk. Exit 1 if later than 100 ms.

python benchmarks/card_reaction.py [repeats]     every exercise of the lessons takes part, kind by kind

The peer is the least that ipywidgets can do: a button whose handler sets the text of an HTML widget; beside it, what
the disk alone takes to keep a line. What a browser and its line to the kernel add is the same for all: not measured.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import ipywidgets as w

from salesbook.coach import Verdict, start, step
from salesbook.learn import PROGRESS, OpenLesson, lesson
from salesbook.lessons import Exercise, lessons
from salesbook.widgets import Heading, TalkCard, card, markdown

HERE = Path(__file__).resolve().parent.parent
LIMIT = 0.1  # seconds within which a person takes a reaction for immediate
KINDS = ("choice", "order", "sort", "match", "number", "text", "dialogue")


def seconds(click: Callable[[], None]) -> float:
    before = time.perf_counter()
    click()
    return time.perf_counter() - before


def bare(repeats: int) -> list[float]:
    button, shown = w.Button(description="Check"), w.HTML()
    numbers = iter(range(repeats))
    button.on_click(lambda _: setattr(shown, "value", f"<p>{next(numbers)}</p>"))
    return [seconds(button.click) for _ in range(repeats)]


def disk(file: Path, repeats: int) -> list[float]:
    line = b"x" * 600 + b"\n"

    def keep() -> None:
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, line)
        os.fsync(handle)
        os.close(handle)

    return [seconds(keep) for _ in range(repeats)]


def responses(exercise: Exercise, words: Any) -> Iterator[Any]:
    """A right answer and another one, again and again."""
    key, dice = exercise.key, random.Random(exercise.id)
    if exercise.kind == "choice":
        many = isinstance(key["answer"], list)
        pair = key["answer"], key["options"][:1] if many else dice.choice(key["options"])
    elif exercise.kind == "order":
        pair = key["items"], key["items"][::-1]
    elif exercise.kind == "sort":
        pair = key["items"], dict.fromkeys(key["items"], key["classes"][0])
    elif exercise.kind == "match":
        pair = {p: p for p in key["pairs"]}, dict.fromkeys(key["pairs"], key["pairs"][0])
    elif exercise.kind == "number":
        pair = key["answer"], key["answer"] + 1000
    elif exercise.kind == "text":
        pair = words["model"], words["ask"]
    else:
        pair = talked(exercise, dice), talked(exercise, dice)
    yield from cycle(pair)


def talked(exercise: Exercise, dice: random.Random) -> list[str]:
    talk = start(exercise)
    while not talk.end:
        talk = step(exercise, talk, dice.choice(list(exercise.key["turns"][talk.turn])))
    return [option for _, option in talk.taken]


def reactions(opened: OpenLesson, exercise: Exercise, repeats: int) -> Iterator[float]:
    """Seconds from the last click to the verdict on the screen and the line above that counts the answers."""
    words = opened.words["exercises"][exercise.id]
    heading = Heading("", "", "", 1, opened.lang)

    def judge(response: Any) -> Verdict:
        verdict = opened.judge(exercise, response)
        heading.mark(exercise.id, verdict.right)
        return verdict

    made = card(exercise, words, opened.lang, judge)
    for response in islice(responses(exercise, words), repeats):
        made.verdict.value = ""
        if isinstance(made, TalkCard):
            made.put(response[:-1])
            click = made.offered[response[-1]].click
        else:
            made.field.put(response)
            click = made.check.click
        markdown.cache_clear()  # as if the words were shown for the first time
        yield seconds(click)
        assert 'class="verdict' in made.verdict.value, f"{exercise.id}: no verdict"


def told(took: list[float]) -> str:
    median, slowest, worst = statistics.median(took), statistics.quantiles(took, n=100)[-1], max(took)
    return f"median {median * 1000:6.2f} ms   99 of 100 {slowest * 1000:6.2f} ms   worst {worst * 1000:6.2f} ms"


def main() -> int:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        os.environ[PROGRESS] = folder
        every = [lesson(each.id, learner="olena", lang="uk") for each in lessons([HERE / "exercises"])]
        peer, kept = bare(2000), disk(Path(folder) / "disk", 200)
        base = statistics.median(peer) + statistics.median(kept)
        print(f"{'bare button':<12} {told(peer)}\n{'disk alone':<12} {told(kept)}")
        slow = False
        for kind in KINDS:
            cards = [(opened, e) for opened in every for e in opened.lesson.exercises if e.kind == kind]
            took = [s for opened, e in cards for s in reactions(opened, e, repeats)]
            ratios = [statistics.median(took) / each for each in (statistics.median(peer), base)]
            slow |= statistics.quantiles(took, n=100)[-1] > LIMIT
            beside = f"× bare {ratios[0]:4.0f}   × bare and disk {ratios[1]:4.1f}"
            print(f"{kind:<12} {told(took)}   {beside}   {len(took)} answers")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
