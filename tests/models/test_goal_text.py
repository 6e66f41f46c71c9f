"""Goals parsed from text."""

import datetime as dt

import pytest

import trainkit as tk

START = dt.date(2026, 6, 1)  # a Monday


@pytest.mark.parametrize(
    ("words", "metres", "day", "seconds"),
    [
        ("5K in 25 minutes in 12 weeks", 5000, dt.date(2026, 8, 23), 1500),
        ("marathon in 3:30 on 2026-10-04", 42_195, dt.date(2026, 10, 4), 12_600),
        ("half marathon under 1:45:00 in 14 weeks", 21_097.5, dt.date(2026, 9, 6), 6300),
        ("10 km in 45:30 on 2026-08-01", 10_000, dt.date(2026, 8, 1), 2730),
        ("50 km on 2026-11-01", 50_000, dt.date(2026, 11, 1), None),
        ("marathon in 4 hours in 20 weeks", 42_195, dt.date(2026, 10, 18), 14_400),
        ("marathon in 3 h 30 min in 20 weeks", 42_195, dt.date(2026, 10, 18), 12_600),
        ("10K in 50 minutes on 2027-06-06", 10_000, dt.date(2027, 6, 6), 3000),
        ("on 2027-06-06 a half marathon in 1:50", 21_097.5, dt.date(2027, 6, 6), 6600),
        ("1 mile under 6 min in 8 weeks", 1609.344, dt.date(2026, 7, 26), 360),
    ],
)
def test_words(words: str, metres: float, day: dt.date, seconds: float | None) -> None:
    goal = tk.Goal.read(words, start=START)
    assert (goal.distance_m, goal.date, goal.time_s) == (metres, day, seconds)
    assert goal.priority == "A"


@pytest.mark.parametrize(
    ("words", "sport"),
    [
        ("100 km ride on 2027-02-14", "cycling"),
        ("gran fondo of 120 km on 2027-05-01", "cycling"),
        ("40 km by bike in 1:05:00 on 2027-05-01", "cycling"),
        ("swim 3 km on 2027-02-14", "swimming"),
        ("run 10K on 2027-02-14", "running"),
        ("bicentennial 10K on 2027-02-14", "running"),
    ],
)
def test_words_name_the_sport(words: str, sport: str) -> None:
    assert tk.Goal.read(words, start=START).sport == sport


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run far in 12 weeks", "a distance"),
        ("5K in 25 minutes", "a day"),
        ("Halbmarathon in 1:45 on 2027-04-11", "a distance"),
        ("semi-marathon on 2027-04-11", "a distance"),
        ("5K on 2026-02-30", "a day of the calendar"),
        ("triathlon of 51.5 km on 2027-03-01", "one sport"),
        ("swim 2 km and ride 40 km on 2027-03-01", "one sport"),
    ],
)
def test_words_that_say_too_little(words: str, said: str) -> None:
    with pytest.raises(tk.InvalidInput, match=said):
        tk.Goal.read(words, start=START)
