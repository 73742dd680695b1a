"""The contracts of the tables: what each column is, and what a row must keep to be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from salesbook.words import LOADER

TYPES = {
    "id": "string",
    "text": "string",
    "date": "timestamp",
    "number": "float64",
    "whole": "int64",
    "yes_no": "boolean",
}


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    ``required``: a row without it is set aside. ``key``: the column must be there, its cells may be empty.
    ``personal``: what it tells of somebody, empty where it tells of nobody. ``apart``: another thing than the column of
    ``clients`` with the same name.
    """

    name: str
    type: str
    required: bool = False
    key: bool = False
    or_else: tuple[str, ...] = ()
    unit: str = ""
    min: float | None = None
    max: float | None = None
    one_of: tuple[str, ...] = ()
    strict: bool = False
    apart: bool = False
    names: tuple[str, ...] = ()
    personal: str = ""

    @property
    def dtype(self) -> str:
        """The type that ibis gives the column."""
        return TYPES[self.type]


@dataclass(frozen=True)
class Contract:
    """One table: the names it is known by, and its columns by name."""

    name: str
    names: tuple[str, ...]
    columns: Mapping[str, Column]

    @property
    def dates(self) -> tuple[str, ...]:
        """Columns that hold a date, the table's own first."""
        return tuple(c.name for c in self.columns.values() if c.type == "date")

    def lacks(self, present: set[str]) -> list[str]:
        """What is missing for the table to be usable, in words of the contract: ``amount or quantity × unit_price``."""
        lacking = []
        for column in self.columns.values():
            stands_in = column.or_else and set(column.or_else) <= present
            if (column.required or column.key) and column.name not in present and not stands_in:
                lacking.append(" or ".join(filter(None, (column.name, " × ".join(column.or_else)))))
        return lacking


@cache
def contracts() -> Mapping[str, Contract]:
    """Every contract by the name of its table, read from ``contracts.yaml``."""
    text = (files("salesbook.tables") / "contracts.yaml").read_text("utf-8")
    return {name: _contract(name, body) for name, body in yaml.load(text, LOADER).items()}


def _contract(name: str, body: dict[str, Any]) -> Contract:
    columns = {column: _column(column, spec) for column, spec in body["columns"].items()}
    return Contract(name, tuple(body["names"]), columns)


def _column(name: str, spec: dict[str, Any]) -> Column:
    settings: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in spec.items()}
    return Column(name, **settings)
