"""This run against the last ones: which count, which are compared, and what moved."""

import datetime as dt
import json
from dataclasses import asdict

import pytest

import salesbook as sb
from salesbook.rerun.manifest import describe
from salesbook.topics.headlines import Headline
from salesbook.topics.history import history

DAY = dt.timedelta(days=1)
NOW = dt.date(2026, 6, 30)


def orders(folder, amounts, last=NOW):
    """A company whose orders of the last days have ``amounts``, one a client."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"c{n},{last - n % 30 * DAY},{amount}" for n, amount in enumerate(amounts)]
    (folder / "orders.csv").write_text("\n".join(["client_id,ordered_at,amount", *lines]), "utf-8")
    (folder / "tables.yaml").write_text("company: {name: Acme}\norders: {file: orders.csv}\n", "utf-8")
    return sb.open(str(folder))


def run_of(folder, *figures, made_at="2026-04-01T00:00:00+00:00", company="Acme", sha="old", part=""):
    """A folder as a run leaves it."""
    folder.mkdir(parents=True)
    body = {
        "made_at": made_at, "finished": True, "company": company, "source": "/somewhere/acme",
        "inputs": [{"file": "orders.csv", "bytes": 1, "sha256": sha}],
        "headlines": {part: [asdict(each) for each in figures]},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(body, default=str), "utf-8")


def value(amount, last, *, half=1.0, name="order_value", days=90):
    return Headline(name, amount, amount - half, amount + half, 50, "money", last - (days - 1) * DAY, last)


@pytest.fixture
def book(tmp_path):
    return orders(tmp_path / "data", [100, 102, 98, 101, 99, 100] * 10)


def move(past, name="order_value"):
    return past.by_figure[name]


def test_without_earlier_runs_every_figure_is_measured_for_the_first_time(book, tmp_path):
    past = history(book, runs=str(tmp_path / "nowhere"))
    assert (past.runs, past.repeats, past.without) == (0, 0, 0)
    assert {each.now.name for each in past.moves} >= {"order_value"}
    assert {each.before for each in past.moves} == {None}
    assert {each.change.more_than_chance for each in past.moves} == {None}


def test_a_figure_is_held_against_the_last_run(book, tmp_path):
    run_of(tmp_path / "runs" / "a", value(90, dt.date(2026, 3, 31)))
    found = move(history(book, runs=str(tmp_path / "runs")))
    assert found.before.value == 90
    assert found.change.change == pytest.approx(10)
    assert found.change.more_than_chance is True


def test_the_newest_run_that_shares_hardly_any_days_is_taken(book, tmp_path):
    run_of(tmp_path / "runs" / "a", value(70, dt.date(2025, 12, 31)), sha="1")
    run_of(tmp_path / "runs" / "b", value(80, dt.date(2026, 4, 5)), sha="2", made_at="2026-04-06T00:00:00+00:00")
    run_of(tmp_path / "runs" / "c", value(95, dt.date(2026, 5, 31)), sha="3", made_at="2026-06-01T00:00:00+00:00")
    found = move(history(book, runs=str(tmp_path / "runs")))
    # the window now begins on 2 April: with run b it shares four days of ninety, with run c sixty
    assert (found.before.value, found.shared_days, found.overlaps) == (80, 4, False)
    assert [each.value for each in found.past] == [70, 80, 95]


def test_where_all_share_days_the_newest_is_taken_and_that_is_said(book, tmp_path):
    run_of(tmp_path / "runs" / "c", value(95, dt.date(2026, 5, 31)))
    found = move(history(book, runs=str(tmp_path / "runs")))
    assert (found.before.value, found.shared_days, found.overlaps) == (95, 60, True)


def test_a_run_on_the_same_files_is_no_new_measurement(book, tmp_path):
    manifest = described(book)
    folder = tmp_path / "runs" / "again"
    folder.mkdir(parents=True)
    body = {**manifest, "headlines": {"": [asdict(value(50, dt.date(2026, 3, 31)))]}}
    (folder / "manifest.json").write_text(json.dumps(body, default=str), "utf-8")
    past = history(book, runs=str(tmp_path / "runs"))
    assert (past.runs, past.repeats, move(past).before) == (0, 1, None)


def described(book):
    """What the run itself writes of its data."""
    from salesbook.rerun.request import Request

    return {**describe(Request([], book.source, None), book, []), "finished": True}  # type: ignore[arg-type]


def test_a_run_that_has_not_ended_is_this_one_or_none(book, tmp_path):
    run_of(tmp_path / "runs" / "a", value(90, dt.date(2026, 3, 31)))
    path = tmp_path / "runs" / "a" / "manifest.json"
    body = json.loads(path.read_text("utf-8"))
    del body["finished"]
    path.write_text(json.dumps(body), "utf-8")
    past = history(book, runs=str(tmp_path / "runs"))
    assert (past.runs, past.repeats) == (0, 0)


def test_two_earlier_runs_on_the_same_files_are_one(book, tmp_path):
    for name, made_at in (("a", "2026-04-01T00:00:00+00:00"), ("b", "2026-04-02T00:00:00+00:00")):
        run_of(tmp_path / "runs" / name, value(90, dt.date(2026, 3, 31)), made_at=made_at)
    past = history(book, runs=str(tmp_path / "runs"))
    assert (past.runs, past.repeats, len(move(past).past)) == (1, 1, 1)


def test_another_companys_runs_are_left_out(book, tmp_path):
    run_of(tmp_path / "runs" / "a", value(90, dt.date(2026, 3, 31)), company="Other")
    assert history(book, runs=str(tmp_path / "runs")).runs == 0


def test_a_company_without_a_name_is_known_by_its_source(tmp_path):
    nameless = orders(tmp_path / "acme", [100] * 40)
    (tmp_path / "acme" / "tables.yaml").write_text("orders: {file: orders.csv}\n", "utf-8")
    nameless = sb.open(nameless.source)
    run_of(tmp_path / "runs" / "a", value(90, dt.date(2026, 3, 31)), company="")
    assert history(nameless, runs=str(tmp_path / "runs")).runs == 1


def test_a_part_of_the_company_is_held_against_the_same_part(book, tmp_path):
    run_of(tmp_path / "runs" / "a", value(90, dt.date(2026, 3, 31)), part="North")
    past = history(book, runs=str(tmp_path / "runs"))
    assert (past.runs, past.without) == (0, 1)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"made_at": 1}', '{"company": "Acme", "made_at": "x", "finished": 1, "headlines": 5}']
)
def test_a_manifest_that_is_none_stops_nothing(book, tmp_path, text):
    folder = tmp_path / "runs" / "broken"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(text, "utf-8")
    assert history(book, runs=str(tmp_path / "runs")).runs == 0


def test_a_run_of_later_days_is_no_earlier_run(book, tmp_path):
    run_of(tmp_path / "runs" / "a", value(90, dt.date(2026, 7, 31)))
    assert move(history(book, runs=str(tmp_path / "runs"))).before is None


def test_what_a_run_writes_is_what_the_next_one_reads(tmp_path):
    # the manifest of a real run, its figures written and read back
    before = orders(tmp_path / "before", [50, 52, 48] * 20, dt.date(2026, 3, 1))
    from salesbook.topics.headlines import headlines

    folder = tmp_path / "runs" / "march"
    folder.mkdir(parents=True)
    body = {**described(before), "headlines": {"": [asdict(each) for each in headlines(before)]}}
    (folder / "manifest.json").write_text(json.dumps(body, default=str), "utf-8")
    found = move(history(orders(tmp_path / "now", [100, 102, 98] * 20), runs=str(tmp_path / "runs")))
    assert (found.before.value, found.now.value) == (50, 100)
    assert found.change.more_than_chance is True


# -- the plan


def planned(book, tmp_path, since, aim=110):
    (tmp_path / "data" / "plan.yaml").write_text(
        f"- {{since: {since}, action: sets, figure: order_value, aim: {aim}}}", "utf-8"
    )
    return history(book, runs=str(tmp_path / "runs"))


def test_a_step_is_held_against_the_last_measurement_before_it(book, tmp_path):
    run_of(tmp_path / "runs" / "a", value(70, dt.date(2025, 12, 31)), sha="1")
    run_of(tmp_path / "runs" / "b", value(80, dt.date(2026, 3, 31)), sha="2")
    past = planned(book, tmp_path, "2026-02-01")
    assert past.since(past.steps[0]).before.value == 70


def test_a_step_that_began_within_the_days_measured_is_too_young(book, tmp_path):
    run_of(tmp_path / "runs" / "a", value(70, dt.date(2025, 12, 31)))
    past = planned(book, tmp_path, "2026-05-01")
    assert past.too_early(past.steps[0])
    assert past.since(past.steps[0]) is None


def test_a_step_before_all_measurements_has_nothing_to_be_held_against(book, tmp_path):
    past = planned(book, tmp_path, "2026-01-01")
    assert not past.too_early(past.steps[0])
    assert past.since(past.steps[0]) is None
