"""Tables that one process has read for many: each as a Parquet file, with what became of it."""

import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis

from salesbook.tables.mapping import Mapping as Map
from salesbook.tables.reading import Loaded, Reading

TABLES = "SALESBOOK_TABLES"  # in the environment: the folder where they lie
NAME = "tables.pickle"
HELD = 2_000_000  # rows that are held in memory; more are read where they lie
Asked = tuple[str, str, str, str]  # source, mapping file, language, privacy


@dataclass(frozen=True)
class Shared:
    """What was asked of a company, how its tables were understood, and what was read, used and set aside of each."""

    asked: Asked
    shown: str
    mapping: Map
    files: tuple[Path, ...]
    unknown: tuple[str, ...]
    readings: Mapping[str, Reading]
    folder: Path = Path()

    def load(self, con: Any, name: str) -> Loaded:
        """Table ``name`` as it was shared, in ``con``; rows set aside are not: they stand as they came, with names."""
        reading = self.readings[name]
        rows = con.read_parquet(str(self.folder / f"{name}.parquet"), table_name=f"{name}_shared")
        if reading.used <= HELD:
            rows = con.create_table(f"{name}_held", rows)
        return Loaded(rows, None, lambda: reading)


def share(made: Shared, rows: Callable[[str], ibis.Table], folder: Path) -> None:
    """Write the tables of ``made`` into ``folder``, for processes that find it named in ``SALESBOOK_TABLES``."""
    folder.mkdir(mode=0o700)
    for name in made.readings:
        rows(name).to_parquet(folder / f"{name}.parquet")
    (folder / NAME).write_bytes(pickle.dumps(made))


def shared(asked: Sequence[str]) -> Shared | None:
    """What was shared of just this, if anything was."""
    folder = os.environ.get(TABLES, "")
    if not folder or not (Path(folder) / NAME).is_file():
        return None
    made: Shared = pickle.loads((Path(folder) / NAME).read_bytes())
    return replace(made, folder=Path(folder)) if made.asked == tuple(asked) else None
