"""Building blocks for file formats, those of trainkit and of plugins alike.

A format (`trainkit.ports.Format`) recognises its files and yields `Contents`. `Track` builds an
activity from points, `build_day` a day from values, `build_days` days from columns. `ProblemLog`
counts what a reader leaves out, and turns it into problems. The rest parses text, CSV, JSON and XML
from files that may be damaged or hostile.
"""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.io.authoring._activity import (
        build_activity,
        choose_totals,
        keep_possible,
        local_start,
    )
    from trainkit.io.authoring._clock import MendedClock, mend_clock, moving_steps, parse_offset
    from trainkit.io.authoring._csv import (
        CsvTable,
        csv_columns,
        csv_rows,
        fold_name,
        is_csv,
        read_csv_table,
    )
    from trainkit.io.authoring._dates import parse_dates
    from trainkit.io.authoring._day import DayValue, build_day
    from trainkit.io.authoring._day_table import build_days
    from trainkit.io.authoring._json import (
        Json,
        find_objects,
        is_json,
        number_at,
        parse_day,
        parse_instant,
        read_json_tree,
        text_at,
        value_at,
    )
    from trainkit.io.authoring._numbers import (
        HOURS,
        NumberStyle,
        parse_durations,
        parse_hours,
        parse_numbers,
    )
    from trainkit.io.authoring._periods import add_nap, add_night
    from trainkit.io.authoring._problem_log import ProblemLog, agree
    from trainkit.io.authoring._recorded import build_recorded
    from trainkit.io.authoring._sleep import SleepLog
    from trainkit.io.authoring._sport_words import translate_sport
    from trainkit.io.authoring._sports import canonical_sport, canonical_sub_sport
    from trainkit.io.authoring._text import decode_head, parse_number, parse_unix_time
    from trainkit.io.authoring._track import Samples, Track
    from trainkit.io.authoring._xml import XmlReader, is_xml, read_xml
    from trainkit.models.ranges import allowed_ranges, keep_in_range
    from trainkit.ports.format import Contents, FileContext, Format

__all__ = [
    "HOURS",
    "Contents",
    "CsvTable",
    "DayValue",
    "FileContext",
    "Format",
    "Json",
    "MendedClock",
    "NumberStyle",
    "ProblemLog",
    "Samples",
    "SleepLog",
    "Track",
    "XmlReader",
    "add_nap",
    "add_night",
    "agree",
    "allowed_ranges",
    "build_activity",
    "build_day",
    "build_days",
    "build_recorded",
    "canonical_sport",
    "canonical_sub_sport",
    "choose_totals",
    "csv_columns",
    "csv_rows",
    "decode_head",
    "find_objects",
    "fold_name",
    "is_csv",
    "is_json",
    "is_xml",
    "keep_in_range",
    "keep_possible",
    "local_start",
    "mend_clock",
    "moving_steps",
    "number_at",
    "parse_dates",
    "parse_day",
    "parse_durations",
    "parse_hours",
    "parse_instant",
    "parse_number",
    "parse_numbers",
    "parse_offset",
    "parse_unix_time",
    "read_csv_table",
    "read_json_tree",
    "read_xml",
    "text_at",
    "translate_sport",
    "value_at",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_activity": "build_activity choose_totals keep_possible local_start",
            "_clock": "MendedClock mend_clock moving_steps parse_offset",
            "_csv": "CsvTable csv_columns csv_rows fold_name is_csv read_csv_table",
            "_dates": "parse_dates",
            "_day": "DayValue build_day",
            "_day_table": "build_days",
            "_json": (
                "Json find_objects is_json number_at parse_day parse_instant read_json_tree "
                "text_at value_at"
            ),
            "_numbers": "HOURS NumberStyle parse_durations parse_hours parse_numbers",
            "_periods": "add_nap add_night",
            "_problem_log": "ProblemLog agree",
            "_recorded": "build_recorded",
            "_sleep": "SleepLog",
            "_sport_words": "translate_sport",
            "_sports": "canonical_sport canonical_sub_sport",
            "_text": "decode_head parse_number parse_unix_time",
            "_track": "Samples Track",
            "_xml": "XmlReader is_xml read_xml",
            "trainkit.models.ranges": "allowed_ranges keep_in_range",
            "trainkit.ports.format": "Contents FileContext Format",
        },
    )
