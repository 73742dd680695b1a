"""The same client under the same key in every file: deals may name a company by its domain, companies by a number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from salesbook.intake.field import Field, Found, Match
from salesbook.intake.profiles import header, profiles

Sheets = Mapping[str, tuple[Sequence[Field], Match]]


def agree(sheets: Sheets) -> dict[str, Match]:
    """The matches of one company's sheets, their ``client_id`` chosen so that the clients meet. Says what it changed.

    Only among the columns that a known layout names, and only where what was found at first meets nothing.
    """
    chosen = {where: found for where, (_, found) in sheets.items()}
    clients = [where for where, found in chosen.items() if found.table == "clients" and "client_id" in found.columns]
    others = [where for where, found in chosen.items() if found.table != "clients" and "client_id" in found.columns]
    for where in clients:
        known = [_cells(sheets[where][0], chosen[where].columns["client_id"].theirs)]
        others = [o for o in others if not _meets(sheets[o][0], chosen[o].columns["client_id"].theirs, known)]
    clients.sort(
        key=lambda where: -max((len(_partners(sheets, o, others)) for o in _options(*sheets[where])), default=0)
    )
    for where in clients:
        pairs = {option: _partners(sheets, option, others) for option in _options(*sheets[where])}
        best = max(pairs, key=lambda option: sum(share for share, _ in pairs[option].values()), default=None)
        if best is None or not pairs[best]:
            continue
        chosen[where] = _with_key(chosen[where], best.name)
        for other, (_, theirs) in pairs[best].items():
            chosen[other] = _with_key(chosen[other], theirs)
        others = [other for other in others if other not in pairs[best]]
    return chosen


def _options(fields: Sequence[Field], found: Match) -> Iterator[Field]:
    """The columns that may name the client, as the layout lists them."""
    names = profiles()[found.profile].columns.get("client_id", ()) if found.profile else ()
    wanted = {header(n): place for place, n in enumerate((found.columns["client_id"].theirs, *names))}
    used = {one.theirs for ours, one in found.columns.items() if ours in ("client_name", "parent_id", "referred_by")}
    options = [f for f in fields if header(f.name) in wanted and f.samples and f.name not in used]
    yield from sorted(options, key=lambda f: wanted[header(f.name)])


def _partners(sheets: Sheets, key: Field, others: Sequence[str]) -> dict[str, tuple[float, str]]:
    """Sheet → how much of its column meets ``key``, and which column that is."""
    found = {}
    for where in others:
        shares = {f.name: _share(f, set(key.samples)) for f in _options(*sheets[where])}
        best = max(shares, key=shares.__getitem__, default="")
        if best and shares[best]:
            found[where] = (shares[best], best)
    return found


def _share(field: Field, known: set[str]) -> float:
    return sum(s in known for s in field.samples) / len(field.samples)


def _cells(fields: Sequence[Field], name: str) -> set[str]:
    return {s for f in fields if f.name == name for s in f.samples}


def _meets(fields: Sequence[Field], name: str, known: Sequence[set[str]]) -> bool:
    cells = _cells(fields, name)
    return any(cells & ids for ids in known)


def _with_key(found: Match, theirs: str) -> Match:
    before = found.columns["client_id"]
    if before.theirs == theirs:
        return found
    columns = {**found.columns, "client_id": Found(theirs, before.confidence, before.why)}
    return replace(
        found, columns=columns, notes=(*found.notes, ("import.key", {"column": theirs, "was": before.theirs}))
    )
