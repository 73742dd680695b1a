"""One Spark for a whole run: processes that execute notebooks ask the one that the run has started."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from salesbook.tables.address import PREFIX

LENT = f"{PREFIX}SPARK"  # in the environment, with the addresses: no file holds it
PORT, SECRET = "PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET"  # how pyspark is told of a Java that runs already


def lend(session: Any, master: str, settings: Mapping[str, str]) -> None:
    """Let processes of this machine that are told our addresses ask the Spark of ``session`` instead of their own."""
    gateway = session.sparkContext._gateway
    reached = getattr(gateway, "java_parameters", None) or gateway.gateway_parameters
    told = {"host": socket.gethostname(), "pid": os.getpid(), "master": master, "settings": dict(settings)}
    os.environ[LENT] = json.dumps({**told, "port": reached.port, "token": reached.auth_token})


def borrowed(master: str, settings: Mapping[str, str]) -> Any:
    """A session on the Spark that was lent; None where there is none such, or it is there no more."""
    told = json.loads(os.environ.get(LENT) or "{}")
    asked = {"host": socket.gethostname(), "master": master, "settings": dict(settings)}
    if any(told.get(key) != value for key, value in asked.items()) or told["pid"] == os.getpid():
        return None
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

    try:
        with _environment({PORT: str(told["port"]), SECRET: told["token"]}):
            SparkContext._ensure_initialized()
        jvm: Any = SparkContext._jvm
        context = jvm.org.apache.spark.api.java.JavaSparkContext.fromSparkContext(
            jvm.org.apache.spark.SparkContext.getOrCreate()
        )
        conf = SparkConf(_jvm=jvm, _jconf=context.getConf())
        return SparkSession(SparkContext(gateway=SparkContext._gateway, jsc=context, conf=conf)).newSession()
    except Exception:  # py4j has its own kinds; whatever it is, a Spark of our own can be started
        SparkContext._gateway = SparkContext._jvm = None
        return None


@contextmanager
def _environment(added: Mapping[str, str]) -> Iterator[None]:
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
