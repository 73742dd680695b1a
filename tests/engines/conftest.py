"""One company on three engines: DuckDB, Spark with two worker processes, and a PostgreSQL server of this test's own."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import pyarrow.parquet as pq
import pytest

import salesbook as sb
from tests.engines.company import SETTINGS, write, write_edges

CLUSTER = "local-cluster[2,1,1024]"  # two workers of one core and 1 GB each, in processes of their own
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # on so few rows compiling costs more than running
SMALL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.locality.wait": "0",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
}
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
KINDS = {"string": "text", "double": "float8", "int64": "bigint", "bool": "boolean", "timestamp[us]": "timestamp"}


def lacking(what):
    """Skip; but in CI, where .ci/run installs all, fail."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {what} on this machine")


def address(folder):
    """Parquet tables in ``folder``, asked by Spark."""
    return f"pyspark://{CLUSTER}?{urlencode({'path': folder, **SMALL})}"


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A quarter of the demo's 1,200 clients."""
    write(out := tmp_path_factory.mktemp("company"), 4)
    return out


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """All of the demo: a model of a group wants fifty clients in it who came again."""
    write(out := tmp_path_factory.mktemp("whole"), 1)
    return out


@pytest.fixture(scope="session")
def edges(tmp_path_factory):
    write_edges(out := tmp_path_factory.mktemp("edges"))
    return out


@pytest.fixture(scope="session")
def mapping(tmp_path_factory):
    """What tables do not tell: the company's currency and margin."""
    (path := tmp_path_factory.mktemp("map") / "tables.yaml").write_text(SETTINGS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def spark():
    """Spark is there to be started, and is stopped after the tests."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        lacking("Java")
    sql = pytest.importorskip("pyspark.sql")
    yield sql.SparkSession
    if running := sql.SparkSession.getActiveSession():
        running.stop()


@pytest.fixture(scope="session")
def server():
    """The address of a server that holds nothing yet, and is gone after the tests."""
    if not PROGRAMS:
        lacking("PostgreSQL server")
    pytest.importorskip("psycopg")
    home = Path(tempfile.mkdtemp(prefix="salesbook-pg-"))
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(home, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program, *words):
        subprocess.run([*user, PROGRAMS[0] / program, *words], check=True, cwd=home, stdout=subprocess.DEVNULL)

    data = ("-D", f"{home}/data")
    run("initdb", *data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    # the zone of the server is not the company's: no date may depend on it
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c timezone=Asia/Tokyo"
    run("pg_ctl", *data, "-l", f"{home}/log", "-w", "-o", options, "start")
    yield f"postgresql://owner@127.0.0.1:{port}"
    run("pg_ctl", *data, "-m", "immediate", "-w", "stop")
    shutil.rmtree(home)


def fill(server, name, folder):
    """The tables of ``folder`` in a database of their own; its address."""
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as own:
        own.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(f"{server}/{name}") as own:
        for path in (path for path in sorted(folder.iterdir()) if path.is_dir()):
            rows = pq.read_table(path)
            columns = ", ".join(f"{f.name} {KINDS[str(f.type)]}" for f in rows.schema)
            own.execute(f"CREATE TABLE {path.name} ({columns})")
            with own.cursor().copy(f"COPY {path.name} FROM STDIN") as copy:
                for row in rows.to_pylist():
                    copy.write_row(list(row.values()))
    return f"{server}/{name}"


@pytest.fixture(scope="session")
def opened(request, mapping):
    """``opened(engine, folder)``: the company of ``folder`` on that engine, opened when it is first asked for."""
    books = {}

    def book(engine, folder):
        if (engine, folder) not in books:
            if engine == "duckdb":
                found = sb.open(folder)
            elif engine == "large":  # DuckDB, as it asks where tables are larger than memory
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr("salesbook.tables.duckdb_backend.LARGE", 0)
                    (found := sb.open(folder)).check()
            elif engine == "spark":
                request.getfixturevalue("spark")
                found = sb.open(address(folder), map=mapping)
            else:
                name = f"company{len(books)}"
                found = sb.open(fill(request.getfixturevalue("server"), name, folder), map=mapping)
            books[engine, folder] = found
        return books[engine, folder]

    return book
