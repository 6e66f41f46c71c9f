"""Insights: what is planted is found, what is not there is not told, and words agree."""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import trainkit as tk
from builders.patterned import EFFECTS, Patterned, patterned
from trainkit import coach
from trainkit.coach._insights.statistics import associate, correct, find_change, find_slope
from trainkit.coach._insights.wording import ask_for_words, facts_of
from trainkit.errors import BackendError, BudgetSpent, InvalidInput
from trainkit.models import History, Insight, Prompt, Provenance, Reply

COUNT = 100 if "TRAINKIT_SWEEP" in os.environ else 6
SEEDS = range(1000, 1000 + COUNT)
KEYS = {
    "trend_hrv": "trend:hrv",
    "trend_resting_hr": "trend:resting_hr",
    "trend_efficiency": "trend:efficiency",
}
STRONG = ("sleep", "alcohol", "stress", "late_training", "recovery_spacing", "heat", "adherence")


def found_of(answer: coach.Insights) -> set[str]:
    names = {key: name for name, key in KEYS.items()}
    return {names.get(test.key, test.kind) for test in answer.tests if test.found}


def tell(athlete: Patterned, **options: object) -> coach.Insights:
    return coach.insights(athlete.history, athlete.athlete, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def athlete() -> Patterned:
    return patterned(7, effects=("sleep", "alcohol", "stress", "heat", "adherence"))


@pytest.fixture(scope="module")
def answer(athlete: Patterned) -> coach.Insights:
    return tell(athlete, most=20)


def test_most_of_what_is_planted_is_found() -> None:
    planted = found = 0
    for seed in SEEDS:
        athlete = patterned(seed)
        seen = found_of(tell(athlete))
        planted += len(athlete.planted)
        found += len(seen & set(athlete.planted))
    assert found >= 0.8 * planted


def test_athletes_without_patterns_are_told_of_none() -> None:
    fooled = sum(bool(found_of(tell(patterned(seed, effects=False)))) for seed in SEEDS)
    assert fooled <= max(1, 0.05 * COUNT)


@pytest.mark.parametrize("name", STRONG)
def test_each_strong_pattern_is_found_alone(name: str) -> None:
    seen = [found_of(tell(patterned(seed, effects=(name,)))) for seed in (11, 12, 13)]
    assert sum(name in one for one in seen) >= 2
    assert sum(len(one - {name}) for one in seen) <= 1


def test_an_insight_has_its_numbers(answer: coach.Insights) -> None:
    insight = next(one for one in answer if one.kind == "sleep")
    assert insight.effect is not None
    assert insight.low is not None
    assert insight.high is not None
    assert 0 < insight.low < insight.effect < insight.high
    assert insight.unit == "% per h"
    assert insight.sample_size > 100
    assert insight.effective_size is not None
    assert insight.effective_size <= insight.sample_size
    assert insight.p is not None
    assert insight.q is not None
    assert insight.p <= insight.q <= 0.05
    assert insight.valid_until == dt.date(2026, 6, 28) + dt.timedelta(days=7)
    assert [group.count > 0 for group in insight.data.groups] == [True] * 3


def test_titles_texts_and_actions_are_for_people(answer: coach.Insights) -> None:
    for insight in answer:
        assert 10 <= len(insight.title) <= 90
        assert insight.text.endswith(".")
        assert insight.action.endswith(".")
        words = f" {insight.title} {insight.text} ".lower()
        assert not any(cause in words for cause in (" causes", "because", "due to", "leads to"))
        assert "nan" not in words


def test_three_to_five_are_shown_and_strong_ones_first(athlete: Patterned) -> None:
    shown = tell(athlete)
    assert 3 <= len(shown) <= 5
    assert shown[0].q is not None
    assert len(tell(athlete, most=1)) == 1


@pytest.mark.parametrize(
    ("days", "more", "kinds"),
    [(1, 13, {"waiting"}), (7, 7, {"waiting"}), (13, 1, {"waiting"})],
)
def test_less_than_two_weeks_say_how_many_days_are_missing(
    days: int, more: int, kinds: set[str]
) -> None:
    history = tk.simulate(days=days, seed=1)
    shown = coach.insights(history, history.athlete)
    assert {one.kind for one in shown} == kinds
    assert shown[0].more_days == more
    assert str(more) in shown[0].title


def test_two_weeks_give_trends_and_four_give_patterns() -> None:
    two, four = (tk.simulate(days=days, seed=4) for days in (20, 40))
    asked = coach.insights(two, two.athlete)
    assert {test.kind for test in asked.tests} <= {"trend"}
    assert asked[-1].more_days == 8
    assert "sleep" in {test.kind for test in coach.insights(four, four.athlete).tests}
    assert all(one.more_days == 0 for one in coach.insights(four, four.athlete))


def test_a_steep_trend_of_three_weeks_is_told() -> None:
    random = np.random.default_rng(3)
    dates = np.arange("2026-01-01", "2026-01-22", dtype="datetime64[D]")
    pulse = 50 + 0.5 * np.arange(21) + random.normal(0, 0.6, 21)
    history = History.from_columns({"date": dates, "resting_hr": pulse})
    found = coach.insights(
        history, tk.Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=48, hr_max=190)
    )
    assert found[0].key == "trend:resting_hr"
    assert found[0].effect == pytest.approx(3.5, abs=0.7)
    assert "no pattern yet" in found[0].text


