"""The training guide names only numbers that the code uses, and sources that are listed."""

import datetime as dt
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from trainkit.coach import training_guide
from trainkit.loads import REST_LOAD
from trainkit.loads._comparable import _HOT_C
from trainkit.metrics.acwr import RISK_STYLES, acwr
from trainkit.metrics.fitness import performance_chart
from trainkit.models.goal import STRENGTH_MIN
from trainkit.planning import _edits, _rules, _season, _season_weeks, taper_weeks
from trainkit.planning._rules import _CAPS, _EASY, _OLDER, _RAMP, easy_share
from trainkit.planning._tracking import events
from trainkit.recovery import _detectors, _reported
from trainkit.recovery._beginner import BEGINNER_RUNS_A_WEEK
from trainkit.recovery._daily_signals import _NEED_H, MIN_NIGHTS, NORMAL_DAYS
from trainkit.recovery._personal import HeartRateVariability
from trainkit.recovery._score import BANDS, WEIGHTS
from trainkit.rules import _pain_ladders, _race_ladders
from trainkit.rules._ladder_tables import _BREAKS, Usual, illness_ladder
from trainkit.rules._rest import DaysWithoutRest
from trainkit.rules._spacing import HardInARow, HardInAWeek
from trainkit.rules._styles import _EASIER_DAYS, HARD_SHARE, days_without_rest
from trainkit.rules._taper import Taper
from trainkit.rules._weeks import LongRunShare, LowDays, WeeklyRest
from trainkit.rules._youth import YouthWeek
from trainkit.workouts import fuelling_words
from trainkit.workouts._race_words import _FUEL_FROM_MIN, _MORE_FROM_MIN

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guides" / "training-guide.md"
NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b")
CITATION = re.compile(r"\((?:[A-Z][^()]*? \d{4}|convention)\)")


