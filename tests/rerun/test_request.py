"""A request is checked whole before anything starts; folders bear names that every file system takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbook.errors import NotebookError, RequestError
from salesbook.rerun.parts import folders, safe_name, values_of
from salesbook.rerun.request import ask
from salesbook.tables import open as open_book
from tests.rerun.small import write_notebook

RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
ANY = st.text(st.characters(exclude_categories=()), max_size=200)


@given(ANY)
def test_a_safe_name_is_one_everywhere(text):
    name = safe_name(text)
    assert name
    assert len(name.encode("utf-8")) < 200
    assert not set(name) & set('<>:"/\\|?*')
    assert all(ord(letter) > 31 for letter in name)
    assert name[-1] not in ". "
    assert name[0] not in ". "
    assert name.split(".")[0].casefold() not in RESERVED


@pytest.mark.parametrize(
    "text", ["Київ", "Region 1.5", "Łódź & co", "CON.north", "com1", "nul.tar.gz", "💐" * 200, "é"]
)
def test_a_safe_name_is_not_changed_again(text):
    assert safe_name(safe_name(text)) == safe_name(text)


@pytest.mark.parametrize("text", ["Київ", "Region 1.5", "Łódź & co", "#1"])
def test_letters_of_any_alphabet_stay(text):
    assert safe_name(text) == text


@given(st.lists(st.text(st.sampled_from("aA/:.é(2) "), max_size=6), unique=True))
def test_no_two_parts_share_a_folder(labels):
    names = folders(labels)
    assert len({name.casefold() for name in names}) == len(labels)


def test_a_part_called_like_a_file_of_the_run_has_another_folder():
    assert folders(["index.html", "Manifest.json"]) == ["index.html (2)", "Manifest.json (2)"]


def test_a_folder_that_holds_files_is_refused_and_left_alone(shelf, company, tmp_path):
    write_notebook(shelf / "analyse" / "n.ipynb")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(RequestError, match=r"not empty\. Name a new one with --out, or add --resume"):
        ask([], str(company), out=str(tmp_path / "out"))
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_folder_that_holds_files_is_gone_on_in_with_resume(shelf, company, tmp_path):
    write_notebook(shelf / "analyse" / "n.ipynb")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "n.html").write_text("made")
    assert ask([], str(company), out=str(tmp_path / "out"), resume=True).resume


def test_resume_without_a_folder_is_refused(shelf, company):
    write_notebook(shelf / "analyse" / "n.ipynb")
    with pytest.raises(RequestError, match="--resume: no folder to go on in"):
        ask([], str(company), resume=True)


def test_a_file_in_the_place_of_the_folder_is_refused(shelf, company, tmp_path):
    write_notebook(shelf / "analyse" / "n.ipynb")
    (tmp_path / "out").write_text("")
    with pytest.raises(RequestError, match=r"cannot be written to .* Name another folder"):
        ask([], str(company), out=str(tmp_path / "out"))


def test_a_refused_notebook_makes_no_folder(shelf, company, tmp_path):
    with pytest.raises(NotebookError):
        ask(["missing"], str(company), out=str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_notebook_gets_only_the_parameters_it_has(shelf, company, tmp_path):
    write_notebook(shelf / "a.ipynb", parameters=['data: str = ""  # data', "days: int = 1  # days"])
    write_notebook(shelf / "b.ipynb", parameters=['lang: str = "en"  # language'])
    request = ask(["a", "b"], str(company), out=str(tmp_path / "out"), lang="uk", parameters={"days": "3"})
    first, second = (dict(request.job(n, request.out, "").parameters) for n in request.notebooks)
    assert first == {"data": str(company), "days": 3}
    assert second == {"lang": "uk"}


def test_two_notebooks_of_one_bare_name_write_different_files(shelf, company, tmp_path):
    for name in ("analyse/nps", "learn/nps", "learn/spin", "learn/index"):
        write_notebook(shelf / f"{name}.ipynb")
    names = ["analyse/nps", "learn/nps", "spin", "index"]
    request = ask(names, str(company), out=str(tmp_path / "out"))
    stems = [request.job(n, request.out, "").stem for n in request.notebooks]
    assert stems == ["analyse-nps", "learn-nps", "spin", "learn-index"]


def test_the_parts_are_gathered_from_every_table_that_has_the_column(tmp_path):
    (tmp_path / "orders.csv").write_text("client_id,ordered_at,amount,colour\na,2025-01-01,1,Київ\nb,2025-01-02,1,\n")
    (tmp_path / "clients.csv").write_text("client_id,colour\na,Львів\nb,Київ\n")
    assert values_of(open_book(tmp_path), "colour") == ["Київ", "Львів"]


def test_kinds_of_clients_are_parts_and_kinds_of_surveys_are_not(tmp_path):
    (tmp_path / "surveys.csv").write_text("client_id,score,kind\na,9,nps\nb,3,csat\n")
    assert values_of(open_book(tmp_path), "kind") == ["csat", "nps"]
    (tmp_path / "clients.csv").write_text("client_id,kind\na,B2B\nb,B2C\n")
    assert values_of(open_book(tmp_path), "kind") == ["B2B", "B2C"]


def test_a_table_that_cannot_be_read_does_not_hide_the_parts_of_another(tmp_path):
    (tmp_path / "orders.csv").write_text("client_id,ordered_at,amount,colour\na,2025-01-01,1,Київ\n")
    (tmp_path / "surveys.csv").write_text("score,colour\nmany,Львів\n")
    assert values_of(open_book(tmp_path), "colour") == ["Київ"]


def test_a_column_that_no_table_has_is_refused(company):
    with pytest.raises(RequestError, match=r"--by: no table has a column taste\. The company has orders, clients"):
        values_of(open_book(company), "taste")


@pytest.mark.parametrize(("names", "handouts"), [(["spin", "learn/nps"], True), (["spin", "analyse/nps"], False)])
def test_of_lessons_only_a_run_makes_handouts(tmp_path, names, handouts):
    request = ask(names, "data", out=str(tmp_path / "out"))
    assert request.handouts is handouts
    assert {request.job(each, tmp_path, "").handouts for each in request.notebooks} == {handouts}
