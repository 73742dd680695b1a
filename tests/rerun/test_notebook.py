"""Which notebook is meant, what it takes, and which tables it needs."""

import pytest

from salesbook.errors import NotebookError, SalesbookError
from salesbook.rerun.notebook import choose, read, typed
from tests.rerun.small import write_notebook

PARAMETERS = (
    'code: str = "a"  # text',
    "days: int = 90  # days",
    "factor: float = 2.0  # gaps",
    "net: bool = False  # less returns",
)


def chosen(*names):
    return [notebook.name for notebook in choose(names)]


@pytest.fixture
def shelf(shelf):
    for name in ("analyse/nps", "analyse/clients", "learn/nps", "learn/spin"):
        write_notebook(shelf / f"{name}.ipynb")
    return shelf


def test_a_notebook_is_chosen_by_its_whole_name(shelf):
    assert chosen("learn/nps") == ["learn/nps"]


def test_a_bare_name_will_do_where_it_is_the_only_one(shelf):
    assert chosen("spin") == ["learn/spin"]


def test_the_ending_and_the_slash_of_windows_are_taken(shelf):
    assert chosen("learn\\spin.ipynb") == ["learn/spin"]


def test_the_same_notebook_asked_for_twice_runs_once(shelf):
    assert chosen("spin", "learn/spin") == ["learn/spin"]


def test_without_a_name_it_is_the_analysis(shelf):
    assert chosen() == ["analyse/clients", "analyse/nps"]


def test_a_name_that_two_have_is_refused_with_both(shelf):
    with pytest.raises(NotebookError, match=r"more than one.*analyse/nps or learn/nps"):
        choose(["nps"])


def test_an_unknown_name_is_refused_with_the_nearest(shelf):
    with pytest.raises(NotebookError, match=r"no such notebook\. Did you mean analyse/clients\?"):
        choose(["cleints"])


def test_all_faults_are_said_at_once(shelf):
    with pytest.raises(SalesbookError) as found:
        choose(["nps", "cleints"])
    assert len(str(found.value).splitlines()) == 2


def test_a_path_outside_the_workbook_is_a_notebook_too(shelf, tmp_path):
    path = write_notebook(tmp_path / "mine" / "own.ipynb")
    assert [n.path for n in choose([str(path)])] == [path]


def test_two_notebooks_outside_of_one_name_are_refused(shelf, tmp_path):
    paths = [write_notebook(tmp_path / folder / "own.ipynb") for folder in ("a", "b")]
    with pytest.raises(NotebookError, match="two notebooks are called so"):
        choose([str(path) for path in paths])


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_said(shelf, tmp_path, text):
    path = tmp_path / "odd.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookError, match="cannot be read"):
        choose([str(path)])


def test_a_broken_notebook_does_not_stop_another(shelf):
    (shelf / "Untitled.ipynb").write_text("")
    assert chosen("spin") == ["learn/spin"]


@pytest.mark.parametrize("line", ["days = 90", "days: int = 90", "days: list = []  # days", "days: int = DAYS  # days"])
def test_a_parameter_line_of_another_form_is_refused(tmp_path, line):
    path = write_notebook(tmp_path / "n.ipynb", parameters=[line])
    with pytest.raises(NotebookError, match=r"parameter line|no plain value"):
        read(path)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("code", "0012", "0012"),
        ("code", "true", "true"),
        ("days", "30", 30),
        ("factor", "3", 3.0),
        ("net", "True", True),
        ("net", "false", False),
    ],
)
def test_a_value_becomes_what_the_notebook_declares(tmp_path, name, text, value):
    made = typed([read(write_notebook(tmp_path / "n.ipynb", parameters=PARAMETERS))], {name: text})[name]
    assert (made, type(made)) == (value, type(value))


@pytest.mark.parametrize(("name", "text"), [("days", "3.5"), ("days", "many"), ("factor", "2,5"), ("net", "1")])
def test_a_value_of_another_type_is_refused_with_its_meaning(tmp_path, name, text):
    notebook = read(write_notebook(tmp_path / "n.ipynb", parameters=PARAMETERS))
    with pytest.raises(
        NotebookError, match=f"{name}: '{text}' is not of type .* It means: {notebook.parameters[name].meaning}"
    ):
        typed([notebook], {name: text})


def test_a_misspelt_parameter_is_refused_with_the_nearest(tmp_path):
    notebook = read(write_notebook(tmp_path / "n.ipynb", parameters=PARAMETERS))
    with pytest.raises(NotebookError, match=r"no parameter dyas\. Did you mean days\?"):
        typed([notebook], {"dyas": "3"})


def test_a_parameter_that_one_of_several_notebooks_has_is_taken(tmp_path):
    without = read(write_notebook(tmp_path / "a.ipynb"))
    having = read(write_notebook(tmp_path / "b.ipynb", parameters=PARAMETERS))
    assert typed([without, having], {"days": "3"}) == {"days": 3}


@pytest.mark.parametrize("name", ["data", "map", "lang", "only"])
def test_what_the_command_gives_by_an_option_is_no_parameter(tmp_path, name):
    notebook = read(write_notebook(tmp_path / "n.ipynb", parameters=[f'{name}: str = ""  # given']))
    with pytest.raises(NotebookError, match=f"no parameter {name}"):
        typed([notebook], {name: "x"})


@pytest.mark.parametrize(
    ("code", "tables"),
    [
        ("book.spend", {"spend"}),
        ('book.table("points")', {"points"}),
        ('sb.measure(book, "nps")', {"surveys"}),
        ('measure(book, "sleeping")', {"orders"}),
        ("sb.themes(book)", {"surveys"}),
        ("result.orders", set()),
        ("sb.charts.contacts(x)", set()),
        ("# book.spend", set()),
        ("book.spend +", set()),
    ],
)
def test_the_tables_it_needs_are_read_from_its_code(tmp_path, code, tables):
    assert read(write_notebook(tmp_path / "n.ipynb", "1", code.replace("#", "1 #"))).needs == tables
