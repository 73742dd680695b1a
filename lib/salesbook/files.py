"""Names and writing of files, the same on every system."""

import re
import unicodedata
from pathlib import Path

UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]+')
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
LONGEST = 120  # bytes; file systems take 255, and a path has more parts than one


def safe_name(text: str) -> str:
    """A file name that every file system takes; letters of any alphabet stay.

    >>> safe_name("Київ / центр"), safe_name("con"), safe_name("..")
    ('Київ - центр', 'con-', '-')
    """
    name = re.sub(r"\s+", " ", UNSAFE.sub("-", unicodedata.normalize("NFC", text))).strip(". ")
    name = name.encode()[:LONGEST].decode(errors="ignore").rstrip(". ") or "-"
    return RESERVED.sub(r"\1-", name)


def write_whole(path: Path, body: str | bytes) -> None:
    """Write ``path`` so that it is never seen half-written; of a text, what UTF-8 cannot hold shows as ``?``."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(body if isinstance(body, bytes) else body.encode("utf-8", errors="replace"))
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        part.unlink(missing_ok=True)
