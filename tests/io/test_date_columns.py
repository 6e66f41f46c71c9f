"""Dates of any order, language and clock are read as they were written, or a guess is told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.formats import read_table
from trainkit.io.authoring import ProblemLog, parse_dates
from trainkit.ports.format import Contents, FileContext

MOMENT = dt.datetime(2025, 12, 9, 15, 24, 49, tzinfo=dt.UTC)


def moments(*cells: str, log: ProblemLog | None = None, daily: bool = False) -> list[str]:
    found = parse_dates(cells, log or ProblemLog(), zone=dt.UTC, daily=daily)
    return ["" if moment is None else moment.date().isoformat() for moment in found]


def hrv_rows(*dates: str) -> Contents:
    rows = "".join(f"{date},07:00,48,{50 + at}\n" for at, date in enumerate(dates))
    return read_table(f"date, time, HR, rMSSD\n{rows}".encode(), FileContext("a.csv"))


def test_a_day_above_twelve_in_the_middle_proves_year_day_month() -> None:
    log = ProblemLog()
    cells = ("2026-29-04", "2026-30-04", "2026-01-05", "2026-02-05")
    assert moments(*cells, log=log) == ["2026-04-29", "2026-04-30", "2026-05-01", "2026-05-02"]
    assert not log.counts
    assert moments("2026-04-29", "2026-04-30", "2026-05-01")[2] == "2026-05-01"


def test_mornings_a_day_apart_are_year_day_month_and_that_is_told() -> None:
    cells = ("2026-01-05", "2026-02-05", "2026-03-05", "2026-04-05")
    log = ProblemLog()
    assert moments(*cells, log=log, daily=True)[1] == "2026-05-02"
    assert "read year-day-month" in str(log.counts)
    log = ProblemLog()  # any other table keeps the order of ISO 8601, and says so
    assert moments(*cells, log=log)[1] == "2026-02-05"
    assert "read year-month-day" in str(log.counts)


def test_hrv4training_of_android_has_its_days() -> None:
    answer = hrv_rows("2026-30-04", "2026-01-05", "2026-02-05", "2026-13-05")
    days = [day for history in answer.histories for day in history.days]
    assert [(day.date.isoformat(), day.hrv_rmssd) for day in days] == [
        ("2026-04-30", 50),
        ("2026-05-01", 51),
        ("2026-05-02", 52),
        ("2026-05-13", 53),
    ]
    assert not answer.problems


def test_dates_that_contradict_each_other_are_told() -> None:
    log = ProblemLog()
    assert moments("13/4/2024", "14/4/2024", "4/15/2024", log=log)[2] == ""
    assert "contradicts that of others" in str(log.counts)


def test_points_are_day_first_without_a_question() -> None:
    log = ProblemLog()
    assert moments("01.05.2026", "02.05.2026", log=log) == ["2026-05-01", "2026-05-02"]
    assert not log.counts


def test_two_digits_of_a_year_may_come_first() -> None:
    log = ProblemLog()
    assert moments("24-05-30", "24-05-31", "24-06-01", log=log)[0] == "2024-05-30"


@pytest.mark.parametrize(
    "cell",
    [
        "Dec 9, 2025, 3:24:49\u202fPM",
        "09.12.2025, 15:24:49",
        "9 déc. 2025 à 15:24:49",
        "9 dic 2025, 15:24:49",
        "9 de dez. de 2025 15:24:49",
        "9 дек. 2025\u202fг., 15:24:49",
        "2025/12/09 15:24:49",
        "2025年12月9日 下午3:24:49",
        "2025. 12. 9. 오후 3:24:49",
        "9. des. 2025 kl. 15:24:49",
        "9.12.2025 15.24.49",
        "9 gru 2025, 15:24:49",
        "2025. dec. 9. 15:24:49",
        "9 Δεκ 2025, 3:24:49\u202fμ.μ.",
        "Tuesday, 9 December 2025 3:24:49 p.m.",
        "2025-12-09 3:24:49 p",
        "2025-12-09T15:24:49Z",
    ],
)
def test_dates_of_many_languages_are_one_moment(cell: str) -> None:
    assert parse_dates([cell], ProblemLog(), zone=dt.UTC) == [MOMENT]


def test_the_twelfth_hour_of_a_half_is_its_first() -> None:
    found = parse_dates(
        ["2026-05-18 12:05:00 a", "2026-05-18 12:05:00 p"], ProblemLog(), zone=dt.UTC
    )
    assert [moment and moment.hour for moment in found] == [0, 12]


@given(
    st.lists(st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1)), min_size=1, max_size=40),
    st.sampled_from(
        ["%Y-%m-%d", "%Y-%d-%m", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%y-%m-%d"]
    ),
)
def test_no_order_of_dates_is_misread_in_silence(days: list[dt.date], form: str) -> None:
    log = ProblemLog()
    found = moments(*(day.strftime(form) for day in days), log=log)
    right = [day.isoformat() for day in days]
    alone = form == "%Y-%d-%m" and all(day.day <= 12 for day in days)  # as ISO 8601 as can be
    assert found == right or log.counts or alone
