"""A company in a folder, its files in sight of the test."""

import gzip

import pytest

from salesbook.tables import open


@pytest.fixture
def company(tmp_path):
    """``company({"orders.csv": "client_id,…"}, tables="orders: …")`` → the company's book."""

    def make(files, tables="", **asked):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode()
            path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        if tables:
            (tmp_path / "tables.yaml").write_text(tables, encoding="utf-8")
        return open(tmp_path, **asked)

    return make


@pytest.fixture
def rows():
    """The rows of a table as dictionaries."""
    return lambda table: table.to_pyarrow().to_pylist()
