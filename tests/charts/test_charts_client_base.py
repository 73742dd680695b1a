"""Pictures of the client base: readable in each language, and saying in words what they show."""

import datetime as dt
from types import SimpleNamespace

import pytest
from matplotlib.text import Text

from salesbook import charts
from salesbook.metrics.rfm import segments
from salesbook.words import LANGUAGES

LONG = "Товариство з обмеженою відповідальністю «Південно-Західний гуртовий ринок» №"


def result(rows, by=(), lang="en", absent=""):
    return SimpleNamespace(rows=rows, by=by, lang=lang, currency="UAH", absent=absent)


def curve(group=None, last=500, least=0.8):
    """Rows of a curve that falls evenly from 1 to ``least``."""
    days = range(0, last, 20)
    fall = [1 - (1 - least) * day / last for day in days]
    return [
        {"segment": group, "stay_days": day, "at_risk": 900 - day, "stopped": 1, "censored": 3, "staying_rate": rate,
         "staying_low": None if day == 0 else rate - 0.03, "staying_high": None if day == 0 else min(rate + 0.03, 1)}
        for day, rate in zip(days, fall, strict=True)
    ]  # fmt: skip


def klass(abc, xyz, part):
    return {
        "abc": abc,
        "xyz": xyz,
        "abc_xyz": xyz and abc + xyz,
        "members": 1234,
        "revenue": 1.0,
        "revenue_share": part,
    }


def segment(name, part):
    return {"rfm_segment": name, "clients": 1234, "revenue": 1.0, "revenue_share": part}


def stay(name, rate):
    return {
        "segment": name,
        "clients": 100,
        "at_days": 180,
        "staying_rate": rate,
        "staying_low": rate - 0.1,
        "staying_high": rate + 0.05,
    }


CLASSES = [klass(a, x, 0.1) for a in "ABC" for x in [*"XYZ", None]]
SEGMENTS = [segment(name, 1 / (2 + n)) for n, name in enumerate(sorted(set(segments().values())))]
COHORTS = [
    {"cohort_month": dt.date(2025, m, 1), "age_months": a, "clients": 20, "retention_rate": 0.5, "revenue_rate": 1.6}
    for m in range(1, 13) for a in range(13 - m)
]  # fmt: skip
PICTURES = [
    ("survival", curve(), ()),
    ("survival", [row for n in range(6) for row in curve(f"{LONG}{n}", 500 - 40 * n, 0.9 - 0.1 * n)], ("segment",)),
    ("survival_summary", [stay(f"{LONG}{n}", 0.6 + 0.05 * n) for n in range(6)], ("segment",)),
    ("abc_xyz_groups", CLASSES, ()),
    ("rfm_segments", SEGMENTS, ()),
    ("cohort_revenue", COHORTS, ()),
]


def draw(name, rows, **more):
    return getattr(charts, name)(result(rows, **more))


def title(chart):
    return chart.figure.axes[0].get_title(loc="left")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "rows", "by"), PICTURES)
def test_no_word_is_cut_off_and_no_two_lie_on_each_other(name, rows, by, lang):
    chart = draw(name, rows, by=by, lang=lang)
    assert chart._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")
    figure = chart.figure
    figure.draw_without_rendering()
    width, height = figure.bbox.size
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip() and within(t, figure.axes[0])]
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts]
    assert [t for t, b in boxes if min(b.x0, b.y0) < -1 or b.x1 > width + 1 or b.y1 > height + 1] == []
    assert [(t, s) for i, (t, b) in enumerate(boxes) for s, c in boxes[:i] if overlap(b, c)] == []


def within(text, axes):
    """An axis also keeps the labels of ticks beyond its ends."""
    ticks = [(t, axis) for axis in (axes.xaxis, axes.yaxis) for t in axis.get_major_ticks()]
    return not any(
        text in (t.label1, t.label2) and not min(a.get_view_interval()) <= t.get_loc() <= max(a.get_view_interval())
        for t, a in ticks
    )


def overlap(one, other):
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 1 and min(one.y1, other.y1) - max(one.y0, other.y0) > 1


@pytest.mark.parametrize("name", sorted({name for name, _, _ in PICTURES}))
def test_nothing_to_draw_is_said(name):
    assert draw(name, []).says == "There is nothing to show for this question in the data."
    assert draw(name, [], absent="orders: no column product.").says == "orders: no column product."


def test_the_curve_is_titled_with_its_end_and_ends_where_few_are_followed():
    rows = [*curve(), {**curve()[-1], "stay_days": 900, "at_risk": 3, "staying_rate": 0.1}]
    chart = draw("survival", rows)
    assert title(chart) == "After 480 days, 81% of the clients who became regular still buy"
    assert chart.says == "all: 80.8%, 480 days (n = 900)"


def test_curves_of_groups_differ_without_colour():
    chart = draw("survival", [row for n in range(6) for row in curve(str(n))], by=("segment",))
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in chart.figure.axes[0].lines}) == 6


def test_groups_without_an_interval_are_not_drawn():
    rows = [stay("a", 0.8), {**stay("b", 1.0), "staying_low": None, "staying_high": None}]
    assert draw("survival_summary", rows, by=("segment",)).says == "a: 80% (n = 100)"


def test_the_words_carry_the_numbers():
    assert (
        draw("abc_xyz_groups", [klass("A", "Y", 0.8), klass("C", None, 0.2)]).says
        == "AY: n = 1,234, 80.0%; C: n = 1,234, 20.0%"
    )
    assert draw("rfm_segments", [segment("lost", 0.25)]).says == "Have not bought for long: 25.0%   n = 1,234"


def test_the_titles_say_what_was_found():
    assert title(draw("abc_xyz_groups", CLASSES)) == "4,936 of 14,808 clients bring 40% of the revenue"
    quiet = [segment("cannot_lose", 0.2), segment("at_risk", 0.05), segment("loyal", 0.75)]
    assert title(draw("rfm_segments", quiet)) == "25.0% of the revenue came from clients who have gone quiet"
