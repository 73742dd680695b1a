"""Files of ``exercises/`` → lessons and words. What cannot be read at all is an error; all else is the linter's."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from salesbook.errors import ContentError
from salesbook.lessons.lesson import COMMON, LANGUAGES, Block, Exercise, Lesson

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same safe loader, ten times as fast where it is built in
COURSE, KEY = "course.yaml", "lesson.yaml"


def read_course(folder: Path) -> list[Path]:
    """The folders of the lessons under ``folder``, in the order of ``course.yaml`` where there is one.

    Raises
    ------
    ContentError
        The folder is not there, or ``course.yaml`` names a lesson that is not.
    """
    if not folder.is_dir():
        raise ContentError(folder, "no such folder.", "Check the path given to --exercises.")
    found = sorted(path.parent for path in folder.glob(f"*/{KEY}"))
    course = folder / COURSE
    if not course.exists():
        return found
    named = [folder / str(name) for name in read_yaml(course).get("lessons") or []]
    for path in named:
        if path not in found:
            raise ContentError(
                course, f"no lesson {path.name}.", f"There are {', '.join(p.name for p in found) or 'none'}."
            )
    return [*named, *(path for path in found if path not in named)]


def read_lesson(folder: Path) -> Lesson:
    """The key of the lesson in ``folder``.

    Raises
    ------
    ContentError
        There is no key, it is not YAML, or it has no exercises.
    """
    path = folder / KEY
    body = read_yaml(path)
    listed = body.get("exercises")
    if not isinstance(listed, list) or not all(isinstance(e, dict) for e in listed):
        raise ContentError(path, "it has no list of exercises.", "Write exercises: and a list under it.")
    languages = tuple(body.get("languages") or LANGUAGES)
    blocks = tuple(Block(str(b.get("id", "")), int(b.get("minutes", 5))) for b in body.get("blocks") or [])
    return Lesson(str(body.get("id", folder.name)), folder, languages, blocks, tuple(map(_exercise, listed)))


def _exercise(body: dict[str, Any]) -> Exercise:
    key = {name: value for name, value in body.items() if name not in COMMON}
    text = {name: str(body.get(name, "")) for name in ("id", "kind", "block", "serves")}
    return Exercise(**text, points=float(body.get("points", 1)), key=key)


def read_words(lesson: Lesson, lang: str) -> dict[str, Any]:
    """What people read of ``lesson`` in ``lang``; in its first language where it has not that one.

    Raises
    ------
    ContentError
        The file is not there, or is not YAML.
    """
    return read_yaml(lesson.folder / f"{lang if lang in lesson.languages else lesson.languages[0]}.yaml")


def read_yaml(path: Path) -> dict[str, Any]:
    """A file of words or of a key.

    Raises
    ------
    ContentError
        It cannot be read; the line is named where it is known.
    """
    try:
        body = yaml.load(path.read_text("utf-8-sig"), Loader=LOADER)
    except FileNotFoundError:
        raise ContentError(path, "no such file.", "Add it.") from None
    except UnicodeDecodeError:
        raise ContentError(path, "not UTF-8.", "Save it as UTF-8.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else path
        problem = getattr(error, "problem", "") or "it cannot be parsed"
        raise ContentError(where, f"not YAML ({problem}).", "Check quotes, colons and indentation there.") from None
    if not isinstance(body, dict):
        raise ContentError(path, "it is empty, or a list.", "See exercises/README.md for its form.")
    return body


def lessons(folders: Sequence[Path]) -> list[Lesson]:
    """Every lesson of ``folders``, the workbook's own first."""
    return [read_lesson(path) for folder in folders for path in read_course(folder)]