def test_an_empty_history_and_unknown_days_wait() -> None:
    athlete = tk.Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190)
    assert coach.insights(History(), athlete)[0].more_days == 14
    dates = np.arange("2026-01-01", "2026-03-01", dtype="datetime64[D]")
    unknown = History.from_columns({"date": dates, "resting_hr": np.full(dates.size, np.nan)})
    assert coach.insights(unknown, athlete)[0].more_days == 14


def test_a_day_that_is_not_there_is_refused(athlete: Patterned) -> None:
    with pytest.raises(InvalidInput, match="14 days after"):
        tell(athlete, on=dt.date(2027, 1, 1))
    with pytest.raises(InvalidInput, match="from"):
        tell(athlete, on=dt.date(2019, 1, 1))
    with pytest.raises(InvalidInput, match="most"):
        tell(athlete, most=0)
    with pytest.raises(InvalidInput, match="kinds"):
        tell(athlete, kinds=("weather",))


def test_later_days_are_not_seen(athlete: Patterned) -> None:
    day = dt.date(2026, 5, 1)
    early = coach.insights(athlete.history.until(day), athlete.athlete, day)
    assert list(tell(athlete, on=day)) == list(early)


def test_long_gaps_and_constant_values_do_no_harm(athlete: Patterned) -> None:
    days = athlete.history.days
    sparse = [day for row, day in enumerate(days) if row % 90 > 50]
    gaps = athlete.history.model_copy(update={"days": sparse})
    assert len(coach.insights(gaps, athlete.athlete)) >= 1
    flat = [day.model_copy(update={"hrv_rmssd": 50.0, "resting_hr": 50.0}) for day in days]
    level = athlete.history.model_copy(update={"days": flat})
    assert not {"sleep", "alcohol", "stress"} & found_of(coach.insights(level, athlete.athlete))


def test_people_without_a_pattern_are_told_so() -> None:
    found = tell(patterned(1001, effects=False))
    assert any("pattern" in one.title or one.kind == "summary" for one in found)


def test_what_was_told_is_not_told_again_until_it_changes(athlete: Patterned) -> None:
    first = tell(athlete)
    again = tell(athlete, past=list(first))
    assert not {one.key for one in first} & {one.key for one in again}
    other = [
        one.model_copy(update={"effect": 90.0, "low": 80.0, "high": 99.0})
        for one in first
        if one.effect is not None
    ]
    changed = tell(athlete, past=other)
    assert {one.key for one in other} <= {one.key for one in changed}
    assert first[0].key in again.holding


def test_old_news_may_be_told_again(athlete: Patterned) -> None:
    first = tell(athlete)
    assert first[0].last is not None
    old = first[0].model_copy(update={"last": first[0].last - dt.timedelta(days=60)})
    assert first[0].key in {one.key for one in tell(athlete, past=[old])}


def test_feedback_moves_a_kind(athlete: Patterned) -> None:
    kinds = [one.kind for one in tell(athlete)]
    liked = [one.kind for one in tell(athlete, feedback={kinds[2]: 4.0})]
    disliked = [one.kind for one in tell(athlete, feedback={kinds[0]: -4.0})]
    assert liked.index(kinds[2]) < 2
    assert kinds[0] not in disliked[:2]
    assert kinds[0] not in [one.kind for one in tell(athlete, hidden={tell(athlete)[0].key})]


