"""A real browser: the system's Chromium, driven by Playwright. In CI it must be there; elsewhere its lack is a skip."""

import os
import shutil

import pytest

ARGUMENTS = (
    "--no-sandbox --disable-dev-shm-usage --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
)


@pytest.fixture(scope="session")
def chromium():
    """A browser, once for all tests of a process."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not path and not os.environ.get("CI"):
        pytest.skip("no Chromium on this computer: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture
def window(chromium):
    """A function that opens a window of some width, as a device of its own; it notes what leaves the machine."""
    opened = []

    def open_window(width=1280, height=900):
        context = chromium.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(150_000)  # a busy computer takes its time
        opened.append(context)
        page = context.new_page()
        page.outside, page.broken = [], []
        page.on("request", lambda request: None if _here(request.url) else page.outside.append(request.url))
        page.on("pageerror", lambda error: page.broken.append(str(error)))
        return page

    yield open_window
    for context in opened:
        context.close()


def _here(url):
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:"))
