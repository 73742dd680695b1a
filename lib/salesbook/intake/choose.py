"""Which table a sheet is: by the names of its columns first, by the name of the file where that leaves a doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesbook.intake.candidates import MEASURES, Candidate, assign, candidates
from salesbook.intake.field import CERTAIN, NEAR, Field
from salesbook.intake.likeness import meanings, tokens
from salesbook.tables.contracts import Contract, contracts
from salesbook.tables.guess import plain

NEED, EXPLAINED = (
    0.7,
    0.3,
)  # shares of the whole: what the table cannot do without, and how much of the file it explains
WHOLE_NAME, IN_NAME = 0.3, 0.2  # what the name of the file adds
OF_SALES = ("product", "order_id", "quantity", "manager_id", "branch")
SALES_LINES = 0.4  # a file with quantities and amounts is no list of clients


@dataclass(frozen=True)
class Fit:
    """How well a table explains a sheet."""

    table: str
    score: float
    named: float  # share of its required columns that some name tells
    confidence: float  # mean over the required columns
    hinted: bool
    explains: frozenset[str] = frozenset()  # names of their columns
    client: bool = False  # whether some column may name a client


def fit(contract: Contract, fields: Sequence[Field], names: Sequence[str]) -> Fit:
    """How well ``contract`` explains ``fields``; ``names`` are those of the file and the sheet."""
    taken = assign(candidates(contract, fields))
    needed = [name for name, c in contract.columns.items() if c.required or c.key]
    if contract.name == "orders" and "client_id" not in taken and _is_of_goods(taken):
        needed.remove("client_id")
    needs = [_need(contract, name, taken) for name in needed]
    sure = [c for c in taken.values() if c.confidence >= CERTAIN - NEAR]
    hint = max((_hint(contract, name) for name in names if name), default=0.0)
    confidence = sum(needs) / len(needs)
    score = NEED * confidence + EXPLAINED * len(sure) / max(4, len(fields)) + hint
    if contract.name in ("clients", "team"):
        score -= SALES_LINES * (_measures(fields) > 1)
        if not hint and len(sure) < 2 and not _says_itself(taken):
            return Fit(contract.name, 0, 0, 0, False)
    if contract.name == "spend" and not hint and not _is_spent(taken):
        return Fit(contract.name, 0, 0, 0, False)  # months and amounts are sales far more often
    explains = frozenset(c.field.name for c in sure)
    return Fit(
        contract.name,
        score,
        sum(n > 0 for n in needs) / len(needs),
        confidence,
        hint > 0,
        explains,
        "client_id" in taken,
    )


def _need(contract: Contract, name: str, taken: Mapping[str, Candidate]) -> float:
    own = taken[name].confidence if name in taken else 0.0
    others = contract.columns[name].or_else
    stand_in = min((taken[o].confidence if o in taken else 0.0 for o in others), default=0.0)
    return max(own, stand_in) if max(own, stand_in) >= 0.6 else 0.0


def _says_itself(taken: Mapping[str, Candidate]) -> bool:
    """Whether the one column found names the table too: “customerID” does, “ID” does not."""
    one = next(iter(taken.values()), None)
    if one is None or plain(one.field.name) in {plain(w) for w in meanings()["weak"]}:
        return False
    return bool(set(tokens(one.field.name)) & set(meanings()["id_words"]))


def _is_of_goods(taken: Mapping[str, Candidate]) -> bool:
    """Whether something besides the amounts says that these are sales, though nobody says to whom."""
    return any(name in taken and taken[name].confidence >= CERTAIN for name in OF_SALES)


def _is_spent(taken: Mapping[str, Candidate]) -> bool:
    """Whether a column says that money was spent, or on what."""
    if any(c.ours in ("channel", "purpose") and c.confidence >= CERTAIN for c in taken.values()):
        return True
    words = tokens(taken["amount"].field.name) if "amount" in taken else ()
    return any(word.startswith(noun) for word in words for noun in meanings()["nouns"]["spend"] if len(noun) > 3)


def _measures(fields: Sequence[Field]) -> int:
    found = assign(candidates(contracts()["orders"], fields))
    return sum(name in found and found[name].confidence >= CERTAIN - NEAR for name in MEASURES)


def _hint(contract: Contract, name: str) -> float:
    known = {plain(n) for n in (contract.name, *contract.names)}
    if plain(name) in known:
        return WHOLE_NAME
    words = {plain(w).rstrip("s") for w in tokens(name)}
    return IN_NAME if words & {k.rstrip("s") for k in known} else 0.0


def _fits(fields: Sequence[Field], file: str, sheet: str) -> list[Fit]:
    stem = file.rsplit("/", 1)[-1].split(".", 1)[0]
    return sorted((fit(c, fields, (stem, sheet)) for c in contracts().values()), key=lambda f: -f.score)


def hinted(fields: Sequence[Field], file: str, sheet: str) -> str | None:
    """The table that the file or the sheet is called by, if its columns know anything of it."""
    return next((f.table for f in _fits(fields, file, sheet) if f.hinted and f.explains), None)


def choose(fields: Sequence[Field], file: str, sheet: str) -> list[Fit]:
    """The tables a sheet may be, the likeliest first: none, one beyond doubt, or several that are nearly as likely."""
    fits = _fits(fields, file, sheet)
    whole = [f for f in fits if f.named == 1]
    partly = [f for f in fits if 0.6 < f.named < 1 or (f.hinted and f.named >= 0.5)]
    likely = whole or partly
    if partly and whole and partly[0].table == "orders" and partly[0].score > whole[0].score:
        likely = [partly[0]]
    return [f for f in likely if f.score > likely[0].score - NEAR and not _explains_less(f, likely[0])]


def _explains_less(one: Fit, best: Fit) -> bool:
    """Whether ``one`` tells nothing of the sheet that ``best`` does not tell, or leaves its clients out."""
    return one.explains < best.explains or (best.client and not one.client)
