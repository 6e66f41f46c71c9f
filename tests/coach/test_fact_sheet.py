import pytest

from trainkit.coach import Facts
from trainkit.errors import InvalidInput
from trainkit.models import Fact

HEART = Fact(id="F1", topic="heart", subject="resting heart rate", value=48.0, unit="bpm")
LOAD = Fact(id="F2", topic="load", subject="load of 7 days", value=310.0)


def test_facts_are_found_by_number() -> None:
    facts = Facts((HEART, LOAD))
    assert facts.find("F2") == LOAD
    assert facts.topics() == ("heart", "load")
    assert list(facts[1:]) == [LOAD]
    with pytest.raises(InvalidInput, match="F3"):
        facts.find("F3")


def test_a_number_stands_for_one_fact() -> None:
    with pytest.raises(InvalidInput, match="an id each"):
        Facts((HEART, HEART))
