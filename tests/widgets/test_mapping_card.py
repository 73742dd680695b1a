"""A mapping card is clicked without a browser: an answer changes what is shown, and the button writes when all is said."""

import shutil
import time
from pathlib import Path

import pytest
import yaml
from ipywidgets import HTML, Button, Text

import salesbook as sb
from salesbook.errors import DataError
from salesbook.intake.answers import keep_answers, read_answers
from salesbook.widgets import Asked, Checked, MappingCard, Pick, Section, Wrote
from salesbook.widgets.asking import Asking
from salesbook.widgets.picker import Picker
from salesbook.words import LANGUAGES, say

EXPORTS = Path(__file__).resolve().parents[2] / "data" / "exports"
SALES = """Дата;Клієнт;Сума;Ціна зі знижкою;Статус
02.01.2024;ТОВ «Ромашка»;1 200,50;3;Виконано
15.01.2024;ФОП Бондар;300,00;4;Скасовано
28.02.2024;ТОВ «Ромашка»;99,50;5;Виконано
"""
EVIL = "<script>alert(1)</script>"


def brought(tmp_path, *, text=SALES, name="sales.csv", lang="en"):
    (tmp_path / name).write_text(text, "utf-8")
    return sb.bring(tmp_path / name, tmp_path / "company", lang=lang)


def made_up(name, tmp_path, lang="en"):
    return sb.bring(EXPORTS / name, tmp_path / "company", lang=lang)


def only(card):
    (section,) = card.sections.values()
    return section


def question(card, kind):
    return next(f for id, f in only(card).questions.fields.items() if f":{kind}." in id or id.endswith(f":{kind}"))


def press(picker, value):
    picker.button.click()
    picker.options[value].click()


def widgets(of):
    yield of
    for child in getattr(of, "children", ()):
        yield from widgets(child)


def test_what_is_certain_is_filled_in_and_the_rows_stand_before_and_after(tmp_path):
    card = brought(tmp_path)
    section = only(card)
    assert {name: p.pick.taken for name, p in section.pickers.items() if p.pick.taken} == {
        "client_id": "Клієнт", "ordered_at": "Дата", "amount": "Сума",
    }  # fmt: skip
    assert section.pickers["amount"].button.description == "Сума ▾"
    assert section.pickers["amount"].pick.how == "a known name, decimal comma"
    before, after = section.preview.value.split("<h4>As it will be", 1)
    assert "02.01.2024" in before
    assert "1 200,50" in before
    assert "2024-01-02" in after
    assert "1200.50" in after


def test_every_table_and_every_column_of_ours_can_be_chosen(tmp_path):
    section = only(brought(tmp_path))
    assert list(section.table.pick.options) == [
        "clients", "orders", "surveys", "contacts", "complaints", "spend", "team", "points",
    ]  # fmt: skip
    assert "" in section.pickers["product"].pick.options
    assert "" not in section.pickers["ordered_at"].pick.options, "sales without a day are none"
    assert {"Дата", "Клієнт", "Сума", "Ціна зі знижкою", "Статус"} <= set(section.pickers["product"].pick.options)


def test_another_column_changes_the_preview_and_can_be_left_to_the_file_again(tmp_path):
    card = brought(tmp_path)
    press(only(card).pickers["product"], "Статус")
    assert card.answers["sales.csv:columns.product"] == "Статус"
    assert only(card).pickers["product"].pick.how == "as you said"
    assert "<th>product</th>" in only(card).preview.value
    press(only(card).pickers["product"], None)
    assert "sales.csv:columns.product" not in card.answers
    assert "<th>product</th>" not in only(card).preview.value


def test_a_column_that_was_found_can_be_refused(tmp_path):
    card = made_up("uk-salesdrive-orders.csv", tmp_path)
    press(only(card).pickers["product"], "")
    assert only(card).pickers["product"].pick.taken == ""
    assert "<th>product</th>" not in only(card).preview.value


def test_one_column_of_theirs_stands_for_one_of_ours(tmp_path):
    card = brought(tmp_path)
    press(only(card).pickers["product"], "Статус")
    press(only(card).pickers["branch"], "Статус")
    assert only(card).pickers["product"].pick.taken == ""
    assert only(card).pickers["branch"].pick.taken == "Статус"


def test_what_is_suggested_is_shown_and_not_taken(tmp_path):
    card = made_up("uk-days-open.csv", tmp_path)
    asked = question(card, "date")
    assert asked.buttons["day first"].description == "○\tday before month (suggested)"
    assert card.check.disabled
    assert card.write.disabled
    assert "1 question is open" in card.status.value
    asked.buttons["month first"].click()
    assert question(card, "date") is asked, "its buttons stay, and with them the focus"
    assert asked.buttons["month first"].description == "●\tmonth before day"
    assert "2024-01-04" in only(card).preview.value
    asked.buttons["day first"].click()
    assert "2024-04-01" in only(card).preview.value
    assert not card.check.disabled
    assert card.write.disabled, "the sums come first"


