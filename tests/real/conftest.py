"""Tests on real data are skipped, with this reason, where the folder of it is not beside the repository."""

from functools import cache

import pytest

from tests.real import companies


def pytest_collection_modifyitems(items):
    if companies.DATA.is_dir():
        return
    for item in items:
        if item.get_closest_marker("real_data"):
            item.add_marker(pytest.mark.skip(reason="real data: there is no folder ../shared/data"))


@pytest.fixture(autouse=True, scope="module")
def _read_each_file_once():
    with pytest.MonkeyPatch.context() as patch:
        companies.read_each_file_once(patch)
        yield
    companies.forget()


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """What a command writes beside itself does not land in the repository."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def imported(tmp_path_factory):
    """The folder that exports were imported into, questions answered; each once, however many tests ask."""

    @cache
    def folder(*names, **answers):
        made = tmp_path_factory.mktemp("imported")
        companies.bring(made, *names, **answers)
        return made

    return folder
