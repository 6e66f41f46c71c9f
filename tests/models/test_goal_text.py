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
        ("10 mile race in 75 min in 9 weeks", 16_093.44, dt.date(2026, 8, 2), 4500),
        ("sub 3 marathon in 20 weeks", 42_195, dt.date(2026, 10, 18), 10_800),
        ("marathon under 3h30 in 20 weeks", 42_195, dt.date(2026, 10, 18), 12_600),
        ("sub-20 5K in 8 weeks", 5000, dt.date(2026, 7, 26), 1200),
        ("half marathon 1:45 on 14 March 2027", 21_097.5, dt.date(2027, 3, 14), 6300),
        ("10K on May 3rd", 10_000, dt.date(2027, 5, 3), None),
        ("my 1st parkrun in 6 weeks under 32:30", 5000, dt.date(2026, 7, 12), 1950),
        ("Berlin Marathon 2026 on 2026-09-27", 42_195, dt.date(2026, 9, 27), None),
        ("21,1 km on 4 October", 21_100, dt.date(2026, 10, 4), None),
        ("1,500 m in 5:30 on 2026-08-01", 1500, dt.date(2026, 8, 1), 330),
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
        ("40 km time trial in 60 minutes in 8 weeks", "cycling"),
        ("16.1 km TT on 2027-05-01", "cycling"),
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
        ("row 2000 m in 8 weeks", "no plan leads to others"),
        ("5K or 10K in 8 weeks", "what is 10"),
        ("marathon in 3:30 or 3:45 in 20 weeks", "what is 3:45 of it"),
        ("10K on 14/3/2027", "a day, such as"),
    ],
)
def test_words_that_say_too_little(words: str, said: str) -> None:
    with pytest.raises(tk.InvalidInput, match=said):
        tk.Goal.read(words, start=START)


@pytest.mark.parametrize(
    ("words", "trail"),
    [
        ("50 km trail race in 24 weeks", True),
        ("fell race of 20 km in 10 weeks", True),
        ("80 km mountain bike ride in 10 weeks", False),
        ("10K in 10 weeks", False),
    ],
)
def test_a_trail_race_says_so(words: str, trail: bool) -> None:
    assert tk.Goal.read(words, start=START).trail == trail