class Scripted:
    """A model that answers from a function of the prompt."""

    def __init__(self, say: Callable[[Prompt], str]) -> None:
        self.say, self.prompts = say, list[Prompt]()

    def reply(self, prompt: Prompt) -> Reply:
        self.prompts.append(prompt)
        return Reply(text=self.say(prompt), model="scripted")

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.reply(prompt).text

    def close(self) -> None: ...


def worded(*insights: dict[str, str]) -> Callable[[Prompt], str]:
    text = json.dumps({"insights": list(insights)})
    return lambda _: f"Here you are:\n```json\n{text}\n```"


def test_a_model_chooses_and_words(athlete: Patterned, answer: coach.Insights) -> None:
    plain = {one.key: one for one in answer}
    longer = plain["sleep"].data.groups[-1]
    said = {
        "key": "sleep",
        "title": "Your long nights pay off in the morning",
        "text": f"After {longer.name} your HRV averaged {longer.value:.0f} ms. Sleep well!",
        "action": plain["sleep"].action,
    }
    heat = {"key": "heat", "title": plain["heat"].title, "text": plain["heat"].text}
    model = Scripted(worded(said, heat, {"key": "made-up", "title": "x", "text": "y"}))
    shown = tell(athlete, llm=model)
    assert shown.backend == "scripted"
    assert [one.key for one in shown[:2]] == ["sleep", "heat"]
    assert len(shown) >= 3
    assert shown[0].text == said["text"]
    assert shown[0].effect == plain["sleep"].effect
    prompt = model.prompts[0]
    assert (prompt.purpose, prompt.deadline_s is not None) == ("insights", True)


