"""Pictures: shown once, readable, and saying in words what they show."""

import datetime as dt
from types import SimpleNamespace

import pytest
from matplotlib.text import Text

from salesbook import charts
from salesbook.charts.chart import MOST
from salesbook.labels import short
from salesbook.words import LANGUAGES

LONG = "Товариство з обмеженою відповідальністю «Південно-Західний гуртовий ринок» №"
BY_GROUP = ("nps", "retention", "order_value", "frequency")


def result(rows, by=("segment",), lang="en", absent=""):
    return SimpleNamespace(rows=rows, by=by, lang=lang, currency="UAH", absent=absent)


def group(name, place=0, n=1):
    """A row that any chart by groups can draw; ``place`` of ``n`` tells how large its values are."""
    part = (place + 1) / n
    return {
        "segment": name, "month": name, "answered": 1000 + place, "start": 1000 + place, "orders": 12345, "clients": 12345,
        "nps": 200 * part - 100, "nps_low": 200 * part - 110, "nps_high": 200 * part - 90,
        "retention_rate": part, "retention_low": part - 0.01, "retention_high": part,
        "order_value": 1234567.0 * part, "frequency_per_month": part,
        "frequency_low": 0.9 * part, "frequency_high": 1.1 * part, "order_value_low": 1e6 * part, "order_value_high": 1.5e6 * part,
    }  # fmt: skip


def groups(n):
    return [group(f"{LONG}{place}", place, n) for place in range(n)]


def cohort(month, age, rate):
    return {"cohort_month": dt.date(2025, month, 1), "age_months": age, "clients": 20, "retention_rate": rate}


def client(state, amount):
    return {"state": state, "monthly_amount": amount}


COHORTS = [cohort(1, 0, 1.0), cohort(1, 1, 0.45), cohort(2, 0, 1.0), cohort(2, 1, None)]
THEMES = [
    {"theme": theme, "comments": 100, "detractors": detractors, "promoters": promoters}
    for theme, detractors, promoters in (("price", 5, 90), ("loyalty_programme", 40, 10), ("none", 0, 7))
]
SLEEPING = [client("late", 1e9)] * 1200 + [client("sleeping", 5.0)] * 2 + [client("lost", None)]


def draw(name, rows, **more):
    return getattr(charts, name)(result(rows, **more))


def title(chart):
    return chart.figure.axes[0].get_title(loc="left")


@pytest.mark.parametrize("name", BY_GROUP)
def test_a_chart_shows_itself_once_as_a_picture_and_as_words(name):
    data, metadata = draw(name, groups(2))._repr_mimebundle_()
    assert data.keys() == {"image/png", "text/plain"}
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata == {"image/png": {"alt": data["text/plain"]}}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nps", "north: 0 (−10 to +10), 1,000 answers; south: +100 (+90 to +110), 1,001 answers"),
        ("retention", "north: 50% (n = 1,000); south: 100% (n = 1,001)"),
        ("frequency", "Orders per client and month by segment. south: 1.00 (n = 12,345); north: 0.50 (n = 12,345)"),
        ("order_value", "Average order value by segment. south: 1.2M UAH (n = 12,345); north: 617.3K UAH (n = 12,345)"),
    ],
)
def test_the_words_carry_the_numbers(name, words):
    assert draw(name, [group("north", 0, 2), group("south", 1, 2)]).says == words


def test_the_words_of_a_triangle_carry_its_numbers():
    assert draw("cohorts", COHORTS, by=()).says.splitlines() == [
        "2 cohorts, from 2025-01 to 2025-02", "2025-01 (n = 20): 100 45", "2025-02 (n = 20): 100",
    ]  # fmt: skip


def test_the_words_of_sleeping_clients_carry_their_numbers():
    assert draw("sleeping", [client("late", 900.0), client("lost", None)], by=()).says == (
        "late: 1 client, 900 UAH a month; sleeping: 0 clients, 0 UAH a month; lost: 1 client, 0 UAH a month"
    )


def test_the_words_of_themes_carry_their_numbers_those_of_most_detractors_first():
    assert draw("themes", THEMES, by=("theme",)).says == (
        "What detractors and promoters write about. loyalty programme: 40 detractors and 10 promoters among 100 comments; "
        "price: 5 detractors and 90 promoters among 100 comments; "
        "nothing in particular: 0 detractors and 7 promoters among 100 comments"
    )


def test_detractors_and_promoters_differ_without_colour():
    dark, pale = draw("themes", THEMES, by=("theme",)).figure.axes[0].containers
    grey = [
        sum(w * c for w, c in zip((0.299, 0.587, 0.114), bars[0].get_facecolor(), strict=False))
        for bars in (dark, pale)
    ]
    assert grey[1] - grey[0] > 0.4


def test_a_theme_of_which_nothing_is_sure_has_no_bar():
    assert "price" not in draw("themes", [THEMES[1], {**THEMES[0], "comments": 0}], by=("theme",)).says


@pytest.mark.parametrize("name", [*BY_GROUP, "cohorts", "sleeping", "themes"])
def test_nothing_to_show_is_said_instead_of_drawn(name):
    chart = draw(name, [])
    assert chart.figure is None
    assert chart._repr_mimebundle_() == ({"text/plain": "There is nothing to show for this question in the data."}, {})


