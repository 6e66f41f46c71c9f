"""Campaigns on the simulated shop: they find the planted fault, and leave none behind."""

import json
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import cast

import numpy as np
import pytest

import trainkit as tk
from builders.campaigns import SETTINGS, SHOP, campaign, shop
from builders.shop import http_shop, running, state
from trainkit.chaos import (
    BlastRadius,
    CampaignSettings,
    analyze,
    read_settings,
    recover,
)
from trainkit.models import FaultPlan, Observation
from trainkit.optimize import Optimizer

EXAMPLE = Path(__file__).parents[2] / "examples" / "faults" / "shop.yaml"
SEEDS = int(os.environ.get("TRAINKIT_SEEDS", "4"))


def severity_of(injector, point: dict[str, object]) -> float:
    """What a fault does, without noise."""
    before = injector.observe()
    injector.apply(SETTINGS.plan(point), policy="x")
    try:
        return analyze(injector.observe(), baseline=before, settings=SETTINGS.severity).total
    finally:
        injector.remove("x")


def test_the_planted_fault_is_found() -> None:
    """Within 50 trials in nine of ten seeds, and in half the trials of a search at random."""
    quiet = shop(noise=0)
    space = SETTINGS.blast_radius.restrict(SETTINGS.space)
    everywhere = [severity_of(quiet, point) for point in space.sample(500, seed=99)]
    top = float(np.quantile(everywhere, 0.98))
    assert top > 5
    needed: dict[str, list[int]] = {"gp": [], "random": []}
    for surrogate, found in needed.items():
        for seed in range(SEEDS if surrogate == "gp" else 3 * SEEDS):  # chance needs more
            injector = shop(seed=seed)
            before = injector.observe()
            optimizer = Optimizer(space, surrogate=surrogate, seed=seed, xi=SETTINGS.least_gain)
            trial, worst = 0, 0.0
            while worst < top and trial < 300:
                trial += 1
                point = optimizer.ask()
                injector.apply(SETTINGS.plan(point), policy="x")
                seen = analyze(injector.observe(), baseline=before, settings=SETTINGS.severity)
                injector.remove("x")
                optimizer.tell(point, seen.total)
                worst = max(worst, seen.total)
            found.append(trial)
    assert sum(trial <= 50 for trial in needed["gp"]) >= 0.9 * SEEDS
    assert np.mean(needed["gp"]) <= np.mean(needed["random"]) / 2


