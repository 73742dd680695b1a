"""Addresses of databases, and the passwords in them, which never leave this process but in its environment."""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, unquote

ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
SECRET_NAME = re.compile(r"(?i)passw|pwd|token|secret|(?:api|access|account)[_.]?key|credential")
IN_USER = re.compile(r"(?<=://)([^/@:\s]*):([^/\s]+|[^@\s]+)@")  # the last @ before the path ends the password
# not with what stands before the name: to look for that took a second for each picture of a report
IN_QUERY = re.compile(rf"(?i)((?:{SECRET_NAME.pattern[4:]})[\w.-]*)=([^&\s;'\"<>]+)")
MASK = "***"
PREFIX = "SALESBOOK_ADDRESS_"


def is_address(source: str) -> bool:
    """Whether ``source`` is an address such as ``postgres://…`` and not a path."""
    return bool(ADDRESS.match(source))


def mask(text: str) -> str:
    """``text`` with every password in an address replaced.

    >>> mask("postgres://olena:pa55@db/sales?token=abc")
    'postgres://olena:***@db/sales?token=***'
    """
    return IN_QUERY.sub(rf"\1={MASK}", IN_USER.sub(rf"\1:{MASK}@", text))


def secrets_in(text: str) -> set[str]:
    """The passwords in ``text``, as written and as decoded."""
    found = [m[2] for m in (*IN_USER.finditer(text), *IN_QUERY.finditer(text))]
    return {form for secret in found for form in (secret, unquote(secret)) if form != MASK}


def put_away(address: str) -> str:
    """Keep ``address`` in the environment of this process and its children; the masked form to hand around."""
    shown = mask(address)
    if shown != address:
        os.environ[_key(shown)] = address
    return shown


def kept() -> dict[str, str]:
    """What was put away, as it stands in the environment: for processes that are no children of this one."""
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}


def bring_back(shown: str) -> str:
    """The address that ``put_away`` kept, or ``shown`` itself."""
    return os.environ.get(_key(shown), shown)


def scrub(text: str, secrets: Iterable[str]) -> str:
    """``text`` without any of ``secrets``, however they are quoted in it, the longest first."""
    forms = {form for secret in filter(None, secrets) for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK)
    return mask(text)


def first_line(error: Exception, address: str) -> str:
    """What a driver said, without a password of ``address`` that it may repeat."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return scrub(said, secrets_in(address))[:300]


def java_line(error: Exception) -> str:
    """What Spark said went wrong, without the stack of Java."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = next((line for line in lines if "xception: " in line), lines[0] if lines else type(error).__name__)
    return mask(said.rpartition("xception: ")[2])[:300]


def _forms(secret: str) -> set[str]:
    """``secret`` as it stands in a text, in Python, in JSON, in HTML and in an address."""
    return {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], escape(secret), quote(secret, safe="")}


def _key(shown: str) -> str:
    return PREFIX + hashlib.sha256(shown.encode()).hexdigest()[:16].upper()
