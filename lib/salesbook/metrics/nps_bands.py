"""NPS read by the bands of the source."""

from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.metrics.nps import nps

BANDS = ("low", "growing", "close", "leading")


def nps_bands(surveys: ibis.Table, *, by: Sequence[str] = (), level: float = 0.95) -> ibis.Table:
    """The score with the band that it lies in, one row per group.

    ``low``: below 10, not valued by its clients; ``growing``: 10 to 45, known, loyalty must grow; ``leading``: 50 and
    above. What lies between 45 and 50 the source leaves open: ``close``, close to the leaders. A band is named only
    where the whole interval lies in it.

    Parameters
    ----------
    surveys
        One row per survey answer; reads ``score``, and ``kind`` where present.
    by
        Columns to group by; empty for one row in all.
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        ``*by``, ``answered`` (count), ``nps``, ``nps_low``, ``nps_high`` (points), ``band_low``, ``band_high`` (the
        bands of the interval's ends), ``band`` (null where they differ, or where nobody answered),
        ordered by ``by``.

    Raises
    ------
    DataError
        ``score`` or a column of ``by`` is missing.

    References
    ----------
    Taught as: NPS.
    """
    scored = nps(surveys, by=by, level=level)
    result = scored.mutate(band_low=_band(scored.nps_low), band_high=_band(scored.nps_high))
    same = result.band_low == result.band_high
    result = result.select(
        *by, "answered", "nps", "nps_low", "nps_high", "band_low", "band_high",
        band=ibis.ifelse(same, result.band_low, ibis.null("string")),
    )  # fmt: skip
    return result.order_by(by) if by else result


def _band(points: Any) -> Any:
    low, growing, close, leading = BANDS
    return ibis.cases((points < 10, low), (points <= 45, growing), (points < 50, close), (points >= 50, leading))
