"""Files of ``exercises/`` → lessons and words. What cannot be read at all is an error; all else is the linter's."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from salesbook.lessons.finding import Finding, Phrase, near
from salesbook.lessons.lesson import COMMON, LANGUAGES, Block, Exercise, Lesson
from salesbook.words import LOADER

COURSE, KEY = "course.yaml", "lesson.yaml"
CLIENTS = "clients"  # a trainer's folder may hold simulated clients and no lesson


def read_course(folder: Path) -> list[Path]:
    """The folders of the lessons under ``folder``, in the order of ``course.yaml`` where there is one.

    Raises
    ------
    ContentError
        The folder is not there or has no lesson in it, or ``course.yaml`` names a lesson that is not.
    """
    if not folder.is_dir():
        raise Finding(folder, "finding.no_folder", "advice.check_path")
    found = sorted(path.parent for path in folder.glob(f"*/{KEY}"))
    if not found and (folder / CLIENTS).is_dir():
        return []
    if not found:
        raise _no_lessons(folder)
    course = folder / COURSE
    if not course.exists():
        return found
    named = [folder / str(name) for name in read_yaml(course).get("lessons") or []]
    for path in named:
        if path not in found:
            what = Phrase("finding.no_lesson", lesson=path.name)
            raise Finding(course, what, near(path.name, [each.name for each in found]))
    return [*named, *(path for path in found if path not in named)]


def _no_lessons(folder: Path) -> Finding:
    if (folder / KEY).exists():
        return Finding(folder, "finding.is_lesson", Phrase("advice.folder_above", folder=folder.resolve().parent))
    return Finding(folder, "finding.no_lessons", "advice.check_path")


def read_lesson(folder: Path) -> Lesson:
    """The key of the lesson in ``folder``.

    Raises
    ------
    ContentError
        There is no key, it is not YAML, it has no exercises, or what should be a list or a number is not.
    """
    path = folder / KEY
    body = read_yaml(path)
    listed = body.get("exercises")
    if not isinstance(listed, list) or not all(isinstance(e, dict) for e in listed):
        raise Finding(path, "finding.no_list", "advice.write_list")
    languages = tuple(_list(body, "languages", str, path) or LANGUAGES)
    blocks = tuple(
        Block(str(b.get("id", "")), int(_number(b, "minutes", 5, f"{path}: blocks")))
        for b in _list(body, "blocks", dict, path)
    )
    exercises = tuple(_exercise(each, path) for each in listed)
    return Lesson(str(body.get("id", folder.name)), folder, languages, blocks, exercises)


def _exercise(body: dict[str, Any], path: Path) -> Exercise:
    key = {name: value for name, value in body.items() if name not in COMMON}
    text = {name: str(body.get(name, "")) for name in ("id", "kind", "block", "serves")}
    return Exercise(**text, points=_number(body, "points", 1, f"{path}: {text['id']}"), key=key)


def _list(body: dict[str, Any], name: str, form: type, path: Path) -> list[Any]:
    found = body.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, form) for each in found):
        raise Finding(f"{path}: {name}", "finding.not_list", "advice.see_form")
    return found


def _number(body: dict[str, Any], name: str, usual: float, where: str) -> float:
    try:
        return float(body.get(name, usual))
    except (TypeError, ValueError):
        raise Finding(f"{where}.{name}", "finding.not_number", "advice.see_form") from None


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
        raise Finding(path, "finding.no_file", "advice.add_file") from None
    except UnicodeDecodeError:
        raise Finding(path, "finding.not_utf8", "advice.save_utf8") from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a day like 2024-13-45
        raise _slip(path, error) from None
    if not isinstance(body, dict):
        raise Finding(path, "finding.not_mapping", "advice.see_form")
    return body


def _slip(path: Path, error: Exception) -> Finding:
    """What the parser stumbled over, as the person who typed it would call it."""
    mark = getattr(error, "problem_mark", None)
    if "quoted scalar" in (getattr(error, "context", "") or ""):
        mark, slip = getattr(error, "context_mark", mark), ("finding.open_quote", "advice.close_quote")
    elif "mapping values" in (getattr(error, "problem", "") or ""):
        slip = "finding.stray_colon", "advice.quote_text"
    else:
        slip = "finding.not_yaml", "advice.check_yaml"
    return Finding(f"{path}:{mark.line + 1}" if mark else path, *slip)


def lessons(folders: Sequence[Path]) -> list[Lesson]:
    """Every lesson of ``folders``, the workbook's own first."""
    return [read_lesson(path) for folder in folders for path in read_course(folder)]