WRONG = (
    "When you sleep over 7.8 h, your HRV averages 151 ms.",
    "The morning after a long night your HRV is about 43 % higher.",
    "Your HRV averaged 99 ms after long nights.",
    "An hour more of sleep goes along with 45 % higher HRV.",
    "Long nights cause a higher HRV.",
    "Your HRV is higher because you sleep more.",
    "You ran a marathon in 3:10:00.",
    "Your resting heart rate was 71 bpm.",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_sentence_that_disagrees_is_replaced_by_the_rules(
    wrong: str, athlete: Patterned, answer: coach.Insights
) -> None:
    plain = next(one for one in answer if one.key == "sleep")
    said = {"key": "sleep", "title": plain.title, "text": f"Sleep well. {wrong}", "action": "Rest."}
    shown = tell(athlete, llm=Scripted(worded(said)))
    told = next(one for one in shown if one.key == "sleep")
    assert told.text == plain.text
    assert shown.replaced_sentences >= 1


def test_the_numbers_of_two_groups_are_not_swapped(
    athlete: Patterned, answer: coach.Insights
) -> None:
    plain = next(one for one in answer if one.key == "alcohol")
    after, without = plain.data.groups
    swapped = f"After days with alcohol your HRV averaged {without.value:.0f} ms."
    said = {"key": "alcohol", "title": plain.title, "text": swapped}
    told = tell(athlete, llm=Scripted(worded(said)))
    assert next(one for one in told if one.key == "alcohol").text == plain.text
    assert after.value < without.value


@pytest.mark.parametrize(
    "honest",
    [
        "Your HRV averaged {0:.0f} ms after your longer nights.",
        "After {1} it was {2:.0f} ms.",
        "Each extra hour of sleep goes along with about {3:.0f} % higher HRV.",
        "Try to get to bed 30 minutes earlier before key sessions.",
    ],
)
def test_true_sentences_of_a_model_stand(
    honest: str, athlete: Patterned, answer: coach.Insights
) -> None:
    plain = next(one for one in answer if one.key == "sleep")
    short, *_, long = plain.data.groups
    text = honest.format(long.value, short.name, short.value, plain.effect)
    said = {"key": "sleep", "title": plain.title, "text": text}
    shown = tell(athlete, llm=Scripted(worded(said)))
    assert next(one for one in shown if one.key == "sleep").text == text
    assert shown.replaced_sentences == 0


@pytest.mark.parametrize(
    "failure",
    [BackendError("llm", "away"), BudgetSpent("month", 1.0, 1.0, 2.0), RuntimeError("odd")],
)
def test_without_an_answer_the_rules_speak(failure: Exception, athlete: Patterned) -> None:
    def fail(_: Prompt) -> str:
        raise failure

    shown = tell(athlete, llm=Scripted(fail))
    assert (shown.backend, bool(shown.reason)) == ("rules", True)
    assert list(shown) == list(tell(athlete))


@pytest.mark.parametrize("text", ["", "no json", "{", '{"insights": 3}', "[" * 5000])
def test_an_unreadable_answer_is_none(text: str, athlete: Patterned) -> None:
    shown = tell(athlete, llm=Scripted(lambda _: text))
    assert (shown.backend, list(shown)) == ("rules", list(tell(athlete)))


def test_data_that_no_model_may_see_stay_here(athlete: Patterned) -> None:
    licence = Provenance(source="strava", licence="strava-api")
    runs = [one.model_copy(update={"provenance": licence}) for one in athlete.history.activities]
    history = athlete.history.model_copy(update={"activities": tuple(runs)})
    model = Scripted(worded())
    shown = coach.insights(history, athlete.athlete, llm=model)
    assert not model.prompts
    assert "strava-api" in shown.reason


def test_the_rules_own_words_agree_with_their_facts(answer: coach.Insights) -> None:
    for insight in answer:
        facts = facts_of(insight)
        for text in (insight.title, insight.text, insight.action):
            assert not coach.guard(text, facts).contradicted, text


def test_a_prompt_holds_what_was_found(answer: coach.Insights) -> None:
    prompt = ask_for_words(list(answer), most=5)
    assert answer[0].text in prompt.messages[0].text
    assert "never speak of causes" in prompt.system


def test_dependent_days_count_as_fewer() -> None:
    random = np.random.default_rng(5)
    slow = np.zeros((2, 400))
    for day in range(1, 400):
        slow[:, day] = 0.95 * slow[:, day - 1] + random.normal(size=2)
    found = associate(slow[0], slow[1])
    assert found is not None
    assert found.effective < 100
    white = associate(*random.normal(size=(2, 400)))
    assert white is not None
    assert white.effective > 250


def test_slow_series_are_not_found_associated() -> None:
    random = np.random.default_rng(6)
    found = 0
    for _ in range(200):
        slow = np.zeros((2, 250))
        for day in range(1, 250):
            slow[:, day] = 0.9 * slow[:, day - 1] + random.normal(size=2)
        test = associate(slow[0], slow[1])
        found += test is not None and test.p < 0.05
    assert found <= 22


def test_a_control_takes_what_belongs_to_it() -> None:
    random = np.random.default_rng(7)
    load = random.normal(size=500)
    drinks = load + random.normal(size=500)
    morning = -load + random.normal(size=500)
    alone, held = associate(drinks, morning), associate(drinks, morning, [load])
    assert alone is not None
    assert held is not None
    assert alone.p < 1e-6
    assert held.p > 0.01


def test_a_change_is_found_where_it_is() -> None:
    random = np.random.default_rng(8)
    values = random.normal(size=150) + 1.5 * (np.arange(150) >= 90)
    values[20:25] = np.nan
    shift = find_change(values, least=14, block=7)
    assert shift is not None
    assert abs(shift.at - 90) <= 6
    assert shift.p < 0.001
    assert shift.low < 1.5 < shift.high
    assert find_change(values[:20], least=14, block=7) is None


def test_the_correction_is_that_of_benjamini_and_hochberg() -> None:
    # scipy.stats.false_discovery_control is the oracle.
    from scipy.stats import false_discovery_control

    p = np.random.default_rng(9).random(40) ** 3
    np.testing.assert_allclose(correct(p.tolist()), false_discovery_control(p))


def test_pictures_and_json_need_no_extra(answer: coach.Insights) -> None:
    for insight in answer:
        assert Insight.model_validate_json(insight.model_dump_json()) == insight
        if insight.picture != "none":
            drawing = ET.fromstring(insight.chart())  # noqa: S314  our own drawing
            assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
        assert "nan" not in insight.chart()
    assert json.loads(json.dumps(answer.to_dict()))["insights"][0]["key"] == answer[0].key
    assert set(EFFECTS) & found_of(answer)
    assert answer.list_tests().count("\n") == len(answer.tests)


def test_noise_of_two_weeks_is_no_trend() -> None:
    random = np.random.default_rng(10)
    found = 0
    for _ in range(200):
        noise = np.zeros(18)
        for day in range(1, 18):
            noise[day] = 0.4 * noise[day - 1] + random.normal()
        test = find_slope(noise)
        found += test is not None and test.p < 0.05
    assert found <= 22
