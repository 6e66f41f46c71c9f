"""Costs by the vendors' lists, compared with another package that keeps them."""

import datetime as dt
import json
from pathlib import Path

import pytest

from trainkit.errors import InvalidInput
from trainkit.prices import PriceList, cost_usd, default_price_list, find_model

TODAY = dt.date(2026, 11, 25)
PRICED = [model.name for model in default_price_list().models if model.prices]


@pytest.mark.peers
@pytest.mark.parametrize("name", PRICED)
@pytest.mark.parametrize("day", [dt.date(2025, 1, 15), dt.date(2026, 3, 20), TODAY])
@pytest.mark.parametrize("tokens", [1_000, 150_000, 300_000])
def test_costs_are_those_of_another_list(name: str, day: dt.date, tokens: int) -> None:
    peer = pytest.importorskip("genai_prices")
    model = find_model(name)
    assert model is not None
    usage = peer.Usage(
        input_tokens=tokens, output_tokens=700, cache_read_tokens=tokens // 2, cache_write_tokens=0
    )
    moment = dt.datetime.combine(day, dt.time(12), dt.UTC)
    theirs = peer.calc_price(usage, name, provider_id=model.vendor, genai_request_timestamp=moment)
    ours = cost_usd(
        name,
        input_tokens=tokens - tokens // 2,
        output_tokens=700,
        cache_read_tokens=tokens // 2,
        on=day,
    )
    assert ours == pytest.approx(float(theirs.total_price), rel=1e-9)


def test_the_price_of_the_day_counts() -> None:
    def cost(day: dt.date) -> float | None:
        return cost_usd("o3", input_tokens=1_000_000, output_tokens=0, on=day)

    assert cost(dt.date(2025, 6, 9)) == 10.0
    assert cost(dt.date(2025, 6, 10)) == 2.0


def test_a_long_prompt_costs_more_for_all_of_its_tokens() -> None:
    def cost(tokens: int, cached: int = 0) -> float:
        answer = cost_usd(
            "claude-haiku-5-5",
            input_tokens=tokens,
            output_tokens=0,
            cache_read_tokens=cached,
            on=TODAY,
        )
        assert answer is not None
        return answer

    assert cost(100_000) == pytest.approx(0.01)
    assert cost(100_001) == pytest.approx(0.0500005)
    assert cost(60_000, 60_000) == pytest.approx(0.03 + 0.003)  # cached tokens make it long too


def test_a_batch_costs_half() -> None:
    prices = default_price_list()
    alone, batch = (
        prices.cost_usd(
            "claude-sonnet-5-5", input_tokens=8_000, output_tokens=900, on=TODAY, batch=batch
        )
        for batch in (False, True)
    )
    assert batch == pytest.approx(alone / 2)  # type: ignore[operator]


def test_a_snapshot_is_its_model() -> None:
    assert find_model("claude-haiku-4-5-20251001") == find_model("claude-haiku-4-5")
    assert find_model("gpt-5.4-mini-2026-03-17") == find_model("gpt-5.4-mini")
    retired = find_model("claude-sonnet-4-20250514")
    assert retired is not None
    assert retired.is_retired(TODAY)
    assert retired.successor == "claude-sonnet-5-5"
    assert find_model("gpt-4o-2024-05-13") != find_model("gpt-4o")


def test_every_successor_is_served() -> None:
    for model in default_price_list().models:
        if model.successor:
            successor = find_model(model.successor)
            assert successor is not None, model.name
            assert successor.tariff(TODAY), model.name
            assert not successor.is_retired(TODAY), model.name


def test_an_unknown_model_has_no_price() -> None:
    assert find_model("llama3") is None
    assert cost_usd("llama3", input_tokens=1, output_tokens=1, on=TODAY) is None
    assert default_price_list().nearest("claude-haiku-5")[0] == "claude-haiku-5-5"


def test_a_host_brings_its_own_prices(tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    ours = {"name": "llama3", "prices": [{"input": 0.0, "output": 0.0}]}
    dearer = {"name": "o3", "vendor": "openai", "prices": [{"input": 4.0, "output": 9.0}]}
    file.write_text(json.dumps({"models": [ours, dearer]}))
    prices = PriceList.load(file)
    assert prices.cost_usd("llama3", input_tokens=9, output_tokens=9, on=TODAY) == 0.0
    assert prices.cost_usd("o3", input_tokens=1_000_000, output_tokens=0, on=TODAY) == 4.0
    assert prices.find("gpt-5") == find_model("gpt-5")
    file.write_text('{"models": [{"name": "x", "prices": [{"input": -1, "output": 0}]}]}')
    with pytest.raises(InvalidInput, match=r"prices\.0\.input is -1"):
        PriceList.load(file)
    with pytest.raises(InvalidInput, match="a file that can be read"):
        PriceList.load(tmp_path / "none.json")
