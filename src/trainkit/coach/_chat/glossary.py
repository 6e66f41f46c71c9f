"""The words of training, each in a sentence or two: "what is TRIMP?"."""

import re
from typing import NamedTuple

from trainkit.coach._chat.spoken import Notes, join

__all__ = ["explain", "find_term"]


class _Term(NamedTuple):
    """A term of training.

    Parameters
    ----------
    names : str
        How it is called, as a pattern.
    text : str
        What it is.
    subject : str
        The fact that has the athlete's own; empty where there is none.
    own : str
        How it is introduced.
    """

    names: str
    text: str
    subject: str = ""
    own: str = "Yours is "


_TERMS = (
    _Term(
        r"acwr|acute[: -]+(?:to[ -])?chronic (?:workload|load)(?: ratio)?|load ratio",
        "ACWR is the load of the last week beside that of the last four: near one you train as "
        "usual, well above it you have built up fast. It describes load; it does not foretell "
        "injuries.",
        "ACWR: internal load, ewma 7/28",
    ),
    _Term(
        r"trimp|training impulse",
        "TRIMP (training impulse) is the load of a session from its length and its heart rate "
        "between rest and maximum; minutes at a high heart rate count several times as much as "
        "easy ones.",
    ),
    _Term(
        r"(?:training )?load|tss|training stress(?: score)?|strain score",
        "The load of a session is how long it was times how hard it was, from power, pace, heart "
        "rate or how it felt, on one scale: an hour as hard as you could hold it is a hundred.",
        "load: internal, 7 days",
        "Yours of the last seven days is ",
    ),
    _Term(
        r"ctl|chronic (?:training )?load|fitness",
        "Fitness (CTL) is a mean of your daily load that fades over some six weeks. It says how "
        "much training you are used to, not how fast you are.",
        "form: fitness (CTL)",
    ),
    _Term(
        r"atl|acute (?:training )?load|fatigue",
        "Fatigue (ATL) is a mean of your daily load that fades over about a week.",
        "form: fatigue (ATL)",
    ),
    _Term(
        r"tsb|training stress balance|form",
        "Form (TSB) is fitness less fatigue: below zero while you build up, above zero when you "
        "have rested, as before a race.",
        "form: form (TSB)",
    ),
    _Term(
        r"monotony",
        "Monotony is the mean of a week's daily loads divided by their spread: it is high where "
        "each day is like the next, with no really easy ones.",
        "load: monotony",
    ),
    _Term(
        r"(?:training )?strain",
        "Strain is the load of a week times its monotony: much load without easy days.",
        "load: strain",
    ),
    _Term(
        r"divergence",
        "Divergence is the ACWR of what you did less that of what it cost you. Below zero, the "
        "same work costs more than it used to.",
        "ACWR: divergence",
    ),
    _Term(
        r"hrv|heart[- ]?rate variability|rmssd",
        "HRV is how much the time between heartbeats varies; RMSSD is its usual measure of a "
        "night or a morning. Look at the mean of a week against your own usual range, not at one "
        "night.",
        "HRV (RMSSD): 7-day mean",
        "The mean of your last week is ",
    ),
    _Term(
        r"rhr|resting (?:heart[- ]?rate|hr|pulse)",
        "Resting heart rate is the pulse of a quiet night or morning. Some beats above your usual "
        "for days are a sign of strain, heat, alcohol or an illness on its way.",
        "resting heart rate: usual",
        "Usual for you is ",
    ),
    _Term(
        r"(?:recovery|readiness)(?: score)?",
        "The recovery score says how your HRV, resting heart rate, sleep and recent load compare "
        "with what is usual for you, from zero to a hundred.",
        "recovery: score",
    ),
    _Term(
        r"sleep debt",
        "Sleep debt is what the last seven nights lack of the sleep that you need.",
        "sleep: debt of 7 nights",
    ),
    _Term(
        r"vdot",
        "VDOT is a running level by Jack Daniels: the oxygen uptake that a race result would ask "
        "of a typical runner. Training paces follow from it.",
        "VDOT: threshold pace",
    ),
    _Term(
        r"vo2 ?max|maximal oxygen uptake",
        "VO2max is the most oxygen that your body can use in a minute. A laboratory measures it; "
        "watches estimate it.",
    ),
    _Term(
        r"(?:lactate |anaerobic )?threshold(?: pace| heart[- ]?rate| hr)?|lthr",
        "The threshold is the effort that you can hold for about an hour. Zones and paces are "
        "counted from it.",
    ),
    _Term(
        r"ftp|functional threshold power",
        "FTP is the power that you can hold for about an hour; zones on the bike are counted from "
        "it.",
        "cycling thresholds: FTP",
    ),
    _Term(
        r"critical power|cp",
        "Critical power is the power that separates efforts which settle from those that end in "
        "exhaustion; it comes from best efforts of some minutes each.",
    ),
    _Term(
        r"(?:normali[sz]ed power|np)",
        "Normalized power is the steady power that would have cost as much as a ride with its "
        "hills and sprints did.",
    ),
    _Term(
        r"(?:aerobic )?decoupling|cardiac drift",
        "Decoupling is how much the heart rate rises against pace or power from the first half of "
        "a steady session to the second. Little of it is a sign of endurance.",
    ),
    _Term(
        r"rpe|(?:session )?perceived exertion",
        "RPE is how hard a session felt, from zero to ten.",
    ),
    _Term(
        r"taper(?:ing)?",
        "A taper is the last one to three weeks before a race: shorter sessions, as hard and "
        "nearly as often as before, so that you arrive rested.",
    ),
    _Term(
        r"tempo(?: run| pace| session)?|threshold (?:run|session)",
        "A tempo run is at about threshold, comfortably hard, some twenty to forty minutes in all.",
    ),
    _Term(
        r"intervals?(?: session| training)?|vo2 ?max intervals?",
        "Intervals are fast parts of some minutes with easy ones between them, at about the pace "
        "of a race over five kilometres.",
    ),
    _Term(
        r"strides?",
        "Strides are some short, relaxed accelerations at the end of an easy run, with full "
        "recovery.",
    ),
    _Term(
        r"fartlek",
        "Fartlek is playing with speed: faster parts as you like, within an easy run.",
    ),
    _Term(
        r"long (?:run|ride|session)",
        "The long session is the longest of the week, easy throughout; it builds endurance.",
    ),
    _Term(
        r"easy (?:run|ride|pace|session|day)",
        "Easy is an effort at which you can talk in whole sentences. Most training should be.",
    ),
    _Term(
        r"(?:recovery|cut-?back|deload|down|lighter) week|deload",
        "A cut-back week is a lighter one, every third or fourth, so that the body takes in what "
        "was trained.",
    ),
    _Term(
        r"(?:training )?zones?|zone (?:two|2)(?: training)?",
        "Zones divide effort by heart rate, power or pace, from very easy to all out. Zone two is "
        "the steady, easy effort of which most endurance training consists.",
    ),
    _Term(
        r"base(?: phase| training)?|build(?: phase)?|peak(?: phase)?|periodi[sz]ation",
        "A plan goes through phases: a base of easy volume, a build with the work that the race "
        "asks for, a peak of race-like sessions, and a taper.",
    ),
)
_ASKS = re.compile(
    r"^(?:and |so |hey,? |ok,? |please )*"
    r"(?:what(?:'s| is| are| does| do|s)|define|explain|tell me what|meaning of)"
    r"(?: is| are)? (?:an? |the )?(?P<term>[a-z0-9][a-z0-9 :'-]*?)"
    r"(?: (?:mean|means|stand for|is|are|actually|exactly|in training))*\s*[?.!]*$"
)


def find_term(text: str) -> int | None:
    """Find the term that a question asks to explain.

    Parameters
    ----------
    text : str
        The question, in small letters.

    Returns
    -------
    int or None
        Its number, for `explain`; None for another kind of question, and for an unknown term.
    """
    found = _ASKS.match(text.strip())
    if found is None:
        return None
    return next(
        (at for at, term in enumerate(_TERMS) if re.fullmatch(term.names, found["term"])), None
    )


def explain(notes: Notes, number: int) -> str:
    """Explain a term, and give the athlete's own number where it is known."""
    term = _TERMS[number]
    return join(term.text, notes.say(term.subject, term.own, ".") if term.subject else "")
