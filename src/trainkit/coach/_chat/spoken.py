"""Facts as a coach would say them: sentences with amounts, each amount with its mark."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from trainkit.coach._fact_text import format_amount
from trainkit.models.fact import Fact

__all__ = [
    "HIGH_RATIO",
    "Notes",
    "finish",
    "join",
    "list_sessions",
    "say_best",
    "say_insights",
    "say_last_session",
    "say_list",
    "say_load",
    "say_paces",
    "say_plan",
    "say_rest",
    "say_skip",
    "say_sleep",
    "say_week",
]

_MOST_LINES = 12
_OWN = frozenset({"computed", "trainkit", "athlete"})  # whose words need no quotes
HIGH_RATIO, _LOW_RATIO = 1.3, 0.8  # of ACWR, for words


class Notes:
    """Facts by subject, which remember what was said of them.

    Parameters
    ----------
    facts : iterable of Fact
        What is known.
    today : date, optional
        The day of the facts.
    """

    def __init__(self, facts: Iterable[Fact], today: dt.date | None = None) -> None:
        self.facts, self.today = tuple(facts), today
        self._by_subject = {fact.subject: fact for fact in self.facts}
        self.used: dict[str, Fact] = {}

    def find(self, subject: str) -> Fact | None:
        """Return the fact of a subject."""
        return self._by_subject.get(subject)

    def value(self, subject: str) -> float | str | None:
        """Return the value of a fact; None where it is not known."""
        fact = self._by_subject.get(subject)
        return None if fact is None or fact.status != "ok" else fact.value

    def number(self, subject: str) -> float | None:
        """Return the value of a fact that is a number."""
        value = self.value(subject)
        return value if isinstance(value, float) else None

    def say(self, subject: str, before: str = "", after: str = "") -> str:
        """Write an amount with its mark between words; nothing where it is not known."""
        fact = self._by_subject.get(subject)
        if fact is None or fact.status != "ok" or fact.value is None:
            return ""
        return f"{before}{self.mark(fact)}{after}"

    def mark(self, fact: Fact) -> str:
        """Write the amount of a fact with its mark."""
        self.used[fact.id] = fact
        amount = format_amount(fact)
        if fact.unit == "d" and isinstance(fact.value, float):
            amount = f"{fact.value:.0f} day{'' if round(fact.value) == 1 else 's'}"
        return f"{amount} [{fact.id}]"

    def words(self, subject: str) -> str:
        """Return the words of a fact, without a mark; those from outside stay in quotes."""
        fact = self._by_subject.get(subject)
        if fact is None or not isinstance(fact.value, str):
            return ""
        self.used[fact.id] = fact
        return fact.value if fact.source in _OWN else format_amount(fact)

    def lack(self, subject: str) -> str:
        """Return why a fact has no value."""
        fact = self._by_subject.get(subject)
        if fact is None:
            return ""
        self.used[fact.id] = fact
        return fact.reason or fact.status

    def about(self, topic: str) -> list[Fact]:
        """Return the known facts of a topic."""
        return [fact for fact in self.facts if fact.topic == topic and fact.status == "ok"]


def join(*sentences: str) -> str:
    """Join the sentences that are not empty."""
    return " ".join(sentence for sentence in sentences if sentence)


def finish(words: str) -> str:
    """Make a sentence of words."""
    return f"{words[:1].upper()}{words[1:]}."


def list_sessions(notes: Notes, day: dt.date | None) -> str:
    """The sessions of a day, each with its amounts."""
    facts = [fact for fact in notes.about("activities") if fact.date == day]
    heads = dict.fromkeys(fact.subject.partition(": ")[0] for fact in facts)
    told = []
    for head in heads:
        if not any(letter.isdigit() for letter in head):
            continue  # a count
        amounts = [
            notes.say(f"{head}: distance"),
            notes.say(f"{head}: time"),
            notes.say(f"{head}: pace"),
            notes.say(f"{head}: mean heart rate", "mean heart rate "),
            notes.say(f"{head}: load", "load "),
        ]
        told.append(", ".join([head.rsplit(" ", 2)[0], *filter(None, amounts)]))
    return "; ".join(told)


def say_week(notes: Notes) -> str:
    """What was done in seven days, by sport, and how hard."""
    sports = [
        fact.subject.removesuffix(", 7 days: sessions")
        for fact in notes.facts
        if fact.subject.endswith(", 7 days: sessions") and fact.status == "ok"
    ]
    told = []
    for sport in sports:
        head = f"{sport}, 7 days"
        amounts = [
            notes.say(f"{head}: distance"),
            notes.say(f"{head}: time"),
            notes.say(f"{head}: longest session", "the longest "),
        ]
        plural = "" if notes.number(f"{head}: sessions") == 1 else "s"
        count = notes.say(f"{head}: sessions", "", f" session{plural} of {sport}")
        told.append(f"{count} ({', '.join(filter(None, amounts))})")
    kinds = [notes.say(f"sessions, 7 days: {kind}", "", f" {kind}") for kind in _EFFORTS]
    effort = ", ".join(filter(None, kinds))
    load = notes.say("load: internal, 7 days", "Your load of seven days is ")
    ratio = notes.say("ACWR: internal load, ewma 7/28", "; against four weeks that is ")
    done = notes.say("plan, this week: sessions done", "Of this week's plan you did ")
    missed = notes.say("plan, this week: sessions missed", " and missed ")
    return join(
        finish("In the last seven days you did " + "; ".join(told)) if told else _NOTHING,
        finish(f"By effort: {effort}") if effort else "",
        f"{load}{ratio}." if load else "",
        f"{done}{missed}." if done else "",
    )


_NOTHING = "Nothing is recorded of the last seven days."
_EFFORTS = ("easy", "moderate", "hard")


def say_plan(notes: Notes) -> str:
    """The days of the plan, a line each."""
    lines = []
    for head, group in groupby(notes.facts, lambda fact: fact.subject.rpartition(": ")[0]):
        rows = list(group)
        if not head.startswith("plan ") or rows[0].date is None:
            continue
        session = notes.words(f"{head}: session")
        amounts = [notes.say(f"{head}: {part}") for part in ("time", "distance")]
        state = notes.words(f"{head}: state")
        told = ", ".join(filter(None, [session, *amounts, state]))
        lines.append(f"- {rows[0].date:%A} {rows[0].date.day} {rows[0].date:%B}: {told}")
    if not lines:
        return "No day of a plan lies in that week."
    days = [fact.date for fact in notes.facts if fact.date is not None]
    return "\n".join([f"Your plan from {min(days)} to {max(days)}:", *lines])


def say_best(notes: Notes) -> str:
    """Best efforts, each with its day."""
    known = [fact for fact in notes.about("bests") if fact.value is not None]
    if not known:
        return finish(f"I do not know it: {notes.lack(notes.facts[0].subject)}")
    first, *others = known
    line = f"{first.subject.removesuffix(': 1')}: {notes.mark(first)}, on {first.date}."
    rest = [f"{notes.mark(fact)} on {fact.date}" for fact in others[:4]]
    after = f"After it come {'; '.join(rest)}." if rest and first.subject.endswith(": 1") else ""
    if rest and not after:
        return say_list("Your best times:", notes)
    return join(finish(line[:-1]), after)


def say_insights(notes: Notes) -> str:
    """The patterns of the athlete's days, a line each."""
    texts = [fact for fact in notes.facts if fact.subject.endswith(": text")]
    if not texts:
        return "I see no pattern yet: two weeks of records give trends, four give patterns."
    lines = []
    for fact in texts:
        notes.mark(fact)
        lines.append(f"- {fact.value} [{fact.id}]")
    return "\n".join(["What I see in your records:", *lines])


