"""XML that is nearly right is read as far as it can be, and one problem says what was lost."""

import datetime as dt
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.formats import read_apple_health, read_gpx
from trainkit.ports.format import Contents, FileContext

CONTEXT = FileContext("track.gpx")
POINTS = 40


def point(at: int, inside: str = "") -> str:
    return (
        f'<trkpt lat="{47 + at / 1e4:.4f}" lon="8.5000"><ele>4{at:02}</ele>'
        f"<time>2026-03-01T07:{at // 60:02}:{at % 60:02}Z</time>{inside}</trkpt>"
    )


def track(*points: str, name: str = "Dawn", head: str = '<?xml version="1.0"?>') -> str:
    inside = "".join(points or [point(at) for at in range(POINTS)])
    return f"{head}<gpx><trk><name>{name}</name><trkseg>{inside}</trkseg></trk></gpx>"


def gpx(text: str | bytes) -> Contents:
    return read_gpx(text if isinstance(text, bytes) else text.encode(), CONTEXT)


def sizes(answer: Contents) -> list[int]:
    return [len(one.streams) for one in answer.activities if one.streams is not None]


def record(kind: str, value: str) -> str:
    return (
        f'<Record type="HKQuantityTypeIdentifier{kind}" sourceName="Watch" value="{value}" '
        'unit="count" startDate="2026-03-01 07:00:00 +0100" endDate="2026-03-01 07:00:00 +0100"/>'
    )


def apple(doctype: str, *records: str) -> Contents:
    text = (
        f'<?xml version="1.0"?>\n{doctype}\n<HealthData locale="fr">{"".join(records)}</HealthData>'
    )
    return read_apple_health(io.BytesIO(text.encode()), FileContext("export.xml"))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE HealthData>",
        "<!DOCTYPE HealthData [ <!ELEMENT Record EMPTY> ]>",
        "<!DOCTYPE HealthData [ <!ATTLIST Record type CDATA #REQUIRED <!ELEMENT Me EMPTY> ]>",
        "<!DOCTYPE HealthData [ <!ATTLIST a b CDATA 'c> <!-- [x]> --> <!ELEMENT (> ]  >",
        "<!DOCTYPE HealthData [ <!ELEMENT Record EMPTY> ]>\n<!-- made by hand -->",
        "<!DOCTYPE HealthData [ <!ELEMENT Record EMPTY> ",  # never ends
        "<!DOCTYPE HealthData [ " + "<!ELEMENT Record EMPTY>\n" * 9000 + "]>",
    ],
)
def test_a_document_type_is_skipped_well_formed_or_not(doctype: str) -> None:
    answer = apple(doctype, record("RestingHeartRate", "51"), record("StepCount", "900"))
    assert [(day.resting_hr, day.steps) for day in answer.days] == [(51, 900)]
    assert not answer.problems


@pytest.mark.parametrize("broken", ["", "<!ATTLIST a "])
def test_entities_are_refused_in_a_broken_document_type_too(broken: str) -> None:
    doctype = f'<!DOCTYPE HealthData [ {broken}<!entity a "aaaa"> ]>'.replace("entity", "ENTITY")
    answer = apple(doctype, record("RestingHeartRate", "51"))
    assert not answer.days
    assert [problem.message for problem in answer.problems] == ["entities are refused"]


def test_control_characters_do_not_end_a_file() -> None:
    answer = apple("", record("StepCount", "9\x0100"), record("RestingHeartRate", "&#x1;5&#0;1"))
    assert [(day.resting_hr, day.steps) for day in answer.days] == [(51, 900)]
    (problem,) = answer.problems
    assert problem.message == "3 control characters that XML forbids were left out"
    assert problem.severity == "warning"


def test_an_ampersand_that_names_nothing_is_text() -> None:
    answer = gpx(track(name="Rock & Roll &nbsp; &amp; more"))
    assert answer.activities[0].name == "Rock & Roll &nbsp; & more"
    assert sizes(answer) == [POINTS]
    assert not answer.problems


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-8", "utf-16"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "UTF-8"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("cp1251", "windows-1251"),
    ],
)
def test_a_wrong_declaration_does_not_hide_the_text(encoding: str, declared: str) -> None:
    name = "Утро" if encoding == "cp1251" else "Frühe Höhe"
    text = track(name=name, head=f'<?xml version="1.0" encoding="{declared}"?>')
    answer = gpx(text.encode(encoding))
    assert (answer.activities[0].name, sizes(answer)) == (name, [POINTS])
    assert not answer.problems


