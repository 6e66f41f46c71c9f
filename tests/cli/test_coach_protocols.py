"""Each command of the coach with a model of each protocol, on loopback."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import trainkit as tk
from builders.llm_servers import PROTOCOLS, Said, Server, require_sdk, serve
from trainkit import planning
from trainkit.cli import main
from trainkit.models.week import WeekProgram

SDKS = {"anthropic": "anthropic", "openai": "openai", "compatible": "httpx"}
SETTINGS = """
llm = {{ name = "{name}", base_url = "{url}", model = "{model}", api_key = "sk-not-a-key" }}

[athletes.me]
timezone = "UTC"
"""
TODAY = dt.datetime.now(dt.UTC).date()  # noqa: TID251  the command line has no other clock
HISTORY = tk.simulate(days=60, seed=12, end=TODAY)


@pytest.fixture(scope="module")
def plan() -> tk.TrainingPlan:
    """A plan, so that no week has to be solved for."""
    assert HISTORY.athlete is not None
    goal = tk.Goal(distance_m=10_000, date=TODAY + dt.timedelta(days=20))
    return planning.plan(goal, HISTORY.athlete, HISTORY, allow_short=True, seconds=1)


@pytest.fixture(scope="module")
def safe(plan: tk.TrainingPlan) -> WeekProgram:
    """The week of the rules, which an honest model repeats."""
    with tk.Kit() as kit:
        kit.log(HISTORY)
        kit.adopt(plan)
        return kit.week()


@pytest.fixture(params=sorted(SDKS))
def server(request: pytest.FixtureRequest, home: Path, plan: tk.TrainingPlan) -> Iterator[Server]:
    require_sdk(SDKS[request.param])
    protocol = PROTOCOLS[request.param]
    home.mkdir(parents=True)
    with tk.Kit(store=f"sqlite:///{home / 'trainkit.db'}", athlete_id="me") as kit:
        kit.log(HISTORY)
        kit.adopt(plan)
    with serve(request.param, Said()) as running:
        settings = SETTINGS.format(name=request.param, url=running.url, model=protocol.model)
        (home / "config.toml").write_text(settings)
        yield running


def honest(week: WeekProgram) -> str:
    days = [
        {"date": str(day.date), "session": day.title, "minutes": day.duration_min}
        for day in week.days
    ]
    words = {"summary": "Keep the easy days easy.", "nutrition": "Drink to thirst."}
    return json.dumps({"days": days, **words})


def test_a_week(server: Server, safe: WeekProgram, capsys: pytest.CaptureFixture[str]) -> None:
    server.answers = [Said(text=honest(safe))]
    assert main(["week"]) == 0
    out = capsys.readouterr().out
    assert "Keep the easy days easy." in out
    assert f"\nWritten by {server.protocol.model}" in out
    assert len(server.requests) == 1
    assert main(["costs", "--json"]) == 0
    assert "week" in capsys.readouterr().out


def test_insights(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.answers = [Said(text='{"insights": []}')]
    assert main(["insights"]) == 0
    out = capsys.readouterr().out
    assert "Written by" in out
    assert len(server.requests) >= 1


def test_a_conversation(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.answers = [Said(text="Keep it easy today. Your resting heart rate was 999 bpm.")]
    assert main(["chat", "-q", "How am I?"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Keep it easy today.")
    assert "999" not in out
    assert len(server.requests) == 2  # one rewrite


def test_a_model_that_fails_leaves_the_rules(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers = [Said(text="I am not JSON.")]
    assert main(["week"]) == 0
    assert "Written by rules." in capsys.readouterr().out
