"""Addresses of databases, and the passwords in them, which never leave this process but in its environment."""

import hashlib
import os
import re
from collections.abc import Iterable
from urllib.parse import unquote

ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
IN_USER = re.compile(r"(?<=://)([^/@:\s]*):([^@\s]+)@")
IN_QUERY = re.compile(r"(?i)\b(password|passwd|pwd|token|secret|api_?key|access_?key)=([^&\s;]+)")
SECRET_NAME = re.compile(r"(?i)(password|passwd|pwd|token|secret|api_?key|access_?key)$")
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


def bring_back(shown: str) -> str:
    """The address that ``put_away`` kept, or ``shown`` itself."""
    return os.environ.get(_key(shown), shown)


def scrub(text: str, secrets: Iterable[str]) -> str:
    """``text`` without any of ``secrets``, the longest first."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return mask(text)


def _key(shown: str) -> str:
    return PREFIX + hashlib.sha256(shown.encode()).hexdigest()[:16].upper()