def say_last_session(notes: Notes, sport: str = "") -> str:
    """The last session, and how it compares with the ones before."""
    heads = list(
        dict.fromkeys(fact.subject.partition(": ")[0] for fact in notes.about("activities"))
    )
    heads = [head for head in heads if head.startswith(sport)] if sport else heads
    heads = [head for head in heads if any(letter.isdigit() for letter in head)]
    if not heads:
        return "No session is recorded lately."
    head = max(heads, key=lambda name: name.split(" ", 1)[-1][-16:])
    amounts = [
        notes.say(f"{head}: distance"),
        notes.say(f"{head}: time"),
        notes.say(f"{head}: pace"),
        notes.say(f"{head}: mean heart rate", "mean heart rate "),
        notes.say(f"{head}: load", "load "),
    ]
    name, day, *_ = head.rsplit(" ", 2)
    effort = notes.words(f"{head}: effort")
    told = f"Your last session was {name} on {day}: {', '.join(filter(None, amounts))}."
    return join(told, f"By its load it was {effort}." if effort else "")


def say_paces(notes: Notes) -> str:
    """The training paces in one sentence."""
    head = "training pace: "
    if notes.value(f"{head}threshold") is None:
        lack = next((fact for fact in notes.facts if fact.topic == "paces"), None)
        why = notes.lack(lack.subject) if lack else "no race within a year and no threshold pace"
        return f"I do not know your paces: {why} is known."
    easy = notes.say(f"{head}easy, slow end", "easy from ") + notes.say(
        f"{head}easy, fast end", " to "
    )
    others = [
        notes.say(f"{head}{name}", f"{name} ")
        for name in ("marathon", "threshold", "interval", "repetition")
    ]
    level = notes.say("VDOT: threshold pace", " They follow from a VDOT of ", ".")
    return f"Your paces: {'; '.join(filter(None, [easy, *others]))}.{level}"


