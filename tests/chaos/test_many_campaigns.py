"""Campaigns of many seeds: each as it is alone, and one that cannot run stops none."""

from pathlib import Path

import pytest

from builders.campaigns import SETTINGS, campaign, shop
from trainkit.chaos import CampaignRequest, run_campaigns
from trainkit.errors import BackendError
from trainkit.models import Observation
from trainkit.optimize import Limits


def request(seed: int, make=shop) -> CampaignRequest:
    return CampaignRequest(SETTINGS, make, seed=seed, limits=Limits(trials=4))


class Dying:
    """A shop whose host is killed at one of its observations."""

    left = 0

    def __init__(self) -> None:
        self.shop = shop()

    def observe(self) -> Observation:
        Dying.left -= 1
        if Dying.left == 0:
            raise KeyboardInterrupt
        return self.shop.observe()

    def apply(self, plan, *, policy):
        return self.shop.apply(plan, policy=policy)

    def remove(self, policy):
        self.shop.remove(policy)

    def healthy(self):
        return self.shop.healthy()


def unreachable():
    raise BackendError("injector", "no such host")


def test_each_campaign_finds_what_it_finds_alone(tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    asked = {"a": request(1), "gone": request(2, unreachable), "b": request(3)}
    made = run_campaigns(asked, folder=tmp_path, progress=lambda *step: steps.append(step))
    assert list(made) == ["a", "b"]
    assert "no such host" in str(made.failures["gone"])
    assert [step[0] for step in steps] == [1, 2, 3]
    for name, seed in (("a", 1), ("b", 3)):
        (tmp_path / name).mkdir()
        alone = campaign(tmp_path / name, trials=4, seed=seed).run()
        assert made[name].severities == alone.severities
        assert made[name].worst == alone.worst


def test_killed_campaigns_go_on_after_their_last_trial(tmp_path: Path) -> None:
    whole = run_campaigns({"a": request(1), "b": request(2)}, folder=tmp_path / "whole")
    Dying.left = 5
    with pytest.raises(KeyboardInterrupt):
        run_campaigns({"a": request(1, Dying), "b": request(2, Dying)}, folder=tmp_path)
    again = run_campaigns({"a": request(1), "b": request(2)}, folder=tmp_path)
    assert [again[name].severities for name in "ab"] == [whole[name].severities for name in "ab"]
    assert [again[name].status.done for name in "ab"] == [4, 4]
