"""A run in a process of its own, and what is left of it: told by a mark in the environment that children inherit.

What it says goes to files: a pipe that nobody reads fills and stops it, and one that a grandchild holds never ends.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

COMMAND = "from salesbook.cli import main; main()"


class Live:
    """``salesbook …``, started; its temporary files go to ``folder``."""

    def __init__(self, folder, *arguments):
        self.mark, self.temporary = uuid.uuid4().hex, folder / "temporary"
        self.temporary.mkdir(exist_ok=True)
        environment = {**os.environ, "SALESBOOK_TEST": self.mark, "TMPDIR": str(self.temporary), "SALESBOOK_LANG": "en"}
        self._out, self._faults = (folder / f"{self.mark}.{name}" for name in ("out", "err"))
        with self._out.open("wb") as out, self._faults.open("wb") as faults:
            self.process = subprocess.Popen(
                [sys.executable, "-c", COMMAND, *map(str, arguments)], cwd=folder, env=environment,
                stdin=subprocess.DEVNULL, stdout=out, stderr=faults, start_new_session=True,
            )  # fmt: skip

    def said(self):
        """What it has written on stdout so far."""
        return self._out.read_text("utf-8", errors="replace")

    def interrupt(self, *, group):
        """Ctrl-C: a terminal sends it to the whole group; another program, to the process alone."""
        (os.killpg if group else os.kill)(self.process.pid, signal.SIGINT)

    def end(self, seconds=60):
        """Its exit code, and what it said on stderr."""
        code = self.process.wait(timeout=seconds)
        return code, self._faults.read_text("utf-8", errors="replace")

    def kill(self):
        """All of it, where a test ends before it does; a child with a session of its own too."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for _ in range(3):  # one that is being started shows its mark only a moment later
            for entry in self._marked():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(entry.name), signal.SIGKILL)
            time.sleep(0.1)
        self.process.wait(timeout=60)

    def left(self, seconds=5):
        """The processes that it leaves behind, after a moment."""
        end = time.monotonic() + seconds
        while (found := self._alive()) and time.monotonic() < end:
            time.sleep(0.1)
        return found

    def _alive(self):
        found = []
        for entry in self._marked():
            with contextlib.suppress(OSError):  # ended meanwhile
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        return found

    def _marked(self):
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (entry / "environ").read_bytes():
                    yield entry
            except OSError:
                continue  # ended meanwhile, or not ours


def wait_for(is_so, seconds=60):
    """Until ``is_so()``."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(0.05)
