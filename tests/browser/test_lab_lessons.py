"""The same lessons in a real JupyterLab: `salesbook lab`, a copy of one's own, code out of sight."""

import json

import pytest

from salesbook.lessons.lesson import kinds
from salesbook.words import LANGUAGES
from tests.browser.player import Player
from tests.browser.test_learn_pages import serious
from tests.classroom.visitor import free_port
from tests.rerun.live import Live, wait_for
from tests.test_lab import TOKEN, answers

TOO_WIDE = "[...document.querySelectorAll('.sb.card')].filter(c => c.scrollWidth > c.clientWidth).map(c => c.className)"


@pytest.fixture(params=LANGUAGES)
def lab(request, tmp_path, monkeypatch):
    monkeypatch.setenv("SALESBOOK_PROGRESS", str(tmp_path / "progress"))
    port = free_port()
    live = Live(
        tmp_path, "lab", "--lang", request.param, "--folder", tmp_path / "my", "--no-browser", "--allow-root",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}",
        f"--LabApp.user_settings_dir={tmp_path / 'settings'}", f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}",
        "--LabApp.expose_app_in_browser=True",
    )  # fmt: skip
    live.lang, live.copy = request.param, tmp_path / "my" / request.param / "learn" / "spin.ipynb"
    live.address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: live.process.poll() is not None or answers(port), seconds=120)
        assert live.process.poll() is None, live.end()
        yield live
    finally:
        live.kill()


def run_all(page, blocks):
    """As soon as the kernel listens: before that, JupyterLab asks which kernel it should be, and waits."""
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.kernelDisplayStatus === 'idle'")
    page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function("n => document.querySelectorAll('.sb.heading').length >= n", arg=blocks)


def open_part(page, player, exercise):
    """Scroll to the part of ``exercise`` and open it, as a person would."""
    at = [block.id for block in player.opened.lesson.blocks].index(exercise.block)
    heading = page.locator(".sb.heading").nth(at)
    heading.scroll_into_view_if_needed()
    if not player.card(exercise).count():
        heading.locator("xpath=..").locator(".opener").click()
    player.card(exercise).scroll_into_view_if_needed()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lab", "way", "width"), [("en", "lab", 1280), ("uk", "doc", 390), ("ru", "lab", 1280)], indirect=["lab"]
)
def test_each_kind_of_card_wrongly_then_rightly_and_kept_after_running_again(lab, window, way, width):
    page = window(width)
    page.add_init_script("addEventListener('beforeunload', event => event.stopImmediatePropagation(), true)")
    player = Player(page, "spin", lab.lang)
    page.goto(f"{lab.address}/{way}/tree/learn/spin.ipynb?token={TOKEN}")
    run_all(page, len(player.opened.lesson.blocks))
    assert page.locator(".jp-CodeCell .jp-InputArea-editor:visible").count() == 0, "code is out of sight"
    for kind in kinds():
        exercise = player.first(kind)
        open_part(page, player, exercise)
        player.answer(exercise, right=False)
        player.answer(exercise, right=True)
    assert serious(page, ".jp-OutputArea-output .sb") == []
    assert page.evaluate(TOO_WIDE) == []
    page.reload()
    run_all(page, len(player.opened.lesson.blocks))
    for kind in kinds():
        open_part(page, player, player.first(kind))
        assert "good" in player.verdict(player.first(kind)).get_attribute("class"), kind
    assert page.outside == []


def test_the_copy_is_in_the_language_and_hides_its_code(lab):
    cells = json.loads(lab.copy.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["metadata"]["jupyter"] == {"source_hidden": True} for cell in code)
    assert f"lang: str = '{lab.lang}'" in "".join("".join(cell["source"]) for cell in code)
