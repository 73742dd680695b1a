"""What can go wrong, said so that the reader knows where to look and what to do.

* SalesbookError
  + DataError       a source or a table of it breaks its contract
    - AbsentColumn  a figure needs a column that the company has not
    - TooLittle     a figure needs more data than there is
  + ContentError    a file in ``exercises/`` is incomplete
    - Finding       what the linter says of a lesson, in any of three languages (``lessons/finding.py``)
  + NotebookError   a notebook, or the parameters given to it, break the notebook rules
  + RequestError    the command was asked for something that cannot be
"""

import re
from collections.abc import Sequence


class SalesbookError(Exception):
    """Base class. Every message reads ``where: what is wrong. What to do.``"""

    def __init__(self, where: object, what: str, fix: str) -> None:
        super().__init__(re.sub(r"\s*[\r\n]+\s*", " ", f"{where}: {what} {fix}"))
        self.where, self.what, self.fix = where, what, fix

    def said(self, lang: str) -> "SalesbookError":
        """The same in ``lang``, where it is known in other languages than English."""
        return self

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message, for a fault in the user's files is no fault in the code."""
        return [f"{type(self).__name__}: {self}"]


class DataError(SalesbookError):
    """A source, or a table in it, breaks its contract."""


class AbsentColumn(DataError):
    """A figure needs a column that the company's table does not have."""


class TooLittle(DataError):
    """A figure needs more data than there is: a model would fit anything."""


class ContentError(SalesbookError):
    """A file in ``exercises/`` is incomplete or contradicts itself."""


class NotebookError(SalesbookError):
    """A notebook, or the parameters given to it, break the notebook rules."""


class RequestError(SalesbookError):
    """A command was asked for something that cannot be done."""


class Faults(SalesbookError):
    """Several faults found at once, one a line; nobody should mend them one by one."""

    def __init__(self, faults: Sequence[SalesbookError]) -> None:
        Exception.__init__(self, "\n".join(dict.fromkeys(map(str, faults))))
        self.faults = tuple(faults)


def raise_all(faults: Sequence[SalesbookError]) -> None:
    """Raise nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Faults(faults)
