"""All faults of all lessons at once."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from salesbook.lessons.client import persona_folders
from salesbook.lessons.finding import Finding, Phrase, near
from salesbook.lessons.lesson import Lesson
from salesbook.lessons.lint_key import key_faults
from salesbook.lessons.lint_words import digest, words_faults
from salesbook.lessons.read import KEY, read_course, read_lesson, read_words

WORKBOOK = Path(__file__).resolve().parents[3] / "exercises"  # whose clients every lesson may call


def problems(folders: Sequence[Path]) -> list[Finding]:
    """Every fault of every lesson under ``folders``."""
    found: list[Finding] = []
    clients = [path.name for path in persona_folders([WORKBOOK, *folders])]
    for folder in folders:
        try:
            paths = read_course(folder)
        except Finding as error:
            found.append(error)
            continue
        for path in paths:
            try:
                lesson = read_lesson(path)
            except Finding as error:
                found.append(error)
                continue
            faults = [*key_faults(lesson), *_clients(lesson, clients)]
            found += faults or words_faults(lesson)
    return found


def _clients(lesson: Lesson, known: Sequence[str]) -> Iterator[Finding]:
    """Calls with a client that there is not."""
    for exercise in lesson.exercises:
        name = str(exercise.key.get("client", ""))
        if exercise.kind == "call" and name and name not in known:
            place = f"{lesson.folder / KEY}: {exercise.id}.client"
            yield Finding(place, Phrase("finding.no_client", client=name), near(name, known))


def renew(folder: Path) -> int:
    """Write into each translation which English it was made from; how many exercises were renewed.

    Only the lines under ``made_from:`` at the end of the file change; the rest is left as it was written.
    """
    renewed = 0
    for path in read_course(folder):
        lesson = read_lesson(path)
        if "en" not in lesson.languages:
            continue
        english = read_words(lesson, "en").get("exercises") or {}
        now = {name: digest(words) for name, words in english.items()}
        for lang in [lang for lang in lesson.languages if lang != "en"]:
            file = path / f"{lang}.yaml"
            before = read_words(lesson, lang).get("made_from") or {}
            text = file.read_text("utf-8").split("\nmade_from:")[0].rstrip("\n")
            file.write_text(f"{text}\n\n{yaml.safe_dump({'made_from': now}, sort_keys=False)}", encoding="utf-8")
            renewed += sum(before.get(name) != mark for name, mark in now.items())
    return renewed
