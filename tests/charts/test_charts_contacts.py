"""Pictures of contacts and silence, of the made-up company: readable in each language, with nothing outside the picture."""

from types import SimpleNamespace

import pytest
from matplotlib.text import Text

import salesbook as sb
from salesbook import charts
from salesbook.words import LANGUAGES

DRAWN = {
    "return_rate": "", "initiative": "channel", "regularity": "manager_id", "contact_standard": "", "workload": "",
    "concentration": "", "cadence": "", "content_balance": "channel",
}  # fmt: skip


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request):
    return sb.open(sb.DEMO, lang=request.param, privacy="initials")


def picture(book, name):
    by = {"by": DRAWN[name]} if DRAWN[name] else {}
    return getattr(charts, name)(sb.measure(book, name, **by))


def outside(figure):
    """Texts that reach out of the picture."""
    figure.draw_without_rendering()
    frame = figure.bbox
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts]
    return [said for said, b in boxes if b.x0 < frame.x0 - 1 or b.x1 > frame.x1 + 1 or b.y0 < -1 or b.y1 > frame.y1 + 1]


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_reaches_out_of_the_picture(book, name):
    chart = picture(book, name)
    assert outside(chart.figure) == []
    assert chart.says


@pytest.mark.parametrize("name", DRAWN)
def test_where_there_is_nothing_the_picture_says_so(name):
    nothing = SimpleNamespace(rows=[], by=(), lang="en", currency="", absent="orders: no column amount.")
    chart = getattr(charts, name)(nothing)
    assert chart.figure is None
    assert chart.says == "orders: no column amount."


def test_a_rep_who_left_is_said_and_pale(book):
    chart = picture(book, "workload")
    colours = {bar.get_facecolor() for bar in chart.figure.axes[0].patches}
    assert len(colours) == 2
    assert "07 (" in chart.says


def test_the_share_of_the_largest_client_is_written_in_its_bar(book):
    texts = {t.get_text().replace("\xa0", "") for t in picture(book, "concentration").figure.axes[0].texts}
    assert "25%" in texts


def test_contacts_of_no_rep_are_no_rep_to_compare(book):
    chart = charts.initiative(sb.measure(book, "initiative", by="manager_id"))
    assert [t.get_text() for t in chart.figure.axes[0].get_yticklabels()] == [f"0{n}" for n in range(1, 10)]


def test_reasons_are_drawn_by_their_words(book):
    row = {"reason": "price", "calls": 3, "reason_share": 0.75, "reason_low": 0.3, "reason_high": 0.95}
    own = {"reason": "made_up", "calls": 1, "reason_share": 0.25, "reason_low": 0.05, "reason_high": 0.7}
    chart = charts.call_reasons(SimpleNamespace(rows=[row, own], by=(), lang=book.lang, currency="", absent=""))
    assert {"en": "price", "uk": "ціна", "ru": "цена"}[book.lang] in chart.says
    assert "made_up" in chart.says
    assert outside(chart.figure) == []
