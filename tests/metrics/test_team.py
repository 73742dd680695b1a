"""The scoreboard: whose client it was at the time, and what each rep sold and kept."""

import pytest

import salesbook as sb
from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics import team
from tests.demo.company import DAY, LAST, TRUTH, read
from tests.metrics.sight import by_group, one, pick, rows, table

# windows of 10 days up to 31 January: 22 … 31; before it 12 … 21
ORDERS = table("""
    client_id ordered_at amount cost order_id manager_id
    ann       2026-01-15 50     30   1        01
    ann       2026-01-25 60     40   2        01
    ann       2026-01-25 40     20   2        01
    bob       2026-01-20 70     50   3        02
    cat       2026-01-20 10     5    4        02
    cat       2026-01-31 30     20   5        01
    dan       2026-01-30 20     10   6        -
""")
CLIENTS = table("client_id manager_id\nann 02\nbob 02\ncat 02\ndan 02")
TEAM = table("""
    manager_id manager_name team  from_date  to_date
    01         Anna         north 2025-01-01 2026-01-23
    01         Anna         south 2026-01-24 -
    02         Boris        north 2025-01-01 2026-01-24
""")


def ten_days(orders=ORDERS, **parameters):
    return team(orders, window_days=10, **parameters)


def test_volume_of_the_rep_who_sold():
    reps = by_group(ten_days(clients=CLIENTS), "manager_id")
    assert pick(reps["01"], "orders", "clients", "revenue", "profit", "order_value") == (2, 2, 130, 50, 65)
    assert reps["01"]["order_value_sd"] == pytest.approx(70 / 2**0.5)  # of 100 and 30
    assert pick(reps["02"], "orders", "clients", "revenue") == (1, 1, 20)  # dan's sale names nobody: his rep's


def test_clients_are_kept_or_lost_by_who_had_them_then():
    reps = by_group(ten_days(clients=CLIENTS), "manager_id")
    assert pick(reps["01"], "start", "kept", "lost") == (1, 1, 0)
    assert pick(reps["02"], "start", "kept", "lost") == (2, 1, 1)  # cat bought again, though from 01


def test_a_rep_who_left_has_no_clients_any_more():
    reps = by_group(ten_days(clients=CLIENTS, team=TEAM), "manager_id")
    assert pick(reps[None], "clients", "revenue", "manager_name") == (1, 20, None)  # dan, after 02 left on the 24th
    assert pick(reps["02"], "orders", "start") == (0, 2)  # on the 21st they were still his
    assert reps["01"]["manager_name"] == "Anna"


def test_a_rep_who_changed_teams_counts_where_he_was_then():
    teams = by_group(ten_days(clients=CLIENTS, team=TEAM, unit="team"), "team")
    assert pick(teams["south"], "orders", "start") == (2, 0)
    assert pick(teams["north"], "orders", "start") == (0, 3)


def test_an_answer_counts_for_the_rep_of_the_last_sale_before_it():
    surveys = table("""
        client_id answered_at score kind
        cat       2026-01-30 10    nps
        cat       2026-01-31 3     nps
        bob       2026-01-31 9     nps
        bob       2026-01-31 1     csat
        ann       2026-01-31 -     nps
        ann       2026-01-20 9     nps
        -         2026-01-31 9     nps
    """)
    reps = by_group(ten_days(clients=CLIENTS, surveys=surveys), "manager_id")
    assert pick(reps["02"], "answered", "promoters", "detractors") == (2, 2, 0)
    assert pick(reps["01"], "answered", "promoters", "detractors") == (1, 0, 1)  # cat after the sale of the 31st


def test_complaints_answered_late_or_not_at_all():
    complaints = table("""
        complaint_id client_id opened_at  answered_at manager_id
        1            ann       2026-01-22 2026-01-25  01
        2            ann       2026-01-22 2026-01-26  01
        3            ann       2026-01-27 -           01
        4            ann       2026-01-28 -           01
        5            ann       2026-01-21 -           01
        6            bob       2026-01-25 2026-01-25  -
    """)
    reps = by_group(ten_days(clients=CLIENTS, complaints=complaints), "manager_id")
    # 2 took four days; 3 has waited four; 4 three, so nobody knows yet; 5 was opened before the window
    assert pick(reps["01"], "complaints", "complaints_late") == (3, 2)
    assert pick(reps["02"], "complaints", "complaints_late") == (1, 0)


def test_contacts_that_we_started_with_clients_who_bought():
    contacts = table("""
        client_id contacted_at initiated_by
        ann       2026-01-23   us
        ann       2026-01-24   us
        cat       2026-01-24   client
        dan       2026-01-10   us
        bob       2026-01-24   us
    """)
    reps = by_group(ten_days(clients=CLIENTS, contacts=contacts), "manager_id")
    assert pick(reps["01"], "clients", "contacted_by_us") == (2, 1)
    assert pick(reps["02"], "clients", "contacted_by_us") == (1, 0)


def test_a_table_that_the_company_has_not_leaves_its_columns_empty():
    row = by_group(ten_days(), "manager_id")["01"]
    assert pick(row, "answered", "promoters", "complaints", "contacted_by_us") == (None, None, None, None)
    assert one(ten_days(ORDERS.drop("cost").filter(ORDERS.manager_id == "01")))["profit"] is None


def test_orders_without_a_rep_are_those_of_the_client_s_rep():
    reps = by_group(ten_days(ORDERS.drop("manager_id"), clients=CLIENTS), "manager_id")
    assert {name: r["revenue"] for name, r in reps.items()} == {"02": 150}


def test_a_rep_named_nowhere_is_an_absent_column():
    with pytest.raises(AbsentColumn, match="manager_id"):
        ten_days(ORDERS.drop("manager_id"))
    with pytest.raises(AbsentColumn, match="team"):
        ten_days(unit="team")


def test_lengths_and_units_that_are_none_are_refused():
    with pytest.raises(RequestError, match="no choice branch"):
        ten_days(unit="branch")
    with pytest.raises(RequestError, match="a length that is none"):
        team(ORDERS, window_days=0)


def test_no_orders_no_reps():
    assert rows(ten_days(table("client_id ordered_at amount manager_id"))) == []


def test_the_demo_company_s_volume_adds_up_and_the_departed_rep_is_nobody_s():
    book = sb.open(sb.DEMO)
    tables = {name: book.table(name) for name in ("clients", "surveys", "complaints", "contacts", "team")}
    reps = by_group(team(book.orders, **tables), "manager_id")
    assert TRUTH["departed_rep"]["manager_id"] not in reps
    lines = read("orders.csv.gz")
    recent = lines[(lines.ordered_at >= LAST - 89 * DAY) & (lines.amount > 0) & (lines.client_id != "")]
    assert sum(r["revenue"] for r in reps.values()) == pytest.approx(recent.amount.sum())
    assert sum(r["orders"] for r in reps.values()) == recent.order_id.nunique()
    of_his = read("clients.csv").query("manager_id == @TRUTH['departed_rep']['manager_id']").client_id
    assert reps[None]["clients"] == recent[recent.client_id.isin(of_his)].client_id.nunique()
    answers = read("surveys.csv").query("kind == 'nps' and score == score and client_id != ''")
    assert sum(r["answered"] for r in reps.values()) == (answers.answered_at >= LAST - 89 * DAY).sum()
