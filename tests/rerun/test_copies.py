"""Copies of notebooks: in the reader's language, code out of sight, never over what their reader has changed."""

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from salesbook.lessons import lessons, read_words
from salesbook.rerun.copies import adapted, of_lesson, own_lessons, personal, with_defaults
from salesbook.rerun.freeze import freeze, handed_out
from salesbook.rerun.notebook import HOME, NOTEBOOKS, load, read
from salesbook.words import LANGUAGES

LEARN = ("spin", "objections", "nps")


def apart(work):
    """What ``work`` gives, in a thread of its own: a browser of another test may have a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def code_of(node):
    return "\n".join(cell.source for cell in node.cells if cell.cell_type == "code")


@pytest.fixture
def own(tmp_path):
    """A folder with one lesson that the workbook does not have."""
    shutil.copytree(HOME / "exercises" / "spin", tmp_path / "mine" / "my-calls")
    key = tmp_path / "mine" / "my-calls" / "lesson.yaml"
    key.write_text(key.read_text("utf-8").replace("id: spin\n", "id: my-calls\n", 1), "utf-8")
    return tmp_path / "mine"


@pytest.mark.parametrize("name", LEARN)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lessons_notebook_bears_the_lessons_title(name, lang):
    lesson = next(each for each in lessons([HOME / "exercises"]) if each.id == name)
    title = adapted(NOTEBOOKS / "learn" / f"{name}.ipynb", lang, {}).cells[0].source
    assert title == f"# {read_words(lesson, lang)['title']}"


def test_defaults_are_written_so_that_they_are_read_back(tmp_path):
    tricky = "О’Ніл \"і\" 'син'  # not a meaning\nimport os"
    node = with_defaults(load(NOTEBOOKS / "learn" / "spin.ipynb"), {"learner": tricky, "nothing": "x"})
    place = tmp_path / "n.ipynb"
    nbformat.write(node, place)
    assert read(place).parameters["learner"].default == tricky
    assert set(read(place).parameters) == set(read(NOTEBOOKS / "learn" / "spin.ipynb").parameters)


def test_a_copy_is_made_anew_until_its_reader_changes_it(tmp_path):
    personal(tmp_path, "uk", [], {})
    place = tmp_path / "learn" / "spin.ipynb"
    node = load(place)
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    assert all(cell.metadata.jupyter == {"source_hidden": True} for cell in code)
    node.cells[-1].outputs = [nbformat.v4.new_output("stream", text="an output changes nothing")]
    nbformat.write(node, place)
    assert place in personal(tmp_path, "uk", [], {})
    node.cells[0].source += "\n\nмоя нотатка"
    nbformat.write(node, place)
    assert place not in personal(tmp_path, "uk", [], {})
    assert "моя нотатка" in load(place).cells[0].source


def test_a_copy_elsewhere_still_finds_the_made_up_company(tmp_path):
    node = adapted(NOTEBOOKS / "analyse" / "nps.ipynb", "en", {})
    assert str(HOME / "data" / "demo") in code_of(node)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_trainers_lesson_gets_a_notebook_in_the_image_of_the_workbooks(own, lang):
    (lesson,) = lessons([own])
    node = of_lesson(lesson, lang, {"exercises": str(own)})
    assert "sb.lesson('my-calls'," in code_of(node)
    assert str(own) in code_of(node)
    assert [b.id for b in lesson.blocks] == [c.id for c in node.cells if c.source.startswith("lesson.block(")]
    nbformat.validate(node)


def test_notebooks_of_own_lessons_are_there_for_the_run_only(own):
    with own_lessons(str(own), "en") as places:
        assert list(places) == ["learn/my-calls"]
        assert places["learn/my-calls"].exists()
    assert not places["learn/my-calls"].exists()


def lesson_node(*cells):
    made = [nbformat.v4.new_code_cell(s, id=i, metadata={"tags": t}) for i, s, t in cells]
    return nbformat.v4.new_notebook(cells=made)


def test_the_companys_figure_is_computed_once_and_shown_without_asking_again():
    node = lesson_node(
        ("parameters", "data = 1", ["parameters"]), ("open", "asked = data + 1", []), ("other", "1 / 0", []),
        ("own", "from IPython.display import HTML\nHTML(f'<b>{asked}</b>')", ["company"]),
    )  # fmt: skip
    frozen = apart(freeze(node, "."))
    assert "asked" not in frozen.cells[-1].source
    shown = []
    exec(
        frozen.cells[-1].source.replace("from IPython.display import publish_display_data", ""),
        {"publish_display_data": shown.append},
    )
    assert shown[0]["text/html"] == "<b>2</b>"


def test_a_figure_that_cannot_be_computed_is_left_out_with_its_question():
    node = lesson_node(("parameters", "", ["parameters"]), ("open", "", []), ("own", "1 / 0", ["company"]))
    node.cells.insert(2, nbformat.v4.new_markdown_cell("## And in your company?", id="ask-own"))
    frozen = apart(freeze(node, "."))
    assert [cell.id for cell in frozen.cells] == ["parameters", "open"]
    assert frozen.metadata.salesbook.failed == ["ZeroDivisionError: division by zero"]


def test_what_is_handed_out_holds_the_figure_and_no_path_of_this_computer():
    node = lesson_node(
        ("injected", 'data = "/home/olena/clients"\nmap = ""\nlang = "uk"', ["injected-parameters"]),
        ("open", 'lesson = sb.lesson("nps", lang=lang)', []), ("own", "figure()", ["company"]),
    )  # fmt: skip
    node.cells[2].outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "NPS 40"})]
    node.cells[1].outputs = [nbformat.v4.new_output("stream", text="of whoever ran it")]
    given = handed_out(node)
    assert "/home/olena" not in nbformat.writes(given)
    assert 'lang = "uk"' in given.cells[0].source
    assert "NPS 40" in given.cells[2].source and given.cells[1].outputs == []
    assert handed_out(lesson_node(("x", "1", []))).cells[0].source == "1", "what is no lesson stays as it is"
