"""Layouts that are known: one file each in ``profiles/``, so that a new one is added without code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from salesbook.intake.candidates import Candidate
from salesbook.intake.content import fits
from salesbook.intake.field import Field
from salesbook.intake.likeness import levels
from salesbook.intake.marks import low
from salesbook.tables.contracts import contracts

SOURCES = ("documented", "seen", "by memory")


@dataclass(frozen=True)
class Profile:
    """A known layout. ``signature``: one header of each list has to be there. ``refuse``: why it is no table."""

    id: str
    title: str
    table: str
    source: str
    signature: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    keep: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constant: Mapping[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    header_rows: int = 1
    notes: tuple[str, ...] = ()
    refuse: str = ""


@cache
def profiles() -> Mapping[str, Profile]:
    """Every known layout by its id."""
    folder = files("salesbook.intake") / "profiles"
    texts = {p.name: p.read_text("utf-8") for p in folder.iterdir() if p.name.endswith(".yaml")}
    found = (_profile(yaml.safe_load(texts[name])) for name in sorted(texts))
    return {p.id: p for p in found}


def _profile(body: dict[str, Any]) -> Profile:
    keep = tuple((tuple(k["column"]), tuple(k["values"])) for k in body.pop("keep", []))
    signature = tuple(map(tuple, body.pop("signature")))
    columns = {ours: tuple(theirs) for ours, theirs in body.pop("columns").items()}
    drop, notes = tuple(body.pop("drop", ())), tuple(body.pop("notes", ()))
    return Profile(keep=keep, signature=signature, columns=columns, drop=drop, notes=notes, **body)


def header(name: str) -> str:
    """A header for comparing: letters and digits alone.

    >>> header("Created date (UTC)"), header("Billing Address1")
    ('createddateutc', 'billingaddress1')
    """
    return re.sub(r"[\W_]+", "", low(name)) or name.strip()


def find(fields: Sequence[Field], names: Sequence[str]) -> Field | None:
    """The first of ``names`` that is a column: its whole header, or a level of it."""
    known: dict[str, Field] = {}
    for one in reversed(fields):
        known.update({header(level): one for level in levels(one.name)})
    known.update({header(one.name): one for one in reversed(fields)})
    return next((known[header(n)] for n in names if header(n) in known), None)


def recognise(fields: Sequence[Field], table: str = "") -> Profile | None:
    """The layout whose whole signature is there; of several the one that knows the most columns."""
    hits = [p for p in profiles().values() if all(find(fields, names) for names in p.signature)]
    hits = [p for p in hits if table in ("", p.table)]
    known = {p.id: sum(find(fields, names) is not None for names in p.columns.values()) for p in hits}
    return max(hits, key=lambda p: (known[p.id], len(p.signature)), default=None)


def given(profile: Profile, fields: Sequence[Field]) -> list[Candidate]:
    """What ``profile`` says of ``fields``; where the content does not fit, it is asked about after all."""
    columns = contracts()[profile.table].columns
    found = ((ours, find(fields, names)) for ours, names in profile.columns.items())
    told = []
    for ours, one in found:
        if one is not None:
            told.append(Candidate(ours, one, 1.0, "profile", fit=fits(columns[ours], one)))
    return told


def others(profile: Profile, fields: Sequence[Field]) -> list[Field]:
    """The columns that ``profile`` does not forbid."""
    dropped = {header(n) for n in profile.drop}
    return [f for f in fields if not {header(f.name), *map(header, levels(f.name))} & dropped]
