"""An analyst in JupyterLab: an export on the mapping card, a question answered, the tables written."""

import json
from pathlib import Path

import pytest

import salesbook as sb
from salesbook.intake.answers import read_answers
from salesbook.words import say
from tests.browser.test_lab_lessons import TOO_WIDE
from tests.browser.test_learn_pages import serious
from tests.classroom.visitor import free_port
from tests.rerun.live import Live, wait_for
from tests.test_lab import TOKEN, answers

EXPORT = Path(__file__).resolve().parents[2] / "data" / "exports" / "uk-days-open.csv"
LANG = "uk"


@pytest.fixture
def lab(tmp_path):
    port = free_port()
    live = Live(
        tmp_path, "lab", "--lang", LANG, "--folder", tmp_path / "my", "--no-browser", "--allow-root",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}",
        f"--LabApp.user_settings_dir={tmp_path / 'settings'}", f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}",
        "--LabApp.expose_app_in_browser=True",
    )  # fmt: skip
    live.address, live.company = f"http://127.0.0.1:{port}", tmp_path / "company"
    live.copy = tmp_path / "my" / LANG / "prepare" / "import.ipynb"
    try:
        wait_for(lambda: live.process.poll() is not None or answers(port), seconds=120)
        assert live.process.poll() is None, live.end()
        yield live
    finally:
        live.kill()


def ask_for(lab):
    """The parameters of the copy set to our export and folder, as an analyst would."""
    book = json.loads(lab.copy.read_text("utf-8"))
    cell = next(cell for cell in book["cells"] if cell["id"] == "parameters")
    cell["source"] = (
        f"exports: str = {str(EXPORT)!r}  # a\nout: str = {str(lab.company)!r}  # b\nlang: str = {LANG!r}  # c"
    )
    lab.copy.write_text(json.dumps(book), "utf-8")


def named(page, key, **values):
    return page.get_by_role("button", name=say(key, LANG, **values), exact=True)


@pytest.mark.slow
def test_a_question_is_answered_and_the_tables_are_written(lab, window):
    ask_for(lab)
    page = window(1280)
    page.goto(f"{lab.address}/doc/tree/prepare/import.ipynb?token={TOKEN}")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.kernelDisplayStatus === 'idle'")
    page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    asked = page.locator(".sb.mapping .asking.asks")
    asked.wait_for()
    assert named(page, "mapping.check").is_disabled()
    assert serious(page, ".jp-OutputArea-output .sb") == []
    asked.get_by_role("button").first.click()
    page.locator(".sb.mapping .asking:not(.asks) button.chosen").wait_for()

    page.locator(".sb.mapping button.opener-of-list:visible").nth(3).focus()
    page.keyboard.press("Enter")
    page.locator(".sb.mapping .list:not(.gone) button.chosen:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator(".sb.mapping .list:not(.gone)").wait_for(state="detached")
    page.locator("button.opener-of-list:focus").wait_for()

    page.wait_for_timeout(350)
    named(page, "mapping.check").click()
    page.locator(".sb.mapping .parts").wait_for()
    named(page, "mapping.write").click()
    done = page.locator(".sb.mapping .verdict.good .next").first
    done.wait_for()
    assert str(lab.company) in done.inner_text()
    assert page.evaluate(TOO_WIDE) == []
    assert page.outside == []
    assert read_answers(lab.company)["uk-days-open.csv:date.Дата"] == "day first"
    assert sb.open(lab.company).table("orders").count().execute() == 36
