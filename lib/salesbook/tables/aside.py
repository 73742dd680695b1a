"""Rows that cannot be used, kept with their reason in a form that a spreadsheet may open."""

import re
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.csv

from salesbook.tables.names import FILE, REASON, ROW, unique
from salesbook.tables.raw import KINDS, Raw
from salesbook.words import say

FORMULA = r"^[=+\-@\t\r]"
NUMBER = r"^[+\-]?[0-9 .,]+$"


def aside(raw: Raw, judged: ibis.Table, con: Any, name: str, lang: str) -> ibis.Table:
    """``file``, ``row`` (its number, header not counted), ``reason``, then every cell as it came.

    A row that could not be parted into cells stands whole in the first of them.
    """
    cells = [c for c in raw.table.columns if c not in (FILE, ROW)]
    shown = unique(("file", "row", "reason", *cells))[3:]
    why = judged.filter(judged[REASON].notnull()).select(FILE, ROW, REASON)
    kept = raw.table.inner_join(why, [FILE, ROW]).select(
        ibis._[FILE].name("file"),
        ibis._[ROW].cast("string").name("row"),
        ibis._[REASON].name("reason"),
        *(ibis._[c].cast("string").name(new) for new, c in zip(shown, cells, strict=True)),
    )
    if not len(raw.malformed):
        return kept
    lines = con.create_table(f"{name}_malformed", raw.malformed)
    first = kept.columns[3]
    said = [(lines.kind == kind, why) for kind, why in malformed_reasons(lang).items()]
    whole = lines.select(
        lines.text.name(first),
        *(ibis.null("string").name(c) for c in kept.columns[4:]),
        file=lines.file,
        row=lines.row.cast("string"),
        reason=ibis.cases(*said, else_=ibis.null("string")),
    )
    return kept.union(whole.select(kept.columns))


def malformed_reasons(lang: str) -> dict[str, str]:
    """Why a row could not be parted into cells: kind → reason."""
    return {kind: say(f"reason.{kind}", lang) for kind in ("malformed", *KINDS.values())}


def disarm(text: Any) -> Any:
    """A cell that a spreadsheet would take for a formula, made text; numbers stay numbers."""
    formula = text.re_search(FORMULA) & ~text.re_search(NUMBER)
    return ibis.ifelse(formula.fill_null(False), ibis.literal("'") + text, text)


def disarmed(cell: str) -> str:
    """As ``disarm``, of one cell.

    >>> disarmed("=2+2"), disarmed("-7,5"), disarmed("Kyiv")
    ("'=2+2", '-7,5', 'Kyiv')
    """
    return f"'{cell}" if re.match(FORMULA, cell) and not re.match(NUMBER, cell) else cell


def write_csv(rows: ibis.Table, path: Path) -> int:
    """Write ``rows`` batch by batch, disarmed, with a BOM so that a spreadsheet reads Cyrillic; how many there were."""
    safe = rows.mutate(*(disarm(rows[c]).name(c) for c in rows.columns if rows[c].type().is_string()))
    formulas = {f"'{c}": c for c in rows.columns if re.match(FORMULA, c)}
    batches = (safe.rename(formulas) if formulas else safe).to_pyarrow_batches()
    partial, n = path.with_name(path.name + ".part"), 0
    try:
        with partial.open("wb") as file:
            file.write("\ufeff".encode())
            with pa.csv.CSVWriter(file, batches.schema) as writer:
                for batch in batches:
                    writer.write(batch)
                    n += len(batch)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return n
