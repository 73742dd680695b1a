"""PostgreSQL: a connection that can write nothing, for an address as PostgreSQL's own programs take it."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import ibis
from ibis import udf

from salesbook.errors import DataError
from salesbook.tables.address import first_line, mask

INSTALL = "Install salesbook[postgres]."
SETTINGS = (
    "SET default_transaction_read_only = on",
    # Every measure reads whole tables; the server, which cannot guess how many rows a join of joins gives, would else
    # loop over one for each row of another, and compile a question for longer than it takes to answer
    "SET enable_nestloop = off",
    "SET jit = off",
)


@udf.scalar.builtin(name="timezone")
def _there(zone: str, moment: "ibis.dtype('timestamp(\"UTC\")')") -> "ibis.dtype('timestamp')": ...  # type: ignore[valid-type]


def local(moment: Any, timezone: str) -> Any:
    """A moment with an offset as the clock of ``timezone`` shows it."""
    return _there(timezone, moment)


def connect(address: str) -> Any:
    """An ibis connection to ``postgresql://USER@HOST:PORT/DATABASE[/SCHEMA]``; further words are the driver's.

    Raises
    ------
    DataError
        The driver is not installed, or the server does not let us in.
    """
    shown = mask(address)
    try:
        import psycopg
        from psycopg.types.numeric import FloatLoader

        from salesbook.tables.postgres_backend import Backend
    except ImportError:
        raise DataError(shown, "the driver of PostgreSQL is not installed for this Python.", INSTALL) from None
    target, schema = _parted(address)
    try:
        own = psycopg.connect(target, autocommit=True, application_name="salesbook", connect_timeout=20)
        if schema:
            own.execute("SELECT set_config('search_path', %s, false)", (schema,))
        for setting in SETTINGS:
            own.execute(setting)
        own.adapters.register_loader("numeric", FloatLoader)  # sums and quotients come as such
        con = Backend.from_connection(own)
    except Exception as error:
        said = first_line(error, address)
        raise DataError(shown, f"cannot be opened ({said}).", "Check host, user and password.") from None
    con.address = address
    return con


def _parted(address: str) -> tuple[str, str]:
    """The address without a schema after the database, and that schema."""
    parts = urlsplit(address)
    database, _, schema = parts.path.removeprefix("/").partition("/")
    words = dict(parse_qsl(parts.query, keep_blank_values=True))
    schema = words.pop("schema", schema)
    scheme = "postgresql"
    return urlunsplit((scheme, parts.netloc, f"/{database}", urlencode(words), "")), unquote(schema)
