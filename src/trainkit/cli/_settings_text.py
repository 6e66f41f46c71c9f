"""The text of the settings file, as ``trainkit init`` writes it."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from trainkit.models import Athlete

__all__ = ["write_person", "write_settings"]

_HEAD = """\
# The settings of trainkit: plain text, to be edited. What stands behind a # is a remark, or an
# example that takes effect without its #. `trainkit doctor` checks this file.

# Whom commands mean without --as NAME.
athlete = {athlete}

# Where everything is kept: a file beside this one, or an address such as
# "postgresql://user@host/training". With TRAINKIT_KEY set, what it holds is encrypted.
store = "trainkit.db"

# A language model that writes weeks and answers questions: `trainkit models` lists them and the
# key that each needs. Without one, the rules do both, offline. Options stand in a table: the page
# on language models of the documentation shows one.
# llm = "anthropic"

# The most that it may cost in a month, in US dollars.
# budget_usd_a_month = 5
"""

_PERSON = """
[athletes.{name}]
# Formulas for training load differ for women and men: "female" or "male".
{sex}
# For the age.
{birth_date}
# Heart rate after waking up, in beats a minute.
{hr_rest}
# The highest heart rate that you have seen in a hard race, in beats a minute.
{hr_max}
# Decides which day a session belongs to.
timezone = {timezone}
{more}
# What `trainkit sync` reads: folders of files and exports, addresses, or names of adapters.
{sources}
# Which source counts where several know a field, the best first; without it, the one that knows
# most of the day or the workout. `trainkit status` has the names. What you enter counts before all.
# source_order = ["garmin-export", "strava-export"]

# How close to the limits of the rules a plan may go: "conservative", "balanced", "adaptive" or
# "aggressive".
# risk_style = "balanced"

# Where you know them: functional threshold power [W], heart rate at the threshold, body mass [kg].
# ftp_w = 250
# hr_threshold = 168
# mass_kg = 70

# The time for training. Minutes by weekday; a weekday that is not named has no limit.
# [athletes.{name}.availability]
# hours_per_week = 6
# minutes = {{ mon = 0, sat = 150, sun = 120 }}
# long_day = "sun"
"""


def write_settings(athlete: str) -> str:
    """Write the part of the file that holds for all athletes."""
    return _HEAD.format(athlete=_quote(athlete))


def write_person(
    key: str, known: Mapping[str, object], usual: Athlete, sources: Sequence[str]
) -> str:
    """Write the part about one athlete; what is not known stands there as a remark.

    Parameters
    ----------
    key : str
        The name after ``--as``.
    known : mapping
        Fields of the athlete, and answers to the questions.
    usual : Athlete
        What is assumed where nothing is known.
    sources : sequence of str
        What ``trainkit sync`` reads.

    Returns
    -------
    str
        A table of TOML.
    """
    fields = {
        name: f"{name} = {_value(getattr(usual, name))}"
        if name in known
        else f"# {name} = {_value(getattr(usual, name))}  # assumed until you say it here"
        for name in ("sex", "birth_date", "hr_rest", "hr_max")
    }
    folders = ", ".join(_quote(source) for source in sources)
    return _PERSON.format(
        name=_quote(key) if not key.isascii() or not key.isalnum() else key,
        timezone=_quote(usual.timezone),
        more=f"name = {_quote(str(known['name']))}\n" if "name" in known else "",
        sources=f"sources = [{folders}]" if sources else '# sources = ["~/Downloads/garmin"]',
        **fields,
    )


def _value(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return _quote(value) if isinstance(value, str) else f"{value:g}"


def _quote(text: str) -> str:
    """Quote a text; TOML's escapes are those of JSON, and one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
