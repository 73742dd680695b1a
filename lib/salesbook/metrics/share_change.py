"""A share of one period against that of the period before."""

from typing import Any

import ibis

from salesbook.metrics.chance import p_value
from salesbook.metrics.interval import z_of


def share_change(both: ibis.Table, part: str, base: str, level: float) -> dict[str, Any]:
    """``change`` of ``part`` / ``base`` (columns ``…_before`` and ``…_after``), its interval and p-value.

    Agresti and Caffo (2000): one more in the part and one more outside it, on each side.
    """
    rates = [(both[f"{part}_{side}"] + 1) / (both[f"{base}_{side}"] + 2) for side in ("before", "after")]
    variances = [
        rate * (1 - rate) / (both[f"{base}_{side}"] + 2) for rate, side in zip(rates, ("before", "after"), strict=True)
    ]
    error, middle = (variances[0] + variances[1]).sqrt(), rates[1] - rates[0]
    before, after = (both[f"{part}_{side}"] / both[f"{base}_{side}"].nullif(0) for side in ("before", "after"))
    width = z_of(level) * error
    return {
        "change": after - before,
        "change_low": (middle - width).clip(lower=-1.0),
        "change_high": (middle + width).clip(upper=1.0),
        "p_value": p_value(middle / error.nullif(0)),
    }
