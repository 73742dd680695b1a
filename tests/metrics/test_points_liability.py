"""The balance of points, first in, first out; its age; whom to remind."""

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import RequestError
from salesbook.metrics import points_balance, points_due, points_liability, programme
from salesbook.metrics.fit.fifo import accounts
from tests.demo.company import LAST, TRUTH, read
from tests.metrics.sight import by_group, one, pick, rows, table

# ann: 100 in January and 100 in May, 150 taken in June: all of January's and 50 of May's
# bob: 80 that expired on 1 June and nobody booked; cat took 30 more than she ever had
POINTS = table("""
    client_id changed_at points reason   expires_on region
    ann       2026-01-01 100    issued   2027-01-01 north
    ann       2026-05-01 100    issued   2027-05-01 north
    ann       2026-06-01 -150   redeemed -          north
    bob       2025-06-01 80     issued   2026-06-01 south
    cat       2026-02-01 20     issued   -          south
    cat       2026-06-30 -50    redeemed -          south
""")


def test_what_is_taken_off_comes_from_the_oldest_points():
    (row,) = rows(points_liability(POINTS, point_value=0.5))
    assert pick(row, "age_from_days", "age_to_days", "members", "points", "liability_amount") == (0, 90, 1, 50, 25)


def test_points_past_their_day_are_said_and_no_balance_is_negative():
    row = one(points_balance(POINTS, point_value=2))
    assert pick(row, "members", "balance", "liability_amount") == (1, 50, 100)
    assert pick(row, "unbooked", "overdrawn", "members_overdrawn") == (80, 30, 1)
    assert row["as_of"] == dt.date(2026, 6, 30)
    booked = one(programme(POINTS))
    left = booked["issued"] - booked["redeemed"] - booked["expired"]
    assert left == row["balance"] + row["unbooked"] - row["overdrawn"]


def test_accounts_are_grouped_by_what_the_client_is_and_by_no_period():
    regions = by_group(points_balance(POINTS, by=["region"]), "region")
    assert pick(regions["north"], "balance", "unbooked") == (50, 0)
    assert pick(regions["south"], "balance", "unbooked", "overdrawn") == (0, 80, 30)
    with pytest.raises(RequestError, match="no month of its own"):
        points_balance(POINTS, by=["month"])


def test_ages_are_parted_where_asked():
    points = table("""
        client_id changed_at points
        ann       2026-06-30 1
        ann       2026-06-01 2
        ann       2026-05-31 4
        ann       2025-01-01 8
    """)  # 0, 29, 30 and 545 days old
    ages = [pick(r, "age_from_days", "age_to_days", "points") for r in rows(points_liability(points, edges="30,365"))]
    assert ages == [(0, 30, 3), (30, 365, 4), (365, None, 8)]
    for wrong in ("30,30", "0", "soon", "90,30"):
        with pytest.raises(RequestError, match="rising numbers"):
            points_liability(points, edges=wrong)


def test_points_redeemed_after_an_expiry_are_not_those_that_expired():
    points = table("""
        client_id changed_at points reason   expires_on
        ann       2025-01-01 100    issued   2026-01-01
        ann       2025-12-01 100    issued   2026-12-01
        ann       2026-03-01 -50    redeemed -
    """)
    row = one(points_balance(points))
    assert pick(row, "balance", "unbooked") == (50, 100)


def test_points_with_a_short_life_do_not_take_older_ones_with_them():
    points = table("""
        client_id changed_at points reason expires_on
        ann       2026-01-01 100    issued 2027-01-01
        ann       2026-05-01 30     issued 2026-05-15
        ann       2026-06-01 5      issued 2027-06-01
    """)
    assert pick(one(points_balance(points)), "balance", "unbooked") == (105, 30)


def test_an_expiry_booked_late_takes_what_had_expired_and_one_booked_early_the_oldest():
    late = table("""
        client_id changed_at points reason  expires_on
        ann       2025-01-01 100    issued  2026-01-01
        ann       2025-12-01 40     issued  2026-12-01
        ann       2026-02-01 -100   expired -
    """)
    assert pick(one(points_balance(late)), "balance", "unbooked", "overdrawn") == (40, 0, 0)
    early = late.mutate(expires_on=late.expires_on.nullif(late.expires_on))
    assert pick(one(points_balance(early)), "balance", "unbooked", "overdrawn") == (40, 0, 0)


