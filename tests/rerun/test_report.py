"""A report is one file that opens offline, shows no code, and takes what stands in the data for text."""

import shutil

import pytest

from salesbook.paper import OnPaper
from salesbook.rerun import ask, run
from salesbook.rerun.report import render, report
from tests.rerun.page import Page
from tests.rerun.small import write_company

EVIL = "<script>alert('it ran')</script>"
PICTURE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The reports of a company whose name, clients, segments and files are all markup."""
    home = tmp_path_factory.mktemp("evil")
    company = write_company(home / "company", name=f"Ромашка {EVIL}", names=(EVIL, PICTURE, "<b>Olena</b> & Co"))
    said = [
        (10, "2025-01-15", EVIL),
        (8, "2025-01-15", "<b>bold"),
        (10, "2025-04-15", EVIL),
        (0, "2025-04-15", "<b>bold"),
    ]
    answers = [f'{score},{day},"{segment}",{PICTURE}' for score, day, segment in said] * 20
    name = "surveys & <i>.csv"
    (company / "surveys.csv").write_text("\n".join(["score,answered_at,segment,comment", *answers]) + "\n")
    tables = (company / "tables.yaml").read_text("utf-8")
    if shutil.os.name != "nt":
        (company / "surveys.csv").rename(company / name)
        tables = tables.replace("surveys.csv", f"'{name}'")
    (company / "tables.yaml").write_text(tables, encoding="utf-8")
    with (company / f"{'orders'}.csv").open("a") as file:
        file.write(f"{EVIL},not a date,1,north\n")
    request = ask(["analyse/nps", "analyse/sleeping"], str(company), out=str(home / "out"), lang="uk")
    result = run(request, jobs=2)
    assert not result.failed
    return {path.name: path.read_text("utf-8") for path in result.out.glob("*.html")}


@pytest.mark.slow
def test_every_page_opens_offline(reports):
    assert sorted(reports) == ["index.html", "nps.html", "sleeping.html"]
    for text in reports.values():
        assert Page(text).loads == []


@pytest.mark.slow
def test_links_lead_to_files_beside_the_page(reports):
    links = {link["href"] for text in reports.values() for link in Page(text).all("a")}
    assert {"index.html", "nps.html", "sleeping.html", "call-list.xlsx", "set-aside-orders.csv"} == links


@pytest.mark.slow
def test_markup_from_the_data_is_shown_as_text(reports):
    assert "Ромашка <script>alert('it ran')</script>" in Page(reports["index.html"]).text
    assert "Ромашка <script>alert('it ran')</script>" in Page(reports["nps.html"]).text
    assert "S. A. I." in Page(reports["sleeping.html"]).text.replace("\N{NO-BREAK SPACE}", " ")
    for text in reports.values():
        assert "<b>Olena" not in text
        assert "<b>bold" not in text
        assert not Page(text).all("i")


@pytest.mark.slow
def test_every_picture_says_what_it_shows(reports):
    pictures = [picture["alt"] for text in reports.values() for picture in Page(text).all("img")]
    assert len(pictures) == 3
    assert any("<script>alert('it ran')</script>" in words for words in pictures)


@pytest.mark.slow
def test_every_page_says_its_language(reports):
    for text in reports.values():
        assert Page(text).all("html") == [{"lang": "uk"}]
        assert "Would clients recommend" not in text


@pytest.mark.slow
def test_no_code_is_shown(reports):
    for text in reports.values():
        assert "sb." not in Page(text).text
        assert "import" not in Page(text).text


def made(*cells):
    from nbformat import v4

    return v4.new_notebook(cells=list(cells))


def output(**data):
    from nbformat import v4

    cell = v4.new_code_cell("secret_code()", execution_count=1)
    cell.outputs = [v4.new_output("display_data", data={key.replace("_", "/"): value for key, value in data.items()})]
    return cell


def test_text_that_a_cell_prints_is_text():
    _, page = report(made(output(text_plain=EVIL)), "n", "en")
    assert EVIL in Page(page).text
    assert Page(page).loads == []


def test_a_picture_can_be_tapped_and_the_first_says_so():
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    page = Page(report(made(output(image_png=png), output(image_png=png)), "n", "en")[1])
    assert [picture["tabindex"] for picture in page.all("img")] == ["0", "0"]
    assert page.text.count("Tap a picture to enlarge it.") == 1
    assert "Tap a picture" not in report(made(output(text_plain="1")), "n", "en")[1]


def test_the_code_of_a_cell_is_left_out_with_and_without_an_error():
    for error in ("", "ValueError: no"):
        assert "secret_code" not in report(made(output(text_plain="1")), "n", "en", error)[1]


def test_an_error_is_said_once_and_as_text():
    _, page = report(made(), "n", "en", f"ValueError: {EVIL}")
    assert Page(page).text.count(f"Failed: n. ValueError: {EVIL}") == 1
    assert Page(page).loads == []


def test_a_value_in_a_page_of_ours_is_escaped():
    page = render("report.html", lang="en", title=EVIL, body="", error=EVIL)
    assert Page(page).loads == []


@pytest.mark.parametrize(("handouts", "back"), [(False, "Усі звіти"), (True, "Уся роздатка")])
def test_the_way_back_is_called_by_what_lies_there(handouts, back):
    from nbformat import v4

    page = report(made(v4.new_markdown_cell("# A title")), "n", "uk", handouts=handouts)[1]
    assert f"← {back}" in Page(page).text


def test_what_is_for_the_screen_only_is_left_out_on_paper():
    from nbformat import v4

    prose, shown = v4.new_markdown_cell("Run this cell again."), output(text_plain="a chart")
    for cell in (prose, shown):
        cell.metadata["tags"] = ["screen"]
    text = Page(report(made(v4.new_markdown_cell("# A title"), prose, shown), "n", "en")[1]).text
    assert "A title" in text
    assert "again" not in text
    assert "a chart" not in text


def test_on_paper_stands_what_was_made_for_paper():
    cell = output()
    cell.outputs[0].data = OnPaper("Elsewhere.", '<section class="answers">C</section>')._repr_mimebundle_()
    page = report(made(cell), "n", "en")[1]
    assert '<section class="answers">C</section>' in page
    assert "Elsewhere." not in page
    assert ".answers { break-before: page" in Page(page).style
    assert ".answers" not in Page(report(made(output(text_plain="1")), "n", "en")[1]).style


def test_the_state_of_widgets_is_no_part_of_a_page():
    node = made(output(text_plain="1"))
    node.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"x": {"value": "verdict"}}}}
    assert "verdict" not in report(node, "n", "en")[1]