def default(function: object, name: str) -> float:
    """Return the default of a parameter."""
    value = inspect.signature(function).parameters[name].default  # type: ignore[arg-type]
    assert isinstance(value, int | float)
    return value


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def plain(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def quality_after(metres: float) -> int:
    return next(row.quality[0] for row in _race_ladders._RUNS if metres <= row.up_to_m)


def long_after(metres: float) -> int:
    return next(row.long[0] for row in _race_ladders._RUNS if metres <= row.up_to_m)


def load_phrases() -> Iterator[str]:
    styles = RISK_STYLES
    fitness, fatigue = (default(performance_chart, f"{n}_days") for n in ("fitness", "fatigue"))
    yield f"averaged over about {fitness} days"
    yield f"averaged over about {fatigue} days, and form"
    acute, chronic = default(acwr, "acute_days"), default(acwr, "chronic_days")
    yield f"the last {acute} days to the last {chronic} days"
    balanced = styles["balanced"]
    yield f"high above {balanced.acwr_high:g} and low below {balanced.acwr_low:g}"
    high = (styles[style].acwr_high for style in ("conservative", "aggressive"))
    yield "conservative athletes have {:g}, aggressive ones {:g}".format(*high)
    yield f"At or below {balanced.divergence_overtraining:g} in the balanced style"
    yield f"at least {LowDays.__dataclass_fields__['days'].default} light days"


def recovery_phrases() -> Iterator[str]:
    hrv, rate, sleep, load, felt = (
        100 * WEIGHTS[name] for name in ("hrv", "resting_hr", "sleep", "load", "wellness")
    )
    yield "scored from 0 to 100"
    yield f"HRV counts {hrv:.0f} %, resting heart rate {rate:.0f} %, sleep {sleep:.0f} % and load"
    yield f"load {load:.0f} %. The athlete's own report, where there is one, counts {felt:.0f}"
    green, yellow = BANDS["70/40"]
    yield f"From {green:.0f} on the morning is green, from {yellow:.0f} on it is yellow"
    yield f"own last {NORMAL_DAYS} days and never"
    yield f"At least {MIN_NIGHTS} known nights"
    days = re.search(r"(\d+)-day mean", HeartRateVariability.method)
    assert days is not None
    yield f"a mean of {days[1]} days"
    yield "between {:.0f} and {:.0f} hours of sleep".format(*_NEED_H)
    yield f"less than {_detectors._VERY_SHORT_NIGHT_H:.0f} hours nothing hard"
    yield f"3 nights of less than {_detectors._SHORT_NIGHT_H:.0f} hours"
    yield "Ratings run from 0 to 100"
    yield f"soreness of {_reported._VERY_SORE} or more"
    yield f"at most {_reported._SHORT_MIN:.0f} minutes of easy movement"
    yield f"soreness of {_reported._SORE} hard work"


def intensity_phrases() -> Iterator[str]:
    yield f"{percent(_EASY['base'])} of the minutes of a base week"
    assert _EASY["build"] == _EASY["peak"]
    yield f"{percent(_EASY['build'])} in build and peak weeks, and {percent(_EASY['taper'])}"
    easier = _EASIER_DAYS
    yield f"at least {easier['balanced']} easier day in the balanced"
    yield f"by {easier['conservative']} in the conservative"
    share = {style: percent(HARD_SHARE[style]) for style in HARD_SHARE}
    yield f"No more than {share['balanced']} of the training days"
    yield f"{share['conservative']} in the conservative and {share['aggressive']} in the aggressive"
    yield f"More than {HardInAWeek().at_most} hard days"
    yield f"more than {HardInARow().at_most} in a row"
    caps = [percent(_CAPS[work]) for work in ("threshold", "intervals", "repetitions")]
    yield (
        f"within {caps[0]} of the minutes, intervals within {caps[1]}, and fast repetitions "
        f"within {caps[2]}"
    )
    yield f"by at most {_edits._LATE_DAYS} days"


def progression_phrases() -> Iterator[str]:
    yield f"fullest of the {_season_weeks._LOOK_BACK_WEEKS} weeks before"
    growth = {style: percent(factor - 1) for style, factor in _RAMP.items()}
    yield (
        f"{growth['conservative']} in the conservative style, {growth['balanced']} in the "
        f"balanced, {growth['adaptive']} in the adaptive and {growth['aggressive']}"
    )
    yield f"the last {_season._FORGOTTEN_DAYS} days: a longer run"
    yield f"{_rules._SPIKE:g} times that run and also {_rules._SPIKE_M / 1000:g} km longer"
    shares = LongRunShare()
    assert (shares.share(5), shares.share(3), LongRunShare(trail=True).share(6)) == (
        1 / 3,
        0.5,
        0.5,
    )
    yield f"a third of the week at 5 or more runs, {percent(shares.share(4))} at 4"
    yield "4 and half at 3 runs"
    yield f"after 3 weeks of growth, and after 2 for those of {_OLDER} years"
    yield f"at most {percent(_rules._LIGHTER)} of the one before"
    yield f"at least {WeeklyRest().days} day of rest"
    assert DaysWithoutRest().at_most == days_without_rest("balanced")
    rest = [days_without_rest("balanced"), days_without_rest("conservative")]
    rest.append(days_without_rest("aggressive"))
    yield (
        "after {} days in the balanced style, {} in the conservative and {} in the aggressive"
    ).format(*rest)
    yield f"a load of {REST_LOAD:.0f} or less"
    yield f"on {BEGINNER_RUNS_A_WEEK} days of the week"
    yield f"{_season._UNBROKEN_MIN:.0f} minutes without a pause"
    yield f"and for {_season._EASY_WEEKS} weeks"


def break_phrases() -> Iterator[str]:
    short, middle, long, longest = _BREAKS
    yield "After 6 days or more without"
    yield f"Up to {short.up_to} days off"
    assert short.shares[0] == 0.5
    yield f"then at {percent(short.shares[1])}"
    yield (
        f"of up to {middle.up_to} days the first hard session comes no earlier than "
        f"{middle.quality} days after the return, after up to {long.up_to} days no earlier than "
        f"{long.quality} days, and after longer ones {longest.quality} days"
    )


def race_phrases() -> Iterator[str]:
    taper = Taper(dt.date(2026, 5, 1), dt.date(2026, 5, 10))
    least, most = taper.least, taper.most
    yield f"{100 * least:.0f} to {percent(most)} of the minutes of the fullest week"
    five, ten, half, full = (taper_weeks(m) for m in (5000.0, 10000.0, 21097.5, 42195.0))
    assert five == ten
    yield f"{five} week for 5 and 10 km, {half} weeks for a half marathon"
    yield f"and {full} for a marathon"
    yield f"on the {_rules._BEFORE_RACE} days before a race"
    yield (
        f"earliest {quality_after(5000)} days after 5 km, {quality_after(10000)} after 10 km, "
        f"{quality_after(21098)} after a half marathon and {quality_after(42195)} after"
    )
    yield f"long session lie {long_after(21098)} days, and at least {long_after(42195)} after"


def body_phrases() -> Iterator[str]:
    day = dt.date(2026, 3, 2)
    usual = Usual(120.0, 200.0)
    short = [s.minutes for s in illness_ladder(day, 3, usual, well=True).steps]
    more = [s.minutes for s in illness_ladder(day, 4, usual, well=True).steps]
    assert short[1:3] == more[1:3]
    assert short[3] != more[3]
    yield f"begins with {short[1]:.0f} minutes, then {short[2]:.0f} minutes, both easy"
    yield f"after more than 3 days of illness {more[3]:.0f} and {more[4]:.0f} minutes"
    yield "at least 2, and 14 after an illness of 8 days or longer"
    yield f"Pain of {_pain_ladders.PAIN_STOPS:.0f} out of 100 or more"
    yield f"From {_pain_ladders.PAIN_RESTS:.0f} on no sport"
    yield f"A loss of {RISK_STYLES['balanced'].weight_loss_percent:.0f} % or more"
    yield "within 28 days under a high load"
    yield f"Sessions at {_HOT_C:.0f} °C or more"
    yield f"last {NORMAL_DAYS} days, which hold about {NORMAL_DAYS // 28} cycles"
    points = 100 * (easy_share("build", older=True) - easy_share("build", older=False))
    yield f"From {_OLDER} years on, every week has {points:.0f} points more"
    yield "after every 2 weeks of growth"
    yield f"Under {_rules._ADULT} a week"
    yield f"at most {YouthWeek.__dataclass_fields__['days'].default} days of training"
    yield f"a block of {STRENGTH_MIN:.0f} minutes"
    yield f"Up to about {_FUEL_FROM_MIN:.0f} minutes water"
    some, most = (
        re.search(r"(\d+ to \d+) g", fuelling_words(minutes, "running"))
        for minutes in (_FUEL_FROM_MIN + 1, _MORE_FROM_MIN + 1)
    )
    assert some is not None
    assert most is not None
    yield f"take {some[1]} g of carbohydrate"
    yield f"from {_MORE_FROM_MIN:.0f} minutes on {most[1]} g an hour"
    yield f"misses {events._MANY_MISSED} sessions or more within 7 days"


def phrases() -> list[str]:
    parts = (
        load_phrases,
        recovery_phrases,
        intensity_phrases,
        progression_phrases,
        break_phrases,
        race_phrases,
        body_phrases,
    )
    return [phrase for part in parts for phrase in part()]


def test_the_page_and_the_text_at_run_time_are_the_same() -> None:
    assert training_guide() == PAGE.read_text("utf-8")


def test_each_number_of_the_guide_is_one_that_the_code_uses() -> None:
    text = plain(training_guide())
    wrong = [phrase for phrase in phrases() if phrase not in text]
    assert not wrong
    covered = [
        (match.start(), match.end())
        for pattern in (CITATION, *(re.compile(re.escape(phrase)) for phrase in phrases()))
        for match in pattern.finditer(text)
    ]
    left = [
        text[max(0, number.start() - 50) : number.end() + 30]
        for number in NUMBER.finditer(text)
        if not any(start <= number.start() < end for start, end in covered)
    ]
    assert not left


def test_each_source_of_the_guide_is_listed() -> None:
    listed = (ROOT / "docs" / "references.md").read_text("utf-8")
    named = set(re.findall(r"\(([A-Z][^()]*?) (\d{4})\)", plain(training_guide())))
    assert len(named) > 15
    for authors, year in named:
        first = authors.split()[0]
        assert re.search(rf"{first}[^\n]*{year}", listed), f"{authors} {year}"


def test_the_guide_has_the_length_of_a_prefix() -> None:
    assert 2000 <= len(training_guide().split()) <= 3000
