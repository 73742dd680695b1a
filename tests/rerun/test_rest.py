"""What a worker makes ready when its first kernel is born: beside the cells, and never while another is being born."""

import subprocess
import sys
import threading

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from salesbook.rerun import rest
from salesbook.rerun.report import exporter, report

HEAVY = ("great_tables", "jedi", "nbconvert", "openpyxl", "scipy.optimize")


@pytest.fixture
def fresh():
    rest._begun.cache_clear()
    exporter.cache_clear()
    yield
    rest._begun.cache_clear()


def test_before_a_further_kernel_is_born_no_second_thread_is_left(fresh):
    before = threading.active_count()
    rest.begin()
    rest.settle()
    assert threading.active_count() == before
    assert exporter.cache_info().currsize == 1


def test_one_maker_of_pages_is_made_though_a_page_is_wanted_at_once(fresh):
    rest.begin()
    rest.wait()
    assert exporter.cache_info() == (0, 1, None, 1)  # hits, misses, size allowed, size
    assert "<h1>Own</h1>" in report(new_notebook(cells=[new_markdown_cell("# Own")]), "own", "en")[1]
    assert exporter.cache_info().misses == 1


def test_nothing_begun_is_nothing_to_wait_for(fresh):
    rest.wait()
    assert exporter.cache_info().currsize == 0


def test_it_is_begun_once(fresh):
    rest.begin()
    begun = rest._begun()
    rest.begin()
    assert rest._begun() is begun


def loaded(code):
    code = f"import sys; {code}; print(*(m for m in {HEAVY} if m in sys.modules))"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


def test_the_first_kernel_is_born_without_what_no_cell_may_need():
    assert loaded("import salesbook.engine.nursery, salesbook.rerun.ready; salesbook.rerun.rest.settle()") == []


def test_those_that_follow_are_born_with_it():
    assert loaded("from salesbook.rerun import rest; rest.begin(); rest.settle()") == list(HEAVY)
