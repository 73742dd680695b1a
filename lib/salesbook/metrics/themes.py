"""What comments are about, and who writes of what."""

import ibis

from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import check_columns


def themes(mentions: ibis.Table, *, level: float = 0.95) -> ibis.Table:
    r"""Who writes of each theme, one row per theme, the most frequent first.

    .. math:: detractor\_share = \frac{D}{N}

    :math:`D` comments of detractors (score 0–6), :math:`N` all comments on the theme. Only comments whose themes are
    sure count; the others stand in ``unsure``. The interval is Wilson's; that a theme may be told wrongly is not in it.

    Parameters
    ----------
    mentions
        One row per comment and theme. Reads ``theme``, ``score`` (whole number 0–10) and ``sure``.
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        ``theme``, ``comments``, ``detractors``, ``passives``, ``promoters`` (counts), ``mean_score``,
        ``detractor_share``, ``detractor_low``, ``detractor_high`` (shares; null where no comment is sure), ``unsure``
        (count).

    Raises
    ------
    DataError
        A column is missing.
    RequestError
        ``level`` is not between 0 and 1.

    References
    ----------
    Interval: Wilson (1927).
    """
    check_columns(mentions, "mentions", ["theme", "score", "sure"])
    score, sure = mentions.score, mentions.sure
    counts = mentions.group_by("theme").aggregate(
        comments=sure.sum().fill_null(0),
        detractors=(sure & (score <= 6)).sum().fill_null(0),
        passives=(sure & score.between(7, 8)).sum().fill_null(0),
        promoters=(sure & (score >= 9)).sum().fill_null(0),
        mean_score=score.mean(where=sure),
        unsure=(~sure).sum().fill_null(0),
    )
    base = counts.comments.nullif(0)
    share = counts.detractors / base
    middle, error = wilson(share, base, level)
    result = counts.select(
        "theme", "comments", "detractors", "passives", "promoters", "mean_score", detractor_share=share,
        detractor_low=(middle - error).clip(lower=0), detractor_high=(middle + error).clip(upper=1),
        unsure=counts.unsure,
    )  # fmt: skip
    return result.order_by([ibis.desc("comments"), "theme"])