def test_windows_characters_in_utf_8_are_read_and_told() -> None:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    answer = gpx(track(name="Frühe Höhe", head=head).encode("cp1252"))
    assert (answer.activities[0].name, sizes(answer)) == ("Frühe Höhe", [POINTS])
    assert "2 characters that are no UTF-8" in answer.problems[0].message


def test_a_prefix_without_a_namespace_is_no_damage() -> None:
    inside = "<extensions><gpxtpx:hr>140</gpxtpx:hr></extensions>"
    answer = gpx(track(point(0, inside), point(1, inside)))
    assert answer.activities[0].hr_mean == 140
    assert not answer.problems


@pytest.mark.parametrize(
    ("wrong", "lost"),
    [
        ('<trkpt lat="47" lon="8.5" <ele>1</ele></trkpt>', 0),
        ("<ele>1</time>", 0),
        ('<x a="1" a="2"/>', 0),
        ("</trk2>", 0),
        ("<<>>", 0),
        ("<ele>]]></ele>", 0),
        ('<trkpt lat="47.9 lon="8.5"><time>2026-03-01T09:00:00Z</time></trkpt>', 0),
    ],
)
def test_damage_in_the_middle_costs_only_what_is_damaged(wrong: str, lost: int) -> None:
    points = [point(at) for at in range(POINTS)]
    answer = gpx(track(*points[:20], wrong, *points[20:]))
    (problem,) = answer.problems
    assert sizes(answer) == [POINTS - lost]
    assert problem.message.startswith("damaged XML")
    assert problem.severity == "error"
    assert problem.offset is not None
    assert abs(problem.offset - track().index(points[20])) < 80


def test_an_element_that_never_ends_ends_with_the_one_around_it() -> None:
    text = track().replace("</trkseg>", "")
    answer = gpx(text)
    assert sizes(answer) == [POINTS]
    assert len(answer.problems) == 1


def test_many_places_are_one_problem() -> None:
    answer = gpx(track(*(point(at) + "</oops>" for at in range(POINTS))))
    assert sizes(answer) == [POINTS]
    (problem,) = answer.problems
    assert f"the first of {POINTS} such places" in problem.message


def test_two_documents_in_a_file_are_both_read() -> None:
    second = track(*(point(at) for at in range(POINTS, 60)))
    for text in (track() + second, track() + "\n" + second.removeprefix('<?xml version="1.0"?>')):
        answer = gpx(text)
        assert sizes(answer) == [POINTS, 20]
        assert len(answer.problems) == 1
    cut = track()[:-40] + second
    assert sizes(gpx(cut)) == [POINTS - 1, 20] or sizes(gpx(cut)) == [POINTS, 20]


@given(st.integers(150, len(track()) - 1))
def test_a_cut_end_keeps_every_point_before_it(size: int) -> None:
    text = track()[:size]
    answer = gpx(text)
    assert sum(sizes(answer)) == text.count("</trkpt>")
    assert len(answer.problems) == 1 + (not text.count("</trkpt>"))


@given(
    st.lists(
        st.tuples(st.integers(60, len(track()) - 1), st.binary(min_size=0, max_size=4)),
        min_size=1,
        max_size=5,
    )
)
def test_no_bytes_in_the_middle_stop_the_rest(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(track().encode())
    for place, new in changes:
        data[place : place + len(new)] = new
    answer = gpx(bytes(data))
    assert sum(sizes(answer)) >= 1 or answer.problems
    for activity in answer.activities:
        assert activity.streams is not None
        assert np.isfinite(activity.streams.time_s).all()


def test_offsets_count_the_bytes_of_the_file() -> None:
    text = "\n\n" + track().replace("</trk>", "</nope></trk>")
    answer = gpx(b"\xef\xbb\xbf" + text.encode())
    (problem,) = answer.problems
    assert problem.offset == pytest.approx(text.encode().index(b"</nope>") + 3, abs=4)


def test_a_large_document_is_read_over_its_pieces() -> None:
    long = [point(at % 60).replace("07:", f"{7 + at // 3600:02}:") for at in range(3000)]
    text = track(*long[:1500], "</oops>", *long[1500:], name="&" * 9)
    start = dt.datetime(2026, 3, 1, 7, tzinfo=dt.UTC)
    answer = gpx(text)
    assert sizes(answer) == [3000]
    assert answer.activities[0].start == start


@pytest.mark.parametrize("end", ["", "<gpx/>", "<?xml ", '<?xml version="1.0" <'])
def test_a_broken_second_declaration_ends_the_reading(end: str) -> None:
    answer = gpx(track() + '<?xml version="1.0" encoding=' + end)
    assert sizes(answer) == [POINTS]
    assert len(answer.problems) == 1
