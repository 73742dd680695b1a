"""Rules of a company as data: the terms of its loyalty programme, and how it pays its reps.

A scheme is named by a file of the company's own (``my/bonus.yaml``) or by one of the examples in ``schemes/``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from salesbook.errors import DataError, RequestError, SalesbookError, raise_all

EXAMPLES = ("programme", "volume", "loyalty")
MEASURES = ("nps", "retention_rate", "late_rate", "contacted_rate", "order_value")
VOLUMES, READINGS = ("revenue", "profit"), ("estimate", "sure")


@dataclass(frozen=True)
class Tier:
    """A level of the programme: what it takes to be there, and what a point costs to earn there."""

    name: str
    start_amount: float
    money_per_point: float


@dataclass(frozen=True)
class Terms:
    """The terms of a programme; tiers rise, the first starts at 0."""

    point_value: float
    tiers: tuple[Tier, ...]
    conditions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Multiplier:
    """A factor that holds where ``measure`` is at least ``least`` and at most ``most``, read as ``by`` says."""

    measure: str
    factor: float
    by: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Scheme:
    """How reps are paid: a share of their volume, times what their clients' loyalty makes of it."""

    name: str
    base_rate: float
    volume: str
    multipliers: tuple[Multiplier, ...]
    least_factor: float
    most_factor: float
    cap_amount: float | None


def terms(name: str) -> Terms:
    """The terms of the programme ``name``: an example or a file.

    Raises
    ------
    RequestError
        There is no such file or example.
    DataError, Faults
        The file is no such scheme; all faults at once.
    """
    body = _read(name)
    faults: list[SalesbookError] = []
    rows = [row for row in body.get("tiers") or [] if isinstance(row, dict)]
    tiers = tuple(
        Tier(
            str(row.get("name", "")), _number(row, "from", name, faults), _number(row, "money_per_point", name, faults)
        )
        for row in rows
    )
    starts = [tier.start_amount for tier in tiers]
    if not tiers or starts[0] != 0 or starts != sorted(set(starts)):
        faults.append(DataError(name, "the tiers do not rise from 0.", "Give each a larger `from`, the first 0."))
    if any(tier.money_per_point <= 0 for tier in tiers):
        faults.append(DataError(name, "a point costs nothing to earn.", "Give money_per_point above 0."))
    value = _number(body, "point_value", name, faults)
    raise_all(faults)
    return Terms(value, tiers, tuple(row for row in body.get("conditions") or [] if isinstance(row, dict)))


def scheme(name: str) -> Scheme:
    """The bonus scheme ``name``: an example or a file.

    Raises
    ------
    RequestError
        There is no such file or example.
    DataError, Faults
        The file is no such scheme; all faults at once.
    """
    body = _read(name)
    faults: list[SalesbookError] = []
    rules = tuple(_multiplier(row, name, faults) for row in body.get("multipliers") or [])
    volume = body.get("volume")
    if volume not in VOLUMES:
        faults.append(DataError(name, f"no volume {volume}.", f"It may be {' or '.join(VOLUMES)}."))
    low, high = (_number(body, key, name, faults, 1.0) for key in ("least_factor", "most_factor"))
    if not rules and low == high == 1:
        low, high = 0.0, float("inf")
    cap = None if body.get("cap_amount") is None else _number(body, "cap_amount", name, faults)
    rate = _number(body, "base_rate", name, faults)
    raise_all(faults)
    return Scheme(Path(name).stem, rate, str(volume), rules, low, high, cap)


def _multiplier(row: Any, name: str, faults: list[SalesbookError]) -> Multiplier:
    row = row if isinstance(row, dict) else {}
    measure, by = row.get("measure"), row.get("by", "estimate")
    if measure not in MEASURES:
        faults.append(DataError(name, f"no measure {measure}.", f"There are {', '.join(MEASURES)}."))
    if by not in READINGS:
        faults.append(DataError(name, f"a multiplier is read by {by}.", f"It may be {' or '.join(READINGS)}."))
    if ("from" in row) == ("to" in row):
        faults.append(DataError(name, f"a multiplier of {measure} has no one limit.", "Give it `from` or `to`."))
    limits = [_number(row, key, name, faults) if key in row else None for key in ("from", "to")]
    return Multiplier(str(measure), _number(row, "factor", name, faults), str(by), *limits)


def _read(name: str) -> dict[str, Any]:
    place = files("salesbook.tables") / "schemes" / f"{name}.yaml" if name in EXAMPLES else Path(name)
    try:
        body = yaml.safe_load(place.read_text("utf-8"))
    except OSError:
        fix = f"Give the path of a file, or one of {', '.join(EXAMPLES)}."
        raise RequestError(name, "no such scheme.", fix) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(name, f"is no YAML: {error}.", "Mend it, or start again from an example.") from None
    if not isinstance(body, dict):
        raise DataError(name, "is no scheme.", "Start from an example in lib/salesbook/tables/schemes.")
    return body


def _number(
    row: Mapping[str, Any], key: str, name: str, faults: list[SalesbookError], default: float | None = None
) -> float:
    value = row.get(key, default)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    faults.append(DataError(name, f"{key} is {value!r}, no number.", f"Write it like {key}: 0.02."))
    return 0.0
