"""Where complaints are answered late: each group against the rest."""

import pytest

import salesbook as sb
from salesbook.errors import DataError, RequestError
from salesbook.metrics import complaints_groups
from tests.metrics.sight import by_group, pick, rows, table


def asked(month="2024-03", **groups):
    """Complaints of branches: ``branch=(in time, late)``."""
    lines = [
        f"{name}{kind}{i} {name} {month} {month}-05 {month}-{'06' if kind == 'quick' else '20'}"
        for name, (quick, late) in groups.items()
        for kind, times in (("quick", quick), ("late", late))
        for i in range(times)
    ]
    return table("complaint_id branch month opened_at answered_at\n" + "\n".join(lines))


def test_each_group_is_held_against_all_others():
    found = by_group(complaints_groups(asked(a=(8, 2), b=(2, 8), c=(6, 4)), by=["branch"]), "group")
    row = found["b"]
    assert pick(row, "column", "judged", "in_time_rate", "rest_judged", "rest_in_time_rate") == (
        "branch",
        10,
        0.2,
        20,
        0.7,
    )
    assert row["difference"] == pytest.approx(-0.5)
    # Agresti and Caffo (2000): 3/12 and 15/22; Holm: the surest of three
    middle, half = 3 / 12 - 15 / 22, 1.959964 * (0.25 * 0.75 / 12 + 15 / 22 * 7 / 22 / 22) ** 0.5
    assert pick(row, "difference_low", "difference_high") == pytest.approx((middle - half, middle + half), abs=1e-6)
    assert row["p_corrected"] == pytest.approx(3 * row["p_value"])


def test_small_groups_are_only_the_rest_and_complaints_still_waiting_do_not_count():
    waiting = table("complaint_id branch month opened_at answered_at\nw a 2024-03 2024-03-20 -")
    (row,) = rows(complaints_groups(asked(a=(8, 2), b=(2, 7)).union(waiting), by=["branch"]))
    assert pick(row, "group", "judged", "rest_judged") == ("a", 10, 9)
    assert len(rows(complaints_groups(asked(a=(8, 2), b=(2, 7)), by=["branch"], min_complaints=9))) == 2


def test_only_the_last_period_counts_where_one_is_asked_for():
    both = asked(a=(10, 0), b=(0, 10)).union(asked("2024-04", a=(0, 10), b=(10, 0)))
    found = by_group(complaints_groups(both, by=["branch"], period="month"), "group")
    assert {name: (row["period"], row["in_time_rate"]) for name, row in found.items()} == {
        "a": ("2024-04", 0), "b": ("2024-04", 1),
    }  # fmt: skip
    assert by_group(complaints_groups(both, by=["branch"]), "group")["a"]["in_time_rate"] == 0.5


def test_without_columns_there_is_nothing_to_compare_and_bad_requests_are_refused():
    assert rows(complaints_groups(asked(a=(1, 1)))) == []
    assert rows(complaints_groups(asked(a=(10, 10)), by=["branch"])) == []
    with pytest.raises(DataError, match="no column region"):
        complaints_groups(asked(a=(1, 1)), by=["region"])
    with pytest.raises(RequestError, match="0 is too few"):
        complaints_groups(asked(a=(1, 1)), by=["branch"], min_complaints=0)


def test_the_demo_companys_slow_branch_is_the_surest():
    # truth.yaml: Odesa's branch answers in 6 days instead of 1.3 from 2026-04-01 on
    found = rows(
        complaints_groups(
            sb.open(sb.DEMO).table("complaints", by=["region", "quarter"]), by=["region"], period="quarter"
        )
    )
    assert found[0]["group"] == "Одеська" and found[0]["p_corrected"] < 0.01
    # within three days Φ(ln(3 / 6) / .9) = .22 of the 94 % answered at all
    assert found[0]["in_time_rate"] == pytest.approx(0.94 * 0.22, abs=0.18)
