"""Make the made-up exports again: python data/exports/make.py [FOLDER]

Writes the exports, what must come of them (expected/) and README.md's list into FOLDER (default: here).
Each export and its expected table are made of the same truth: no export is read to say what is in it.
The same input gives the same tables; text and old workbooks are the same byte for byte.
"""

import csv
import io
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from dress import crosstabs, deals, entities, figures, plain, registers, reports, shops, surveys
from dress.export import Export, money

HERE = Path(__file__).parent
ROOMS = (reports, registers, crosstabs, deals, shops, surveys, plain, figures, entities)
LANGUAGES = ("en", "uk", "ru")
SUMS = ("amount", "quantity", "score", "points")
INDEX = "# What must come of each export. Made by make.py; how to read it: ../README.md.\n\n"


def all_exports() -> list[Export]:
    """Every export, language by language, by name."""
    found = [export for room in ROOMS for export in room.exports()]
    return sorted(found, key=lambda export: (LANGUAGES.index(export.language), export.name))


def main(folder: Path) -> None:
    found = all_exports()
    (folder / "expected").mkdir(parents=True, exist_ok=True)
    for export in found:
        for name, data in export.files.items():
            (folder / name).write_bytes(data)
        if not export.refused:
            (folder / "expected" / f"{export.name}.csv").write_bytes(table(export))
    (folder / "expected" / "index.yaml").write_bytes(index(found).encode())
    (folder / "README.md").write_bytes(readme(found).encode())


def table(export: Export) -> bytes:
    """The tidy table of ``export``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(export.header)
    writer.writerows(export.rows)
    return text.getvalue().encode()


def index(found: list[Export]) -> str:
    says = {export.name: _entry(export) for export in found}
    return INDEX + yaml.safe_dump(says, allow_unicode=True, sort_keys=False, width=130)


def _entry(export: Export) -> dict[str, Any]:
    """What index.yaml says of an export; what is empty is left out."""
    start = {"files": list(export.files), "language": export.language, "shape": export.shape, "table": export.table}
    if export.refused:
        return {**start, "refused": True, "reason": export.refused}
    said = {
        "profile": export.profile,
        "period": list(export.period or ()),
        "set_aside": dict(export.set_aside),
        "totals": dict(export.totals),
        "difference": {
            name: {"printed": printed, "lines": lines} for name, (printed, lines) in export.difference.items()
        },
        "sums": _sums(export),
        "questions": list(export.questions),
        "may_ask": _may_ask(export),
        "answers": dict(export.answers),
        "others": dict(export.others),
        "any_order": export.any_order,
    }
    kept = {key: value for key, value in said.items() if value or key in ("set_aside", "questions")}
    return {**start, "expected": f"{export.name}.csv", "rows": len(export.rows), **kept}


def _may_ask(export: Export) -> list[str]:
    """Of sales it may always be asked whether VAT is in them, and in which currency they are."""
    always = ["vat", "currency"] if export.table == "orders" else []
    return [kind for kind in dict.fromkeys([*export.may_ask, *always]) if kind not in export.questions]


def _sums(export: Export) -> dict[str, float | int]:
    """The sum of each column of figures; of several currencies none is told."""
    names = [
        name for name in SUMS if name in export.header and not ("currency" in export.questions and name == "amount")
    ]
    places = {name: list(export.header).index(name) for name in names}
    return {
        name: money(sum((Decimal(row[place] or 0) for row in export.rows), Decimal(0)))
        for name, place in places.items()
    }


def readme(found: list[Export]) -> str:
    """The words of README.head.md, and a line for each export."""
    lines = [(HERE / "dress" / "README.head.md").read_text(encoding="utf-8")]
    for lang, title in zip(LANGUAGES, ("English", "Ukrainian", "Russian"), strict=True):
        lines += [f"## {title}\n", "| made-up export | what it is like |", "| --- | --- |"]
        lines += [
            f"| {', '.join(e.files)} | {e.shape.replace('|', chr(92) + '|')} |" for e in found if e.language == lang
        ]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