def test_a_debt_is_paid_by_later_points():
    points = table("client_id changed_at points\nann 2026-01-01 -30\nann 2026-02-01 100")
    assert pick(one(points_balance(points)), "balance", "overdrawn") == (70, 0)


def test_no_points_no_liability():
    nothing = table("client_id changed_at points reason expires_on")
    assert rows(points_liability(nothing)) == []
    assert pick(one(points_balance(nothing)), "members", "balance", "unbooked") == (0, 0, 0)
    assert rows(points_due(nothing)) == []


def test_members_are_reminded_before_their_points_expire():
    points = table("""
        client_id changed_at points expires_on
        ann       2025-07-01 10     2026-07-01
        ann       2025-07-20 20     2026-07-20
        ann       2026-01-01 40     2027-01-01
        bob       2025-07-31 90     2026-07-31
        cat       2025-06-30 50     2026-06-30
        dan       2026-06-30 5      -
    """)  # as of 30 June 2026: cat's have just expired, dan's never do
    ann, bob = rows(points_due(points, within_days=31, point_value=3))[::-1]
    assert pick(ann, "client_id", "due_points", "due_amount", "balance", "days_left") == ("ann", 30, 90, 70, 1)
    assert pick(bob, "client_id", "due_points", "next_expiry") == ("bob", 90, dt.date(2026, 7, 31))
    assert [r["client_id"] for r in rows(points_due(points, within_days=30))] == ["ann"]
    assert rows(points_due(points, within_days=31, least_points=91)) == []
    with pytest.raises(RequestError, match="no time ahead"):
        points_due(points, within_days=0)


DAYS = st.integers(0, 60).map(lambda n: dt.date(2026, 1, 1) + dt.timedelta(days=n))
CHANGES = st.lists(
    st.tuples(
        st.sampled_from("ab"), DAYS, st.sampled_from(["issued", "redeemed", "expired"]), st.integers(1, 50).map(float),
        st.none() | DAYS,
    )
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(CHANGES)
def test_the_books_close_and_nothing_is_negative_whatever_happens(changes):
    end = dt.date(2026, 2, 10)
    known = [c for c in changes if c[1] <= end]
    left = list(accounts(changes, end))
    for account in left:
        own = defaultdict(float)
        for client, _, kind, points, _ in known:
            own[kind] += points if client == account.client_id else 0
        live, dead = (sum(lot.points for lot in lots) for lots in (account.live, account.unbooked))
        assert own["issued"] - own["redeemed"] - own["expired"] == pytest.approx(live + dead - account.overdrawn)
        assert min([account.overdrawn, *(lot.points for lot in account.live + account.unbooked)]) >= 0
        assert all(lot.expires_on is None or lot.expires_on > end for lot in account.live)
        assert not (account.overdrawn and account.live)


def test_the_demo_company_s_accounts_as_its_generator_kept_them():
    """FIFO over issued and redeemed alone, by the twelve months of truth.yaml; the file's expiries are not looked at."""
    points, lots = read("points.csv").sort_values(["changed_at", "reason"]), defaultdict(list)
    for row in points.itertuples():
        own = lots[row.client_id] = [lot for lot in lots[row.client_id] if lot[0] > row.changed_at.normalize()]
        if row.reason == "issued":
            own.append([row.expires_on, row.points])
        need = -row.points if row.reason == "redeemed" else 0
        for lot in own:
            taken = min(lot[1], need)
            lot[1] -= taken
            need -= taken
        assert need == 0
    alive = {client: sum(left for end, left in own if end > LAST) for client, own in lots.items()}
    row = one(points_balance(sb.open(sb.DEMO).points))
    assert row["balance"] == sum(alive.values())
    assert row["members"] == sum(left > 0 for left in alive.values())
    assert pick(row, "unbooked", "overdrawn") == (0, 0)
    assert TRUTH["programme"]["expire_months"] == 12
    oldest = max(r["age_from_days"] for r in rows(points_liability(sb.open(sb.DEMO).points)))
    assert oldest < 365
