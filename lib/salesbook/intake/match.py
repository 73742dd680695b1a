"""What a sheet is understood to be: the table, which column is which, what is a sale; and what only a person can say.

Confidences: ``field.CERTAIN`` = 0.85 passes without a question, two within ``field.NEAR`` = 0.1 are asked about.

====  =============================================================================================
1.00  ``profile``: the layout is known; ``name``: the header is our own name of the column
0.97  ``synonym``: one of the names in contracts.yaml, units and punctuation aside
0.95  ``synonym``: the words of a question (recommend, why); 0.9: of a rating (satisfied)
× .97 the name stands in one level of a header, or beside the table's own noun (“Deal owner”)
× .92 beside a word that says which of several it is: with VAT, of payment, of delivery
0.75  ``like``: the name leads or ends the header; 0.7: it is misspelt
0.50  ``content``: nothing but the cells speaks for it
× .55 the cells do not fit the name;  × .4 the header says plan, share, discount, tax
====  =============================================================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from salesbook.intake.candidates import Candidate, vat
from salesbook.intake.choose import Fit, choose, hinted
from salesbook.intake.columns import Columns, settle_columns
from salesbook.intake.content import is_sale
from salesbook.intake.field import Field, Found, Match, Question
from salesbook.intake.marks import low
from salesbook.intake.profiles import Profile, find, given, others, recognise
from salesbook.intake.states import ask_currency, ask_states, keep_question
from salesbook.intake.terms import survey_kind, translate
from salesbook.intake.vat import ask_vat
from salesbook.tables.contracts import Contract, contracts

KINDS = ("nps", "csat")

__all__ = ["Field", "Found", "Match", "Question", "match"]


def match(
    fields: Sequence[Field], file: str, sheet: str = "", want: str = "", said: Mapping[str, str] | None = None
) -> Match:
    """What ``fields`` of ``file`` are.

    want
        The table, where a person has said it.
    said
        Our column → theirs, where a person has: beyond doubt, and all that follows from it is found anew. Empty: no
        column of theirs is that one of ours.
    """
    fields = [f if f.name else replace(f, name=str(place)) for place, f in enumerate(fields, 1)]
    where = f"{file}/{sheet}" if sheet else file
    profile = recognise(fields, want)
    if profile and profile.refuse and not want:
        return Match("", 0, {}, profile.id, notes=((profile.refuse, {"profile": profile.title}),))
    if profile:
        return _columns(profile.table, fields, where, file, profile, [], said or {})
    fits = [Fit(want, 1, 1, 1, True)] if want else choose(fields, file, sheet) or _unnamed(fields)
    if not fits:
        return Match("", 0, {}, notes=(("import.no_table", {"file": where}), *_nearly(fields, file, sheet)))
    return _columns(fits[0].table, fields, where, file, None, _ask_table(fits, where), said or {})


def _nearly(fields: Sequence[Field], file: str, sheet: str) -> list[tuple[str, dict[str, str]]]:
    """What is missing for the table that the name of the file promises."""
    best = hinted(fields, file, sheet)
    if best is None:
        return []
    contract = contracts()[best]
    found = settle_columns(contract, fields, file)
    return [("import.lacks", {"table": best, "columns": ", ".join(contract.lacks({*found.certain}))})]


def _unnamed(fields: Sequence[Field]) -> list[Fit]:
    """A file without a header that has days and numbers may hold sales; nothing in it is certain."""
    kinds = {f.kind for f in fields}
    without = fields and all(f.name == str(place) for place, f in enumerate(fields, 1))
    return [Fit("orders", 0, 0, 0, False)] if without and {"date", "number"} <= kinds else []


def _ask_table(fits: Sequence[Fit], where: str) -> list[Question]:
    if len(fits) == 1 and fits[0].named == 1:
        return []
    likely = [f.table for f in fits]
    options = (*likely, *(name for name in contracts() if name not in likely))
    return [Question(f"{where}:table", "import.ask.table", {"file": where}, options, likely[0])]


def _columns(
    table: str,
    fields: Sequence[Field],
    where: str,
    file: str,
    profile: Profile | None,
    asked: list[Question],
    said: Mapping[str, str],
) -> Match:
    contract = _without(contracts()[table], [ours for ours, theirs in said.items() if not theirs])
    told = _told(fields, given(profile, fields) if profile else [], said)
    found = settle_columns(contract, others(profile, fields) if profile else fields, where, told)
    known = profile.id if profile else ""
    if found.lacks:
        asked_of = {q.id.rsplit(".", 1)[-1] for q in found.questions}
        values = {"table": table, "columns": ", ".join(contract.lacks({*found.certain, *asked_of}))}
        return Match("", 0, {}, known, notes=(("import.lacks", values),))
    words = translate(contract, fields, found.certain, profile.words if profile else {})
    questions = [*asked, *found.questions]
    if profile:
        words |= {ours: {"": value} for ours, value in profile.constant.items() if ours not in found.certain}
    if table == "surveys" and "score" in found.certain and "kind" not in words:
        score = next(f for f in fields if f.name == found.certain["score"].theirs)
        more, open_ = survey_kind(score, file, found.certain, where)
        words, questions = words | more, questions + open_
    elif table == "surveys" and "kind" not in {*words, *found.certain}:
        either = Question(f"{where}:value.kind", "import.ask.kind", {"column": "score", "low": 0, "high": 10}, KINDS)
        questions.append(either)
    keep: dict[str, tuple[str, ...]] = {}
    if table == "orders":
        keep, open_ = _sales(fields, found, profile, where)
        questions += open_ + ask_currency(fields, found.certain, where) + ask_vat(fields, found.certain, words, where)
    notes = (*found.notes, *_notes(found.certain, fields), *_profile_notes(profile, fields))
    return Match(table, _confidence(found), found.certain, known, keep, words, tuple(questions), notes)


def _without(contract: Contract, none: Sequence[str]) -> Contract:
    """``contract`` without the columns of which a person has said that there are none; some cannot be missing."""
    columns = {
        name: column
        for name, column in contract.columns.items()
        if name not in none or ((column.required or column.key) and not column.or_else)
    }
    return replace(contract, columns=columns)


def _told(fields: Sequence[Field], known: Sequence[Candidate], said: Mapping[str, str]) -> list[Candidate]:
    """What a person has said of the columns goes before what a profile knows."""
    by_name = {f.name: f for f in fields}
    heard = [Candidate(ours, by_name[theirs], 1.0, "said") for ours, theirs in said.items() if theirs in by_name]
    return [*heard, *(c for c in known if c.ours not in said and c.field.name not in said.values())]


def _profile_notes(profile: Profile | None, fields: Sequence[Field]) -> list[tuple[str, dict[str, str]]]:
    """What a known layout has to be told about; without its column of states every row counts as a sale."""
    if profile is None:
        return []
    stateless = profile.keep and not any(find(fields, names) for names, _ in profile.keep)
    return [
        *((note, {}) for note in profile.notes),
        *([("import.no_state", {"profile": profile.title})] if stateless else []),
    ]


def _confidence(found: Columns) -> float:
    sure = [f.confidence for f in found.certain.values()]
    return round(sum(sure) / (len(sure) + len(found.questions)), 3) if sure else 0.0


def _sales(
    fields: Sequence[Field], found: Columns, profile: Profile | None, where: str
) -> tuple[dict[str, tuple[str, ...]], list[Question]]:
    """Their column → values that are sales, where a profile knows; questions where it does not."""
    used = {f.theirs for f in found.certain.values()}
    if profile is None:
        return {}, ask_states(fields, used, where)
    keep: dict[str, tuple[str, ...]] = {}
    asked = []
    for names, values in profile.keep:
        one = find(fields, names)
        if one is None:
            continue
        wanted = {low(v) for v in values}
        there = tuple(s for s in one.samples if low(s) in wanted)
        doubtful = [s for s in one.samples if is_sale(s) and low(s) not in wanted]
        if one.samples and (doubtful or not there):
            asked.append(keep_question(one, where))
        else:
            keep[one.name] = there or values
    return keep, asked


def _notes(columns: Mapping[str, Found], fields: Sequence[Field]) -> list[tuple[str, dict[str, str]]]:
    amount = columns.get("amount")
    said = next((vat(f) for f in fields if amount and f.name == amount.theirs), "")
    return [(f"import.vat_{said}", {"column": amount.theirs})] if amount and said else []
