"""``plan.yaml`` in a company's folder: what was decided to do, since when, and what figure it is to bring where."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from salesbook.errors import DataError, SalesbookError, raise_all
from salesbook.tables.names import listed

FILE_NAME = "plan.yaml"
KEYS = ("since", "action", "figure", "aim")
FORM = 'Write "- {since: 2026-04-01, action: call back within a day, figure: nps, aim: 45}".'


@dataclass(frozen=True)
class Step:
    """Something done ``since`` a day, that is to bring ``figure`` to ``aim`` (in the figure's own unit)."""

    since: dt.date
    action: str
    figure: str
    aim: float


def read_plan(source: str, figures: Collection[str]) -> tuple[Step, ...]:
    """The steps of the plan beside the tables of ``source``, the earliest first; none where there is no such file.

    Raises
    ------
    DataError, Faults
        The file cannot be read, or a step lacks something or names no figure of ``figures``.
    """
    path = _beside(source)
    if path is None or not path.is_file():
        return ()
    try:
        body = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = str(error).splitlines()[0]
        raise DataError(path, f"cannot be read ({said}).", FORM) from None
    if body is None:
        return ()
    if not isinstance(body, list):
        raise DataError(path, "is not a list of steps.", FORM)
    found: list[SalesbookError] = []
    steps = [_step(path, place, each, figures, found) for place, each in enumerate(body, 1)]
    raise_all(found)
    return tuple(sorted((step for step in steps if step), key=lambda step: step.since))


def _beside(source: str) -> Path | None:
    path = Path(source)
    return path / FILE_NAME if path.is_dir() else path.parent / FILE_NAME if path.is_file() else None


def _step(path: Path, place: int, given: Any, figures: Collection[str], found: list[SalesbookError]) -> Step | None:
    """One step, or None with its faults added to ``found``."""
    where, before = f"{path}, step {place}", len(found)
    if not isinstance(given, dict):
        found.append(DataError(where, "is not a step.", FORM))
        return None
    for key in KEYS:
        if key not in given:
            found.append(DataError(where, f"no {key}.", FORM))
    found += [DataError(where, f"{key} is not known.", f"It may have {listed(KEYS)}.") for key in given.keys() - KEYS]
    since, aim, figure = given.get("since"), given.get("aim"), given.get("figure")
    if "since" in given and (not isinstance(since, dt.date) or isinstance(since, dt.datetime)):
        found.append(DataError(where, f"since {since!r} is not a day.", "Write it like 2026-04-01."))
    if "aim" in given and (isinstance(aim, bool) or not isinstance(aim, int | float)):
        found.append(DataError(where, f"aim {aim!r} is not a number.", "Write 45, or 0.6 for a share of 60 %."))
    if "figure" in given and figure not in figures:
        found.append(DataError(where, f"no figure {figure}.", f"There are {listed(figures)}."))
    if len(found) > before:
        return None
    return Step(since, str(given["action"]), str(figure), float(aim))  # type: ignore[arg-type]
