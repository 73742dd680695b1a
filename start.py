"""Set salesbook up and start it. Needs Python 3.11 or newer and, the first time, the internet.

python3 start.py               the report on the demo company
python3 start.py run --help    any command of salesbook
python3 start.py test          all checks; further words go to pytest

Everything is put into .venv beside this file. To begin afresh, delete that folder.
"""

import contextlib
import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path


def too_old(version: tuple) -> str:
    if version >= (3, 11):
        return ""
    found = ".".join(str(part) for part in version)
    return f"Python {found}: salesbook needs 3.11 or newer. Install 3.12, then: python3.12 start.py"


# To this line an older Python must be able to run this file; the rest it only has to parse.
if too_old(sys.version_info[:3]):
    sys.exit(too_old(sys.version_info[:3]))

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
SALESBOOK = BIN / ("salesbook.exe" if WINDOWS else "salesbook")
STAMP = VENV / "salesbook-ready"
LOCK = VENV / "salesbook-lock"
LOG = VENV / "salesbook-setup.log"
PINS = {"use": HERE / "requirements.lock", "test": HERE / "requirements-test.lock"}
MAIN_JOB = ["run", "--data", "data/demo", "--open"]
PYTEST = ["pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
CHECKS = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]  # as in .pre-commit-config.yaml
NOTEBOOKS = [*PYTEST, "--nbval-lax", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg", "notebooks"]

# What an installer or the system says, then what that means and asks for. The first that fits.
REASONS = (
    (
        r"no space left|errno 28|not enough space|disk quota",
        "the disk is full. Free about 1 GB and start again.",
    ),
    (
        r"do not match the hashes|hash mismatch",
        "a package is not the one that salesbook was tested with. Tell whoever runs your package index.",
    ),
    (
        r"certificate_verify_failed|invalid peer certificate|unknownissuer",
        "the network puts its own certificate in place of the package index's. "
        "Ask for its file, set PIP_CERT and SSL_CERT_FILE to it, start again.",
    ),
    (
        r"name resolution|getaddrinfo|dns error|failed to establish|connect error|error sending request"
        r"|connection (refused|reset|aborted|broken)|timed? ?out|network is unreachable|proxyerror",
        "the package index cannot be reached. Connect to the internet, or set HTTPS_PROXY, and start again.",
    ),
    (
        r"permission denied|access is denied|read-only file system",
        "it cannot be written to. Close what uses it, or copy salesbook to a folder of yours; start again.",
    ),
    (
        r"no matching distribution|no solution found|unsatisfiable",
        "the package index has no package that fits this Python. "
        "Use 64-bit Python 3.11, 3.12 or 3.13, or ask whoever runs the index.",
    ),
)


class Trouble(Exception):
    """Set-up cannot go on; the text is for the person who started it."""


def main(words: list[str]) -> int:
    kind = "test" if words[:1] == ["test"] else "use"
    try:
        if not whole(kind):
            prepare(kind)
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except OSError as error:
        say(f"{error.filename or VENV}: {meaning(str(error))}")
        return 1
    except KeyboardInterrupt:
        say("\nstart.py: stopped before it was ready. Start again to go on.")
        return 130
    if kind == "test":
        return test(words[1:])
    if not words:
        os.chdir(HERE)
    return become([str(SALESBOOK), *(words or MAIN_JOB)])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# -- is the environment whole? ------------------------------------------------------------------------------


def origin() -> str:
    """What an environment cannot outlive: a move, another Python, another system."""
    return f"{sys.implementation.cache_tag} {sys.platform} {HERE}"


def content(kind: str) -> str:
    """Another text for every other set of packages."""
    read = [path.read_bytes().replace(b"\r\n", b"\n") for path in (PINS[kind], HERE / "pyproject.toml")]
    return hashlib.sha256(b"".join(read)).hexdigest()


def stamp() -> list[str]:
    try:
        return STAMP.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []


def write_stamp(*lines: str) -> None:
    new = STAMP.with_suffix(".new")
    new.write_text("\n".join(lines), "utf-8", "surrogateescape")
    new.replace(STAMP)


def whole(kind: str) -> bool:
    made, *contents = stamp() or [""]
    return made == origin() and content(kind) in contents and PYTHON.exists() and SALESBOOK.exists()


# -- making it ----------------------------------------------------------------------------------------------


def prepare(kind: str) -> None:
    """Set up, alone; when told to end, take the installer along."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        VENV.mkdir(exist_ok=True)
        with alone():
            if not whole(kind):  # whoever held the lock may have made it
                set_up(kind)
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of this checkout; the system frees it however we end."""
    with LOCK.open("a+b") as file:
        if not taken(file.fileno()):
            say("start.py: another start.py is setting up here; waiting for it.")
            while not taken(file.fileno()):
                time.sleep(0.3)
        yield


def taken(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def set_up(kind: str) -> None:
    import shutil

    began = time.monotonic()
    say(f"start.py: setting up in {VENV} (once; some minutes and about 1 GB)")
    uv = shutil.which("uv") or ""
    kinds = PINS if kind == "test" else ["use"]  # the lock for tests holds all of the other
    made_of = [origin(), *map(content, kinds)]  # as they stand now: a lock may be renewed while we install
    if not usable():
        say("  1 of 3  making the environment")
        clear()
        make(with_pip=not uv)
    write_stamp("unfinished")
    packages = sum("==" in line.split(";")[0] for line in PINS[kind].read_text("utf-8").splitlines())
    say(f"  2 of 3  fetching and installing up to {packages} packages")
    uv = install(uv, ["--require-hashes", "-r", str(PINS[kind])], packages)
    say("  3 of 3  adding salesbook")
    install(uv, ["--no-deps", "--no-build-isolation", "-e", str(HERE)], 1)
    write_stamp(*made_of)
    say(f"start.py: ready after {time.monotonic() - began:.0f} s")


def usable() -> bool:
    """Whether one can build upon what stands in .venv: it is not half-made, not another's, not broken."""
    if stamp() and stamp()[0] != origin():
        return False
    ask = "import sys; print(sys.implementation.cache_tag, sys.prefix != sys.base_prefix)"
    try:
        answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return answer.split() == [sys.implementation.cache_tag, "True"]


def clear() -> None:
    """Empty .venv, but for the lock that we hold."""
    import shutil

    for entry in VENV.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != LOCK:
            entry.unlink()


def make(with_pip: bool) -> None:
    from importlib.util import find_spec

    for module in ["venv", "ensurepip"] if with_pip else ["venv"]:
        if find_spec(module) is None:
            package = "python{}.{}-venv".format(*sys.version_info)
            raise Trouble(
                f"{sys.executable}: this Python has no module {module}. "
                f"On Debian and Ubuntu: sudo apt install {package}; elsewhere install Python from python.org."
            )
    import venv

    try:
        venv.EnvBuilder(symlinks=not WINDOWS, with_pip=with_pip).create(VENV)
    except subprocess.CalledProcessError as error:
        raise Trouble(f"{VENV}: {meaning(str(error.output))}") from None


def install(uv: str, what: list[str], packages: int) -> str:
    """Install with uv, or else with pip, which may know mirrors that uv does not. Returns uv if it did it."""
    said = ""
    if uv:
        code, said = watched([uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON), *what], packages)
        if code == 0:
            return uv
        say("          uv did not manage; trying pip")
        watched([str(PYTHON), "-m", "ensurepip"], packages)
    code, by_pip = watched([str(PYTHON), "-m", "pip", "install", *what], packages)
    if code:
        raise Trouble(f"{LOG}: {meaning(said + by_pip)}")
    return ""


def watched(command: list[str], packages: int) -> tuple[int, str]:
    """Run an installer: a line of progress on the screen, all it says into the log."""
    fixed = {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    variables = {"PIP_DEFAULT_TIMEOUT": "60", "UV_HTTP_TIMEOUT": "60", **inside(), **fixed}
    said = []
    with LOG.open("a", encoding="utf-8", buffering=1) as log:
        child = subprocess.Popen(
            command,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        try:
            for line in child.stdout or ():
                log.write(line)
                said.append(line)
                show(progress(said, packages))
        except BaseException:
            child.terminate()
            raise
        finally:
            child.wait()
            show(" ")
    return child.returncode, "".join(said)


def progress(said: list[str], packages: int) -> str:
    """How far the installer is, by its last line; nothing if that tells no news."""
    word, _, rest = said[-1].strip().partition(" ")
    if word == "Collecting":
        fetched = sum(line.startswith("Collecting ") for line in said)
        return f"{fetched} of {packages}: {re.split('[=<> ;]', rest)[0]}"
    if word == "Installing":
        return "unpacking, half a minute or more"
    return rest if word in ("Downloading", "Prepared") else ""


def show(text: str) -> None:
    """Keep one line on the screen that changes; a file gets none of it."""
    if text and sys.stderr.isatty():
        sys.stderr.write(f"\r{' ' * 10 + text:78.78}\r")
        sys.stderr.flush()


def meaning(said: str) -> str:
    for pattern, reason in REASONS:
        if re.search(pattern, said, re.IGNORECASE):
            return reason
    last = (said.strip() or "no reason given").splitlines()[-1]
    return f"set-up failed ({last[:200]}). Start again; if that does not help, delete {VENV} first."


# -- running in it ------------------------------------------------------------------------------------------


def inside() -> dict[str, str]:
    """The environment variables of an activated .venv."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    variables = {**os.environ, "VIRTUAL_ENV": str(VENV), "PATH": path}
    variables.pop("PYTHONHOME", None)
    return variables


def become(command: list[str]) -> int:
    """Let the command take this process over, signals and exit code included; Windows cannot, so wait."""
    if not WINDOWS:
        os.execve(command[0], command, inside())
    return wait(command)


def wait(command: list[str]) -> int:
    child = subprocess.Popen(command, env=inside())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # it was told too, and ends in its own way


def test(words: list[str]) -> int:
    """Run every check, also after one has failed."""
    os.chdir(HERE)
    named = any(Path(word.split("::")[0]).exists() for word in words)
    results = []
    for step in [*CHECKS, [*PYTEST, *([] if named else ["tests"]), *words], NOTEBOOKS]:
        say(f"\n== {' '.join(step)}")
        began = time.monotonic()
        failed = wait([str(PYTHON), "-m", *step]) != 0
        results.append((failed, time.monotonic() - began, " ".join(step)))
    say("")
    for failed, seconds, name in results:
        say(f"{'FAILED' if failed else 'ok':6} {seconds:6.1f} s  {name}")
    return int(any(failed for failed, _, _ in results))


def window_of_its_own() -> bool:
    """On Windows: whether a double click started us, so that the window would close with us."""
    if sys.platform != "win32":
        return False
    import ctypes

    kernel = ctypes.windll.kernel32
    kernel.OpenProcess.restype = ctypes.c_void_p
    ids = (ctypes.c_uint32 * 16)()
    names = []
    for number in ids[: kernel.GetConsoleProcessList(ids, 16)]:
        name, size = ctypes.create_unicode_buffer(1024), ctypes.c_uint32(1024)
        handle = ctypes.c_void_p(kernel.OpenProcess(0x1000, False, number))  # may ask its name, no more
        kernel.QueryFullProcessImageNameW(handle, 0, name, ctypes.byref(size))
        kernel.CloseHandle(handle)
        names.append(name.value.rpartition("\\")[2].lower())
    return bool(names) and all(name.startswith("py") for name in names)  # no shell among them


if __name__ == "__main__":
    status = main(sys.argv[1:])
    if window_of_its_own():
        input("Press Enter to close this window.")
    sys.exit(status)
