"""The names of rules in words, for people; programs see the names themselves."""

__all__ = ["say_rule"]

_WORDS = {
    "acwr_ceiling": "load of a week against that of four, at most",
    "acwr_floor": "load of a week against that of four, at least",
    "after_big_day": "easy days after a very long day",
    "after_break": "steps back after a break",
    "after_illness": "steps back after an illness",
    "after_pain": "steps back after pain",
    "after_race": "easy days after a race",
    "availability": "the time that you have",
    "cut_back": "a lighter week every third or fourth",
    "days_without_rest": "days in a row without rest",
    "easy_share": "most of the time easy",
    "falling_scores": "nothing hard while recovery falls",
    "hard_in_a_row": "hard days in a row",
    "hard_in_a_week": "hard days in seven",
    "hard_share": "share of hard days in two weeks",
    "hard_spacing": "easier days after a hard or long one",
    "long_run_share": "long run as a share of its week",
    "long_run_step": "how fast the long run grows",
    "long_session_step": "how fast long rides and swims grow",
    "low_days": "two light days a week",
    "race_near": "nothing hard before a race",
    "race_week": "the days before a race",
    "rounding": "whole minutes",
    "seconds": "the time of the search",
    "session_caps": "hard minutes as a share of their week",
    "taper": "less load before the race",
    "weekly_ramp": "how fast weeks grow",
    "weekly_rest": "a day of rest each week",
    "youth_week": "hours a week under 18",
}


def say_rule(name: str) -> str:
    """Name a rule in words; a plugin's own by its name without underscores.

    Examples
    --------
    >>> say_rule("weekly_rest"), say_rule("no_mondays")
    ('a day of rest each week', 'no mondays')
    """
    return _WORDS.get(name, name.replace("_", " "))
