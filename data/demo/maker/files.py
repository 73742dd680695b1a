"""Rows into files, the same bytes each time: fixed line ends and number formats, no clock in the gzip."""

import csv
import gzip
import io
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path


def write(path: Path, header: str, rows: Iterable[Iterable[object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows([[_cell(value) for value in row] for row in rows])
    data = text.getvalue().encode()
    path.write_bytes(_packed(data) if path.suffix == ".gz" else data)


def _packed(data: bytes) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(data)
    return packed.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
