"""Which ladders hold: by place of pain, after long breaks, races that were run, and big days."""

import datetime as dt
import os
import subprocess
import sys

import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady, weeks_of_runs
from trainkit.models import Activity
from trainkit.rules import Ladder, find_ladders


def day(back: int) -> dt.date:
    return LAST - dt.timedelta(days=back)


def ladders(
    *runs: Activity,
    reports: dict[int, tuple[float | None, str | None]] | None = None,
    **more: object,
) -> dict[str, Ladder]:
    """Ladders of the last day by their causes in words; reports are (pain, place) by days back."""
    mornings = [tk.DailyHealth(date=day(back), resting_hr=50.0) for back in range(90)]
    for back, (level, place) in (reports or {}).items():
        mornings[back] = mornings[back].model_copy(update={"pain": level, "pain_place": place})
    activities = runs or weeks_of_runs()
    history = tk.History(
        days=mornings, activities=tuple(sorted(activities, key=lambda one: one.start))
    )
    listed = find_ladders(history, ATHLETE, LAST, **more)  # type: ignore[arg-type]
    return {ladder.because: ladder for ladder in listed}


def today(listed: dict[str, Ladder]) -> set[str]:
    """The sports that are out today; everything where a ladder rests."""
    steps = [(ladder, ladder.step_on(LAST)) for ladder in listed.values()]
    if any(step is not None and step.intensity == "rest" for _, step in steps):
        return {"everything"}
    return set().union(*(ladder.without for ladder, step in steps if step is not None))


@pytest.mark.parametrize("level", [None, 1.0, 35.0, 60.0])
@pytest.mark.parametrize(
    "place", ["chest", "Tight chest", "heart", "short of breath", "felt faint", "dizzy",
              "palpitations", "light-headed", "knee, and passed out"],
)  # fmt: skip
def test_signs_of_the_heart_are_rest_and_a_doctor_at_any_level(
    level: float | None, place: str
) -> None:
    listed = ladders(reports={0: (level, place)})
    assert today(listed) == {"everything"}
    (because,) = [words for words in listed if "doctor" in words]
    assert listed[because].cancels_race(LAST, "running")


def test_a_doctor_is_asked_for_until_two_weeks_after_and_a_milder_day_is_no_relief() -> None:
    assert today(ladders(reports={6: (30.0, "chest")})) == {"everything"}
    assert today(ladders(reports={3: (60.0, "chest"), 2: (10.0, None)})) == {"everything"}
    gone = ladders(reports={3: (60.0, "chest"), 1: (0.0, None)})
    assert today(gone) == set()
    assert gone
    assert all(ladder.cancels_race(LAST, "running") for ladder in gone.values())
    assert ladders(reports={15: (60.0, "chest")}) == {}
    assert ladders(reports={0: (0.0, "chest")}) == {}


@pytest.mark.parametrize(
    ("place", "words", "out", "allowed"),
    [
        ("left knee", "in the left knee", {"running", "cycling"}, {"swimming"}),
        ("LOWER BACK", "in the back", {"running", "rowing"}, {"swimming"}),
        ("Achilles tendon", "in the achilles", {"running"}, {"cycling", "swimming"}),
        ("Knee and shoulder", "in the knee and shoulder", {"running", "swimming"}, set()),
        ("right calf / both arms", "in the right calf and arms", {"running", "swimming"}, set()),
        ("a faint pain in the heel", "in the heel", {"running"}, {"cycling"}),
    ],
)
def test_places_are_words_and_several_are_all_out(
    place: str, words: str, out: set[str], allowed: set[str]
) -> None:
    listed = ladders(reports={0: (50.0, place)})
    assert len(listed) == 1
    assert words in next(iter(listed))
    assert today(listed) >= out
    assert not today(listed) & allowed


@pytest.mark.parametrize("place", [None, "jaw", "Bauch", "everywhere"])
def test_an_unknown_place_is_rest_from_40(place: str | None) -> None:
    assert today(ladders(reports={0: (40.0, place)})) == {"everything"}
    assert ladders(reports={0: (39.0, place)}) == {}


def test_a_report_eases_only_its_own_place() -> None:
    both = ladders(reports={1: (80.0, "knee"), 0: (20.0, "shoulder")})
    assert today(both) == {"everything"}
    two = ladders(reports={1: (50.0, "knee"), 0: (45.0, "shoulder")})
    assert len(two) == 2
    assert today(two) >= {"running", "swimming"}
    sides = ladders(reports={1: (50.0, "left knee"), 0: (5.0, "right knee")})
    assert "running" in today(sides)
    for eased in ("knee", "left knee", None):
        better = ladders(reports={1: (50.0, "left knee"), 0: (10.0, eased)})
        assert today(better) == set()
        assert any("You had pain in the left knee" in words for words in better)


@pytest.mark.parametrize("off", [80, 201, 250, 800])
def test_a_break_of_any_length_has_its_ladder(off: int) -> None:
    before = [run(off + 1 + back, 60) for back in range(0, 80, 2)]
    (words,) = ladders(*before)
    assert f"a break of {off} days" in words
    back = ladders(*before, run(2, 25), run(1, 25))
    (words,) = back
    assert f"a break of {off - 2} days" in words
    least = 30 if off > 86 else 20  # a third of 60 min, or what anybody may who begins anew
    assert back[words].longest_min(LAST) == pytest.approx(least)


