"""The coach beside its models: a week by rules, a turn of a conversation, tokens and money."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module

from harness import Row

import trainkit as tk
from trainkit import coach, planning
from trainkit.coach._fact_text import count_tokens
from trainkit.kit import Kit
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent, TextDelta
from trainkit.prices import cost_usd

_YEARS_DAYS = 1095
_ANSWER_TOKENS = 1100  # of a week as JSON, with two sentences a day
_MODELS = ("claude-haiku-5-5", "gpt-5-mini")
_PRICED_ON = dt.date(2026, 11, 25)


class Instant:
    """A model that answers at once, and keeps what it was asked."""

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []

    def reply(self, prompt: Prompt) -> Reply:
        self.prompts.append(prompt)
        return Reply(text="Take it easy today.", model="instant")

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        reply = self.reply(prompt)
        yield TextDelta(text=reply.text)
        yield StreamEnd(reply=reply)

    def close(self) -> None: ...


def rows(*, quick: bool) -> list[Row]:
    """Rules-only weeks, the overhead of a turn, the tokens and the price of a week."""
    history = tk.simulate(days=120 if quick else _YEARS_DAYS, seed=41)
    assert history.span is not None
    athlete, last = history.athlete, history.span[1]
    assert athlete is not None
    goal = tk.Goal(distance_m=42_195, date=last + dt.timedelta(days=84))
    start = last - dt.timedelta(days=last.weekday() + 7)
    plan = planning.plan(goal, athlete, history, start=start, allow_short=True, seconds=5)
    planned = _cpu_ms(lambda: coach.week(history, athlete, plan=plan))
    alone = _cpu_ms(lambda: coach.week(history, athlete))
    patterns = _cpu_ms(lambda: coach.insights(history.until(last), athlete))
    model = Instant()
    with Kit(llm=model, athlete=athlete) as kit:
        kit.log(history)
        kit.adopt(plan)
        conversation = kit.chat("How am I?").conversation
        turn = _cpu_ms(lambda: kit.chat("How am I?", conversation))
    with Kit(athlete=athlete) as kit:
        kit.log(history)
        ruled = _cpu_ms(lambda: kit.chat("How many km did I run this year?"))
    model.prompts.clear()
    coach.week(history, athlete, plan=plan, llm=model)
    prompt = model.prompts[0]
    name, count = _tokenizer()
    own = count(prompt.system + "".join(message.text for message in prompt.messages))
    guide = count(prompt.prefix)
    return [
        Row("a week by rules, from a plan", "CPU time", "", planned, "ms", "<= 1000"),
        Row("a week by rules, without a plan", "CPU time", "", alone, "ms", "<= 1000"),
        Row("a turn of a conversation, without its model", "CPU time", "", turn, "ms", "<= 30"),
        Row("a sum over a year in chat, by rules", "CPU time", "", ruled, "ms", "<= 100"),
        Row("insights of three years, by rules", "CPU time", "", patterns, "ms", "<= 1500"),
        Row(
            "prompt of a week beyond the guide",
            f"by {name}; the guide has {guide}",
            "",
            own,
            "tokens",
            "<= 3000",
        ),
        *_prices(guide, own),
    ]


def _prices(guide: int, own: int) -> Iterator[Row]:
    """What a week costs at list price, where the guide is read from the cache."""
    for name in _MODELS:
        spent = cost_usd(
            name,
            input_tokens=own,
            output_tokens=_ANSWER_TOKENS,
            cache_read_tokens=guide,
            on=_PRICED_ON,
        )
        if spent is not None:
            share = f"{guide / (guide + own):.0%} of the prompt from the cache"
            yield Row(f"a week by {name} at list price", share, "", 100 * spent, "US cents", "<= 5")


def _cpu_ms(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(3):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return 1000 * min(times)


def _tokenizer() -> tuple[str, Callable[[str], int]]:
    with suppress(Exception):  # no package, or no network for the vocabulary
        encoding = import_module("tiktoken").get_encoding("o200k_base")
        return "tiktoken o200k_base", lambda text: len(encoding.encode(text))
    return "an estimate from above", count_tokens
