"""Pictures of client value: what they say, and that nothing is cut off."""

from types import SimpleNamespace

import pytest
from matplotlib.text import Text

from salesbook import charts
from salesbook.words import LANGUAGES

LONG = "Товариство з обмеженою відповідальністю «Південно-Західний ринок» №"


def result(rows, by=(), lang="en", absent=""):
    return SimpleNamespace(rows=rows, by=by, lang=lang, currency="UAH", absent=absent)


def expected(name, amount=1e6):
    return {
        "segment": name, "clients": 1234, "horizon_days": 365, "expected_amount": amount, "amount_low": 0.8 * amount,
        "amount_high": 1.3 * amount, "expected_purchases": 55.0, "purchases_low": 40.0, "purchases_high": 70.0,
    }  # fmt: skip


def tried(repeats, predicted, actual, segment=None):
    return {
        "segment": segment, "repeats": repeats, "clients": 10, "predicted_purchases": predicted,
        "predicted_low": 0.9 * predicted, "predicted_high": 1.1 * predicted, "actual_purchases": actual,
        "within": 0.9 * predicted <= actual <= 1.1 * predicted,
    }  # fmt: skip


def stayed(age, kept, rate=0.8):
    return {"age_months": age, "kept_rate": kept, "clients": 400 if kept else 0, "expected_rate": rate,
            "expected_low": rate - 0.1, "expected_high": rate + 0.1}  # fmt: skip


TOTAL = [expected(f"{LONG}{n}", 10.0 ** (n + 4)) for n in range(4)]
HELD = [{"amount_share": s} for s in (0.5, 0.2, 0.1, *[0.2 / 17] * 17)]
TRIED = [tried(None, 60, 50), *(tried(n, 10 * (n + 1), 10 + n) for n in range(4))]
STAYED = [
    stayed(0, 1.0, 1.0),
    *(stayed(n, 1 - n / 30) for n in range(1, 15)),
    *(stayed(n, None) for n in range(15, 25)),
]
PICTURES = {
    "lifetime_total": (TOTAL, ("segment",)), "lifetime": (HELD, ()), "lifetime_calibration": (TRIED, ()),
    "retention_curve": (STAYED, ()),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PICTURES)
def test_no_text_is_cut_off_in_any_language(name, lang):
    rows, by = PICTURES[name]
    figure = getattr(charts, name)(result(rows, by, lang)).figure
    figure.draw_without_rendering()
    box = figure.bbox
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            end = text.get_window_extent()
            assert end.x0 >= box.x0 - 1, text
            assert end.x1 <= box.x1 + 1, text


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_to_draw_is_said(name):
    chart = getattr(charts, name)(result([], absent="no column amount"))
    assert (chart.figure, chart.says) == (None, "no column amount")


def test_the_largest_group_comes_first_with_its_interval():
    says = charts.lifetime_total(result([expected("a", 10.0), expected("b", 1000.0)], ("segment",))).says
    assert says.index("b: 1,000 (800 – 1,300)") < says.index("a: 10 (8 – 13)")


def test_where_money_is_not_expected_purchases_are_drawn():
    rows = [{**expected("a"), "expected_amount": None, "amount_low": None, "amount_high": None}]
    assert "a: 55 (40 – 70)" in charts.lifetime_total(result(rows, ("segment",))).says


def test_the_title_tells_what_a_tenth_holds():
    assert charts.lifetime(result(HELD)).says == "A tenth of the clients hold 70% of what is expected (n = 20)"


def test_the_title_tells_how_many_intervals_held_and_the_whole_is_no_row():
    says = charts.lifetime_calibration(result(TRIED)).says
    assert says.startswith("Predicted and what came: 1 of 4 intervals held")
    assert "3 and more: 40 (36–44) → 13" in says


def test_by_groups_the_whole_of_each_is_drawn():
    rows = [tried(None, 60, 58, "north"), tried(0, 60, 58, "north"), tried(None, 60, 90, "south")]
    says = charts.lifetime_calibration(result(rows, ("segment",))).says
    assert "1 of 2 intervals held: north: 60" in says


def test_a_trial_without_a_model_is_no_picture():
    assert charts.lifetime_calibration(result([{**tried(None, 1, 1), "within": None}], ("segment",))).figure is None


def test_the_curve_speaks_of_the_last_age_that_was_seen():
    assert charts.retention_curve(result(STAYED)).says.startswith("After 14 months 53% of new clients are still there")


def test_client_value_is_drawn_with_money_and_base():
    row = {"segment": "a", "clients": 7, "client_value": 250.0, "client_value_low": 200.0, "client_value_high": 300.0}
    assert "a: 250 UAH (n = 7)" in charts.client_value(result([row], ("segment",))).says
