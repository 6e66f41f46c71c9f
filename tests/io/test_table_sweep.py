"""Tables of every product through many kinds of damage: no wrong number without a problem."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import products
from builders.formats import HEAD, format_for
from builders.tables import garmin_list, strava_in, write_csv
from trainkit.models import Activity, DailyHealth
from trainkit.ports.format import Contents, FileContext

Rows = list[list[str]]

STRAVA = write_csv(
    [
        [
            *("Activity ID", "Activity Date", "Activity Name", "Activity Type", "Elapsed Time"),
            *("Distance", "Filename", "Elapsed Time", "Moving Time", "Distance", "Average Speed"),
        ],
        ["81", "Mar 14, 2026, 5:05:09 PM", "a", "Run", 2000, 6.04, "", 2000, 1950, 6040.5, 3.098],
        ["82", "Mar 15, 2026, 6:05:09 AM", "b", "Run", 1000, 3.5, "", 1000, 990, 3500.5, 3.536],
    ]
)
DAYS = write_csv(
    [
        ["date", "hrv_rmssd", "resting_hr", "steps", "weight_kg", "sleep_h", "calories_kcal"],
        *(
            [f"2026-03-{day:02}", 50.5 + day, 48, 9000 + day, 70.25, 7.125, 2400.5]
            for day in range(1, 29)
        ),
    ]
)
GARMIN = garmin_list(
    *(
        ("Running", f"2026-03-{day:02} 17:06:03", "false", "x", 5.48, 447, "00:31:24", 153, 176)
        for day in range(1, 15)
    )
)
TABLES = {
    "strava": STRAVA,
    "strava-de": strava_in("de"),
    "days": DAYS,
    "garmin": GARMIN,
    "whoop": products.WHOOP_CYCLES,
    "whoop-sleeps": products.WHOOP_SLEEPS,
    "oura": products.OURA_TABLE,
    "fitbit-hrv": products.FITBIT_HRV,
    "training-peaks": products.TRAINING_PEAKS,
    "google-fit": products.GOOGLE_FIT_DAYS,
    "Run20260302063000": products.COROS,
}
NUMBER = re.compile(r"-?\d+\.\d+")
DATE = re.compile(r"(20\d\d)-(\d\d)-(\d\d)(?=$|[ T])")
CLOCK = re.compile(r"(?<=\d{4}-\d\d-\d\d )(\d\d):(\d\d):(\d\d)$")


def rows_of(text: str) -> Rows:
    return [*csv.reader(io.StringIO(text))]


def each_cell(change: Callable[[str], str]) -> Callable[[Rows], Rows]:
    return lambda rows: [rows[0], *([change(cell) for cell in row] for row in rows[1:])]


def with_comma(cell: str) -> str:
    return cell.replace(".", ",") if NUMBER.fullmatch(cell) else cell


def in_order(form: str) -> Callable[[str], str]:
    def change(cell: str) -> str:
        match = DATE.match(cell)
        if match is None or int(match[2]) > 12:
            return cell
        day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        return day.strftime(form) + cell[match.end() :]

    return change


def with_half(cell: str) -> str:
    def change(match: re.Match[str]) -> str:
        hour = int(match[1])
        half = "p" if hour >= 12 else "a"
        return f"{hour % 12 or 12}:{match[2]}:{match[3]} {half}"

    return CLOCK.sub(change, cell)


DAMAGE: dict[str, Callable[[Rows], Rows]] = {
    "decimal commas": each_cell(with_comma),
    "day first": each_cell(in_order("%d/%m/%Y")),
    "month first": each_cell(in_order("%m/%d/%Y")),
    "points": each_cell(in_order("%d.%m.%Y")),
    "year-day-month": each_cell(in_order("%Y-%d-%m")),
    "12 hours": each_cell(with_half),
    "blank rows": lambda rows: [row for pair in rows for row in (pair, [""] * len(pair))],
    "cut rows": lambda rows: [rows[0], *(row[:-2] for row in rows[1:])],
    "first row twice": lambda rows: [*rows, rows[1]],
    "other words": each_cell(lambda cell: cell if cell else "n/a"),
}


def read(data: bytes, name: str) -> Contents:
    path = f"{name}.csv"
    format_ = format_for(data[:HEAD], path)
    if format_ is None:
        return Contents()
    return Contents.join(format_.read(io.BytesIO(data), FileContext(path, source=format_.name)))


def days_of(answer: Contents) -> list[DailyHealth]:
    return [*answer.days, *(day for history in answer.histories for day in history.days)]


def facts(answer: Contents) -> dict[tuple[object, ...], object]:
    """Return every number, by what it belongs to."""
    known: dict[tuple[object, ...], object] = {}
    for record in (*days_of(answer), *answer.activities):
        if isinstance(record, Activity):
            when: object = record.start, record.sport
        else:
            when = record.date
        for name, value in record:
            if isinstance(value, int | float) and not isinstance(value, bool):
                known[type(record).__name__, when, name] = value
    return known


def messages(answer: Contents) -> set[str]:
    return {problem.message for problem in answer.problems}


RIGHT = {name: facts(read(text.encode(), name)) for name, text in TABLES.items()}
TOLD = {name: messages(read(text.encode(), name)) for name, text in TABLES.items()}


def is_right(answer: Contents, name: str) -> bool:
    """Tell whether each number is one of the undamaged table, or a new problem says otherwise."""
    found = facts(answer)
    wrong = [
        key
        for key, value in found.items()
        if RIGHT[name].get(key) != pytest.approx(value, rel=1e-3)
    ]
    lost = RIGHT[name].keys() - found.keys()
    return bool(messages(answer) - TOLD[name]) or not (wrong or lost)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_read_as_they_are(name: str) -> None:
    assert RIGHT[name]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", TABLES)
def test_no_kind_of_damage_makes_a_wrong_number_in_silence(name: str, damage: str) -> None:
    rows = DAMAGE[damage](rows_of(TABLES[name]))
    if damage == "year-day-month" and len(rows) < 4:
        return  # a date of ISO 8601, and nothing shows otherwise
    assert is_right(read(write_csv(rows).encode(), name), name)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(TABLES)),
    st.lists(st.sampled_from(sorted(DAMAGE)), max_size=3, unique=True),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_damage_of_several_kinds_makes_no_wrong_number_in_silence(
    name: str, kinds: Sequence[str], delimiter: str, encoding: str, ends: str
) -> None:
    rows = rows_of(TABLES[name])
    for kind in kinds:
        rows = DAMAGE[kind](rows)
    text = write_csv(rows, delimiter).replace("\n", ends)
    answer = read(text.encode(encoding, "replace"), name)
    # 2026-03-04 in the order year-day-month is a date of ISO 8601, and nothing shows otherwise
    if "year-day-month" not in kinds:
        assert is_right(answer, name)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.data())
def test_columns_in_another_order_change_no_number_in_silence(
    name: str, data: st.DataObject
) -> None:
    rows = rows_of(TABLES[name])
    order = data.draw(st.permutations(range(len(rows[0]))))
    swapped = write_csv([[row[place] for place in order] for row in rows])
    assert is_right(read(swapped.encode(), name), name)
