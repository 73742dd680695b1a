"""Two thousand broken and hostile files: each is understood or refused, within its time and memory."""

import warnings

import pytest

from benchmarks import fuzz_import

INPUTS, PARTS = 2_000, 8


@pytest.mark.parametrize("part", range(PARTS))
def test_every_input_is_understood_or_refused(part):
    small = {maker: often for maker, often in fuzz_import.MAKERS.items() if maker not in fuzz_import.LARGE}
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setattr(fuzz_import, "MAKERS", small)
        found = [fuzz_import.judge(seed) for seed in range(part * INPUTS // PARTS, (part + 1) * INPUTS // PARTS)]
    assert [fault for _, fault in found if fault] == []
    assert {"written", "refused", "no table of ours"} <= {outcome for outcome, _ in found}
