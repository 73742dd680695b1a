"""Whether we keep in touch: who is forgotten or has no rep, what hangs on one client, and the rules of contact."""

from salesbook import findings as say
from salesbook.findings import Finding
from salesbook.measured import Measured, measure
from salesbook.tables import Book


def findings(
    book: Book, *, quiet_days: int = 90, risk_share: float = 0.2, a_days: int = 30, b_days: int = 60, c_days: int = 90,
    rules: str = "",
) -> list[Finding]:  # fmt: skip
    """The largest client, who is forgotten or orphaned, standard and rules: as far as there are tables."""
    found, spoken = [], Measured("uncontacted", None, (), book.lang)
    if _has(book, "orders", "contacts"):
        spoken = measure(book, "uncontacted", also=["client_name"], quiet_days=quiet_days)
    if _has(book, "orders"):
        found += _one_client(book, spoken, risk_share)
    if _has(book, "orders", "contacts"):
        standard = measure(book, "contact_standard", a_days=a_days, b_days=b_days, c_days=c_days)
        found += [say.uncontacted(spoken, quiet_days), say.contact_standard(standard)]
    if _has(book, "orders", "clients"):
        found.append(say.workload(measure(book, "workload")))
    if _has(book, "contacts"):
        found.append(say.initiative(measure(book, "initiative")))
        found += say.cadence(measure(book, "cadence", rules=rules))
        found.append(say.content_balance(measure(book, "content_balance")))
    return found


def _one_client(book: Book, spoken: Measured, risk_share: float) -> list[Finding]:
    """What hangs on the largest client, and whether it is well looked after where much does."""
    bring = measure(book, "concentration")
    share = say.concentration(bring, risk_share, lambda client: _named(book, client))
    if not share.tone:
        return [share]
    watched = say.largest(bring, measure(book, "sleeping", also=["client_name"]), spoken)
    return [watched, share] if watched else [share]


def _named(book: Book, client: str) -> str:
    """``client`` as the other findings call it, where the company names its clients."""
    rows = book.table("clients") if "clients" in book.tables else None
    if rows is None or "client_name" not in rows.columns:
        return client
    found = rows.filter(rows.client_id == client).select("client_id", "client_name").limit(1).to_pyarrow().to_pylist()
    return say.who(found[0]) if found else client


def _has(book: Book, *tables: str) -> bool:
    return set(tables) <= set(book.tables)
