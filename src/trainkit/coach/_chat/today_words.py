"""The day as a coach would speak of it: what to do, why, and how the body stands."""

from trainkit.coach._chat.spoken import HIGH_RATIO, Notes, finish, join, list_sessions

__all__ = [
    "say_hrv",
    "say_overtraining",
    "say_recovery",
    "say_resting_hr",
    "say_today",
    "say_warnings",
    "say_whether",
]


def say_hrv(notes: Notes) -> str:
    """The nights of a week against the usual range, and the last night."""
    head = "HRV (RMSSD): "
    night = notes.say(f"{head}last night", "Your HRV (RMSSD) of last night was ")
    mean, low, high = (
        notes.number(f"{head}{name}")
        for name in ("7-day mean", "usual range, low", "usual range, high")
    )
    if mean is None or low is None or high is None:
        lack = finish(f"I do not know your HRV: {notes.lack(f'{head}last night')}")
        return f"{night}; your usual range is not known yet." if night else lack
    where = "below" if mean < low else "above" if mean > high else "within"
    usual = notes.say(f"{head}usual range, low") + notes.say(f"{head}usual range, high", " to ")
    week = notes.say(f"{head}7-day mean", "the mean of seven nights is ")
    verdict = f"Your HRV (RMSSD) is {where} your usual range of {usual}: {week}."
    return join(verdict, f"{night}." if night else "")


def say_resting_hr(notes: Notes) -> str:
    """The mornings of a week against what is usual, and this morning."""
    head = "resting heart rate: "
    week, usual, spread = (
        notes.number(f"{head}{name}") for name in ("7-day mean", "usual", "usual SD")
    )
    morning = notes.say(f"{head}this morning", "Your resting heart rate of this morning is ")
    if week is None or usual is None or spread is None:
        lack = notes.lack(f"{head}this morning")
        known = f"{morning}; what is usual for you is not known yet."
        return known if morning else finish(f"I do not know your resting heart rate: {lack}")
    where = "below" if week < usual - spread else "above" if week > usual + spread else "within"
    range_ = notes.say(f"{head}usual") + notes.say(f"{head}usual SD", ", give or take ")
    mean = notes.say(f"{head}7-day mean", "the mean of seven days is ")
    verdict = f"Your resting heart rate is {where} what is usual for you ({range_}): {mean}."
    return join(verdict, f"{morning}." if morning else "")


def say_today(notes: Notes) -> str:
    """The day's session, why, and what could be done instead."""
    session = notes.words("today: session")
    trained = list_sessions(notes, notes.today)
    if not session or trained:
        return _say_done(notes, trained) if trained else _say_by_feel(notes)
    amounts = [
        notes.say("today: duration"),
        notes.say("today: distance"),
        notes.say("today: load", "load "),
    ]
    told = ", ".join(filter(None, [session, *amounts]))
    rest = session.lower() == "rest"
    first = "Rest today" if rest else f"Today: {told}, {notes.words('today: intensity')}"
    options = [
        f"{notes.words(fact.subject)}{notes.say(f'{fact.subject}, duration', ' of ')}"
        for fact in notes.about("today")
        if fact.subject.startswith("today: alternative") and fact.subject.count(",") == 1
    ]
    instead = f"Instead you could do: {'; '.join(options)}." if options else ""
    description = notes.words("today: description")
    how = f"In detail: {description}." if description and not rest else ""
    reason = notes.words("today: reason")
    limits = [
        words
        for fact in notes.about("today")
        if fact.subject.startswith("today: limit")
        and (words := notes.words(fact.subject)) not in reason
    ]
    return join(f"{first}.", how, reason, *limits, say_warnings(notes), instead)


def _say_done(notes: Notes, trained: str) -> str:
    """What was done today already, and what the morning advised."""
    session = notes.words("today: session")
    amounts = [notes.say("today: duration"), notes.say("today: load", "load ")]
    told = ", ".join(filter(None, [session.lower(), *amounts]))
    advice = f"The advice of the morning was {told}." if session else ""
    enough = "That is enough unless your plan asks for a second session."
    return join(f"You have already trained today: {trained}.", advice, say_warnings(notes), enough)


