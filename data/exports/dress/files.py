"""Rows into files. The same bytes each time: no clock in zips, gzips and workbooks."""

import csv
import datetime as dt
import gzip
import html
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.styles import Alignment, Font

Rows = Sequence[Sequence[Any]]
DAY = (2024, 1, 1, 0, 0, 0)


def text(
    rows: Rows, delimiter: str = ",", encoding: str = "utf-8", quoting: int = csv.QUOTE_MINIMAL, end: str = "\r\n"
) -> bytes:
    """Delimited text; a row of one empty cell is a blank line."""
    found = io.StringIO()
    writer = csv.writer(found, delimiter=delimiter, quoting=quoting, lineterminator=end)
    for row in rows:
        if row:
            writer.writerow(row)
        else:
            found.write(end)
    return found.getvalue().encode(encoding)


@dataclass(frozen=True)
class Page:
    """A sheet of a workbook. ``indents``, ``outlines``: row from 1 → how deep; ``formats``: column → number format."""

    rows: Rows
    name: str = "TDSheet"
    merged: Sequence[str] = ()
    indents: Mapping[int, int] = field(default_factory=dict)
    outlines: Mapping[int, int] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    bold: Sequence[int] = ()


def book(*pages: Page) -> bytes:
    """A workbook of Excel."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    made.properties.creator, made.properties.created = "salesbook", dt.datetime(*DAY)
    for page in pages:
        _fill(made.create_sheet(page.name), page)
    found = io.BytesIO()
    made.save(found)
    return _still(found.getvalue())


def _fill(sheet: Any, page: Page) -> None:
    for n, row in enumerate(page.rows, 1):
        for c, cell in enumerate(row, 1):
            if cell not in ("", None):
                sheet.cell(n, c, cell)
    for n, depth in page.indents.items():
        sheet.cell(n, 1).alignment = Alignment(horizontal="left", indent=depth)
    for n, depth in page.outlines.items():
        sheet.row_dimensions[n].outline_level = depth
    for n in page.bold:
        for cell in sheet[n]:
            cell.font = Font(bold=True)
    for column, form in page.formats.items():
        for cell in sheet[column]:
            cell.number_format = form
    for area in page.merged:
        sheet.merge_cells(area)
    sheet.column_dimensions["A"].width = 44


def _still(data: bytes) -> bytes:
    """A zip without the time of its making."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    core = parts["docProps/core.xml"].decode()
    still = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", r"\g<1>2024-01-01T00:00:00Z", core)
    return packed({**parts, "docProps/core.xml": still.encode()})


def packed(parts: Mapping[str, bytes], stored: Sequence[str] = ()) -> bytes:
    """A zip of ``parts``; those named in ``stored`` are not squeezed."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as file:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, DAY)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
    return found.getvalue()


def gzipped(data: bytes) -> bytes:
    found = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=found, mtime=0) as file:
        file.write(data)
    return found.getvalue()


def parquet(columns: Mapping[str, tuple[Any, Sequence[Any]]]) -> bytes:
    """A Parquet file of ``columns``: name → type of Arrow and values."""
    table = pa.table({name: pa.array(values, kind) for name, (kind, values) in columns.items()})
    found = io.BytesIO()
    pq.write_table(table, found, compression="snappy")
    return found.getvalue()


def web_page(
    rows: Sequence[Sequence[Any]], encoding: str = "utf-8", spans: Mapping[tuple[int, int], str] | None = None
) -> bytes:
    """A table of HTML, as reports are saved under the name of Excel. ``spans``: (row, column) → attributes."""
    wide = spans or {}
    lines = []
    for n, row in enumerate(rows):
        cells = "".join(
            f"<td{' ' + wide[n, c] if (n, c) in wide else ''}>{_cell(cell)}</td>"
            for c, cell in enumerate(row)
            if cell is not None
        )
        lines.append(f"<tr>{cells}</tr>")
    head = (
        f'<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset={encoding}">\n</head>\n<body>\n'
    )
    body = "<table border=1>\n" + "\n".join(lines) + "\n</table>\n</body>\n</html>\n"
    return (head + body).encode(encoding)


def _cell(value: Any) -> str:
    said = html.escape(str(value), quote=False)
    depth = len(said) - len(said.lstrip(" "))
    return ("&nbsp;" * depth + said[depth:]).replace("\N{NO-BREAK SPACE}", "&nbsp;") or "&nbsp;"


NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)


def open_document(rows: Rows, name: str) -> bytes:
    """A sheet of OpenDocument (.ods)."""
    lines = "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows)
    sheet = f'<table:table table:name="{escape(name)}"><table:table-column/>{lines}</table:table>'
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {NAMES} office:version="1.2">'
    content = (
        f"{start}<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    manifest = f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest {space}>{entries}</manifest:manifest>'
    parts = {"mimetype": kind.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    return packed(parts, stored=("mimetype",))


def _open_cell(cell: Any) -> str:
    if cell in ("", None):
        return "<table:table-cell/>"
    kind, attribute, said = "string", "", str(cell)
    if isinstance(cell, dt.date):
        kind, attribute, said = "date", f' office:date-value="{cell.isoformat()}"', f"{cell:%d.%m.%Y}"
    elif isinstance(cell, int | float):
        kind, attribute = "float", f' office:value="{cell}"'
    return f'<table:table-cell office:value-type="{kind}"{attribute}><text:p>{escape(said)}</text:p></table:table-cell>'
