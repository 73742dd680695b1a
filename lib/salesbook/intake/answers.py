"""What a person has said of a company's exports, kept beside its tables and used again for the next export."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from salesbook.errors import DataError
from salesbook.files import write_whole

FILE = "import.yaml"


def read_answers(folder: Path) -> dict[str, str]:
    """Question → answer, as ``folder`` keeps them; nothing where it keeps none.

    Raises
    ------
    DataError
        The file is no list of answers.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    fix = "Mend it, or take it away and answer anew."
    try:
        kept = (yaml.safe_load(path.read_text("utf-8-sig")) or {}).get("answers") or {}
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError):
        raise DataError(path, "not a list of answers.", fix) from None
    if not isinstance(kept, dict):
        raise DataError(path, "not a list of answers.", fix)
    return {str(question): str(answer) for question, answer in kept.items()}


def keep_answers(folder: Path, answers: Mapping[str, str]) -> None:
    """Write ``answers`` into ``folder``, whole or not at all; where there never were any, no file."""
    if answers or (folder / FILE).exists():
        body = yaml.safe_dump({"answers": dict(sorted(answers.items()))}, allow_unicode=True, sort_keys=False)
        write_whole(folder / FILE, body)