def test_usual_before_a_long_break_is_not_forgotten() -> None:
    before = [run(260 + back, 90) for back in range(0, 80, 2)]
    (ladder,) = ladders(*before).values()
    assert ladder.longest_min(LAST) == 30


def finished(back: int, metres: float, **more: object) -> tk.Goal:
    return tk.Goal(distance_m=metres, date=day(back), **more)  # type: ignore[arg-type]


def test_a_goal_behind_counts_only_if_it_was_run() -> None:
    rest = [done for done in weeks_of_runs() if done.day != day(2)]
    goal = finished(2, 20_000)
    assert ladders(*rest, goals=[goal]) == {}
    assert ladders(*rest, run(2, 30), goals=[goal]) == {}
    far = run(2, 105)
    (words,) = ladders(*rest, far, goals=[goal])
    assert words.startswith("You ran a race of 20 km")
    halves = (
        run(2, 60),
        run(2, 50).model_copy(update={"start": run(2).start + dt.timedelta(hours=2)}),
    )
    assert any("You ran a race" in words for words in ladders(*rest, *halves, goals=[goal]))
    ride = finished(2, 20_000, sport="cycling")
    assert not any("race" in words for words in ladders(*rest, far, goals=[ride]))


def test_where_nothing_is_known_of_the_day_the_race_was() -> None:
    old = [done for done in weeks_of_runs() if done.day < day(3)]
    until = tk.History(activities=tuple(sorted(old, key=lambda one: one.start)))
    goals = [finished(2, 10_000)]
    (words,) = [one.because for one in find_ladders(until, ATHLETE, LAST, goals=goals)]
    assert words == f"Your race of 10 km was on {day(2).day} {day(2):%B}"
    (words,) = [one.because for one in find_ladders(steady(), ATHLETE, LAST, goals=goals)]
    assert words.startswith("Your race of 10 km was on")


def test_a_race_that_was_left_early_counts_as_far_as_it_went() -> None:
    rest = [done for done in weeks_of_runs() if done.day != day(2)]
    left = run(2, 62, race=True)
    (words,) = ladders(*rest, left, goals=[finished(2, 42_195)])
    assert "race of 10 km" in words


def outing(back: int, sport: str, minutes: float) -> Activity:
    return run(back, minutes, hr=115, speed=1.3).model_copy(update={"sport": sport})


@pytest.mark.parametrize(
    ("sport", "minutes"), [("hiking", 240), ("walking", 200), ("cycling", 200), ("running", 120)]
)
def test_a_long_day_is_far_more_than_usual_only_where_it_is(sport: str, minutes: float) -> None:
    runs = weeks_of_runs()
    first = ladders(*runs, outing(2, sport, minutes))
    assert any("far more than usual" in words for words in first)
    weekly = [outing(7 * week + 2, sport, minutes) for week in range(6)]
    assert not any("far more" in words for words in ladders(*runs, *weekly))


def test_who_is_ill_today_is_told_so() -> None:
    listed = find_ladders(steady({"illness": [1.0, 1.0]}), ATHLETE, LAST)  # type: ignore[dict-item]
    assert [ladder.because for ladder in listed] == ["You are ill today"]


MAIN_SPORT = """
from rules.test_ladder_search import outing, ladders
done = [outing(back, ("rowing", "running")[back % 2], 45) for back in range(1, 21)]
done += [outing(0, "cycling", 45 + more) for more in range(11)]
listed = ladders(*done, reports={0: (45.0, None)})
print([sorted(ladder.without) for ladder in listed.values()])
"""


def test_the_main_sport_depends_on_no_hash_and_not_on_today() -> None:
    seen = {
        subprocess.run(
            [sys.executable, "-c", MAIN_SPORT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    (words,) = seen
    assert "rowing" in words
    assert "cycling" not in words


@pytest.mark.parametrize(
    ("last_ill", "off", "caused"),
    [(30, 9, {"break"}), (11, 8, {"illness", "break"}), (5, 8, {"illness"})],
    ids=["illness long over", "trained since", "nothing trained since"],
)
def test_a_break_is_hidden_only_by_an_illness_that_made_it(
    last_ill: int, off: int, caused: set[str]
) -> None:
    """An illness of three days, and then days off of their own or those of its way back."""
    ill = {last_ill, last_ill + 1, last_ill + 2}
    off_days = set(range(1, off + 1)) | ill
    runs = [run(back) for back in range(1, 80) if back not in off_days]
    mornings = [tk.DailyHealth(date=day(back), illness=back in ill) for back in range(90)]
    history = tk.History(
        days=tuple(reversed(mornings)), activities=tuple(sorted(runs, key=lambda done: done.start))
    )
    assert {ladder.cause for ladder in find_ladders(history, ATHLETE, LAST)} == caused


def test_who_trains_more_often_than_before_has_a_break_sooner() -> None:
    """Once a week for half a year, every other day for three weeks, then ten days off."""
    weekly = [run(back) for back in range(35, 190, 7)]
    lately = [run(back) for back in range(11, 32, 2)]
    assert [ladder.cause for ladder in ladders(*weekly, *lately).values()] == ["break"]
    assert ladders(*[run(back) for back in range(11, 190, 7)]) == {}