def _say_by_feel(notes: Notes) -> str:
    """What to do where too little is recorded to decide a day."""
    plural = "" if notes.number("athlete: activities recorded") == 1 else "s"
    count = notes.say("athlete: activities recorded", "", f" recorded session{plural}")
    return join(
        f"I know too little to decide it: {count or 'nothing is recorded'}, and no score of your "
        "recovery.",
        "If you feel well, a short and easy session is a safe choice; if you are ill, in pain or "
        "unusually tired, rest.",
    )


def say_whether(notes: Notes) -> str:
    """Yes or no to training today, and then the day's session."""
    session = notes.words("today: session")
    if not session or list_sessions(notes, notes.today):
        return say_today(notes)
    return join("No." if session.lower() == "rest" else "Yes.", say_today(notes))


def say_warnings(notes: Notes, *without: str) -> str:
    """The warnings in their own words, but for some kinds."""
    return join(
        *(
            notes.words(fact.subject)
            for fact in notes.about("warnings")
            if fact.subject != "warnings: number" and not fact.subject.endswith(without)
        )
    )


def say_recovery(notes: Notes) -> str:
    """The score, what lifts it and what holds it down."""
    if notes.number("recovery: score") is None:
        return f"I cannot score your recovery: {_short_lack(notes)}."
    parts = [
        fact
        for fact in notes.about("recovery")
        if fact.subject.startswith("recovery: points of ") and isinstance(fact.value, float)
    ]
    parts.sort(key=lambda fact: float(fact.value or 0.0))
    score = notes.say("recovery: score", "Your recovery is ")
    colour = notes.say("recovery: colour", ", ")
    inner = ""
    if len(parts) > 1:
        low, high = parts[0], parts[-1]
        names = [fact.subject.removeprefix("recovery: points of ") for fact in (low, high)]
        inner = (
            f"{names[0][:1].upper()}{names[0][1:]} holds it back most, at {notes.mark(low)}; "
            f"{names[1]} is best, at {notes.mark(high)}."
        )
    return join(f"{score}{colour}.", inner, say_warnings(notes))


def _short_lack(notes: Notes) -> str:
    """Why there is no score: what it needs and is not there, or the reason as it is."""
    reason = notes.lack("recovery: score")
    lacking = [
        name
        for name, subject in _SIGNALS.items()
        if (fact := notes.find(subject)) is None or fact.value is None
    ]
    if not reason.startswith("too little data") or not lacking:
        return reason
    *first, last = lacking
    return f"it needs more days of {' or '.join(filter(None, [', '.join(first), last]))}"


_SIGNALS = {
    "HRV": "HRV (RMSSD): usual",
    "resting heart rate": "resting heart rate: usual",
    "sleep": "sleep: last night",
    "training load": "ACWR: internal load, ewma 7/28",
}


def say_overtraining(notes: Notes) -> str:
    """What load, recovery and mornings say; a diagnosis is a physician's."""
    ratio, usual = notes.number("ACWR: internal load, ewma 7/28"), "against usual"
    said = [
        notes.say("ACWR: internal load, ewma 7/28", "your load of a week against four is "),
        notes.say("recovery: score", "your recovery is "),
        notes.say(f"HRV (RMSSD): 7-day mean {usual}", "your HRV is ", " from its usual"),
        notes.say(f"resting heart rate: this morning {usual}", "your pulse ", " from its usual"),
    ]
    high = ratio is not None and ratio > HIGH_RATIO
    warnings = notes.number("warnings: number") or 0.0
    if not any(said):
        return join(_NO_SIGNS, say_warnings(notes), _CLOSE)
    verdict = (
        "Some signs ask for care."
        if high or warnings or notes.value("recovery: colour") == "red"
        else "I see no sign of it in these numbers."
    )
    listed = finish("; ".join(filter(None, said)))
    return join(verdict, listed, say_warnings(notes), _CLOSE)


_NO_SIGNS = "I cannot judge it: neither load, recovery, HRV nor resting heart rate is known."
_CLOSE = "Overtraining itself only a physician can name: see one if you feel worn out for weeks."


_NO_SIGNS = "I cannot judge it: neither load, recovery, HRV nor resting heart rate is known."
_CLOSE = "Overtraining itself only a physician can name: see one if you feel worn out for weeks."
