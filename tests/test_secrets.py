"""A password in an address or a parameter does not get out: not into a file, not onto the screen, not when all fails."""

import json
import subprocess
import sys
from html import escape
from urllib.parse import quote

import pytest

from salesbook.engine import births
from salesbook.rerun import ask, batch, run, workers
from salesbook.rerun.job import Job
from salesbook.tables import open as open_book
from salesbook.tables.address import mask, put_away, scrub, secrets_in
from tests.rerun.small import write_notebook

PASSWORD, TOKEN, NOTED, QUOTED, CODED = "pa55w0rd", "t0ken-abc'\"123", "n0ted-pw", "qu3ry-pw", "c0d%2Fed%40pw"
SECRETS = (PASSWORD, TOKEN, "t0ken-abc", NOTED, QUOTED, CODED, "c0d/ed@pw", "4815162342")
ADDRESSES = (
    f"postgres://olena:{PASSWORD}@127.0.0.1:9/db",
    f"postgres://olena:{CODED}@127.0.0.1:9/db",
    f"postgres://127.0.0.1:9/db?user=olena&password={QUOTED}",
    f"mysql://olena:{PASSWORD}@127.0.0.1:9/db?ssl_token={QUOTED}",
)
PARAMETERS = (
    'data: str = ""  # data',
    'api_token: str = ""  # token',
    'note: str = ""  # note',
    "pin_secret: int = 0  # number",
)
EVERYTHING = "import os\nkept = [v for k, v in os.environ.items() if k.startswith('SALESBOOK_ADDRESS_')]\nall_of_it = f'{kept} {api_token!r} {note} {pin_secret} {api_token}'"
LEAKS = (
    EVERYTHING,
    "print(all_of_it)",
    "import sys\nprint(all_of_it, file=sys.stderr)",
    "os.system(f'echo {pin_secret}; echo {pin_secret} >&2')",
    "from IPython.display import HTML, Markdown, display\ndisplay(HTML(all_of_it), Markdown(note))",
    "display({'application/json': {api_token: [note, {'deep': kept}]}, 'text/plain': 'x'}, raw=True)",
    "{'kept': kept, 'token': api_token}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_password_of_an_address_is_found_and_masked(address):
    assert secrets_in(address)
    assert not [secret for secret in SECRETS if secret in mask(address)]


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("postgres://olena:p@ss@h/db", "postgres://olena:***@h/db"),
        ("postgres://olena:pa/ss@h/db", "postgres://olena:***@h/db"),
        ("redis://:pw@h", "redis://:***@h"),
        ("md://db?motherduck_token=abc&x=1", "md://db?motherduck_token=***&x=1"),
        ("host=h password=pw user=u", "host=h password=*** user=u"),
        ("postgres://h:5432/db?a=b", "postgres://h:5432/db?a=b"),
        ("https://example.org/a:b", "https://example.org/a:b"),
    ],
)
def test_only_the_password_is_masked(address, masked):
    assert mask(address) == masked


def test_a_secret_is_found_however_it_is_quoted():
    for shown in (TOKEN, repr(TOKEN), json.dumps(TOKEN), escape(TOKEN), quote(TOKEN)):
        assert "t0ken" not in scrub(f"<{shown}>", [TOKEN])


def test_what_is_handed_around_carries_no_password():
    assert put_away(ADDRESSES[0]) == "postgres://olena:***@127.0.0.1:9/db"


def leaked(text):
    return [secret for secret in SECRETS if secret in text]


def leaks_under(*folders):
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files, "nothing was written, so that nothing is proven"
    return {path.name: found for path in files if (found := leaked(path.read_bytes().decode(errors="replace")))}


@pytest.fixture
def told(tmp_path, monkeypatch):
    """A function that runs a notebook with secrets on a source with a password, which is a folder in truth."""
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "surveys.csv").write_text("score\n9\n")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(batch, "open", lambda *_, **__: open_book(tmp_path / "company"))
    monkeypatch.setattr(workers.tempfile, "tempdir", str(temporary))

    def told(*cells):
        path = write_notebook(tmp_path / "n.ipynb", *cells, parameters=PARAMETERS)
        given = {"api_token": TOKEN, "note": f"see postgres://u:{NOTED}@h/db", "pin_secret": "4815162342"}
        request = ask([str(path)], ADDRESSES[1], out=str(tmp_path / "out"), parameters=given)
        return run(request, jobs=1), leaks_under(tmp_path / "out"), temporary

    return told


@pytest.mark.slow
def test_a_notebook_that_shows_all_it_knows_gives_nothing_away(told, capfd):
    result, leaks, temporary = told(*LEAKS)
    assert [outcome.status for outcome in result.outcomes] == ["done"]
    assert leaks == {}
    assert "postgres://olena:***@127.0.0.1:9/db" in (result.out / "n.ipynb").read_text("utf-8")
    assert "***" in (result.out / "n.html").read_text("utf-8")
    assert not leaked("".join(capfd.readouterr()))
    assert not list(temporary.rglob("*.ipynb"))


@pytest.mark.slow
def test_a_notebook_that_fails_with_all_it_knows_gives_nothing_away(told, capfd):
    result, leaks, _ = told(EVERYTHING, "def fail(api_token):\n    raise ValueError(all_of_it)\nfail(api_token)")
    assert [outcome.status for outcome in result.outcomes] == ["failed"]
    assert "ValueError" in result.outcomes[0].error
    assert leaks == {}
    assert not leaked(repr(result) + "".join(capfd.readouterr()))


@pytest.mark.parametrize("command", ["run", "measure", "check"])
@pytest.mark.parametrize("address", ADDRESSES[1:3])
def test_a_source_that_cannot_be_opened_is_said_without_its_password(command, address, tmp_path):
    words = {"run": ["run", "--out", "out"], "measure": ["measure", "nps"], "check": ["check", "data"]}[command]
    line = [sys.executable, "-c", "from salesbook.cli import main; main()", *words, "--data", address]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "127.0.0.1:9/db" in done.stderr
    assert "***" in done.stderr
    assert not leaked(done.stdout + done.stderr)
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_password_that_was_told_after_the_processes_of_a_run_began_reaches_its_notebooks(tmp_path, monkeypatch):
    births(workers.READY)  # as the command does, before it looks at what it was asked
    address = f"postgres://olena:{PASSWORD}@127.0.0.1:9/after"
    cell = f"import os\nfrom salesbook.tables.address import bring_back\nlen(bring_back({put_away(address)!r}))"
    notebook = write_notebook(tmp_path / "one.ipynb", cell)
    job = Job("one", "one", notebook, tmp_path, "en", {}, secrets=(PASSWORD,))
    [(_, outcome)] = workers.work([job], 1)
    assert outcome.status == "done", outcome.error
    [output] = json.loads((tmp_path / "one.ipynb").read_text("utf-8"))["cells"][-1]["outputs"]
    assert output["data"]["text/plain"] == [str(len(address))]
