"""Seconds from asking for a lesson to its first card: `salesbook learn` against stock Voilà on the same notebook.

python benchmarks/lesson_page.py [TRIES]      needs the test lock and Chromium
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

HOME = Path(__file__).resolve().parents[1]
CARD = ".sb.card button >> visible=true"


def started(command, sign, folder):
    """``command`` in a process of its own, once it has said ``sign``; and what it said."""
    environment = {**os.environ, "SALESBOOK_PROGRESS": str(folder)}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    said = ""
    while sign not in said:
        said += server.stdout.readline()
    return server, said


def seconds(browser, way_in, page):
    """To the first card of ``page`` in a window that has seen nothing before."""
    context = browser.new_context()
    tab = context.new_page()
    if way_in:
        tab.goto(way_in)
    time.sleep(3)  # a person reads the first page
    began = time.perf_counter()
    tab.goto(page, wait_until="commit")
    tab.locator(CARD).first.wait_for(timeout=120_000)
    took = time.perf_counter() - began
    context.close()
    return took


def main(tries):
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        python = [sys.executable, "-c", "from salesbook.cli import main; main()"]
        ours, said = started([*python, "learn", "--no-browser", "--port", "8951"], "Ctrl-C", folder)
        way_in = re.search(r"http://\S+", said)[0]
        spin = HOME / "notebooks" / "learn" / "spin.ipynb"
        stock = [sys.executable, "-m", "voila", str(spin), "--port", "8961", "--no-browser"]
        peer, _ = started(stock, "running at", folder)
        pairs = []
        try:
            for _ in range(tries):
                mine = seconds(browser, way_in, way_in.split("?")[0] + "lesson/spin")
                pairs.append((mine, seconds(browser, "", "http://localhost:8961/")))
        finally:
            ours.terminate()
            peer.terminate()
        mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        worst = max(pair[0] for pair in pairs)
        print(f"salesbook learn  {mine:5.1f} s (worst {worst:.1f})")
        print(f"stock Voilà      {theirs:5.1f} s\nratio {mine / theirs:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
