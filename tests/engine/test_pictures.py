"""Figures are drawn once where that gives the very picture that IPython's own printing gives."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from IPython.core import pylabtools
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from nbformat.v4 import new_code_cell, new_notebook

from salesbook.engine import executed, pictures

MONTHS = pd.date_range("2024-01-01", periods=24, freq="MS")
DREW_ONCE, DREW_TWICE = 1, 2


def bars():
    _, axes = plt.subplots(figsize=(8, 4))
    axes.bar(MONTHS, np.arange(24) * 1e5, width=20)
    axes.set_title("Revenue by month")


def slanted_dates_and_a_legend():
    figure, axes = plt.subplots()
    axes.plot(MONTHS, np.arange(24) ** 2, marker="o", label="клієнти")
    axes.legend()
    figure.autofmt_xdate()


def four_histograms_under_one_title():
    figure, axes = plt.subplots(2, 2, sharex=True)
    for each in axes.flat:
        each.hist(np.random.default_rng(1).normal(size=500), bins=30)
    figure.suptitle("All branches")
    figure.text(1.02, 0.5, "beside it")


def two_scales_one_of_them_logarithmic():
    _, axes = plt.subplots()
    axes.plot([1, 2], [1e9, 2e9])
    axes.set_yscale("log")
    axes.twinx().plot([1, 2], [3, 1])


def a_word_outside_with_an_arrow_to_it():
    _, axes = plt.subplots()
    axes.scatter([1, 2, 3], [1, 3, 2])
    axes.fill_between([1, 2, 3], [1, 1, 1], [2, 2, 2])
    axes.annotate("best", (2, 3), (3.4, 3.8), arrowprops={"arrowstyle": "->"})
    axes.set_aspect("equal")


def offsets_at_both_axes():
    _, axes = plt.subplots()
    axes.plot([1e9, 1e9 + 1], [1e-9, 2e-9])
    axes.tick_params(axis="x", rotation=45)


def limits_that_nobody_asks_for_before_they_are_drawn():
    _, axes = plt.subplots()
    axes.plot([1, 2, 3], [4, 6, 5])
    axes.margins(0.3)
    axes.axis("off")
    axes.twinx().plot([1, 2, 3], [1e6, 3e6, 2e6])


def a_title_of_many_lines():
    plt.subplots()[1].set_title("word " * 60, wrap=True)


def a_pie():
    plt.subplots()[1].pie([1, 2, 3], labels=["a", "b", "c"], autopct="%d")


def an_image_with_its_scale():
    figure, axes = plt.subplots()
    figure.colorbar(axes.imshow(np.eye(9)))


def a_constrained_layout():
    plt.subplots(layout="constrained")[1].set_ylabel("clients")


def a_table():
    plt.subplots()[1].table(cellText=[["a", "b"], ["c", "d"]], loc="bottom")


def one_of_two_is_a_square():
    _, (left, right) = plt.subplots(2, 1, sharey=True)
    left.bar(["a", "b"], [-3, 5])
    right.plot([0, 1, 2], [0.1, 0.5, 0.2])
    right.set_aspect("equal")
    right.xaxis.set_ticks_position("top")


def one_scale_for_two_axes():
    figure, (left, right) = plt.subplots(1, 2, sharex=True)
    left.plot([1, 2, 3], [5, 600, 7])
    right.plot([1, 2000], [3, 4])
    right.set_aspect("equal", adjustable="datalim")
    figure.suptitle("both")


def a_second_axis_above():
    axes = plt.subplots()[1]
    axes.plot([1, 20])
    axes.secondary_xaxis("top", functions=(lambda x: x * 1000, lambda x: x / 1000))


def a_globe():
    plt.subplots(subplot_kw={"projection": "polar"})[1].plot([1, 2], [1, 2])


def a_line_of_somebodys_own():
    class Own(Line2D):
        pass

    plt.subplots()[1].add_line(Own([0, 1], [0, 1]))


@pytest.mark.parametrize(
    ("make", "drawn"),
    [
        *[(make, DREW_ONCE) for make in (bars, slanted_dates_and_a_legend, four_histograms_under_one_title,
          two_scales_one_of_them_logarithmic, a_word_outside_with_an_arrow_to_it, offsets_at_both_axes,
          limits_that_nobody_asks_for_before_they_are_drawn, a_title_of_many_lines, a_pie)],
        *[(make, DREW_TWICE) for make in (an_image_with_its_scale, a_constrained_layout, a_table,
          one_of_two_is_a_square, one_scale_for_two_axes, a_second_axis_above, a_globe, a_line_of_somebodys_own)],
    ],
)  # fmt: skip
def test_the_picture_is_the_same_to_the_byte_and_a_plain_one_is_drawn_once(make, drawn, monkeypatch):
    usual = printed(make, getattr(pylabtools.print_figure, "__wrapped__", pylabtools.print_figure))
    times = []
    monkeypatch.setattr(Figure, "draw", lambda self, renderer, draw=Figure.draw: times.append(draw(self, renderer)))
    assert printed(make, pictures._once(pylabtools.print_figure)) == usual
    assert len(times) == drawn


@pytest.mark.parametrize(
    "asked",
    [{"fmt": "svg", "metadata": {"Date": None}}, {"fmt": "retina"}, {"bbox_inches": None}, {"pad_inches": 1}],
)
def test_what_is_asked_for_otherwise_is_done_as_ever(asked, monkeypatch):
    monkeypatch.setitem(plt.rcParams, "svg.hashsalt", "the same ids")
    usual = pylabtools.print_figure
    assert printed(bars, pictures._once(usual), **asked) == printed(bars, usual, **asked)


def test_while_a_picture_is_made_each_axis_is_asked_for_its_ticks_once(monkeypatch):
    asked, ticks = [], Axis.get_majorticklocs
    monkeypatch.setattr(Axis, "get_majorticklocs", lambda self: asked.append(self) or ticks(self))
    printed(four_histograms_under_one_title, pictures._once(pylabtools.print_figure))
    assert len(asked) == len(set(asked)) == 8  # two of each of four


def test_the_next_picture_is_asked_anew():
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4])
    before = pictures._once(pylabtools.print_figure)(figure)
    axes.set_xticks([1, 1.7], ["one", "later"])
    after = pictures._once(pylabtools.print_figure)(figure)
    assert after == pylabtools.print_figure(figure) != before
    plt.close("all")


def test_an_empty_figure_has_no_picture():
    assert pictures._once(pylabtools.print_figure)(plt.figure()) is None
    plt.close("all")


def printed(make, print_figure, **asked):
    make()
    try:
        return print_figure(plt.gcf(), **asked)
    finally:
        plt.close("all")


def test_a_kernel_of_ours_draws_so():
    cells = ["import matplotlib.pyplot as plt", "plt.plot([1, 2]);", WHICH]
    node, error = executed(new_notebook(cells=[new_code_cell(cell) for cell in cells]), {}, Path.cwd())
    assert (error, node.cells[-1].outputs[0].text) == (None, "_once.<locals>.printed\n")


WHICH = """
from matplotlib.figure import Figure
printer = get_ipython().display_formatter.formatters["image/png"].lookup_by_type(Figure)
print(getattr(printer, "func", printer).__code__.co_qualname)
"""
