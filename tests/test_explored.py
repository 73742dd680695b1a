"""A chart whose questions can be changed: what may be chosen, and that the picture follows."""

import pytest

import salesbook as sb
from salesbook.explored import groups_of, values_of


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO)


def controls(explorer):
    row, shown = explorer.controls.children
    return {control.description: control for control in row.children}, shown


def test_it_shows_the_picture_and_the_controls_as_one_output(demo):
    data, metadata = sb.explore(demo, "nps", by="segment")._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert metadata["image/png"]["alt"] == data["text/plain"]


def test_another_column_draws_another_picture_which_says_what_it_shows(demo):
    asked, shown = controls(sb.explore(demo, "nps", by="segment"))
    assert "retail" in shown.value
    asked["Compare by"].value = "region"
    assert "retail" not in shown.value
    assert "Львівська" in shown.value


def test_a_part_of_the_company_can_be_looked_at_by_itself(demo):
    asked, shown = controls(sb.explore(demo, "nps", by="segment"))
    asked["Show"].value = "segment=home"
    assert "home" in shown.value
    assert "retail" not in shown.value


def test_a_threshold_is_a_field_and_moves_the_picture(demo):
    explorer = sb.explore(demo, "sleeping", factor=2.0, sleep_days=90)
    asked, shown = controls(explorer)
    before = shown.value
    asked["silent, in own gaps" if "silent, in own gaps" in asked else "gaps of silence"].value = 6.0
    assert shown.value != before


def test_the_same_choice_is_computed_once(demo):
    explorer = sb.explore(demo, "nps", by="segment")
    assert explorer.chart("region") is explorer.chart("region")


def test_explorers_of_one_book_share_what_is_drawn_but_not_across_its_parts(demo):
    first, second = sb.explore(demo, "nps", by="segment"), sb.explore(demo, "nps", by="segment")
    assert first.chart("segment") is second.chart("segment")
    assert first.chart("segment", "segment=home") is not first.chart("segment")
    assert sb.explore(sb.open(sb.DEMO), "nps", by="segment").chart("segment") is not first.chart("segment")


def test_a_column_named_as_a_measure_names_its_own_is_drawn(demo):
    assert sb.explore(demo, "survival_summary", by="segment").chart("kind").figure is not None


def test_nothing_says_computing_when_the_picture_is_there(demo):
    row, shown = sb.explore(demo, "nps", by="segment").controls.children
    assert row.children[-1].value == ""
    assert "<img" in shown.value


def test_periods_are_chosen_among_periods_and_columns_among_columns_that_can_be_read(demo):
    assert groups_of(demo, "nps", "quarter") == ["month", "quarter", "year"]
    found = groups_of(demo, "nps", "segment")
    assert found[0] == "segment"
    assert {"region", "channel", "manager_id"} <= set(found)
    assert not {"client_id", "client_name", "phone", "email"} & set(found)


def test_a_table_without_clients_offers_none_of_their_columns_but_its_own(demo):
    assert groups_of(demo, "acquisition_cost", "channel") == ["channel"]  # spend knows channels, and no segment
    assert "segment" in groups_of(demo, "client_value", "channel")


def test_what_is_another_thing_in_a_table_than_of_a_client_is_offered_as_the_client_s(demo):
    assert "kind" in groups_of(demo, "client_value", "segment")
    assert {"kind", "client_kind"} & set(groups_of(demo, "nps", "segment")) == {"client_kind"}  # not that of a survey
    assert {"channel", "client_channel"} & set(groups_of(demo, "initiative", "manager_id")) == {"client_channel"}


def test_values_with_markup_cannot_leave_the_picture(tmp_path):
    (tmp_path / "surveys.csv").write_text('score,segment\n9,"<img src=x>"\n3,b\n8,b\n')
    _, shown = controls(sb.explore(sb.open(str(tmp_path)), "nps", by="segment"))
    assert "<img src=x>" not in shown.value
    assert "&lt;img src=x&gt;" in shown.value


def test_what_cannot_be_drawn_is_said_where_the_picture_would_stand(tmp_path):
    (tmp_path / "surveys.csv").write_text("score\n9\n")
    data, _ = sb.explore(sb.open(str(tmp_path)), "nps", by="segment")._repr_mimebundle_()
    assert "no column segment" in data["text/plain"]
    assert "image/png" not in data


def test_a_company_without_clients_offers_no_parts(tmp_path):
    (tmp_path / "surveys.csv").write_text("score,segment\n9,a\n")
    assert values_of(sb.open(str(tmp_path)), "segment") == []
