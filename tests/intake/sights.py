"""Sheets in sight of a test: rows as they would come from a file."""

from salesbook.intake.sheet import HEAD, TAIL, Sheet, row_of


def sheet(*rows, name="a.csv", levels=None, merged=()):
    """A sheet of ``rows``; a text is a row parted at ``;``, an empty part an empty cell."""
    made = [row_of(cell or None for cell in row.split(";")) if isinstance(row, str) else row_of(row) for row in rows]
    return Sheet(
        name, "", tuple(made[:HEAD]), tuple(made[-TAIL:]), len(made), lambda: iter(made), levels or {}, tuple(merged)
    )
