"""The tool that tells patterns: insights with their numbers, as facts."""

from collections.abc import Iterator
from functools import partial

from trainkit.coach._fact_text import clean_words
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._insights import insights
from trainkit.coach._tools.definition import Definition
from trainkit.coach._tools.inputs import PatternsInput

__all__ = ["PATTERNS"]

_LONGEST = 500
_METHOD = "coach.insights"


def find_patterns(context: Context, asked: PatternsInput) -> Iterator[Draft]:
    """The patterns that matter most, each in words, and then in the numbers behind them."""
    draft = partial(Draft, "insights", date=context.day, method=_METHOD)
    if context.history.span is None:
        yield draft("insights").without_value("missing", "no records")
        return
    licences = {context.activity_licence}
    licences |= {part.licence for day in context.history.days for part in day.sources}
    draft = partial(draft, licence=context.gate.strictest(licences - {""}))
    day = min(context.day, context.latest)
    found = insights(
        context.history,
        context.athlete,
        day,
        plan=context.plan,
        most=asked.most,
        gate=context.gate,
    )
    for place, insight in enumerate(found, start=1):
        head = f"insight {place}"
        words = " ".join(filter(None, [f"{insight.title}.", insight.text, insight.action]))
        text = clean_words(words, longest=_LONGEST)
        yield draft(f"{head}: text", text, first=insight.first, quoted=True, priority=0)
        for group in insight.data.groups:
            subject = f"{head}: {insight.data.label or insight.kind}, {group.name}"
            yield measure(draft(subject, unit=insight.data.unit), group.value)
        if insight.effect is not None:
            effect = draft(f"{head}: effect", unit=insight.unit)
            yield measure(effect, insight.effect)
        if insight.sample_size:
            yield measure(draft(f"{head}: days or sessions"), insight.sample_size)
        if insight.q is not None:
            yield measure(draft(f"{head}: chance of no pattern (q)"), insight.q)


PATTERNS = (
    Definition(
        "get_insights",
        "Tested patterns of the athlete's own days: sleep, load, training, heat, time of day.",
        PatternsInput,
        find_patterns,
    ),
)
