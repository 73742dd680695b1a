"""What a file is by its first bytes, and archives opened without trusting what they say of themselves."""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import GzipFile
from pathlib import Path
from typing import IO

from salesbook.errors import DataError
from salesbook.intake.encoding import BOMS, code_page, find_encoding, survey

CHUNK = 1 << 20
LARGEST = 4 << 30  # bytes of one file or archive, unpacked
BOOK = 1 << 30  # bytes of a workbook, which is a zip too, unpacked
SMALL = 64 << 20  # bytes: whatever the ratio, this much does no harm
RATIO = 200  # unpacked to packed: tables come to 5 to 50
MEMBERS = 500
UTF_8_NAME = 0x800
ENCRYPTED = 0x1
MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"PAR1": "parquet",
}
STRANGE = {  # first bytes → what the file is instead
    b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7-Zip archive", b"BZh": "a bzip2 archive", b"\xfd7zXZ": "an xz archive",
    b"SQLite": "a database", b"{\\rtf": "a text document", b"\x09\x00\x04\x00": "a workbook of before 1993",
    b"\x09\x02\x06\x00": "a workbook of before 1993", b"\x09\x04\x06\x00": "a workbook of before 1993",
}  # fmt: skip
JSON = re.compile(r"\{\s*\"|\[\s*[\[{]")
HTML = ("<html", "<!doctype html", "<table", "<meta", "<head", "<body", "<style", "<div", "<tr")
BROKEN = (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError)
JUNK = ("__MACOSX/", ".", "~$", "Thumbs.db", "desktop.ini")


def kind_of(path: Path, shown: str) -> str:
    """``zip``, ``gzip``, ``ole``, ``parquet``, ``html``, ``xml`` or ``text``: what the first bytes say, not the name.

    Raises
    ------
    DataError
        A kind of file that is known and not read.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for magic, kind in MAGIC.items():
        if start.startswith(magic):
            return kind
    for magic, kind in STRANGE.items():
        if start.startswith(magic):
            raise DataError(shown, f"this is {kind}, which is not read.", "Export the table as .csv or .xlsx.")
    return _markup(path, start, shown)


def _markup(path: Path, start: bytes, shown: str) -> str:
    """``html``, ``xml`` (a workbook of Excel 2003) or ``text``."""
    text = start.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n").lower()
    if any(start.startswith(bom) for bom in BOMS) or start.count(0):
        text = start.decode(find_encoding(survey(path)).name, errors="replace").lstrip("\ufeff \t\r\n").lower()
    if text.startswith(HTML) or (text.startswith(("<?xml", "<!--")) and "<html" in text):
        return "html"
    if JSON.match(text):
        raise DataError(shown, "this is JSON, which is not read.", "Export the table as .csv or .xlsx.")
    return "xml" if text.startswith("<?xml") else "text"


def gunzip(path: Path, shown: str, work: Path) -> Path:
    """A .gz file, unpacked into ``work``."""
    with broken(shown), GzipFile(path) as source:
        return _copy(source, shown, work, LARGEST, path.stat().st_size)


@contextmanager
def broken(shown: str) -> Iterator[None]:
    """What an archive that does not open is called."""
    try:
        yield
    except BROKEN as error:
        if isinstance(error, OSError) and error.errno:
            what = f"could not be unpacked ({error.strerror})."
            raise DataError(shown, what, "Look whether the disk is full.") from None
        raise DataError(shown, "the archive is broken.", "Copy or export the file again.") from None


def _copy(source: IO[bytes] | GzipFile, shown: str, work: Path, limit: int, packed: int) -> Path:
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=work, delete=False) as target:
        done = 0
        while chunk := source.read(CHUNK):
            done += len(chunk)
            check_size(shown, done, packed, limit)
            target.write(chunk)
    return Path(target.name)


def check_size(shown: str, unpacked: int, packed: int, limit: int) -> None:
    """Refuse what unpacks to more than ``limit`` bytes, or to so much more than it is that it cannot be a table."""
    if unpacked > limit:
        what = f"it unpacks to more than {limit >> 30} GB."
        raise DataError(shown, what, "Export it in parts, a year or a month in each.")
    if unpacked > SMALL and unpacked > RATIO * max(packed, 1):
        what = f"it unpacks to more than {RATIO} times its size, as no table does."
        raise DataError(shown, what, "If it is what you expect, unpack it and import the files.")


def open_zip(path: Path, shown: str) -> zipfile.ZipFile:
    """A zip archive whose list of members can be read."""
    with broken(shown):
        return zipfile.ZipFile(path)


def check_zip(archive: zipfile.ZipFile, path: Path, shown: str, limit: int) -> None:
    """Refuse an archive that would grow without end, or that is locked."""
    members = archive.infolist()
    check_size(shown, sum(m.file_size for m in members), path.stat().st_size, limit)
    if any(m.flag_bits & ENCRYPTED for m in members):
        raise DataError(shown, "it is locked with a password.", "Unpack it, and import the files.")
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
        raise DataError(shown, "it is packed in an unusual way.", "Unpack it, and import the files.")


def unzip(archive: zipfile.ZipFile, path: Path, shown: str, work: Path) -> Iterator[tuple[Path, str]]:
    """The files within a zip archive, each unpacked into ``work``, with the name to show."""
    check_zip(archive, path, shown, LARGEST)
    members = [m for m in archive.infolist() if not m.is_dir() and not _is_junk(m.filename)]
    if len(members) > MEMBERS:
        raise DataError(shown, f"it holds more than {MEMBERS} files.", "Import them in smaller archives.")
    if not members:
        raise DataError(shown, "the archive is empty.", "Export it again.")
    room = LARGEST
    for member in members:
        name = f"{shown}/{member_name(member)}"
        with broken(name), archive.open(member) as source:
            file = _copy(source, name, work, room, path.stat().st_size)
        room -= file.stat().st_size
        yield file, name


def _is_junk(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(JUNK)


def member_name(member: zipfile.ZipInfo) -> str:
    """The name of a file within an archive; old packers wrote it in the code page of DOS without saying so."""
    if member.flag_bits & UTF_8_NAME or member.filename.isascii():
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(code_page(raw).name, errors="replace")
