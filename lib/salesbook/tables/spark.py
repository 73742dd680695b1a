"""Spark: a session for an address, the Parquet tables under a path, and an ibis connection that keeps values whole."""

import atexit
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import ibis
from ibis import udf

from salesbook.errors import DataError
from salesbook.tables.address import java_line, mask
from salesbook.tables.spark_lent import borrowed, lend

INSTALL = "Install salesbook[spark]."
JAVA = "Install Java 17 (or set JAVA_HOME to it) and start again."
SETTINGS = {
    "spark.app.name": "salesbook",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",  # its bar would stand in a report
    "spark.log.level": "ERROR",
}
HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}  # where no other machine takes part
OPTIONS = ("path", "database")


@udf.scalar.builtin(name="convert_timezone")
def _there(own: str, other: str, moment: "ibis.dtype('timestamp(\"UTC\")')") -> "ibis.dtype('timestamp')": ...  # type: ignore[valid-type]


def local(moment: Any, timezone: str) -> Any:
    """A moment with an offset as the clock of ``timezone`` shows it; ibis keeps the session's own zone at UTC."""
    return _there("UTC", timezone, moment)


@dataclass(frozen=True)
class Place:
    """An address taken apart: the ``master`` (empty: the session that exists), ``path`` and ``database`` of tables.

    ``shown`` is the address without Spark's settings.
    """

    shown: str
    master: str
    path: str
    database: str
    settings: Mapping[str, str]


def place(address: str) -> Place:
    """``pyspark://WHERE?path=FOLDER``; WHERE is ``local``, ``local[4]``, ``session``, ``yarn`` or a host and port.

    ``database=NAME`` takes tables of the catalogue; further words, such as ``spark.executor.memory=4g``, are Spark's.

    >>> place("pyspark://main:7077?path=s3a://sales/tables").master
    'spark://main:7077'
    """
    where, _, query = address.partition("://")[2].partition("?")
    where = where.strip("/") or "local[*]"
    words = dict(parse_qsl(query, keep_blank_values=True))
    said = [
        f"{word}={words[word]}" for word in OPTIONS if word in words
    ]  # without settings: they are many, and secrets
    shown = mask(f"pyspark://{where}{'?' if said else ''}{'&'.join(said)}")
    if unknown := [word for word in words if word not in OPTIONS and not word.startswith("spark.")]:
        fix = f"There are {', '.join(OPTIONS)}, and Spark's own settings (spark.…)."
        raise DataError(shown, f"no option {unknown[0]}.", fix)
    local = where.startswith("local") and "." not in where
    master = {"session": "", "local": "local[*]"}.get(where)
    if master is None:
        master = where if local or where == "yarn" else f"spark://{where}"
    settings = {**SETTINGS, **(HERE if local else {}), **{k: v for k, v in words.items() if k not in OPTIONS}}
    return Place(shown, master, words.get("path", ""), words.get("database", ""), settings)


def connect(asked: Place) -> Any:
    """An ibis connection to the session that ``asked`` names; one that is neither there nor lent is started.

    Raises
    ------
    DataError
        No pyspark or no Java on this machine, no such cluster, or no session.
    """
    try:
        from pyspark import SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        raise DataError(asked.shown, "Spark is not installed for this Python.", INSTALL) from None
    session = SparkSession.getActiveSession()
    if session is None and SparkContext._active_spark_context:  # it was started in another thread
        session = SparkSession.builder.getOrCreate()
    if not asked.master:
        if session is None:
            fix = "Start one in this Python first (SparkSession.builder…getOrCreate()), or write pyspark://local."
            raise DataError(asked.shown, "there is no Spark session.", fix)
        return _connection(session.newSession() if asked.path else session, asked)
    if session is not None and session.sparkContext.master != asked.master:
        fix = "Write pyspark://session to use it, or stop it."
        raise DataError(asked.shown, f"Spark runs here already, as {session.sparkContext.master}.", fix)
    return _connection(session or borrowed(asked.master, asked.settings) or _started(asked), asked)


def lent(con: Any, asked: Place) -> None:
    """Let the notebooks of a run ask this session: to start one takes half a minute, and a notebook some seconds."""
    if asked.master:
        lend(con._session, asked.master, asked.settings)


def _started(asked: Place) -> Any:
    from pyspark.sql import SparkSession

    java = os.environ.get("JAVA_HOME")
    if not (java or shutil.which("java")):
        raise DataError(asked.shown, "Spark needs Java, and none is on this machine.", JAVA)
    builder = SparkSession.builder.master(asked.master)
    for key, value in asked.settings.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
        atexit.register(session.stop)  # or else its parts complain of one another's end, on the screen
        return session
    except Exception as error:
        said = java_line(error)
        fix = JAVA if "JAVA" in said.upper() else "Check the address, and that the cluster takes this version of Spark."
        raise DataError(asked.shown, f"Spark does not start ({said}).", fix) from None


def _connection(session: Any, asked: Place) -> Any:
    from salesbook.tables.spark_backend import Backend

    return Backend().connect(session, shown=asked.shown)


def tables_at(con: Any, asked: Place) -> dict[str, str]:
    """Name of a table → what ``read`` reads it from: the folders and files under the path, or those of the catalogue.

    Raises
    ------
    DataError
        No such folder, or Spark does not know its file system.
    """
    if not asked.path:
        return {name: name for name in con.list_tables(database=asked.database or None)}
    session = con._session
    try:
        path = session._jvm.org.apache.hadoop.fs.Path(asked.path)
        files = path.getFileSystem(session._jsc.hadoopConfiguration()).listStatus(path)
    except Exception as error:
        fix = "Check path=; for a store such as s3a:// Spark needs its library (spark.jars.packages=…)."
        raise DataError(asked.shown, f"the folder of tables cannot be read ({java_line(error)}).", fix) from None
    names = {str(file.getPath().getName()): str(file.getPath()) for file in files}
    return {n.removesuffix(".parquet"): p for n, p in sorted(names.items()) if not n.startswith(("_", "."))}


def read(con: Any, asked: Place, name: str) -> Any:
    """The table that ``tables_at`` gave as ``name``, not read yet."""
    if not asked.path:
        return con.table(name, database=asked.database or None)
    view = ibis.util.gen_name("salesbook")
    con._session.read.parquet(name).createOrReplaceTempView(view)  # ibis would make a path of an address
    return con.table(view)
