"""Whether the survey was asked on a scale from 0 to 10, as the score takes it to be."""

from collections.abc import Sequence

import ibis

from salesbook.metrics.nps import nps_answers

ONES = 5


def nps_scale(surveys: ibis.Table, *, by: Sequence[str] = ()) -> ibis.Table:
    """How often the ends of the scale were chosen, one row per group.

    An answer of 0 is at least as usual as one of 1. With 5 ones and no zero the scale that was shown began with 1: were
    the two as likely, that would happen by chance in 1 of 32 surveys.

    Parameters
    ----------
    surveys
        One row per survey answer; reads ``score``, and ``kind`` where present.
    by
        Columns to group by; empty for one row in all.

    Returns
    -------
    Table
        ``*by``, ``answered``, ``zeros``, ``ones``, ``tens`` (counts), ``from_one`` (boolean: the scale seems to begin
        with 1; null where nobody answered), ordered by ``by``.

    Raises
    ------
    DataError
        ``score`` or a column of ``by`` is missing.

    References
    ----------
    Taught as: NPS; the source calls the scale ten-point, yet it has eleven marks.
    """
    rows = nps_answers(surveys, by)
    groups = rows.group_by(by) if by else rows
    sums = groups.aggregate(
        answered=rows.score.count(),
        zeros=(rows.score == 0).sum().fill_null(0),
        ones=(rows.score == 1).sum().fill_null(0),
        tens=(rows.score == 10).sum().fill_null(0),
    )
    seems = (sums.zeros == 0) & (sums.ones >= ONES)
    result = sums.mutate(from_one=ibis.ifelse(sums.answered > 0, seems, ibis.null("boolean")))
    return result.order_by(by) if by else result
