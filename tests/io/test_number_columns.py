"""What a comma, a point and a unit mean is decided for a column, and told where it is a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.formats import read_table
from builders.tables import format_number, write_csv
from trainkit.io.authoring import (
    NumberStyle,
    ProblemLog,
    parse_durations,
    parse_hours,
    parse_numbers,
)
from trainkit.models import DailyHealth
from trainkit.models.units import Within
from trainkit.ports.format import Contents, FileContext


def read_text(text: str, path: str = "a.csv") -> Contents:
    return read_table(text.encode(), FileContext(path))


def days_of(answer: Contents) -> list[DailyHealth]:
    return [day for history in answer.histories for day in history.days]


def messages(answer: Contents) -> str:
    return "; ".join(problem.message for problem in answer.problems)


def told(log: ProblemLog) -> str:
    return "; ".join(problem.message for problem in log.problems(FileContext("a")))


def test_a_cell_that_proves_the_comma_decides_for_its_column() -> None:
    log = ProblemLog()
    assert parse_numbers(["1,234", "5,67"], log) == [1.234, 5.67]
    assert parse_numbers(["1,234", "5,678.9"], log) == [1234, 5678.9]
    assert parse_numbers(["1.234", "5.678,9", "1.234.567"], log) == [1234, 5678.9, 1234567]
    assert parse_numbers(["12 345,5", "1\u202f000,5", "9'000,5"], log) == [12345.5, 1000.5, 9000.5]
    assert not told(log)


def test_the_rest_of_the_table_decides_where_a_column_does_not() -> None:
    text = "date;steps;weight_kg\n01.05.2026;12.345;70,5\n14.05.2026;9.876;70,25\n"
    answer = read_text(text)
    assert [day.steps for day in days_of(answer)] == [12_345, 9876]
    assert [day.weight_kg for day in days_of(answer)] == [70.5, 70.25]
    assert not answer.problems


def test_the_range_of_a_field_decides_and_the_guess_is_told() -> None:
    (day,) = days_of(answer := read_text('date,hrv_rmssd,steps\n2026-05-01,"48,250","7,125"\n'))
    assert (day.hrv_rmssd, day.steps) == (48.25, 7125)
    assert "48,250 may be read two ways in the column hrv_rmssd: read as 48.25" in messages(answer)
    assert "7,125 may be read two ways in the column steps: read as 7125" in messages(answer)


def test_whole_numbers_have_no_decimals_whatever_the_delimiter() -> None:
    for delimiter in ",;\t|":
        text = (
            f"date{delimiter}steps{delimiter}resting_hr\n2026-05-01{delimiter}12.345{delimiter}50\n"
        )
        (day,) = days_of(answer := read_text(text))
        assert day.steps == 12_345
        assert "may be read two ways" in messages(answer)


def test_marks_that_contradict_each_other_are_read_each_for_itself() -> None:
    log = ProblemLog()
    assert parse_numbers(["1,5", "1.5", "1,500"], log) == [1.5, 1.5, None]
    assert "mixed" in told(log)
    assert "'1,500' that may be read two ways: left out" in told(log).replace("as '", "as '")


@given(
    st.lists(st.floats(0, 99_999), min_size=1, max_size=30),
    st.sampled_from([(".", ","), (".", ""), (",", "."), (",", ""), (",", " "), (".", "'")]),
    st.integers(0, 3),
    st.sampled_from([",", ";", "\t"]),
)
def test_no_style_of_writing_changes_a_number_in_silence(
    values: list[float], style: tuple[str, str], digits: int, delimiter: str
) -> None:
    decimal, thousands = style
    cells = [format_number(value, decimal, thousands, digits) for value in values]
    rows = [["date", "calories_kcal", "resting_hr"]]
    rows += [[f"2026-01-{day:02}", cell, "50"] for day, cell in enumerate(cells, start=1)]
    answer = read_text(write_csv(rows, delimiter))
    known = [day.calories_kcal for day in days_of(answer)]
    right = [round(value, digits) for value in values]
    assert answer.problems or known == pytest.approx(right)


@given(st.lists(st.text("0123456789.,-+ eE%kg'\u00a0", max_size=12), max_size=20))
def test_any_text_is_a_number_or_is_reported(cells: list[str]) -> None:
    log = ProblemLog()
    numbers = parse_numbers(cells, log, style=NumberStyle(None, ","), within=Within(0, 9))
    unread = sum(
        number is None and cell.strip() not in {"", "-", "--", "---"}
        for cell, number in zip(cells, numbers, strict=True)
    )
    assert sum(log.counts.values()) >= unread - sum(not cell.strip(" '\u00a0") for cell in cells)


def test_units_in_headers_and_cells_are_converted() -> None:
    text = "date,Weight (lb),Sleep [min],Resting Heart Rate (bpm)\n2026-05-01,154.3,450,48\n"
    (day,) = days_of(read_text(text))
    assert day.weight_kg == pytest.approx(69.99, abs=0.01)
    assert (day.sleep_h, day.resting_hr) == (7.5, 48)
    (day,) = days_of(read_text("date,weight_kg,sleep_h\n2026-05-01,154.3 lb,7:30\n"))
    assert day.weight_kg == pytest.approx(69.99, abs=0.01)
    assert day.sleep_h == 7.5
    answer = read_text("date,Weight,resting_hr\n2026-05-01,154.3,48\n")  # of which unit?
    assert days_of(answer)[0].weight_kg is None
    assert "columns that are not read: weight" in messages(answer)


def test_a_rating_is_no_percentage() -> None:
    answer = read_text("date,resting_hr,soreness,mood\n2026-05-01,48,2,80\n2026-05-02,49,4,60\n")
    assert [(day.soreness, day.mood) for day in days_of(answer)] == [(None, 80), (None, 60)]
    assert "ratings in the column soreness are no percentages: left out" in messages(answer)


@pytest.mark.parametrize(
    "header",
    [
        "date,steps,distance",
        "date,activity_type,hrv_rmssd",
        "date,energy,notes",
        "date,stress,note",
        "Datum,Aktivitätstyp,steps,calories_kcal",
        "date,resting_hr,avg_hr,workout",
        "date,open,high,low,close",
    ],
)
def test_a_table_that_does_not_say_that_it_is_health_is_refused(header: str) -> None:
    row = ",".join(["2026-05-01", *["5"] * header.count(",")])
    answer = read_text(f"{header}\n{row}\n")
    assert not days_of(answer)
    assert "unknown table" in messages(answer)


def test_two_names_of_health_make_a_table_of_days() -> None:
    (day,) = days_of(read_text("date,steps,vo2max\n2026-05-01,9000,52\n"))
    assert (day.steps, day.vo2max) == (9000, 52)


def test_columns_that_are_not_read_are_told_in_one_problem() -> None:
    answer = read_text("date,resting_hr,colour,shoe\n2026-05-01,48,red,left\n")
    (problem,) = answer.problems
    assert problem.message == "columns that are not read: colour, shoe"


def test_many_bad_cells_are_one_problem_with_a_count_and_an_example() -> None:
    rows = [["date", "resting_hr"], *[[f"2026-05-{day:02}", f"x{day}"] for day in range(1, 29)]]
    answer = read_text(write_csv(rows))
    assert [problem.message for problem in answer.problems] == [
        "28 cells such as 'x1' that are no numbers"
    ]


def test_the_line_that_names_the_delimiter_is_no_header() -> None:
    for ends in ("\n", "\r\n", "\r"):
        text = ends.join(["sep=;", "date;weight_kg", "2026-05-01;70,5", ""])
        assert [day.weight_kg for day in days_of(read_text(text))] == [70.5]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_gives_the_same_days(encoding: str) -> None:
    text = "date;resting_hr;notes\n2026-05-01;48,5;müde – schwer\n2026-05-02;49;gut\n"
    answer = read_table(text.encode(encoding), FileContext("a.csv"))
    assert [(day.resting_hr, day.notes) for day in days_of(answer)] == [
        (48.5, "müde – schwer"),
        (49, "gut"),
    ]


def test_durations_and_hours_are_clocks_or_words() -> None:
    log = ProblemLog()
    cells = ["1:02:03", "62:03.5", "1h 2m", "90", "--", "soon"]
    assert parse_durations(cells, log) == [3723, 3723.5, 3720, 90, None, None]
    assert parse_hours(["7:30", "7h 15m", "8.5"], log) == [7.5, 7.25, 8.5]
    assert sum(log.counts.values()) == 1
