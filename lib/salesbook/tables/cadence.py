"""Rules of contact as data: those of the package, or a company's own file of the same form."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from salesbook.errors import RequestError, raise_all

CHANNELS = ("email", "sms", "phone", "messenger", "social")  # a meeting is no channel of news
CONTENTS = ("advert", "useful", "mixed")
SETTINGS: Mapping[str, tuple[str, ...]] = {  # what each may be; no words: a whole number
    "channel": CHANNELS, "content": CONTENTS, "at_most": (), "at_least": (), "days": (), "each": CONTENTS,
    "win_back": ("free",), "kind": ("B2B", "B2C"), "channels": CHANNELS,
}  # fmt: skip
LIMITS = ("at_most", "at_least", "each", "channels")
FORM = "Write it like {channel: email, at_most: 2, days: 7} or {kind: B2B, channels: [email, phone]}."


@dataclass(frozen=True)
class Rule:
    """A limit of a channel (``at_most``, ``at_least``, both within ``days``; ``each``), or a kind's ``channels``."""

    rule_set: str
    name: str
    channel: str = ""
    content: tuple[str, ...] = CONTENTS
    at_most: int = 0
    at_least: int = 0
    days: int = 0
    each: str = ""
    win_back: str = ""
    kind: str = ""
    channels: tuple[str, ...] = ()


@cache
def packaged() -> Mapping[str, tuple[Rule, ...]]:
    """The rule sets of the sources: ``letters`` and ``news``."""
    return _read("cadence.yaml", (files("salesbook.tables") / "cadence.yaml").read_text("utf-8"))


def cadence_rules(which: str = "") -> tuple[Rule, ...]:
    """The rules asked for: all of the package, one set by its name, or all of a file that ends in ``.yaml``.

    Raises
    ------
    RequestError, Faults
        No such set or file, or a rule that is none.
    """
    if not which.endswith((".yaml", ".yml")):
        sets = packaged()
        if which and which not in sets:
            fix = f"There are {', '.join(sets)}; a file of your own ends in .yaml."
            raise RequestError("rules", f"no rule set {which}.", fix)
        return tuple(rule for name, rules in sets.items() if which in ("", name) for rule in rules)
    try:
        text = Path(which).expanduser().read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RequestError(which, "no file of rules can be read there.", "Check the path given to rules.") from None
    return tuple(rule for rules in _read(which, text).values() for rule in rules)


def _read(where: str, text: str) -> dict[str, tuple[Rule, ...]]:
    try:
        sets = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" near line {mark.line + 1}" if mark else ""
        raise RequestError(where, f"not readable as YAML{line}.", "Check indentation, colons and quotes.") from None
    if not isinstance(sets, dict) or not sets or not all(isinstance(rules, dict) and rules for rules in sets.values()):
        raise RequestError(where, "no rule sets.", "Write the name of a set, and its rules below it.")
    faults: list[Any] = []
    found = {
        str(name): tuple(_rule(where, str(name), str(rule), body, faults) for rule, body in rules.items())
        for name, rules in sets.items()
    }
    raise_all(faults)
    return found


def _rule(where: str, rule_set: str, name: str, body: Any, faults: list[Any]) -> Rule:
    """One rule; what is wrong with it is added to ``faults``."""
    at = f"{where}: {rule_set}.{name}"
    if not isinstance(body, dict):
        faults.append(RequestError(at, "not a rule.", FORM))
        return Rule(rule_set, name)
    before = len(faults)
    for key in body.keys() - SETTINGS.keys():
        close = get_close_matches(str(key), SETTINGS, n=1)
        faults.append(RequestError(at, f"no setting {key}.", f"Did you mean {close[0]}?" if close else FORM))
    given = {str(key): value for key, value in body.items() if key in SETTINGS}
    for key in ("content", "channels"):
        if key in given:
            given[key] = tuple(map(str, given[key] if isinstance(given[key], list) else [given[key]]))
    for key, value in given.items():
        faults += _misfits(at, key, value, SETTINGS[key])
    if len(faults) == before and not _is_whole(given):
        faults.append(RequestError(at, "not one complete rule.", FORM))
    return Rule(rule_set, name, **given) if len(faults) == before else Rule(rule_set, name)


def _misfits(at: str, key: str, value: Any, allowed: tuple[str, ...]) -> list[RequestError]:
    """What is wrong with one setting: a number of at least 1 where no words are named, else one or several of them."""
    if not allowed:
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return []
        return [RequestError(at, f"{key} {value!r} is not a whole number above 0.", FORM)]
    words = value if isinstance(value, tuple) else (value,)
    fix = f"It may be {', '.join(allowed)}."
    return [RequestError(at, f"no {key} {word}.", fix) for word in words if word not in allowed]


def _is_whole(given: dict[str, Any]) -> bool:
    """Whether the settings make one rule: one limit, with the days or the channel or the kind that it takes."""
    limits = [key for key in LIMITS if key in given]
    if len(limits) != 1 or given.get("at_least", 1) != 1:
        return False
    timed = limits[0] in ("at_most", "at_least")
    owner = "kind" if limits[0] == "channels" else "channel"
    return timed == ("days" in given) and owner in given
