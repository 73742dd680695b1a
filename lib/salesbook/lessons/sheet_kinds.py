"""The rows of one exercise → its key and words, each kind in its own way."""

import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from salesbook.lessons.finding import Phrase
from salesbook.lessons.sheet_ids import make_ids
from salesbook.lessons.sheet_number import Made, number
from salesbook.lessons.sheet_part import Part, brief, mark, marked, pieces, refuse_unused
from salesbook.lessons.sheet_rows import Row
from salesbook.lessons.sheet_terms import plain


def key_and_words(part: Part) -> Made:
    """The fields of the key and the words that the rows of ``part`` make; what is wrong goes to its notes."""
    part.place("", part.rows[0])
    for column in ("ask", "hint"):
        part.place(column, part.speaking(column), column)
    for place in ("why", "model"):
        part.place(place, part.speaking("why"), "why")
    refuse_unused(part)
    key, words = KINDS[part.kind](part)
    return key, {"ask": part.whole("ask"), "hint": part.whole("hint")} | words


def _choice(part: Part) -> Made:
    options = pieces(part, "options", ("why", "right"))
    right = [name for name, row in options.items() if marked(part, row)]
    if not right:
        part.fault(part.rows[0], "", "finding.no_right_option", mark(part, "advice.mark_one"))
    answer: Any = right if len(right) > 1 else "".join(right)
    return {"options": list(options), "answer": answer}, {"options": _said(options)}


def _said(rows: Mapping[str, Row]) -> dict[str, dict[str, str]]:
    return {name: {"say": row.text("piece"), "why": row.text("why")} for name, row in rows.items()}


def _order(part: Part) -> Made:
    items = pieces(part, "items", ())
    for name, row in items.items():
        part.place(f"items.{name}", row, "piece")
    return {"items": list(items)}, {
        "items": {name: row.text("piece") for name, row in items.items()},
        "why": part.whole("why"),
    }


def _sort(part: Part) -> Made:
    items, classes = pieces(part, "items"), _classes(part)
    for name, row in items.items():
        part.place(f"items.{name}", row, "other", of="key")
        if not row.text("other"):
            part.fault(row, "other", Phrase("finding.no_group", text=brief(row.text("piece"))), "advice.write_group")
    group = {name: classes.get(plain(row.text("other")), ("", ""))[0] for name, row in items.items()}
    return {"classes": [name for name, _ in classes.values()], "items": group}, {
        "classes": dict(classes.values()),
        "items": _said(items),
    }


def _classes(part: Part) -> dict[str, tuple[str, str]]:
    """Each group as it was typed first → its id and name; a row with a group alone may give the id."""
    rows: dict[str, Row] = {}
    for row in part.rows:
        group = plain(row.text("other"))
        if group in rows and not row.text("piece"):
            part.fault(row, "piece", Phrase("finding.beside", text=brief(row.text("other"))), "advice.add_text")
        elif group:
            rows.setdefault(group, row)
    _near(part, rows)
    if len(rows) < 2:
        part.fault(part.rows[0], "", "finding.few_groups", Phrase("advice.write_in", column=part.head("other")))
    given = ["" if row.text("piece") else row.text("piece_id") for row in rows.values()]
    names = make_ids(given, [row.text("other") for row in rows.values()], part.lang)
    for name, row in zip(names, rows.values(), strict=True):
        part.place(f"classes.{name}", row, "other")
    return {key: (name, row.text("other")) for name, (key, row) in zip(names, rows.items(), strict=True)}


def _near(part: Part, rows: Mapping[str, Row]) -> None:
    """Two groups that differ by a letter within a word are one group and a slip of the hand."""
    for one, other in combinations(rows, 2):
        words = [(a, b) for a, b in zip(one.split(), other.split(), strict=False) if a != b]
        if len(words) != 1 or len(one.split()) != len(other.split()) or min(map(len, words[0])) < 4:
            continue
        same = sum(block.size for block in SequenceMatcher(None, *words[0], autojunk=False).get_matching_blocks())
        if same >= max(map(len, words[0])) - 1:
            names = {"text": rows[other].text("other"), "other": rows[one].text("other")}
            part.fault(rows[other], "other", Phrase("finding.almost", row=rows[one].n, **names), "advice.write_alike")


def _match(part: Part) -> Made:
    pairs = pieces(part, "pairs", ("other",))
    partners: dict[str, int] = {}
    for name, row in pairs.items():
        part.place(f"pairs.{name}.left", row, "piece")
        part.place(f"pairs.{name}.right", row, "other")
        partner = plain(row.text("other"))
        if partner and partner in partners:
            part.fault(row, "other", Phrase("finding.same_half", row=partners[partner]), "advice.make_differ")
        partners.setdefault(partner, row.n)
    said = {name: {"left": row.text("piece"), "right": row.text("other")} for name, row in pairs.items()}
    return {"pairs": list(pairs)}, {"pairs": said, "why": part.whole("why")}


def _text(part: Part) -> Made:
    criteria = pieces(part, "criteria", ("other",))
    for name, row in criteria.items():
        part.place(f"criteria.{name}.cues", row, "other")
    said = {name: {"say": row.text("piece"), "cues": cues(row.text("other"))} for name, row in criteria.items()}
    return {"criteria": list(criteria), "coach": "cues"}, {"criteria": said, "model": part.whole("why")}


def cues(text: str) -> list[str]:
    """The words of a cell: separated by semicolons or lines where there are any, else by commas.

    >>> cues("чому, що саме ,"), cues("so, what; why;")
    (['чому', 'що саме'], ['so, what', 'why'])
    """
    found = re.split(r"[;\n]" if re.search(r"[;\n]", text) else ",", text)
    return [word.strip() for word in found if word.strip()]


KINDS: Mapping[str, Callable[[Part], Made]] = {
    "choice": _choice,
    "order": _order,
    "sort": _sort,
    "match": _match,
    "number": number,
    "text": _text,
}
