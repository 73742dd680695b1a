"""Pictures of loyalty and satisfaction: titled with what the figures bear, and saying in words what they show."""

from types import SimpleNamespace

import pytest
from matplotlib.text import Text

from salesbook import charts
from salesbook.words import LANGUAGES

LONG = "Товариство з обмеженою відповідальністю «Південно-Західний гуртовий ринок» №"


def result(rows, by=(), lang="en", absent=""):
    return SimpleNamespace(rows=rows, by=by, lang=lang, currency="UAH", absent=absent)


def driver(group, difference, p, width=20.0):
    return {"column": "region", "group": group, "answered": 68, "difference": difference, "p_corrected": p,
            "difference_low": difference - width, "difference_high": difference + width}  # fmt: skip


def segment(name, change, p, width=20.0):
    ends = {"change_low": change and change - width, "change_high": change and change + width}
    return {"region": name, "before": "2026-Q1", "after": "2026-Q2", "answered_after": 40, "change": change,
            "p_value": p, **ends}  # fmt: skip


def said(name, stopped, buying, unknown=3):
    known = stopped + buying
    shares = dict.fromkeys(("stopped_rate", "stopped_low", "stopped_high"), stopped / known if known else None)
    return {
        "said": name,
        "clients": known + unknown,
        "stopped": stopped,
        "buying": buying,
        "no_rhythm": unknown,
        **shares,
    }


def shares(name, rate, prefix):
    return {"region": name, f"{prefix}_rate": rate, f"{prefix}_low": rate - 0.1, f"{prefix}_high": min(rate + 0.1, 1.0),
            "answered": 50, "judged": 50}  # fmt: skip


DRIVERS = [driver("Одеська", -38.0, 0.01), driver("Волинська", 50.0, 0.04), driver(LONG + "1", 5.0, 1.0)]
SEGMENTS = [segment("Одеська", -44.0, 0.01), segment(LONG + "2", 120.0, 0.2, 70.0), segment("Львівська", None, None)]
BEHAVIOUR = [said("detractor", 18, 115), said("passive", 42, 177), said("promoter", 73, 384)]
CSAT = [shares("Одеська", 0.31, "csat"), shares(LONG + "3", 0.9, "csat")]
TIME = [shares("Одеська", 0.31, "in_time"), shares(LONG + "4", 0.9, "in_time")]
GROUPS = [
    {**driver("Одеська", -0.48, 0.01, 0.2), "judged": 26},
    {**driver(LONG + "5", 0.2, 0.2, 0.1), "judged": 30},
]
EVERY = {
    "complaints_groups": (GROUPS, ()),
    "nps_drivers": (DRIVERS, ()), "nps_segments": (SEGMENTS, ("region",)), "nps_behaviour": (BEHAVIOUR, ()),
    "csat": (CSAT, ("region",)), "complaints": (TIME, ("region",)),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_no_word_is_cut_off_and_no_two_lie_on_each_other(name, lang):
    rows, by = EVERY[name]
    chart = getattr(charts, name)(result(rows, by, lang))
    assert chart.png.startswith(b"\x89PNG")
    figure = chart.figure
    figure.draw_without_rendering()
    width, height = figure.bbox.size
    boxes = [(t.get_text(), t.get_window_extent()) for t in figure.findobj(Text) if seen(t, figure.axes[0])]
    assert [t for t, b in boxes if min(b.x0, b.y0) < -1 or b.x1 > width + 1 or b.y1 > height + 1] == []
    assert [(t, s) for i, (t, b) in enumerate(boxes) for s, c in boxes[:i] if overlap(b, c)] == []


def seen(text, axes):
    """Whether a text is drawn: an axis also keeps the labels of ticks beyond its ends."""
    ticks = [(t, axis) for axis in (axes.xaxis, axes.yaxis) for t in axis.get_major_ticks()]
    beyond = any(
        text in (t.label1, t.label2)
        and not min(axis.get_view_interval()) <= t.get_loc() <= max(axis.get_view_interval())
        for t, axis in ticks
    )
    return text.get_visible() and text.get_text().strip() and not beyond


def overlap(one, other):
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 1 and min(one.y1, other.y1) - max(one.y0, other.y0) > 1


@pytest.mark.parametrize("name", EVERY)
def test_where_there_is_nothing_the_reason_stands_instead(name):
    chart = getattr(charts, name)(result([], EVERY[name][1], absent="surveys: no column score."))
    assert (chart.figure, chart.says) == (None, "surveys: no column score.")


@pytest.mark.parametrize("name", ["nps_drivers", "complaints_groups"])
def test_one_group_by_itself_has_nothing_to_be_compared_with(name):
    assert getattr(charts, name)(result([])).says == "No two groups here can be compared with each other."


def title(chart):
    return chart.figure.axes[0].get_title(loc="left")


def test_the_title_names_a_group_only_where_it_is_more_than_chance():
    assert title(charts.nps_drivers(result(DRIVERS))) == "NPS: Одеська stands below the others"
    chance = [driver("Одеська", -38.0, 0.06)]
    assert title(charts.nps_drivers(result(chance))) == "NPS of each group against all others: may be chance"
    assert title(charts.nps_segments(result(SEGMENTS, ("region",)))) == "NPS moved most: Одеська"
    chance = [segment("Одеська", -44.0, 0.06)]
    assert title(charts.nps_segments(result(chance, ("region",)))) == "No group’s NPS moved by more than chance"


def test_the_slowest_group_is_named_only_where_it_is_more_than_chance():
    assert title(charts.complaints_groups(result(GROUPS))) == "Complaints are answered in time least often: Одеська"
    chart = charts.complaints_groups(result(GROUPS[1:]))
    assert title(chart) == "No group answers complaints later by more than chance"
    assert "+20 (+10 to +30), n = 30" in chart.says


def test_the_title_counts_promoters_who_stopped_and_detractors_who_buy():
    chart = charts.nps_behaviour(result(BEHAVIOUR))
    assert title(chart) == "73 of 457 promoters have stopped buying, 115 of 133 detractors still buy"
    assert "promoter: 73 stopped, 384 buy, 3 buy too seldom to tell" in chart.says


def test_a_kind_of_answer_without_a_rhythm_has_no_share():
    chart = charts.nps_behaviour(result([said("promoter", 0, 0, 5)]))
    assert "n = 5" in [text.get_text() for text in chart.figure.axes[0].texts]


def test_a_group_of_one_period_is_not_drawn():
    assert "Львівська" not in charts.nps_segments(result(SEGMENTS, ("region",))).says


def test_an_interval_beyond_a_hundred_points_widens_the_scale():
    ticks = charts.nps_segments(result(SEGMENTS, ("region",))).figure.axes[0].get_xticks()
    assert (min(ticks), max(ticks)) == (-200, 200)
    assert max(charts.nps_drivers(result(DRIVERS)).figure.axes[0].get_xticks()) == 100
