"""How many answers a survey needs for an NPS as exact as wished."""

from collections.abc import Sequence

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.interval import z_of
from salesbook.metrics.nps import adjusted, nps_answers, points
from salesbook.metrics.nps import count as counted


def sample_size(half_width_points: float, *, variance: float = 1.0, level: float = 0.95) -> int:
    r"""Answers needed for an interval of NPS ± ``half_width_points``.

    .. math:: n = Z^2 s^2 / d^2 - 3

    ``variance`` is that of one answer as −1, 0 or 1; 1 is the worst there is: half promoters, half detractors.

    References
    ----------
    Rocks (2016), arXiv 1601.07235.

    >>> sample_size(10)
    382
    """
    _check(half_width_points)
    wanted = z_of(level) ** 2 * variance / (half_width_points / 100) ** 2 - 3
    return max(-int(-wanted // 1), 1)


def nps_sample(
    surveys: ibis.Table, *, by: Sequence[str] = (), half_width_points: float = 5.0, level: float = 0.95
) -> ibis.Table:
    r"""How many answers an NPS ± ``half_width_points`` takes, one row per group.

    .. math:: n = Z^2 s^2 / d^2 - 3

    with :math:`s^2` as the answers so far show it, and for the worst case, :math:`s^2 = 1`.

    Parameters
    ----------
    surveys
        One row per survey answer; reads ``score``, and ``kind`` where present.
    by
        Columns to group by; empty for one row in all.
    half_width_points
        The wished half width of the interval, points.
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        ``*by``, ``answered`` (count), ``nps``, ``half_width_points`` (of the interval as it is; null where nobody
        answered), ``wanted_half_width_points``, ``needed``, ``needed_worst`` (answers), ordered by ``by``. Where
        nobody answered, ``needed`` is ``needed_worst``.

    Raises
    ------
    DataError
        ``score`` or a column of ``by`` is missing.
    RequestError
        ``half_width_points`` is not above 0, or ``level`` not between 0 and 1.

    References
    ----------
    Rocks (2016), arXiv 1601.07235.
    """
    _check(half_width_points)
    z = z_of(level)
    worst = sample_size(half_width_points, level=level)
    counts = counted(nps_answers(surveys, by), by)
    _, variance = adjusted(counts.promoters, counts.detractors, counts.answered)
    half = z * variance.sqrt()
    # variance / n at n + 3 answers is what the interval rests on: that of one answer is n + 3 times as much
    wanted = variance * (counts.answered + 3) * z**2 / half_width_points**2 - 3
    result = counts.select(
        *by, "answered", nps=points(counts), half_width_points=half,
        wanted_half_width_points=ibis.literal(float(half_width_points)),
        needed=wanted.clip(lower=1.0).ceil().cast("int64").fill_null(worst),
        needed_worst=ibis.literal(worst, "int64"),
    )  # fmt: skip
    return result.order_by(by) if by else result


def _check(half_width_points: float) -> None:
    if not 0 < half_width_points <= 100:
        raise RequestError(
            "half_width_points", f"{half_width_points} is no width.", "Give points above 0, up to 100, e.g. 5."
        )