def test_which_values_are_sales_is_a_choice_of_several_and_waits_for_a_word(tmp_path):
    card = brought(tmp_path)
    asked = question(card, "keep")
    assert [b.description for b in asked.buttons.values()] == ["☑\tВиконано", "☐\tСкасовано"]
    assert asked.asked.answer is None
    asked.take.click()
    assert card.answers["sales.csv:keep.Статус"] == "Виконано"
    assert "ФОП Бондар" not in only(card).preview.value.split("<h4>As it will be")[1]
    asked.buttons["Скасовано"].click()
    assert card.answers["sales.csv:keep.Статус"] == "Виконано; Скасовано"
    assert "ФОП Бондар" in only(card).preview.value.split("<h4>As it will be")[1]


def test_a_sheet_taken_for_another_table_can_be_taken_back(tmp_path):
    card = brought(tmp_path)
    press(only(card).table, "surveys")
    assert not only(card).section.used
    assert "not imported" in only(card).head.value
    assert "No sheet was recognised" in card.status.value
    press(only(card).table, "orders")
    assert only(card).section.used
    assert only(card).pickers["amount"].pick.taken == "Сума"


def test_an_answer_that_cannot_be_leaves_all_as_it_was(tmp_path):
    card = made_up("uk-days-open.csv", tmp_path)
    card.answer("uk-days-open.csv:date.Дата", "backwards")
    assert "no such answer as backwards" in card.status.value
    assert "uk-days-open.csv:date.Дата" not in card.answers


def test_from_the_file_to_the_tables(tmp_path):
    card = brought(tmp_path)
    question(card, "keep").take.click()
    card.check.click()
    assert "amount: the lines add up to 1,600.00" in card.sums.value
    assert "1 row is no sale: Статус = Скасовано" in card.sums.value
    assert not (tmp_path / "company").exists(), "nothing is written before the word"
    card.write.click()
    assert "orders: 2 rows read, 2 used, 0 set aside" in card.result.value
    assert str(tmp_path / "company" / "set-aside" / "sales.csv.csv") in card.result.value
    assert f"salesbook run --data {tmp_path / 'company'}" in card.result.value
    book = sb.open(tmp_path / "company")
    assert float(book.table("orders").amount.sum().execute()) == 1300.0
    assert read_answers(tmp_path / "company") == {"sales.csv:keep.Статус": "Виконано"}


def test_answers_kept_are_those_of_the_command_line_and_can_be_changed(tmp_path):
    (tmp_path / "company").mkdir()
    keep_answers(tmp_path / "company", {"uk-days-open.csv:date.Дата": "month first"})
    card = made_up("uk-days-open.csv", tmp_path)
    assert question(card, "date").buttons["month first"].description.startswith("●")
    assert "2024-01-04" in only(card).preview.value
    question(card, "date").buttons["day first"].click()
    assert "2024-04-01" in only(card).preview.value


def test_a_change_after_the_sums_asks_for_them_again(tmp_path):
    card = made_up("uk-days-open.csv", tmp_path)
    question(card, "date").buttons["day first"].click()
    card.check.click()
    assert not card.write.disabled
    press(only(card).pickers["product"], "")
    assert card.write.disabled
    assert card.sums.value == ""
    card.finish()
    assert not (tmp_path / "company").exists()


def test_clients_that_may_be_one_are_suggested_and_never_asked_for(tmp_path):
    card = made_up("uk-client-spellings.csv", tmp_path)
    card.check.click()
    first = next(iter(card.pairs.fields.values()))
    assert not card.write.disabled
    first.buttons["yes"].click()
    assert not card.write.disabled
    card.write.click()
    assert "was put" in card.result.value or "client" in card.result.value
    assert first.asked.id in yaml.safe_load((tmp_path / "company" / "import.yaml").read_text("utf-8"))["answers"]


def test_a_total_that_differs_is_asked_about_and_says_so(tmp_path):
    text = "Дата;Клієнт;Сума\n02.01.2024;Ромашка;100,50\n03.01.2024;Папір;200,25\nРазом;;999,75\n"
    card = brought(tmp_path, text=text)
    card.check.click()
    asked = card.more.fields["sales.csv:totals"]
    assert "<b>!</b>" in card.sums.value
    assert card.write.disabled
    asked.buttons["lines"].click()
    assert not card.write.disabled


def test_a_fault_that_shows_only_in_the_rows_is_said_and_nothing_is_written(tmp_path):
    card = made_up("ru-destroyed-ids.csv", tmp_path)
    card.check.click()
    assert "destroyed by a spreadsheet" in card.status.value
    assert card.write.disabled
    assert not (tmp_path / "company").exists()


