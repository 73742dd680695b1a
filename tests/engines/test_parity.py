"""Each measure gives the same on DuckDB, on Spark in processes of its own, and on a PostgreSQL server.

``large`` is DuckDB again, as it asks where tables are larger than memory.

The tolerance is that of tests/alike.py: sums of floats depend on the order in which workers add.
"""

import inspect
from concurrent.futures import ThreadPoolExecutor

import ibis.expr.operations as ops
import pytest

from salesbook.measured import measure
from salesbook.metrics import MEASURES
from salesbook.tables import PERIODS
from tests.alike import differences

ENGINES = ("postgres", "spark", "large")
FITTED = ("lifetime", "lifetime_calibration", "lifetime_total")
ONLY_GROUPED = {"complaints_groups", "nps_drivers"}  # they compare groups
PARITY = "test_a_measure_is_the_same_wherever_the_tables_are"


def group_of(name):
    """A column that the measure is usually grouped by; a fitted model wants fifty clients in each group."""
    return "channel" if MEASURES[name].table == "spend" else "kind" if name in FITTED else "region"


GROUPED = [name for name in MEASURES if "by" in inspect.signature(MEASURES[name].function).parameters]
WHOLE = [(engine, name, "") for engine in ("postgres", "large") for name in MEASURES]
WHOLE += [("spark", name, "") for name in MEASURES if name not in GROUPED]  # it takes two seconds for each question
CASES = WHOLE + [(engine, name, group_of(name)) for engine in ENGINES for name in GROUPED]


def ask(book, name, by):
    """The measure; its rows come now if an engine has them, and later if they are here already."""
    found = measure(book, name, by=by)
    if found.table is not None and found.table.op().find(ops.DatabaseTable):
        assert found.rows is not None
    return found


@pytest.fixture(scope="module")
def asked(request, opened, folder, whole):
    """``asked(engine, name, by)``: Spark plans one question while its workers answer others, so all are put at once."""
    alike = [item.callspec.params for item in request.session.items if item.originalname == PARITY]
    early = [(case["name"], case["by"]) for case in alike if case["engine"] == "spark"]

    def answer(engine, name, by):
        return ask(opened(engine, whole if name in FITTED else folder), name, by)

    for each in (folder, whole) if early else ():
        opened("spark", each)
    with ThreadPoolExecutor(3) as pool:
        coming = {case: pool.submit(answer, "spark", *case) for case in early}
        yield lambda engine, *case: coming[case].result() if engine == "spark" else answer(engine, *case)
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize(("engine", "name", "by"), CASES)
def test_a_measure_is_the_same_wherever_the_tables_are(asked, engine, name, by):
    here, there = asked("duckdb", name, by), asked(engine, name, by)
    assert here.absent == there.absent == ""
    assert here.table.columns == there.table.columns
    assert differences(here.rows, there.rows) == []
    assert here.rows or (name in ONLY_GROUPED and not by)


@pytest.mark.parametrize(
    ("name", "by"),
    [(name, "region") for name in ("order_value", "retention", "rfm", "cohorts", "nps", "client_summary")]
    + [
        (name, "")
        for name in ("order_lines", "sleeping", "abc_xyz", "frequency", "nps_behaviour", "csat", "referral_total")
    ]
    + [("order_value", period) for period in PERIODS]
    + [("nps", "week")],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_breaks_engines_apart_does_not_break_a_measure(opened, edges, engine, name, by):
    here, there = (measure(opened(each, edges), name, by=by) for each in ("duckdb", engine))
    assert here.absent.partition(": ")[2] == there.absent.partition(": ")[2]
    assert differences(here.rows, there.rows) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_break_the_contract_are_set_aside_and_counted_alike(opened, edges, engine):
    for table in ("orders", "surveys", "clients"):
        here, there = (opened(each, edges).reading(table) for each in ("duckdb", engine))
        counted = [(r.read, r.used, r.set_aside, r.first, r.last) for r in (here, there)]
        assert counted[0] == counted[1]
        rows = opened(engine, edges).set_aside(table)
        assert rows.columns[:3] == ("file", "row", "reason")
        assert len(rows.to_pyarrow()) == there.read - there.used


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ([{"n": 1}], [{"n": 1}], []),
        ([{"n": 1}, {"n": 2}], [{"n": 2}, {"n": 1}], []),
        ([{"x": 1.0}], [{"x": 1.0 + 1e-10}], []),
        ([{"x": 1.0}], [{"x": 1.0 + 1e-8}], [("x", 1.0, 1.0 + 1e-8)]),
        ([{"n": 1}], [{"n": 1.0}], [("n", 1, 1.0)]),
        ([{"x": None}], [{"x": 0.0}], [("x", None, 0.0)]),
        ([{"n": 1}], [], [("rows", 1, 0)]),
        ([{"n": 1, "m": 2}], [{"m": 2, "n": 1}], [("columns", ["n", "m"], ["m", "n"])]),
    ],
)
def test_a_difference_beyond_the_tolerance_is_found(one, other, found):
    assert differences(one, other) == found
