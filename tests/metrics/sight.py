"""Tables that stand in a test as they are read: names first, then a row a line; ``-`` is an empty cell."""

import datetime as dt

import ibis
import pyarrow as pa

TYPES = {"ordered_at": pa.timestamp("us"), "amount": pa.float64(), "quantity": pa.float64(), "score": pa.int64()}
READ = {"ordered_at": dt.datetime.fromisoformat, "amount": float, "quantity": float, "score": int}
MOMENTS = ("answered_at", "opened_at", "resolved_at", "promised_by", "contacted_at", "to_date")
TYPES |= dict.fromkeys(MOMENTS, pa.timestamp("us"))
READ |= dict.fromkeys(MOMENTS, dt.datetime.fromisoformat)
TYPES |= dict.fromkeys(("cost", "profit"), pa.float64())
READ |= dict.fromkeys(("cost", "profit"), float)
TYPES |= dict.fromkeys(("listed_on", "called_on"), pa.date32())
READ |= dict.fromkeys(("listed_on", "called_on"), dt.date.fromisoformat)
TYPES |= dict.fromkeys(("changed_at", "expires_on", "acquired_on", "from_date"), pa.timestamp("us"))
READ |= dict.fromkeys(("changed_at", "expires_on", "acquired_on", "from_date"), dt.datetime.fromisoformat)
TYPES |= {"points": pa.float64(), "vat_included": pa.bool_()}
READ |= {"points": float, "vat_included": "true".__eq__}


def table(text):
    """The table of ``text``; every column that is not a date or a number is text."""
    names, *lines = [line.split() for line in text.strip().splitlines()]
    columns = zip(*lines, strict=True) if lines else [()] * len(names)
    cells = {
        name: pa.array([None if c == "-" else READ.get(name, str)(c) for c in column], TYPES.get(name, pa.string()))
        for name, column in zip(names, columns, strict=True)
    }
    return ibis.memtable(pa.table(cells))


def rows(result):
    """All rows of a result."""
    return result.to_pyarrow().to_pylist()


def one(result):
    """The one row of a result."""
    (row,) = rows(result)
    return row


def pick(row, *names):
    """The values of ``names``, in that order."""
    return tuple(row[name] for name in names)


def by_group(result, group):
    """Rows of a result by the value of the column ``group``."""
    return {row[group]: row for row in rows(result)}
