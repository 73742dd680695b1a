"""Whether a figure moved more than chance: two measurements with their intervals → their difference with its own."""

from dataclasses import dataclass
from statistics import NormalDist

from salesbook.metrics.interval import z_of


@dataclass(frozen=True)
class Reading:
    """A figure as one measurement gave it. ``low`` and ``high`` bound it; ``n`` is how many it rests on.

    ``low``, ``high`` or ``n`` are None where the measurement could not tell.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class Change:
    """The difference of two readings, in the unit of the figure.

    ``change`` is None where one of the values is; ``low``, ``high``, ``p`` and ``more_than_chance`` are None where an
    interval is missing: then nobody can tell.
    """

    before: Reading
    after: Reading
    change: float | None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    more_than_chance: bool | None = None


def change(before: Reading, after: Reading, *, level: float = 0.95) -> Change:
    r"""The difference of two independent readings, with its interval and how likely chance alone is.

    .. math:: d = b - a, \qquad low = d - \sqrt{(b - l_b)^2 + (u_a - a)^2}, \qquad
              high = d + \sqrt{(u_b - b)^2 + (a - l_a)^2}

    :math:`l` and :math:`u` bound the readings. The interval keeps the readings' own lopsidedness; where they are
    symmetric it is the usual one from two standard errors. ``p`` is two-sided, by the side of the interval that
    looks at 0.

    Parameters
    ----------
    before, after
        The two measurements, their intervals of coverage ``level``.
    level
        Coverage of the intervals, 0 to 1.

    Returns
    -------
    Change
        ``more_than_chance`` is true where the interval leaves out 0.

    Raises
    ------
    RequestError
        ``level`` is no coverage.

    References
    ----------
    Zou and Donner (2008), Statistics in Medicine 27: variance estimates recovered from intervals. Taught as: plan,
    do, check, act.
    """
    z = z_of(level)
    if before.value is None or after.value is None:
        return Change(before, after, None)
    d = after.value - before.value
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Change(before, after, d)
    down = _hypot(after.value - after.low, before.high - before.value)
    up = _hypot(after.high - after.value, before.value - before.low)
    low, high = d - down, d + up
    return Change(before, after, d, low, high, _chance(d, (down if d > 0 else up) / z), low > 0 or high < 0)


def from_error(value: float, error: float, n: int | None = None, *, level: float = 0.95) -> Reading:
    """A reading whose standard error is known."""
    half = z_of(level) * error
    return Reading(value, value - half, value + half, n)


def _hypot(one: float, other: float) -> float:
    """The two errors together; an interval drawn to the middle of the scale may leave out its own value."""
    return float((max(one, 0.0) ** 2 + max(other, 0.0) ** 2) ** 0.5)


def _chance(difference: float, error: float) -> float:
    """How likely a difference at least as large is where nothing has changed."""
    if difference == 0:
        return 1.0
    return 2 * NormalDist().cdf(-abs(difference) / error) if error else 0.0