def say_load(notes: Notes) -> str:
    """Load, its ratio, fitness and form."""
    week = notes.say("load: internal, 7 days", "Your load of seven days is ")
    month = notes.say("load: internal, 28 days", ", of four weeks ")
    if not week:
        lack = notes.lack("load: internal, 7 days")
        return f"I do not know your load of seven days: there are {lack or 'no records'}."
    ratio = notes.number("ACWR: internal load, ewma 7/28")
    told = ""
    if ratio is not None:
        judged = "in the usual band"
        judged = "high: build more slowly" if ratio > HIGH_RATIO else judged
        judged = "low: there is room for more" if ratio < _LOW_RATIO else judged
        told = notes.say("ACWR: internal load, ewma 7/28", "The ratio of both (ACWR) is ")
        told += f", {judged}."
    form = notes.say("form: fitness (CTL)", "Your fitness is ")
    form += notes.say("form: fatigue (ATL)", ", your fatigue ")
    form += notes.say("form: form (TSB)", ", your form ")
    rest = notes.say("load: days since rest", "You last rested ", " ago.")
    if notes.number("load: days since rest") == 0.0:
        rest = "Yesterday was a day of rest."
    return join(f"{week}{month}.", told, f"{form}." if form else "", rest)


def say_rest(notes: Notes, text: str = "") -> str:
    """The last day without training, and the days in a row since."""
    if "longest" in text:
        return join("I count the days in a row up to now, and no earlier ones.", say_rest(notes))
    subject = "load: days since rest"
    since = notes.number(subject)
    if since is None or notes.today is None:
        return finish(f"I do not know your last day of rest: {notes.lack(subject) or 'no records'}")
    day = notes.today - dt.timedelta(days=1 + round(since))
    told = notes.say(subject)
    if since == 0:
        return f"Your last day of rest was yesterday, {day:%A} {day.day} {day:%B %Y}."
    return (
        f"Your last day of rest was {day:%A} {day.day} {day:%B %Y}; since then you trained on "
        f"{told} in a row, up to yesterday."
    )


def say_sleep(notes: Notes) -> str:
    """The last night against the usual one, and the debt."""
    night = notes.say("sleep: last night", "You slept ")
    if not night:
        return finish(f"I do not know how you slept: {notes.lack('sleep: last night')}")
    usual = notes.say("sleep: usual", "; usual for you is ")
    mean = notes.say("sleep: mean of 7 nights", "Over seven nights it is ")
    debt = notes.say("sleep: debt of 7 nights", ", which leaves a debt of ")
    return join(f"{night}{usual}.", f"{mean}{debt}." if mean else "")


def say_skip(notes: Notes) -> str:
    """What leaving out a session does."""
    before = next((fact for fact in notes.facts if fact.subject.endswith("before: session")), None)
    broken = notes.number("change: hard rules newly broken")
    if before is None:
        return "That day is a day of rest in your plan already: nothing would change."
    head = before.subject.removesuffix(": session")
    what = f"{notes.words(before.subject)}{notes.say(f'{head}: time', ' of ')}"
    rules = "no hard rule breaks" if not broken else "a hard rule breaks"
    wishes = [
        notes.words(fact.subject)
        for fact in notes.facts
        if "newly broken, " in fact.subject and isinstance(fact.value, str)
    ]
    race = notes.say("forecast of the race: as planned", "The forecast of your race goes from ")
    race += notes.say("forecast of the race: with the change", " to ", ".")
    noted = f"Noted: {'; '.join(wishes)}." if wishes else ""
    return join(f"You would leave out {what}: {rules}.", race, noted)


def say_list(opening: str, notes: Notes) -> str:
    """What has no sentence of its own: a line for each fact."""
    lines = []
    for fact in notes.facts[:_MOST_LINES]:
        if fact.value is None:
            lines.append(f"- {fact.subject}: {fact.status}, {fact.reason} [{fact.id}]")
            notes.used[fact.id] = fact
            continue
        day = f" ({fact.date})" if fact.date is not None else ""
        lines.append(f"- {fact.subject}: {notes.mark(fact)}{day}")
    more = len(notes.facts) - _MOST_LINES
    return "\n".join([opening, *lines, *([f"- and {more} more"] if more > 0 else [])])
