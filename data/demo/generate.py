"""Make the demo company again: python data/demo/generate.py [FOLDER]

Reads truth.yaml (all parameters), catalogue.yaml and comments.yaml (all words) beside this file and writes
the tables of the company, with what is true of each client and comment, into FOLDER (default: here).
The same input gives the same bytes.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import fsum
from pathlib import Path
from typing import Any

import yaml
from maker import clients, comments, contacts, history, money, orders, programme, surveys
from maker.files import write

HERE = Path(__file__).parent
Rows = Iterator[tuple]


@dataclass
class Company:
    truth: dict[str, Any]
    words: dict[str, Any]
    clients: list[clients.Client]
    complaints: list[history.Complaint]
    orders: list[orders.Order]
    answers: list[surveys.Answer]


def main(folder: Path) -> None:
    truth, words, sentences = (_read(name) for name in ("truth", "catalogue", "comments"))
    everybody, clock = clients.all_clients(truth, words), history.Clock(truth)
    complaints = [complaint for client in everybody for complaint in history.live(truth, clock, client)]
    complaints.sort(key=lambda c: (c.opened_at, c.client.client_id))
    sales = orders.all_orders(truth, words, everybody)
    answers = surveys.all_answers(truth, comments.Bank(truth, sentences), everybody, sales, complaints)
    company = Company(truth, words, everybody, complaints, sales, answers)
    for name, (header, rows) in TABLES.items():
        write(folder / name, header, rows(company))
    derived = yaml.safe_dump(_derived(company), allow_unicode=True, sort_keys=False)
    (folder / "derived.yaml").write_bytes(derived.encode())


def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def _clients(company: Company) -> Rows:
    for c in company.clients:
        yield (
            *(c.client_id, c.client_name, c.parent_id, c.kind, c.segment, c.region, c.manager_id, c.channel),
            *(c.acquired_on, c.consent_on, c.phone, c.email, c.birthday, c.timezone),
        )


def _orders(company: Company) -> Rows:
    for o in company.orders:
        for x in o.lines:
            yield (
                *(
                    o.order_id,
                    o.client.client_id if o.client else "",
                    o.at,
                    x.product,
                    x.quantity,
                    x.unit_price,
                ),
                *(x.amount, x.cost, "true", o.manager_id, o.branch),
            )


def _surveys(company: Company) -> Rows:
    for a in company.answers:
        who = a.client.client_id if a.named else ""
        yield a.response_id, who, a.at, a.kind, a.score, a.comment, a.client.segment, a.client.region


def _contacts(company: Company) -> Rows:
    for c in contacts.all_contacts(company.truth, company.clients):
        yield (
            *(c.client.client_id, c.at, c.channel, c.content, c.initiated_by, c.manager_id),
            *(c.opened, c.outcome, c.reason),
        )


def _complaints(company: Company) -> Rows:
    for number, c in enumerate(company.complaints, start=1):
        rep = orders.rep_on(company.truth, c.client, c.opened_at.date())
        yield (
            *(f"{number:05d}", c.client.client_id, c.opened_at, c.answered_at, c.resolved_at, c.promised_by),
            *(c.channel, c.topic, rep),
        )


def _spend(company: Company) -> Rows:
    yield from money.all_spend(company.truth, company.clients)


def _team(company: Company) -> Rows:
    departed, moved = company.truth["departed_rep"], company.words["moved"]
    for rep in company.words["team"]:
        who = (rep["manager_id"], rep["manager_name"])
        start, end = rep["from_date"], None
        if rep["manager_id"] == moved["manager_id"]:
            yield (*who, moved["from_branch"], start, moved["moved_on"] - timedelta(days=1))
            start = moved["moved_on"]
        if rep["manager_id"] == departed["manager_id"]:
            end = departed["left_on"]
        yield (*who, rep["branch"], start, end)


def _points(company: Company) -> Rows:
    for c in programme.all_points(company.truth, company.orders):
        yield c.client.client_id, c.at, c.points, c.reason, c.expires_on, c.order_id


def _client_truth(company: Company) -> Rows:
    for c in company.clients:
        left = ("", "") if c.big else (c.left_on, c.why_left)  # it went quiet; nobody knows whether it left
        yield c.client_id, c.mean_gap_days, *left, c.language, int(c.member), int(c.big)


def _comment_themes(company: Company) -> Rows:
    for a in company.answers:
        if a.comment:
            yield a.response_id, ";".join(a.themes), a.tone, a.client.language


def _nps_truth(company: Company) -> Rows:
    for a in company.answers:
        if a.kind == "nps" and a.score is not None:
            yield a.response_id, a.wave, a.expected_nps, a.complaint


TABLES: dict[str, tuple[str, Callable[[Company], Rows]]] = {
    "clients.csv": (
        "client_id client_name parent_id kind segment region manager_id channel acquired_on consent_on phone"
        " email birthday timezone",
        _clients,
    ),
    "orders.csv.gz": (
        "order_id client_id ordered_at product quantity unit_price amount cost vat_included manager_id branch",
        _orders,
    ),
    "surveys.csv": ("response_id client_id answered_at kind score comment segment region", _surveys),
    "contacts.csv.gz": (
        "client_id contacted_at channel content initiated_by manager_id opened outcome reason",
        _contacts,
    ),
    "complaints.csv": (
        "complaint_id client_id opened_at answered_at resolved_at promised_by channel topic manager_id",
        _complaints,
    ),
    "spend.csv": ("month channel purpose amount", _spend),
    "team.csv": ("manager_id manager_name team from_date to_date", _team),
    "points.csv": ("client_id changed_at points reason expires_on order_id", _points),
    "client_truth.csv": ("client_id mean_gap_days left_on why_left language member big", _client_truth),
    "comment_themes.csv": ("response_id themes tone language", _comment_themes),
    "nps_truth.csv": ("response_id wave expected_nps complaint", _nps_truth),
}


def _derived(company: Company) -> dict[str, Any]:
    """What follows from the truth for the clients as drawn."""
    scored = [a for a in company.answers if a.kind == "nps" and a.score is not None]
    waves = {wave: [a for a in scored if a.wave == wave] for wave in company.truth["nps"]["waves"]}
    return {
        "nps_expected": {w: _mean_nps(of) for w, of in waves.items()},
        "nps_expected_by_segment": {
            s: _mean_nps([a for a in scored if a.client.segment == s]) for s in company.truth["segments"]
        },
        "clients_who_left": sum(c.left_on is not None and not c.big for c in company.clients),
    }


def _mean_nps(answers: list[surveys.Answer]) -> float:
    return round(fsum(a.expected_nps for a in answers) / len(answers), 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
