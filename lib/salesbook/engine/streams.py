"""What a notebook prints, whoever prints it: Python, a library in C, a process that it starts."""

import io
import os
import select
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

MOST = 65_536  # characters kept back before they are sent
ENOUGH = 10_000_000  # characters of one request; whoever reads them cuts them long before


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a kernel; text of other processes is put where it was printed."""

    encoding = "utf-8"

    def __init__(self, kernel: Any, name: str) -> None:
        self._kernel, self.name, self._pid = kernel, name, os.getpid()
        self._text: list[str] = []
        self._lock = threading.RLock()
        self.pipe: int | None = None
        self._sent = 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def isatty(self) -> bool:
        """No terminal: nobody will see a line rewritten."""
        return False

    def fileno(self) -> int:
        """Where a process that is started prints to."""
        return 1 if self.name == "stdout" else 2

    def set_parent(self, parent: Any) -> None:
        """A new request: it may print as much as the one before."""
        self._sent = 0

    def write(self, text: str) -> int:
        """Keep ``text`` until it is time to send it."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._pid:  # forked by a cell: over its parent's pipe; the lock may be held for ever
            os.write(self.fileno(), text.encode("utf-8", "replace"))
            return len(text)
        with self._lock:
            self._take_in()
            self._text.append(text)
        if sum(map(len, self._text)) > MOST:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what was kept back."""
        if os.getpid() != self._pid:
            return
        with self._lock:
            self._take_in()
            text = "".join(self._text)[: max(0, ENOUGH - self._sent)]
            self._text.clear()
            self._sent += len(text)
            if text:
                content = {"name": self.name, "text": text}
                self._kernel.session.send("iopub", "stream", content, self._kernel.get_parent("shell"))

    def _take_in(self) -> None:
        while self.pipe is not None and select.select([self.pipe], [], [], 0)[0]:
            data = os.read(self.pipe, MOST)
            if not data:
                return
            self._text.append(data.decode("utf-8", "replace"))

    def watch(self) -> None:
        """Take in what others print until nobody can any more."""
        while self.pipe is not None:
            select.select([self.pipe], [], [])
            with self._lock:
                if not select.select([self.pipe], [], [], 0)[0]:
                    continue
                data = os.read(self.pipe, MOST)
                if not data:
                    os.close(self.pipe)
                    self.pipe = None
                    return
                self._text.append(data.decode("utf-8", "replace"))
            if sum(map(len, self._text)) > MOST:
                self.flush()


@contextmanager
def captured(*streams: Stream) -> Iterator[None]:
    """``streams`` in the place of this process's own, with its file descriptors where a pipe can be listened to."""
    with ExitStack() as put_back:
        for stream in streams:
            if sys.platform != "win32":
                _listen(stream, put_back)
            setattr(sys, stream.name, stream)
            put_back.callback(stream.flush)
        yield


def _listen(stream: Stream, put_back: ExitStack) -> None:
    """Have what is printed to the file descriptor of ``stream`` taken in, until all is put back."""
    number = stream.fileno()
    kept = os.dup(number)
    put_back.callback(os.close, kept)
    put_back.callback(os.dup2, kept, number)
    stream.pipe, end = os.pipe()
    os.dup2(end, number)
    os.close(end)
    threading.Thread(target=stream.watch, daemon=True).start()