def test_later_trials_are_worse_for_the_system_than_the_first(tmp_path: Path) -> None:
    gains = []
    for seed in range(SEEDS // 2):
        folder = tmp_path / str(seed)
        report = campaign(folder, shop(seed=seed), trials=50, seed=seed).run()
        gains.append(np.mean(report.severities[39:]) - np.mean(report.severities[:10]))
    assert min(gains) > 0


def test_a_report_says_what_is_bad_and_why(tmp_path: Path) -> None:
    report = campaign(tmp_path, trials=40).run()
    assert report.worst is not None
    text = str(report)
    assert "completed: 40 of 40 trials, 0 failed" in text
    assert "Worst fault:" in text
    assert f"Severity {report.findings[0].severity.total:.2f} of 10" in text
    assert all(reason.message in text for reason in report.findings[0].severity.reasons)
    assert [*report.learning_curve] == sorted(report.learning_curve)
    again = type(report).model_validate_json(report.model_dump_json())
    assert again == report


class Recorded:
    """The simulated shop, with a list of what was done to it, and troubles to come."""

    def __init__(self, **trouble: object) -> None:
        self.shop = shop()
        self.done: list[str] = []
        self.trouble = trouble

    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        self.done.append("apply")
        self.shop.apply(plan, policy=policy)
        if self.trouble.get("apply"):
            raise tk.BackendError("shop", "the answer was lost", retryable=True)
        return cast("str", self.trouble.get("known_as", policy))

    def observe(self) -> Observation:
        self.done.append("look" if self.shop.policies else "calm")
        if self.shop.policies and self.trouble.get("observe"):
            raise self.trouble["observe"]
        return self.shop.observe()

    def remove(self, policy: str) -> None:
        self.done.append("remove")
        if self.trouble.get("remove", 0):
            self.trouble["remove"] -= 1
            raise tk.BackendError("shop", "not now", retryable=True)
        if policy == self.trouble.get("known_as"):
            self.shop.policies.clear()
        self.shop.remove(policy)

    def healthy(self) -> bool:
        self.done.append("health")
        return not self.trouble.get("ill")


def test_a_trial_is_checked_applied_watched_and_removed(tmp_path: Path) -> None:
    injector = Recorded()
    campaign(tmp_path, injector, trials=2).run()
    trial = ["health", "calm", "apply", "look", "remove"]
    assert injector.done == ["health", "calm", *trial, *trial]
    assert injector.shop.policies == {}


@pytest.mark.parametrize(
    "trouble",
    [
        {"apply": True},
        {"observe": tk.BackendError("shop", "hangs", retryable=True)},
        {"observe": ValueError("garbage")},
        {"remove": 3},
        {"known_as": "policy-77"},
    ],
    ids=["lost answer", "hang", "garbage", "slow removal", "another id"],
)
def test_no_trouble_leaves_a_fault(tmp_path: Path, trouble: dict[str, object]) -> None:
    injector = Recorded(**trouble)
    report = campaign(tmp_path, injector, trials=4).run()
    assert report.status.done == 4
    assert injector.shop.policies == {}
    assert not (tmp_path / "campaign.log.policies").read_bytes()
    for trial in range(injector.done.count("apply")):
        at = [k for k, what in enumerate(injector.done) if what == "apply"][trial]
        rest = injector.done[at:]
        assert "remove" in rest
        assert "apply" not in rest[1 : rest.index("remove")]


def test_a_fault_that_cannot_be_removed_stops_everything_but_the_trying(tmp_path: Path) -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    injector = Recorded(remove=10**6)
    one = campaign(tmp_path, injector, trials=3, sleep=sleep, clock=lambda: now[0])
    with pytest.raises(tk.BackendError, match="not now"):
        one.run()
    assert injector.done.count("apply") == 1  # no other was sent
    assert len(one.session.trials) == 3
    assert injector.shop.policies
    injector.trouble = {}
    left = recover(tmp_path / "campaign.log", injector)
    assert len(left) == 1
    assert injector.shop.policies == {}
    assert recover(tmp_path / "campaign.log", injector) == ()


def test_an_ill_system_is_waited_for(tmp_path: Path) -> None:
    now = [0.0]
    injector = Recorded(ill=True)

    def sleep(seconds: float) -> None:
        now[0] += seconds
        injector.trouble["ill"] = now[0] < 8

    report = campaign(tmp_path, injector, trials=2, sleep=sleep, clock=lambda: now[0]).run()
    assert report.status.failed == 0
    assert injector.done.index("calm") >= 4
    injector = Recorded(ill=True)
    now[0] = 0.0
    stuck = campaign(
        tmp_path / "stuck",
        injector,
        sleep=lambda seconds: now.__setitem__(0, now[0] + seconds),
        clock=lambda: now[0],
    )
    with pytest.raises(tk.BackendError, match="not healthy"):
        stuck.run()
    assert "apply" not in injector.done


def test_an_unsteady_system_is_left_alone(tmp_path: Path) -> None:
    injector = Recorded()
    now = [0.0]
    looks = iter(range(100))
    calm = injector.observe

    def observe() -> Observation:
        seen = calm()
        bad = next(looks) > 0 and not injector.shop.policies
        return Observation(status_code=500, latency_ms=9000) if bad else seen

    injector.observe = observe  # type: ignore[method-assign]
    one = campaign(
        tmp_path,
        injector,
        trials=1,
        sleep=lambda seconds: now.__setitem__(0, now[0] + seconds),
        clock=lambda: now[0],
    )
    report = one.run()
    assert report.status.failed == 1
    assert "not steady without a fault: answered 500" in report.errors[0]
    assert "apply" not in injector.done


def test_abort_conditions_end_a_trial_at_once(tmp_path: Path) -> None:
    watch = SETTINGS.watch.model_copy(update={"looks": 5, "abort_error_rate": 0.2})
    injector = Recorded()
    report = campaign(
        tmp_path, injector, trials=30, settings=SETTINGS.model_copy(update={"watch": watch})
    ).run()
    aborted = [one for one in report.findings if one.aborted]
    assert aborted
    assert "of the requests failed" in (aborted[0].aborted or "")
    trials = " ".join(injector.done).split("apply")[1:]
    assert {trial.split("remove")[0].count("look") for trial in trials} == {1, 5}


def test_no_proposal_passes_the_blast_radius(tmp_path: Path) -> None:
    radius = BlastRadius(services=("cart", "stock"), highest_probability=0.3, longest_ms=2000)
    settings = SETTINGS.model_copy(update={"blast_radius": radius})
    one = campaign(tmp_path, trials=25, settings=settings)
    one.run()
    for trial in one.session.trials:
        radius.check(settings.plan(trial.point))
    for change, said in (
        ({"service": "pay"}, "cart, stock"),
        ({"probability": 0.4}, "at most 0.3"),
        ({"duration_ms": 2001}, "at most 2000"),
    ):
        fields = {
            "service": "cart",
            "kind": "abort",
            "error_code": 500,
            "duration_ms": 100,
            "probability": 0.1,
        }
        with pytest.raises(tk.InvalidInput, match=said):
            radius.check(FaultPlan.model_validate({**fields, **change}))
    fixed = settings.model_copy(
        update={
            "space": tk.Space([tk.Categorical("service", ["cart"])]),
            "fixed": {"kind": "abort", "error_code": 500, "duration_ms": 9000},
        }
    )
    with pytest.raises(tk.InvalidInput, match="at most"):
        campaign(tmp_path / "fixed", settings=fixed)


def test_novelty_spreads_the_findings(tmp_path: Path) -> None:
    spread = []
    for novelty in (0.0, 10.0):
        settings = SETTINGS.model_copy(update={"novelty": novelty, "finding_from": 2.0})
        one = campaign(tmp_path / str(novelty), trials=60, settings=settings)
        report = one.run()
        assert report.findings[0].severity.total > 8
        encoding = one.session.optimizer.space.encoding
        rows = np.array([encoding.encode(finding.point)[1] for finding in report.findings])
        apart = np.abs(rows[:, None] - rows)
        spread.append(np.where(encoding.choices > 0, apart > 0, apart).mean())
    assert spread[1] > 1.2 * spread[0]


def test_a_campaign_that_was_stopped_goes_on(tmp_path: Path) -> None:
    whole = campaign(tmp_path / "whole", shop(noise=0), trials=16)
    whole.run()
    first = campaign(tmp_path, shop(noise=0), trials=9)
    first.run()
    second = campaign(tmp_path, shop(noise=0), trials=16)
    second.run()
    assert [one.point for one in second.session.trials][:9] == [
        one.point for one in first.session.trials
    ]
    assert len(second.session.trials) == 16


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {
                "dimensions": [{"type": "real", "name": "colour", "low": 0, "high": 1}],
                "constraints": [],
            },
            "match.NAME",
        ),
        ({"fixed": {"service": "cart"}}, "no dimension"),
        ({"blast_radius": {"services": ["mail"]}}, "some of the space's services"),
        ({"watch": {"looks": 0}}, "looks"),
        ({"nonsense": 1}, "nonsense"),
        ({"severity": {"weights": [1, 2]}}, "weights"),
        ({"dimensions": []}, "at least one dimension"),
    ],
)
def test_what_a_settings_file_may_not_say(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    found = json.loads(SHOP.read_text())
    path = tmp_path / "faults.json"
    path.write_text(json.dumps({**found, **change}))
    with pytest.raises(tk.InvalidInput, match=said):
        campaign(tmp_path, settings=read_settings(path))


def test_settings_from_yaml_are_those_from_json(tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml", reason="the extra yaml is not installed")
    path = tmp_path / "faults.yaml"
    path.write_text(yaml.safe_dump(json.loads(SHOP.read_text())))
    assert read_settings(path) == SETTINGS
    assert read_settings(EXAMPLE) == SETTINGS
    path.write_text("a: [1")
    with pytest.raises(tk.InvalidInput, match="YAML"):
        read_settings(path)
    path.with_suffix(".json").write_text("{")
    with pytest.raises(tk.InvalidInput, match="JSON"):
        read_settings(path.with_suffix(".json"))


def test_conditions_become_a_match() -> None:
    settings = CampaignSettings(
        space=tk.Space([tk.Categorical("match.x-user", ["7", "8"])]),
        fixed={"service": "cart", "kind": "abort", "error_code": 500, "duration_ms": 100},
    )
    assert settings.plan({"match.x-user": "8"}).match == {"x-user": "8"}


WORKER = """
import sys
sys.path[:0] = {tests!r}
from pathlib import Path
from builders.campaigns import campaign
from builders.shop import http_shop
injector = http_shop({port})
one = campaign(Path({path!r}), injector, trials=300)
print("ready", flush=True)
one.run()
"""


def test_a_kill_at_any_moment_leaves_no_fault_and_loses_no_trial(tmp_path: Path) -> None:
    """Real processes killed while they put faults into real services."""
    rng = random.Random(4)  # noqa: S311 - moments, not secrets
    with running() as port:
        folders = [str(Path(__file__).parents[1])]
        code = WORKER.format(tests=folders, port=port, path=str(tmp_path))
        done: list[dict[str, object]] = []
        left_by_kills = 0
        for _ in range(int(os.environ.get("TRAINKIT_KILLS", "10"))):
            process = subprocess.Popen(
                [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
            )
            assert process.stdout is not None
            process.stdout.readline()
            wanted = len(state(port)["applied"]) + rng.randrange(3)
            while len(state(port)["applied"]) < wanted and process.poll() is None:
                time.sleep(0.001)
            time.sleep(rng.uniform(0.0, 0.05))
            process.kill()
            process.wait()
            process.stdout.close()
            left_by_kills += len(state(port)["policies"])
            injector = http_shop(port)
            # A kill between a fault and its answer: recover removes it, and says so by an error.
            with suppress(tk.BackendError):
                recover(tmp_path / "campaign.log", injector)
            injector.close()
            assert state(port)["policies"] == []
            now = [one.point for one in campaign(tmp_path, trials=300).session.trials]
            assert now[: len(done)] == done
            done = now
        assert left_by_kills > 0, "no kill hit a moment at which a fault stood"
        assert len({json.dumps(one, sort_keys=True) for one in done}) == len(done) > 0
