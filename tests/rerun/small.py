"""Small notebooks and a small company, so that a test shows all that it rests on."""

import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from salesbook.findings import FIGURES

DATES = ("2025-01-10", "2025-01-20", "2025-01-30", "2025-02-09", "2025-02-19")


def write_notebook(path, *cells, parameters=(), title="# A title"):
    """A notebook with a title, a parameters cell and ``cells``, named cell-1, cell-2 …; Markdown where it begins with #."""
    made = [new_markdown_cell(title, id="title")]
    if parameters:
        made.append(new_code_cell("\n".join(parameters), id="parameters", metadata={"tags": ["parameters"]}))
    for number, text in enumerate(cells, 1):
        make = new_markdown_cell if text.startswith("#") else new_code_cell
        made.append(make(text, id=f"cell-{number}"))
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(new_notebook(cells=made, metadata=metadata)), encoding="utf-8")
    return path


def shows(**figures):
    """A cell that shows a finding without waiting for pandas."""
    bundle = {"text/plain": "a finding", FIGURES: {"name": "finding", "says": "It says.", **figures}}
    return f"from IPython.display import display\ndisplay({bundle!r}, raw=True)"


def write_company(folder, *, name="Ромашка", names=("Olena Bondar", "Ivan Koval"), surveys=True):
    """Clients c1, c2 … who bought every ten days and fell silent, and one, `busy`, who buys still."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = [f"c{number}" for number in range(1, len(names) + 1)]
    late = [f"{i},{day},{100 * n},north" for n, i in enumerate(ids, 1) for day in DATES]
    busy = [f"busy,2025-{month:02}-01,50,south" for month in range(1, 7)]
    _write(folder / "orders.csv", ["client_id,ordered_at,amount,branch", *late, *busy])
    rows = [f'{i},"{n.replace(chr(34), chr(34) * 2)}",+380501112233' for i, n in zip(ids, names, strict=True)]
    _write(folder / "clients.csv", ["client_id,client_name,phone", *rows, "busy,Busy Ltd,0"])
    if surveys:
        answers = ["10,2025-01-15,a"] * 30 + ["0,2025-04-15,a"] * 30
        _write(folder / "surveys.csv", ["score,answered_at,segment", *answers])
    tables = "".join(f"{t}: {{file: {t}.csv}}\n" for t in ("orders", "clients", *["surveys"] * surveys))
    company = f"company: {{name: {json.dumps(name, ensure_ascii=False)}, currency: UAH}}\n"
    (folder / "tables.yaml").write_text(company + tables, encoding="utf-8")
    return folder


def _write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
