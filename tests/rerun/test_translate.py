"""The prose of a notebook in another language: whole, fresh, and in the right language."""

import pytest

from salesbook.errors import NotebookError
from salesbook.rerun.notebook import load
from salesbook.rerun.translate import digest, faults, translate
from tests.rerun.small import write_notebook

UK, RU = "# Звіт\n\nЩо їли й пили є.", "# Отчёт\n\nЭто мы и были."


@pytest.fixture
def path(tmp_path):
    return write_notebook(tmp_path / "n.ipynb", "# Second", title="# First")


def write(path, lang, *sections):
    text = "\n".join(f"<!-- {name} {mark} -->\n{body}\n" for name, mark, body in sections)
    path.with_suffix(f".{lang}.md").write_text(text, encoding="utf-8")


def said(path, lang="uk"):
    return [str(fault).partition(": ")[2] for fault in faults(load(path), path, lang)]


def whole(first=UK, second=UK):
    return ("title", digest("# First"), first), ("cell-1", digest("# Second"), second)


def test_a_whole_translation_takes_the_place_of_the_prose(path):
    write(path, "uk", *whole("# Перший", "# Другий"))
    assert said(path) == []
    assert [c.source for c in translate(load(path), path, "uk").cells] == ["# Перший", "# Другий"]


def test_english_is_the_source(path):
    write(path, "uk", *whole())
    assert translate(load(path), path, "en") == load(path)


def test_a_notebook_in_one_language_stays_as_it_is(path):
    assert translate(load(path), path, "uk") == load(path)


def test_a_notebook_translated_into_another_language_only_is_refused(path):
    write(path, "ru", *whole(RU, RU))
    with pytest.raises(NotebookError, match="nothing there"):
        translate(load(path), path, "uk")


def test_a_missing_section_is_named_with_the_line_to_add(path):
    write(path, "uk", whole()[0])
    assert said(path) == [f"nothing at cell-1. Add <!-- cell-1 {digest('# Second')} --> and its text."]
    with pytest.raises(NotebookError, match="nothing at cell-1"):
        translate(load(path), path, "uk")


def test_a_stale_section_is_found_and_still_shown(path):
    write(path, "uk", ("title", digest("# Older"), UK), whole()[1])
    assert said(path) == [
        f"title is older than its source. Read it against the source, then write {digest('# First')} there."
    ]
    assert translate(load(path), path, "uk").cells[0].source == UK


def test_a_section_of_no_cell_is_found(path):
    write(path, "uk", *whole(), ("gone", digest(""), UK))
    assert said(path) == ["gone is no cell of the notebook. Take it out."]


@pytest.mark.parametrize(("lang", "text"), [("uk", RU), ("ru", UK)])
def test_ukrainian_and_russian_swapped_are_found(path, lang, text):
    write(path, lang, *whole(text, text))
    assert said(path, lang) == [
        f"{name} is not in {lang}. Were two translations swapped?" for name in ("title", "cell-1")
    ]


def test_a_name_quoted_from_the_other_language_is_no_fault(path):
    write(path, "ru", *whole(RU + " Київ.", RU))
    assert said(path, "ru") == []


def test_the_hash_does_not_depend_on_blank_lines_at_the_ends():
    assert digest("# First\n") == digest("# First") != digest("# first")
