"""Whether two results are alike: numbers with a fraction may differ by ``RELATIVE`` of the larger, and nothing else.

Columns and their order, rows (in any order), counts, texts, dates and nulls are equal.
"""

import math

RELATIVE, ABSOLUTE = 1e-9, 1e-9


def same(one, other):
    """Whether two cells are the same within the tolerance."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE) or (math.isnan(one) and math.isnan(other))
    return type(one) is type(other) and one == other


def in_order(rows):
    """Rows sorted by all that must be equal, then by what may differ a little."""
    exact = [(tuple((v is None, str(v)) for v in row.values() if not isinstance(v, float)), row) for row in rows]
    fraction = [(key, tuple(round(v, 3) for v in row.values() if isinstance(v, float)), row) for key, row in exact]
    return [row for *_, row in sorted(fraction, key=lambda each: each[:2])]


def differences(ours, theirs):
    """What differs between the rows of two engines: column, one value, the other."""
    if len(ours) != len(theirs):
        return [("rows", len(ours), len(theirs))]
    found = []
    for one, other in zip(in_order(ours), in_order(theirs), strict=True):
        if list(one) != list(other):
            return [("columns", list(one), list(other))]
        found += [(column, one[column], other[column]) for column in one if not same(one[column], other[column])]
    return found
