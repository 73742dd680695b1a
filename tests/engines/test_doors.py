"""Addresses of Spark and PostgreSQL: what is opened, what is refused and how, and what never gets out."""

import datetime as dt
import json
import os
import socket
import subprocess
import sys

import pytest

import salesbook as sb
from salesbook.cli.main import main
from salesbook.errors import DataError, Faults
from salesbook.measured import measure
from salesbook.tables import spark as door
from salesbook.tables.address import mask
from salesbook.tables.spark_lent import LENT
from tests.engines.conftest import CLUSTER, address, fill

PASSWORD = "pa55w0rd"


@pytest.mark.parametrize(
    ("written", "master", "path", "shown"),
    [
        ("pyspark://local", "local[*]", "", "pyspark://local"),
        ("pyspark://", "local[*]", "", "pyspark://local[*]"),
        ("pyspark://local[2]?path=/data/tables", "local[2]", "/data/tables", "pyspark://local[2]?path=/data/tables"),
        ("pyspark://main:7077?path=s3a://b/t", "spark://main:7077", "s3a://b/t", "pyspark://main:7077?path=s3a://b/t"),
        ("pyspark://local.firm.ua:7077", "spark://local.firm.ua:7077", "", "pyspark://local.firm.ua:7077"),
        ("pyspark://yarn?spark.executor.memory=4g", "yarn", "", "pyspark://yarn"),
        ("pyspark://session?path=hdfs://n/t", "", "hdfs://n/t", "pyspark://session?path=hdfs://n/t"),
    ],
)
def test_an_address_of_spark_says_where_it_runs_and_where_the_tables_are(written, master, path, shown):
    place = door.place(written)
    assert (place.master, place.path, place.shown) == (master, path, shown)


def test_settings_of_spark_reach_it_and_its_secrets_are_masked():
    written = "pyspark://local?path=s3a://b/t&spark.hadoop.fs.s3a.secret.key=s3cr3t&spark.executor.memory=4g"
    assert door.place(written).settings["spark.hadoop.fs.s3a.secret.key"] == "s3cr3t"
    assert door.place(written).settings["spark.executor.memory"] == "4g"
    assert "s3cr3t" not in door.place(written).shown
    assert "s3cr3t" not in mask(written)


def refused(*asked, **named):
    with pytest.raises((DataError, Faults)) as error:
        sb.open(*asked, **named)
    return str(error.value)


@pytest.mark.parametrize(
    ("written", "module", "said"),
    [
        (
            "pyspark://local",
            "pyspark",
            "pyspark://local: Spark is not installed for this Python. Install salesbook[spark].",
        ),
        (
            f"postgresql://olena:{PASSWORD}@h/db",
            "psycopg",
            "postgresql://olena:***@h/db: the driver of PostgreSQL is not installed for this Python. Install salesbook[postgres].",
        ),
    ],
)
def test_a_missing_extra_is_named(monkeypatch, written, module, said):
    monkeypatch.setitem(sys.modules, module, None)
    assert refused(written) == said