def test_many_sheets_are_folded_but_those_that_ask(tmp_path):
    for name in ("uk-bas-clients.xlsx", "uk-bas-sales-spaces.xlsx", "uk-days-open.csv"):
        shutil.copy(EXPORTS / name, tmp_path / name)
    card = sb.bring(tmp_path, tmp_path / "company")
    folded = {where: "gone" in section._body._dom_classes for where, section in card.sections.items()}
    assert [*folded.values()] == [True, True, False]
    section = next(iter(card.sections.values()))
    section.fold.click()
    assert "gone" not in section._body._dom_classes


def test_a_pattern_means_all_files_that_fit_and_a_file_that_is_not_there_is_said(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(SALES, "utf-8")
    assert list(sb.bring(str(tmp_path / "*.csv"), tmp_path / "o").sections) == ["a.csv", "b.csv"]
    with pytest.raises(DataError, match="nowhere.csv"):
        sb.bring(tmp_path / "nowhere.csv", tmp_path / "o")


@pytest.mark.parametrize("name", ["uk-bas-sales-spaces.xlsx", "uk-days-open.csv", "ru-no-header.csv", "uk-overlap.zip"])
def test_a_change_shows_within_a_third_of_a_second(name, tmp_path):
    card = made_up(name, tmp_path)
    took = []
    for section in [*card.sections.values()] * 2:
        started = time.perf_counter()
        card.answer(f"{section.section.where}:columns.branch", section.section.before[0][0])
        took.append(time.perf_counter() - started)
    assert min(took) < 0.3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_control_has_a_name_and_text_of_the_file_is_escaped(tmp_path, lang):
    text = f"Date;Client;Amount;{EVIL}\n2024-01-02;{EVIL};5;x\n2024-01-03;Daisy;6;y\n"
    card = brought(tmp_path, text=text, lang=lang)
    for picker in only(card).pickers.values():
        picker.button.click()
    every = list(widgets(card))
    controls = [w for w in every if isinstance(w, Button | Text)]
    assert all(w.description.strip() for w in controls)
    assert any(EVIL in w.description for w in controls), "a button shows text as it is"
    assert not any(EVIL in w.value for w in every if isinstance(w, HTML))
    assert EVIL not in card._repr_mimebundle_()["text/html"]
    assert say("mapping.title", lang) in card.children[0].children[0].value


def test_where_nothing_can_be_clicked_it_says_what_is_open_and_writes_nothing(tmp_path):
    card = made_up("uk-days-open.csv", tmp_path)
    shown = card._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert "which comes first, the day or the month?" in shown["text/html"]
    assert "2024-04-01" in shown["text/html"]
    assert "salesbook import" in shown["text/html"]
    assert "? “01/04/2024”" in shown["text/plain"]
    assert not (tmp_path / "company").exists()


def test_a_report_bears_initials_and_no_row_as_it_came(tmp_path, monkeypatch):
    monkeypatch.setenv("SALESBOOK_PRIVACY", "initials")
    shown = brought(tmp_path)._repr_mimebundle_()["text/html"]
    assert "Ромашка" not in shown
    assert "Бондар" not in shown
    assert "1200.50" in shown


def test_the_list_says_what_is_chosen_by_a_sign_and_focus_goes_in_and_back(monkeypatch):
    focused = []
    monkeypatch.setattr(Button, "focus", lambda self: focused.append(self.description))
    said = []
    pick = Pick("s:columns.amount", "amount", "amount", {"": "—", "Сума": "Сума", "Ціна": "Ціна"}, "Сума", needed=True)
    picker = Picker(pick, "en", lambda id, value: said.append((id, value)))
    picker.button.click()
    assert [b.description for b in picker.options.values()] == ["○\t—", "●\tСума", "○\tЦіна"]
    picker.options["Ціна"].click()
    assert said == [("s:columns.amount", "Ціна")]
    assert focused == ["●\tСума", "Сума ▾"]
    assert picker.options == {}


def test_a_free_answer_is_taken_when_it_is_written():
    said = []
    field = Asking(Asked("s:year", "Which year?"), "en", lambda id, value: said.append((id, value)))
    field.take.click()
    assert said == []
    field.line.value = " 2024 "
    field.take.click()
    assert said == [("s:year", "2024")]
    assert field.line.description == "Which year?"


def test_the_card_knows_no_file_only_what_it_is_given():
    table = Pick("s:table", "t", "t", {"orders": "Orders"}, "orders")
    card = MappingCard(
        lambda answers: (Section("s", table),),
        lambda answers, told: Checked((("good", "1 = 1"),)),
        lambda answers, told: told("s", 1, 2) or Wrote("Done", (("note", "a < b"),), ("go on",)),
        {}, "en",
    )  # fmt: skip
    card.check.click()
    card.write.click()
    assert "a &lt; b" in card.result.value
    assert "→ go on" in card.result.value
