"""A share of one period against that of the period before."""

import ibis

from salesbook.metrics.chance import p_value
from salesbook.metrics.interval import z_of

MADE = ("_rate_before", "_rate_after", "_middle", "_error", "_z")


def with_share_change(both: ibis.Table, part: str, base: str, level: float) -> ibis.Table:
    """``both`` with the ``change`` of ``part`` / ``base`` (columns ``…_before``, ``…_after``) and how sure it is.

    ``change``, ``change_low``, ``change_high`` (shares), ``p_value`` (0 to 1). Agresti and Caffo (2000): one more in
    the part and one more outside it, on each side.
    """
    n = {side: both[f"{base}_{side}"] for side in ("before", "after")}
    rows = both.mutate(**{f"_rate_{side}": (both[f"{part}_{side}"] + 1) / (n[side] + 2) for side in n})
    # a step at a time: an expression stands in the query as often as it is used
    before, after = (rows[f"_rate_{side}"] * (1 - rows[f"_rate_{side}"]) / (rows[f"{base}_{side}"] + 2) for side in n)
    rows = rows.mutate(_middle=rows["_rate_after"] - rows["_rate_before"], _error=(before + after).sqrt())
    width = z_of(level) * rows["_error"]
    rows = rows.mutate(
        _z=rows["_middle"] / rows["_error"].nullif(0),
        change_low=rows["_middle"] - width,
        change_high=rows["_middle"] + width,
    )
    before, after = (rows[f"{part}_{side}"] / rows[f"{base}_{side}"].nullif(0) for side in n)
    return rows.mutate(
        change=after - before,
        change_low=rows.change_low.clip(lower=-1.0),
        change_high=rows.change_high.clip(upper=1.0),
        p_value=p_value(rows["_z"]),
    ).drop(*MADE)
