"""Measures stay lazy and within what DuckDB and Spark work out alike (the portable subset of ibis)."""

import ast
import inspect
from pathlib import Path

import ibis
import ibis.expr.operations as ops
import pytest

from salesbook import metrics
from salesbook.metrics import MEASURES

SOURCES = sorted(Path(metrics.__file__).parent.glob("*.py"))
FORBIDDEN = {
    # silent differences, or errors, on Spark
    "percent_rank", "cume_dist", "asof_join", "sample", "mode", "iso_year", "epoch_seconds", "log", "log2", "log10", "ln",
    # ways round ibis, and ways out of it
    "sql", "raw_sql", "udf", "to_pandas", "to_pyarrow", "to_pyarrow_batches", "to_polars", "execute", "compile", "connect",
    "cache",
}  # fmt: skip
IN_ORDER = {"first", "last", "collect", "group_concat"}
LIBRARIES = {"ibis", "salesbook", "collections", "dataclasses", "datetime", "difflib", "statistics", "typing"}
LIBRARIES |= {"csv", "functools", "importlib", "itertools"}
MODELS = {
    "bonus",
    "lifetime",
    "lifetime_calibration",
    "lifetime_groups",
    "lifetime_total",
    "points_liability",
    "retention_curve",
    "survival",
    "team_loyalty",
}  # files: their summary is portable and is then read, for the fit is mathematics of arrays
TABLES = {
    "orders": ibis.table(
        {
            "client_id": "string", "ordered_at": "timestamp", "amount": "float64", "quantity": "float64",
            "order_id": "string", "region": "string", "product": "string", "cost": "float64",
        },
        name="orders",
    ),
    "clients": ibis.table(
        {
            "client_id": "string", "region": "string", "channel": "string", "acquired_on": "timestamp",
            "parent_id": "string", "referred_by": "string", "manager_id": "string", "kind": "string",
        },
        name="clients",
    ),
    "points": ibis.table(
        {
            "client_id": "string", "changed_at": "timestamp", "points": "float64", "reason": "string",
            "expires_on": "timestamp", "region": "string",
        },
        name="points",
    ),
    "spend": ibis.table(
        {"month": "timestamp", "amount": "float64", "channel": "string", "purpose": "string", "region": "string"},
        name="spend",
    ),
    "surveys": ibis.table(
        {
            "score": "int64", "kind": "string", "quarter": "string", "region": "string", "client_id": "string",
            "answered_at": "timestamp",
        },
        name="surveys",
    ),
    "contacts": ibis.table(
        {
            "client_id": "string", "contacted_at": "timestamp", "channel": "string", "content": "string",
            "initiated_by": "string", "manager_id": "string", "outcome": "string", "region": "string",
        },
        name="contacts",
    ),
    "team": ibis.table({"manager_id": "string", "from_date": "timestamp", "to_date": "timestamp"}, name="team"),
    "complaints": ibis.table(
        {
            "complaint_id": "string", "client_id": "string", "opened_at": "timestamp", "answered_at": "timestamp",
            "resolved_at": "timestamp", "promised_by": "timestamp", "region": "string", "quarter": "string",
        },
        name="complaints",
    ),
}  # fmt: skip


def violations(code, model=False):
    """What in ``code`` is outside the subset, as far as it can be seen without running it."""
    found = []
    forbidden, libraries = (
        (FORBIDDEN - {"to_pyarrow"}, LIBRARIES | {"math", "numpy"}) if model else (FORBIDDEN, LIBRARIES)
    )
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Attribute(attr=name) if name in forbidden or name.startswith("approx_"):
                found.append(name)
            case ast.Call(func=ast.Attribute(attr=name), keywords=words) if name in IN_ORDER and any(
                w.arg == "order_by" for w in words
            ):
                found.append(f"{name}(order_by)")
            case ast.Call(func=ast.Attribute(attr="delta"), keywords=words):
                units = [w.value.value for w in words if isinstance(w.value, ast.Constant)]
                found += [f"delta({unit})" for unit in units or ["?"] if unit != "day"]
            case ast.Import(names=names):
                found += [n.name for n in names if n.name.split(".")[0] not in libraries]
            case ast.ImportFrom(module=module) if (module or "").split(".")[0] not in libraries:
                found.append(module)
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_measure_leaves_the_portable_subset(path):
    assert violations(path.read_text("utf-8"), path.stem in MODELS) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("t.x.percent_rank()", "percent_rank"),
        ("t.x.approx_median()", "approx_median"),
        ("t.x.first(order_by=t.y)", "first(order_by)"),
        ("a.delta(b, unit='hour')", "delta(hour)"),
        ("a.delta(b)", "delta(?)"),
        ("con.sql('select 1')", "sql"),
        ("import duckdb", "duckdb"),
        ("from duckdb.typing import X", "duckdb.typing"),
        ("@ibis.udf.scalar.builtin\ndef f(x): ...", "udf"),
    ],
)
def test_what_is_outside_is_found(code, found):
    assert violations(code) == [found]


LAZY = [name for name, measure in MEASURES.items() if measure.function.__module__.split(".")[-1] not in MODELS]


def expression(name):
    """The measure of a table that has no rows and no engine: whatever ran it would fail."""
    measure = MEASURES[name]
    grouped = {"by": ["region"]} if "by" in inspect.signature(measure.function).parameters else {}
    more = {name: TABLES[name] for name in measure.maybe}
    return measure.function(TABLES[measure.table], *(TABLES[name] for name in measure.also), **more, **grouped)


@pytest.mark.parametrize("name", LAZY)
def test_each_measure_is_lazy(name):
    assert isinstance(expression(name), ibis.Table)


@pytest.mark.parametrize("name", LAZY)
def test_each_measure_can_be_said_in_the_language_of_spark_and_of_postgres(name):
    for dialect in ("databricks", "postgres"):
        assert "SELECT" in str(ibis.to_sql(expression(name), dialect=dialect))


@pytest.mark.parametrize("name", LAZY)
def test_days_are_counted_between_dates_and_no_fraction_is_cut_to_a_whole(name):
    nodes = expression(name).op()
    assert nodes.find((ops.TimestampDelta, ops.TimeDelta, ops.RowID, ops.ScalarUDF, ops.SQLQueryResult)) == []
    cut = [c for c in nodes.find(ops.Cast) if c.arg.dtype.is_floating() and c.to.is_integer()]
    assert cut == []


@pytest.mark.parametrize("name", LAZY)
def test_no_count_is_divided_by_unless_it_is_guarded_against_zero(name):
    # Spark stops at a division by zero: nullif(0), or something added
    divisors = [division.right for division in expression(name).op().find(ops.Divide)]
    guards = ops.NullIf, ops.Literal, ops.Add
    assert [d for d in divisors if d.dtype.is_integer() and not (isinstance(d, guards) or d.find(ops.NullIf))] == []