def test_without_java_it_is_said_which_to_install(monkeypatch):
    pyspark = pytest.importorskip("pyspark")
    monkeypatch.setattr(pyspark.sql.SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setattr(pyspark.SparkContext, "_active_spark_context", None)
    monkeypatch.setattr(door.shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    said = refused("pyspark://local[3]")
    assert said.startswith("pyspark://local[3]: Spark needs Java, and none is on this machine. Install Java 17")
    assert "there is no Spark session" in refused("pyspark://session")


def test_an_option_that_is_none_is_refused():
    assert "no option pth" in refused("pyspark://local?pth=/data")


def test_a_server_that_is_not_there_is_told_without_the_password():
    pytest.importorskip("psycopg")
    said = refused(f"postgresql://olena:{PASSWORD}@127.0.0.1:9/db")
    assert said.startswith("postgresql://olena:***@127.0.0.1:9/db: cannot be opened (")
    assert said.endswith("Check host, user and password.")
    assert PASSWORD not in said


# -- Spark


def test_two_worker_processes_answer(opened, folder, spark):
    opened("spark", folder)
    context = spark.getActiveSession().sparkContext
    assert context.master == CLUSTER
    assert len(context._jsc.sc().statusTracker().getExecutorInfos()) == 1 + 2  # the driver is told too


def test_a_session_that_runs_already_is_used_and_another_is_not_started_beside_it(opened, folder, spark):
    here = opened("spark", folder)
    again = sb.open(f"pyspark://session?path={folder}")
    assert measure(again, "nps").rows == measure(here, "nps").rows
    assert f"Spark runs here already, as {CLUSTER}" in refused(f"pyspark://local[1]?path={folder}")


ASKING = """
import sys, salesbook as sb
from pyspark.sql import SparkSession
rows = sb.measure(sb.open(sys.argv[1]), "nps").rows
print(SparkSession.getActiveSession().sparkContext.applicationId, rows[0]["nps"])
"""


def asking(data, **environment):
    """What another process finds at ``data``: the id of the Spark that it asked, and its NPS."""
    done = subprocess.run([sys.executable, "-c", ASKING, data], check=True, capture_output=True, text=True,
                          env={**os.environ, **environment})  # fmt: skip
    return done.stdout.split()


def test_the_notebooks_of_a_run_ask_the_spark_that_it_has_started(opened, folder, spark, tmp_path, monkeypatch):
    monkeypatch.setenv(LENT, "")
    here = opened("spark", folder)
    here.share("", "", tmp_path / "tables")
    [nps] = [row["nps"] for row in measure(here, "nps").rows]
    own = spark.getActiveSession().sparkContext.applicationId
    assert asking(address(folder)) == [own, str(nps)]
    assert measure(here, "nps").rows  # it is not stopped when they end


def test_where_the_spark_that_was_lent_is_gone_a_notebook_starts_its_own(folder, spark):
    settings = dict(door.place("pyspark://local[1]").settings)
    told = {"host": socket.gethostname(), "pid": 1, "master": "local[1]", "settings": settings, "port": 9, "token": "x"}
    own, _ = asking(f"pyspark://local[1]?path={folder}", **{LENT: json.dumps(told)})
    assert own.startswith("local-")


def test_tables_of_the_session_need_no_path(opened, folder, spark):
    here = opened("spark", folder)
    spark.getActiveSession().read.parquet(str(folder / "surveys")).createOrReplaceTempView("surveys")
    assert measure(sb.open("pyspark://session"), "nps").rows == measure(here, "nps").rows
    spark.getActiveSession().catalog.dropTempView("surveys")


def test_a_folder_that_is_not_there_is_named(spark, tmp_path):
    said = refused(address(tmp_path / "none"))
    assert "the folder of tables cannot be read" in said
    assert "Check path=" in said


def test_rows_of_ours_stay_whole_on_spark(opened, folder):
    import ibis

    rows = [
        {"n": 1, "text": "friends\f", "day": dt.datetime(2024, 2, 29, 23, 59)},
        {"n": None, "text": None, "day": None},
    ]
    given = ibis.memtable(rows, schema={"n": "int64", "text": "string", "day": "timestamp"})
    con = opened("spark", folder)._con
    found = con.to_pyarrow(given.mutate(text=given.text.strip())).to_pylist()
    assert found == [{**rows[0], "text": "friends"}, rows[1]]


# -- PostgreSQL


@pytest.fixture(scope="module")
def typed(server):
    """Orders as a database has them: whole numbers for ids, money with two places, moments with an offset, a day."""
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as own:
        own.execute("CREATE DATABASE typed")
    with psycopg.connect(f"{server}/typed", autocommit=True) as own:
        own.execute("CREATE SCHEMA sales")
        own.execute(
            """CREATE TABLE sales.orders (customer bigint, sold timestamptz, total numeric(12, 2), goods jsonb)"""
        )
        own.execute("""INSERT INTO sales.orders VALUES
            (17, '2024-01-31 23:30+00', 10.50, '{}'), (18, '2024-02-10 10:00+00', 20, NULL), (NULL, NULL, 5, NULL)""")
        own.execute("CREATE TABLE sales.surveys (score text, answered_at date)")
        own.execute(f"CREATE ROLE olena LOGIN PASSWORD '{PASSWORD}'")
        own.execute("GRANT USAGE ON SCHEMA sales TO olena")
        own.execute("GRANT SELECT ON sales.orders, sales.surveys TO olena")
    return server.replace("owner@", f"olena:{PASSWORD}@") + "/typed/sales"


@pytest.fixture
def kyiv(tmp_path):
    """Which of their columns is which, and where the company is."""
    (path := tmp_path / "tables.yaml").write_text(
        "company: {timezone: Europe/Kyiv}\norders: {columns: {client_id: customer, ordered_at: sold, amount: total}}\n",
        encoding="utf-8",
    )
    return path


def test_types_of_a_database_become_those_of_the_contract(typed, kyiv):
    book = sb.open(typed, map=kyiv)
    rows = book.orders.order_by("client_id").to_pyarrow().to_pylist()
    assert rows == [
        {"client_id": "17", "ordered_at": dt.datetime(2024, 2, 1, 1, 30), "amount": 10.5},  # half past one in Kyiv
        {"client_id": "18", "ordered_at": dt.datetime(2024, 2, 10, 12), "amount": 20.0},
    ]
    reading = book.reading("orders")
    assert (reading.read, reading.used, dict(reading.set_aside)) == (3, 2, {"ordered_at is missing": 1})
    assert measure(book, "order_value", by="month").rows[0]["orders"] == 2


def test_a_column_of_another_kind_is_refused_with_what_to_do(typed):
    book = sb.open(typed)
    with pytest.raises(
        DataError, match="surveys: score is string, not a number. Make it a number there or in a view of it."
    ):
        measure(book, "nps")


def test_nothing_can_be_written_to_a_server(typed):
    con = sb.open(typed)._con.con
    for statement in ("CREATE TEMP TABLE t (n int)", "DELETE FROM orders", "CREATE VIEW v AS SELECT 1"):
        with pytest.raises(Exception, match="read-only transaction"):
            con.execute(statement)


def test_a_table_that_is_not_there_is_named_with_those_that_are(typed, tmp_path):
    (path := tmp_path / "tables.yaml").write_text("points: {table: bonuses}\n", encoding="utf-8")
    said = refused(typed, map=path)
    assert "no table bonuses. It has orders, surveys." in said
    assert PASSWORD not in said


# -- both


@pytest.mark.parametrize("engine", ["postgres", "spark"])
def test_what_is_personal_is_hidden_as_it_is_in_files(opened, folder, mapping, engine):
    source = opened(engine, folder)
    where = address(folder) if engine == "spark" else source._source.placed.con.address
    here, there = (sb.open(each, privacy="initials") for each in (folder, where))
    known = [book.clients.order_by("client_id").to_pyarrow().to_pylist() for book in (here, there)]
    assert known[0] == known[1]
    assert known[1] != source.clients.order_by("client_id").to_pyarrow().to_pylist()


@pytest.mark.parametrize("engine", ["postgres", "spark"])
def test_one_part_of_the_company_can_be_asked_for(opened, folder, engine):
    where = address(folder) if engine == "spark" else opened(engine, folder)._source.placed.con.address
    here, there = (sb.open(each, only="region=Одеська") for each in (folder, where))
    assert measure(here, "order_value").rows[0]["orders"] == measure(there, "order_value").rows[0]["orders"] > 0


def test_the_command_measures_where_the_tables_are(opened, folder, server, capsys):
    import psycopg

    whole = fill(server, "commanded", folder)
    with psycopg.connect(whole, autocommit=True) as own:
        own.execute(f"CREATE ROLE analyst LOGIN PASSWORD '{PASSWORD}'")
        own.execute("GRANT pg_read_all_data TO analyst")
    asked = whole.replace("owner@", f"analyst:{PASSWORD}@")
    with pytest.raises(SystemExit) as end:
        main(["measure", "nps", "--data", asked, "--by", "region", "--format", "json"])
    out, err = capsys.readouterr()
    assert end.value.code == 0
    wanted = measure(opened("duckdb", folder), "nps", by="region").rows
    assert [row["region"] for row in json.loads(out)] == [row["region"] for row in wanted]
    assert [row["nps_low"] for row in json.loads(out)] == pytest.approx([row["nps_low"] for row in wanted], rel=1e-9)
    assert PASSWORD not in out + err
