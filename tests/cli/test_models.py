import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.cli import main
from trainkit.models import Message, Prompt, Reply


class Priced:
    def reply(self, prompt: Prompt) -> Reply:
        return Reply(text=prompt.messages[0].text, model="mine", cost_usd=0.02, input_tokens=12)

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.reply(prompt).text

    def close(self) -> None: ...


def test_models_and_the_keys_that_they_need(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "--date", "2026-11-25"]) == 0
    out = capsys.readouterr().out
    assert "claude-haiku-4-5   anthropic  200000   1      5       0.1     ANTHROPIC_API_KEY" in out
    assert "retired on 2026-08-05; use claude-opus-5-5" in out
    assert main(["models", "--date", "2026-08-04", "--json"]) == 0
    rows = {row["model"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["claude-opus-4-1"]["needs"] == "ANTHROPIC_API_KEY"
    assert main(["models", "--prices", "none.json"]) == 1
    assert "a file that can be read" in capsys.readouterr().err


def test_costs_of_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kit.db"
    with tk.Kit(llm=Priced(), store=f"sqlite:///{path}", athlete_id="anna") as kit:
        kit.llm.reply(Prompt(messages=(Message(text="Hello"),), purpose="week"))  # type: ignore[union-attr]
    assert main(["costs", str(path), "--as", "anna"]) == 0
    assert "week: 1 call, 0.0200 USD; 12 tokens read, 0 written" in capsys.readouterr().out
    assert main(["costs", str(path)]) == 0
    assert capsys.readouterr().out == "No call of a language model was made.\n"
    assert main(["costs", str(path), "--everyone", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["by_athlete"][0]["name"] == "anna"
    assert main(["costs", str(tmp_path / "none.db")]) == 1
    assert "an existing file" in capsys.readouterr().err
