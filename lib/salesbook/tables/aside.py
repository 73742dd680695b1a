"""Rows that cannot be used, kept with their reason in a form that a spreadsheet may open."""

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.csv

from salesbook.tables.cast import REASON
from salesbook.tables.raw import FILE, ROW, Raw
from salesbook.words import say

FORMULA = r"^[=+\-@\t\r]"
NUMBER = r"^[+\-]?[0-9 .,]+$"


def aside(raw: Raw, judged: ibis.Table, con: Any, name: str, lang: str) -> ibis.Table:
    """``file``, ``row`` (number of the record, header not counted), ``reason``, then every cell as it came."""
    cells = [c for c in raw.table.columns if c not in (FILE, ROW)]
    why = judged.filter(judged[REASON].notnull()).select(FILE, ROW, REASON)
    kept = raw.table.inner_join(why, [FILE, ROW]).select(
        file=ibis._[FILE], row=ibis._[ROW].cast("string"), reason=ibis._[REASON],
        **{f"{c} " if c in ("file", "row", "reason") else c: ibis._[c].cast("string") for c in cells},
    )  # fmt: skip
    if not len(raw.malformed):
        return kept
    lines = con.create_table(f"{name}_malformed", raw.malformed)
    first = kept.columns[3]
    return kept.union(
        lines.select(
            file=lines.file,
            row=lines.line.cast("string"),
            reason=ibis.literal(say("reason.malformed", lang)),
            **{first: lines.csv_line},
            **{c: ibis.null("string") for c in kept.columns[4:]},
        )  # fmt: skip
    )


def disarm(text: Any) -> Any:
    """A cell that a spreadsheet would take for a formula, made text; numbers stay numbers."""
    formula = text.re_search(FORMULA) & ~text.re_search(NUMBER)
    return ibis.ifelse(formula.fill_null(False), ibis.literal("'") + text, text)


def write_csv(rows: ibis.Table, path: Path) -> int:
    """Write ``rows`` batch by batch, disarmed, with a BOM so that a spreadsheet reads Cyrillic; how many there were."""
    safe = rows.mutate(**{c: disarm(rows[c]) for c in rows.columns if rows[c].type().is_string()})
    batches = safe.to_pyarrow_batches()
    partial, n = path.with_name(path.name + ".part"), 0
    with partial.open("wb") as file:
        file.write("\ufeff".encode())
        with pa.csv.CSVWriter(file, batches.schema) as writer:
            for batch in batches:
                writer.write(batch)
                n += len(batch)
    partial.replace(path)
    return n
