"""A notebooks folder of the test's own, and a small company."""

import pytest

from salesbook.rerun import notebook
from tests.rerun.small import write_company


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An empty folder in the place of notebooks/."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(notebook, "NOTEBOOKS", folder)
    return folder


@pytest.fixture
def company(tmp_path):
    return write_company(tmp_path / "company")
