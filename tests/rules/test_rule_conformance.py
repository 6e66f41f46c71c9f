"""Every built-in rule passes the suite that authors of rules run."""

import datetime as dt

import pytest

from trainkit.models import Availability
from trainkit.plugins.conformance import RuleConformance
from trainkit.ports import Rule
from trainkit.rules import (
    AcwrCeiling,
    AcwrFloor,
    CutBack,
    DaysWithoutRest,
    EasyShare,
    FallingScores,
    HardInARow,
    HardInAWeek,
    HardShare,
    HardSpacing,
    LongRunShare,
    LongRunStep,
    LowDays,
    RaceNear,
    SessionCaps,
    Taper,
    TimeAvailable,
    Usual,
    WeeklyRamp,
    WeeklyRest,
    break_ladder,
    race_ladder,
)
from trainkit.rules._ladder_tables import illness_ladder

START = RuleConformance.start
MONDAYS = [START + dt.timedelta(weeks=week) for week in range(-1, 9)]
RULES = (
    AcwrCeiling(),
    AcwrCeiling(1.2, starting=40.0),
    AcwrFloor(),
    CutBack(1),
    CutBack(2, behind=1, until=MONDAYS[4]),
    CutBack(2, peak=2),
    DaysWithoutRest(),
    DaysWithoutRest(3),
    EasyShare(dict.fromkeys(MONDAYS, 0.8)),
    FallingScores(3.0),
    HardInARow(1),
    HardInAWeek(2),
    HardShare(),
    HardSpacing(1),
    HardSpacing(2),
    break_ladder(START - dt.timedelta(days=20), START, Usual(45.0, 90.0)),
    illness_ladder(START + dt.timedelta(days=5), 5, Usual(45.0, 90.0), well=True),
    race_ladder(START + dt.timedelta(days=8), 21_097.5, Usual(60.0, 120.0)),
    LongRunShare(),
    LongRunShare(trail=True),
    LongRunStep(),
    LowDays(),
    RaceNear(),
    SessionCaps({"threshold": 0.10, "intervals": 0.08, "repetitions": 0.05}),
    Taper(MONDAYS[3], MONDAYS[4] + dt.timedelta(days=5)),
    TimeAvailable(Availability(hours_per_week=5, max_sessions_per_week=4)),
    TimeAvailable(Availability(minutes={"mon": 30, "sun": 60})),
    WeeklyRamp(),
    WeeklyRest(2),
)


class TestRules(RuleConformance):
    @pytest.fixture(params=RULES, ids=lambda rule: rule.name)
    def rule(self, request: pytest.FixtureRequest) -> Rule:
        return request.param  # type: ignore[no-any-return]
