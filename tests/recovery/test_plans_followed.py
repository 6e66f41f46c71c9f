"""Plans followed day by day through a made-up life, judged by what must never be.

CI follows a few plans; `nox -s sweep` follows 300.
"""

import os

import pytest

from builders.lived_plans import faults_of_life

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "200"))
FEW = (12, 25, 29)
# A break after an illness that was over
ONCE_BAD = (22,)
SEEDS = (*FEW, *ONCE_BAD) if COUNT <= 200 else range(300)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_day_of_a_plan_that_is_followed_is_one_that_must_never_be(seed: int) -> None:
    assert faults_of_life(seed) == []
