"""Pictures of the programme and the team: readable in each language, and saying in words what they show."""

from types import SimpleNamespace

import pytest
from matplotlib.text import Text

import salesbook as sb
from salesbook import charts
from salesbook.words import LANGUAGES

PICTURES = {
    "programme": {"by": "quarter"}, "points_liability": {}, "tier_sizes": {}, "programme_uplift": {}, "team_loyalty": {},
    "bonus": {},
}  # fmt: skip


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request):
    return sb.open(sb.DEMO, lang=request.param)


def cut_off(chart):
    """Words that reach out of the picture. Ticks beyond an axis are not drawn and do not count."""
    figure = chart.figure
    figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    ticks = {
        id(t) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for t in axis.get_ticklabels(which="both")
    }
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip() and id(t) not in ticks]
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts]
    drawn = figure.get_tightbbox()  # inches, of all that is drawn
    edges = [("edge", drawn)] if drawn.x0 < -0.02 or drawn.x1 > figure.get_figwidth() + 0.02 else []
    return edges + [s for s, b in boxes if b.x0 < -1 or b.x1 > width + 1 or b.y0 < -1 or b.y1 > height + 1]


@pytest.mark.parametrize("name", PICTURES)
def test_no_word_is_cut_off_and_the_picture_says_what_it_shows(book, name):
    result = sb.measure(book, name, **PICTURES[name])
    chart = getattr(charts, name)(result)
    assert chart.png.startswith(b"\x89PNG")
    assert cut_off(chart) == []
    assert len(chart.says) > 80
    assert "None" not in chart.says and "nan" not in chart.says


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_to_draw_is_said(name):
    empty = SimpleNamespace(rows=[], by=(), lang="en", currency="UAH", absent="no column points")
    assert getattr(charts, name)(empty).says == "no column points"


def test_a_period_in_progress_is_starred():
    rows = [
        {"month": m, "issued": 10.0, "redeemed": 5.0, "expired": None, "redemption_rate": 0.5, "complete": c}
        for m, c in (("2026-01", True), ("2026-02", False))
    ]
    chart = charts.programme(SimpleNamespace(rows=rows, by=("month",), lang="en", currency="", absent=""))
    assert "2026-02 *" in chart.says and "2026-01 *" not in chart.says
    assert chart.says.startswith("2026-01")  # the title speaks of the last period that is over


def test_who_stands_apart_is_in_the_title(book):
    if book.lang == "en":
        title = charts.team_loyalty(sb.measure(book, "team_loyalty")).says.partition(". ")[0]
        assert "08" in title
