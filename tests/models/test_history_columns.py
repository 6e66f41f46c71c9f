"""Columns and records create the same history; daily columns have no gaps."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainkit.errors import InvalidInput
from trainkit.models import Activity, Athlete, DailyHealth, History, Problem, Provenance, RaceResult

MAY = dt.date(2026, 5, 1)
EAST = dt.timezone(dt.timedelta(hours=9))


def day(number: int) -> dt.date:
    return MAY + dt.timedelta(days=number)


def run(number: int, hour: int = 7) -> Activity:
    start = dt.datetime.combine(day(number), dt.time(hour), EAST)
    return Activity(sport="running", start=start, elapsed_s=1800)


def known(low: float, high: float) -> st.SearchStrategy[float | None]:
    return st.none() | st.floats(low, high)


rows = st.lists(
    st.builds(
        DailyHealth,
        date=st.integers(0, 30).map(day),
        hrv_rmssd=known(1, 500),
        steps=known(0, 1e5),
        illness=st.none() | st.booleans(),
        notes=st.none() | st.text(min_size=1, max_size=5),
        provenance=st.just(Provenance(source="table")),
    ),
    max_size=8,
    unique_by=lambda one: one.date,
)


@given(rows)
def test_columns_make_the_same_history_as_rows(records: list[DailyHealth]) -> None:
    fields = ["date", "hrv_rmssd", "steps", "illness", "notes"]
    columns = {name: [getattr(one, name) for one in records] for name in fields}
    from_columns = History.from_columns(columns)
    assert from_columns == History(days=records)
    assert list(from_columns.days) == sorted(records, key=lambda one: one.date)


@given(rows)
def test_daily_is_nan_exactly_where_no_record_knows(records: list[DailyHealth]) -> None:
    history = History(days=records)
    by_date = {one.date: one.hrv_rmssd for one in records}
    column = history.daily("hrv_rmssd")
    assert column.shape == history.dates.shape
    for date, value in zip(history.dates.tolist(), column.tolist(), strict=True):
        assert value == by_date.get(date) or (np.isnan(value) and by_date.get(date) is None)


def test_span_covers_days_and_local_days_of_activities() -> None:
    history = History(activities=(run(3, hour=1),), days=[DailyHealth(date=day(0))])
    assert history.span == (day(0), day(3))
    assert history.dates.tolist() == [day(0), day(1), day(2), day(3)]


def test_an_empty_history_has_empty_columns() -> None:
    history = History()
    assert history.span is None
    assert history.daily("hrv_rmssd").size == 0
    assert history.coverage == {}
    assert history.until(MAY) == history


def test_illness_is_one_and_zero() -> None:
    records = [DailyHealth(date=day(i), illness=ill) for i, ill in enumerate([True, None, False])]
    np.testing.assert_array_equal(History(days=records).daily("illness"), [1, np.nan, 0])


def test_coverage_counts_unknown_days_of_the_span() -> None:
    records = [DailyHealth(date=day(0), stress=30), DailyHealth(date=day(3), notes="tired")]
    assert History(days=records).coverage == {"stress": 0.25, "notes": 0.25}


def test_daily_columns_are_read_only_and_kept() -> None:
    history = History(days=[DailyHealth(date=day(0), stress=30)])
    column = history.daily("stress")
    assert column is history.daily("stress")
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1


@pytest.mark.parametrize("field", ["notes", "date", "load", "provenance"])
def test_a_field_without_numbers_is_refused(field: str) -> None:
    with pytest.raises(InvalidInput, match="hrv_rmssd"):
        History().daily(field)


WRONG: list[tuple[dict[str, object], str, str]] = [
    ({"hrv_rmssd": [1.0]}, "date", "given"),
    ({"date": ["soon"]}, "date", "a date"),
    ({"date": [MAY, None]}, "date", "known in every row"),
    ({"date": [[MAY]]}, "date", "one column"),
    ({"date": [MAY], "stress": [1, 2]}, "stress", "of 1 rows"),
    ({"date": [MAY], "stress": ["calm"]}, "stress", "from 0 to 100 percent (row of 2026-05-01)"),
    ({"date": [day(1), MAY], "stress": [3, 101]}, "stress", "(row of 2026-05-01)"),
    ({"date": [MAY], "stress": [np.inf]}, "stress", "from 0 to 100"),
    ({"date": [MAY], "strss": [1]}, "strss", "did you mean 'stress'?"),
    ({"date": [MAY], "illness": ["maybe"]}, "illness", "true or false"),
    ({"date": [MAY], "notes": [3]}, "notes", "text"),
    ({"date": [MAY], "sleep_end": [dt.datetime(2026, 5, 1)]}, "sleep_end", "offset from UTC"),  # noqa: DTZ001
    ({"date": [MAY], "body_battery_low": [9], "body_battery_high": [8]}, "body_battery_low", "8.0"),
]


@pytest.mark.parametrize(("columns", "name", "allowed"), WRONG)
def test_a_wrong_column_is_named_with_its_row(
    columns: dict[str, list[object]], name: str, allowed: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        History.from_columns(columns)
    assert caught.value.argument == name
    assert allowed in caught.value.allowed


def test_columns_accept_dates_of_every_kind() -> None:
    expected = History.from_columns({"date": [MAY], "stress": [20]})
    noon = dt.datetime(2026, 5, 1, 12, tzinfo=EAST)
    for dates in (["2026-05-01"], np.array(["2026-05-01"], "M8[D]"), [noon]):
        assert History.from_columns({"date": dates, "stress": [20]}) == expected


def test_columns_are_copied() -> None:
    mine = np.array([20.0])
    history = History.from_columns({"date": [MAY], "stress": mine})
    mine[0] = 99
    assert history.days[0].stress == 20


numbers = st.integers(-2, 33)


@settings(max_examples=60)
@given(rows, st.lists(numbers, max_size=5, unique=True), numbers, numbers)
def test_a_slice_is_the_history_of_its_days(
    records: list[DailyHealth], runs: list[int], first: int, last: int
) -> None:
    history = History(activities=tuple(run(one) for one in runs), days=records)
    part = history.between(day(first), day(last))
    inside = tuple(run(one) for one in sorted(runs) if first <= one <= last)
    kept = [one for one in records if day(first) <= one.date <= day(last)]
    assert part == History(activities=inside, days=kept)
    assert History.model_validate_json(part.model_dump_json()) == part


def test_until_keeps_the_day_itself_and_everything_that_is_not_dated_by_day() -> None:
    athlete = Athlete(sex="male", birth_date=MAY, hr_rest=50, hr_max=190)
    race = RaceResult(date=day(1), distance_m=5000, time_s=1200)
    problem = Problem(path="a.fit", message="cut short")
    history = History(
        activities=(run(0), run(1), run(2)), races=(race,), problems=(problem,), athlete=athlete
    )
    part = history.until(day(1))
    assert [one.day for one in part.activities] == [day(0), day(1)]
    assert (part.races, part.problems, part.athlete) == ((race,), (problem,), athlete)
    assert history.until(day(0)).races == ()


def test_travel_back_over_the_date_line_is_cut_by_local_day() -> None:
    tokyo = run(1, hour=1)
    honolulu = dt.timezone(dt.timedelta(hours=-10))
    later = Activity(
        sport="cycling", start=tokyo.start.astimezone(honolulu) + dt.timedelta(hours=3), elapsed_s=9
    )
    history = History(activities=(tokyo, later))
    assert [one.day for one in history.activities] == [day(1), day(0)]
    assert history.until(day(0)).activities == (later,)


def test_days_are_a_sequence() -> None:
    history = History(days=[DailyHealth(date=day(i), stress=i) for i in range(4)])
    assert len(history.days) == 4
    assert history.days[-1].date == day(3)
    assert [one.stress for one in history.days[1:3]] == [1, 2]
    with pytest.raises(IndexError):
        history.days[4]


def test_ten_thousand_rows_are_checked_without_a_model_a_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a row was made")

    for way in ("__init__", "model_validate", "model_construct"):
        monkeypatch.setattr(DailyHealth, way, refuse)
    dates = np.datetime64("2000-01-01") + np.arange(10_000)
    columns = {"date": dates, "hrv_rmssd": np.full(10_000, 50.0), "stress": np.full(10_000, 20.0)}
    history = History.from_columns(columns)
    assert history.daily("hrv_rmssd").sum() == 500_000
    with pytest.raises(AssertionError, match="a row was made"):
        history.days[0]


@pytest.mark.parametrize(
    "date",
    ["0000-01-01", "10000-01-01", "today", "now", "2024", "2024-05", "20240501", "", 5, 5.0, True],
)
def test_a_date_is_an_iso_day_and_no_word_or_number(date: object) -> None:
    with pytest.raises(InvalidInput, match="date"):
        History.from_columns({"date": ["2024-01-05", date], "mood": [5.0, 6.0]})
    with pytest.raises(InvalidInput, match="date"):
        DailyHealth.model_validate({"date": date, "mood": 5})


@pytest.mark.parametrize(
    "date", [np.datetime64("10000-01-01"), np.datetime64(-2000, "Y"), np.datetime64(10**17, "Y")]
)
def test_a_far_year_never_wraps_around(date: np.datetime64) -> None:
    with pytest.raises(InvalidInput, match="years 1 to 9999"):
        History.from_columns({"date": np.array([date]), "mood": [5.0]})


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "2024-02-29"])
def test_every_day_of_the_calendar_is_a_date(date: str) -> None:
    history = History.from_columns({"date": [date], "mood": [5.0]})
    assert History.model_validate_json(history.model_dump_json()) == history


def test_moments_of_a_part_are_read_once_and_handed_to_a_longer_history() -> None:
    slept = [
        DailyHealth(date=day(at), sleep_start=dt.datetime(2026, 5, 1, 23, at, tzinfo=EAST))
        for at in range(6)
    ]
    whole = History(days=slept[:5])
    part = whole.between(day(2), day(4))
    ours = part.daily("sleep_start").tolist()
    longer = whole.merge(History(days=slept[5:]))
    assert longer.daily("sleep_start").tolist()[2:5] == ours
    assert longer.daily("sleep_start").tolist() == History(days=slept).daily("sleep_start").tolist()
    assert np.isfinite(longer.daily("sleep_start")).all()


def test_a_part_that_is_all_of_a_history_is_the_history() -> None:
    history = History(days=[DailyHealth(date=day(at), steps=9) for at in range(4)])
    assert history.until(day(3)) is history
    assert history.between(day(0), day(9)) is history
    assert history.until(day(2)) is not history
    later = RaceResult(date=day(8), distance_m=5000, time_s=1500)
    with_race = history.merge(History(races=[later]))
    assert with_race.until(day(3)) == history


def test_every_column_is_of_floats_whether_or_not_all_days_have_a_record() -> None:
    dates = [day(at) for at in range(3)]
    columns = {"date": dates, "illness": [True, None, False], "steps": [1, 2, None]}
    whole = History.from_columns(columns)
    with_gap = whole.merge(History(days=[DailyHealth(date=day(5))]))
    for field, told in {"illness": [1, np.nan, 0], "steps": [1, 2, np.nan]}.items():
        for history in (whole, with_gap):
            column = history.daily(field)
            assert column.dtype == np.float64
            assert not column.flags.writeable
            np.testing.assert_array_equal(column[:3], told)