@pytest.mark.parametrize("name", [*BY_GROUP, "cohorts", "sleeping", "themes"])
def test_an_absent_column_is_said_instead_of_drawn(name):
    assert draw(name, [], absent="no column segment in surveys.").says == "no column segment in surveys."


@pytest.mark.parametrize(
    ("name", "empty"),
    [("nps", {"answered": 0, "nps": None}), ("retention", {"start": 0, "retention_rate": None}),
     ("order_value", {"order_value": None}), ("frequency", {"frequency_per_month": None})],
)  # fmt: skip
def test_a_group_without_a_value_is_left_out(name, empty):
    chart = draw(name, [group("north"), {**group("south"), **empty}])
    assert "north" in chart.says
    assert "south" not in chart.says


@pytest.mark.parametrize(
    ("low", "high", "heading"),
    [
        ((0, -10, 10), (50, 40, 60), "NPS: lower in north than in south"),
        ((0, -10, 10), (15, 5, 25), "NPS by segment: the differences may be chance"),
        ((0, -10, 10), (20, 10, 30), "NPS by segment: the differences may be chance"),
    ],
)
def test_a_title_names_a_difference_only_where_the_intervals_bear_it(low, high, heading):
    rows = [
        {"segment": name, "answered": 9, "nps": middle, "nps_low": bottom, "nps_high": top}
        for name, (middle, bottom, top) in (("north", low), ("south", high))
    ]
    assert title(draw("nps", rows)) == heading


def test_one_group_is_compared_with_nothing():
    assert title(draw("nps", [group("north")])) == "NPS"


def test_a_group_without_a_name_is_called_unknown():
    assert "not known" in draw("nps", [group(None), group("north")]).says


@pytest.mark.parametrize("name", BY_GROUP)
def test_only_so_many_groups_are_drawn_and_that_is_said(name):
    chart = draw(name, groups(MOST + 15))
    assert "30 of 45 groups are shown" in chart.says
    assert "30 of 45 groups are shown" in chart.figure.axes[0].get_xlabel()
    assert len([label for label in chart.figure.axes[0].get_yticklabels() if label.get_text()]) == MOST


def test_of_many_periods_the_last_are_drawn():
    chart = draw("order_value", [group(f"{place:03}", place, 40) for place in range(40)], by=("month",))
    assert "039" in chart.says
    assert "009" not in chart.says


def test_of_many_groups_the_largest_are_drawn():
    chart = draw("nps", [group(f"g{place:03}", place, 40) for place in range(40)])
    assert "g039" in chart.says
    assert "g009" not in chart.says


def test_long_names_that_begin_alike_stay_apart():
    labels = [label.get_text() for label in draw("order_value", groups(3)).figure.axes[0].get_yticklabels()]
    assert len(set(labels)) == len(labels) == 3
    assert all(len(label) <= 28 for label in labels)


@pytest.mark.parametrize("text", ["a" * 28, "a" * 29, "one\ntwo  three"])
def test_a_short_label_is_one_line(text):
    assert len(short(text)) <= 28
    assert "\n" not in short(text)


@pytest.mark.parametrize("name", ["$x", "a $ b $ c", r"$\frac$", "{n}", "100 %", "<b>"])
def test_signs_in_a_name_are_no_formula(name):
    for chart in BY_GROUP:
        assert draw(chart, [group(name), group("b" + name)])._repr_mimebundle_()[0]["image/png"]


def test_small_values_keep_their_digits_on_the_axis():
    figure = draw("frequency", [group("2025-01", 0, 4), group("2025-02", 1, 4)], by=("month",)).figure
    figure.draw_without_rendering()
    ticks = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len(set(ticks)) == len(ticks)


def outside(figure):
    """Texts that the edge of the picture cuts."""
    figure.draw_without_rendering()
    width, height = figure.bbox.size
    boxes = {text.get_text(): text.get_window_extent() for text in figure.findobj(Text) if drawn(text, figure.axes[0])}
    return [t for t, b in boxes.items() if min(b.x0, b.y0) < -1 or b.x1 > width + 1 or b.y1 > height + 1]


def drawn(text, axes):
    """Whether there is a word to see; an axis also keeps the labels of ticks beyond its ends."""
    beyond = [
        tick.label1
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    ]
    return text.get_visible() and text.get_text().strip() and text not in beyond


@pytest.mark.parametrize("n", [1, 5, 30])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", BY_GROUP)
def test_no_word_is_cut_off(name, lang, n):
    assert outside(draw(name, groups(n), lang=lang).figure) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_the_other_charts_is_cut_off(lang):
    months = [group(f"2025-{month:02}", month, 12) for month in range(1, 13)]
    assert outside(draw("order_value", months, by=("month",), lang=lang).figure) == []
    assert outside(draw("cohorts", COHORTS * 4, by=(), lang=lang).figure) == []
    assert outside(draw("sleeping", SLEEPING, by=(), lang=lang).figure) == []
    assert outside(draw("themes", THEMES, by=("theme",), lang=lang).figure) == []
