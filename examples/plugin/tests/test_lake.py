"""The source and the language model pass the conformance tests, and work together in a Kit."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from lake_service import MORNINGS, Lake, lake
from trainkit_lake.llm import LakeModel, LakeModelOptions
from trainkit_lake.source import LakeOptions, LakeSource

import trainkit as tk
from trainkit.models import Message, Prompt
from trainkit.plugins import Registry, installed
from trainkit.plugins.conformance import (
    LanguageModelConformance,
    OverTheNetwork,
    SourceConformance,
)


@pytest.fixture
def url() -> Iterator[str]:
    with lake() as address:
        yield address


class TestLakeSource(OverTheNetwork, SourceConformance):
    plugin = "source.lake"
    secret = Lake.token

    @pytest.fixture
    def adapter(self, url: str) -> LakeSource:
        return self.at(url)

    def at(self, url: str) -> LakeSource:
        return LakeSource(LakeOptions(url=url, token=Lake.token, timeout_s=0.5, tries=1))


class TestLakeModel(OverTheNetwork, LanguageModelConformance):
    plugin = "llm.lake"
    secret = Lake.token

    @pytest.fixture
    def adapter(self, url: str) -> LakeModel:
        return self.at(url)

    def at(self, url: str) -> LakeModel:
        return LakeModel(LakeModelOptions(url=url, key=Lake.token, timeout_s=0.5, tries=1))


def test_listing_it_imports_nothing() -> None:
    code = (
        "import sys; from trainkit.plugins import installed\n"
        "assert any(plugin.package == 'trainkit-lake' for plugin in installed())\n"
        "assert 'trainkit_lake' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    versions = {f"{plugin.kind}.{plugin.name}": plugin.version for plugin in installed()}
    assert versions["source.lake"] == versions["llm.lake"] == "1.0.0"


def test_a_broken_part_is_quarantined_and_the_other_works(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trainkit_lake.llm", None)  # as if its import failed
    registry = Registry()
    with pytest.raises(tk.PluginError, match=r"trainkit-lake 1\.0\.0 cannot be used"):
        registry.make("llm", "lake", {"url": url})
    states = {f"{plugin.kind}.{plugin.name}": plugin.state for plugin in registry.installed()}
    assert (states["llm.lake"], states["source.lake"]) == ("quarantined", "available")
    source = registry.make("source", "lake", {"url": url, "token": Lake.token})
    assert len(list(source.fetch())) == 4
    source.close()


def test_a_kit_reads_the_lake_and_asks_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINKIT_LAKE", Lake.token)
    with tk.Kit(
        source={"name": "lake", "url": url, "token": "secret:lake"},
        llm={"name": "lake", "url": url, "key": "secret:lake", "usd_per_million_tokens": 2},
    ) as kit:
        assert kit.sync().days == len(MORNINGS)
        assert [str(day.date) for day in kit.history().days] == [row["day"] for row in MORNINGS]
        assert kit.sync().days == 0
        answer = kit.llm.reply(Prompt(messages=(Message(text="May I run?"),)))
        assert answer.text == "You asked: May I run?"
        assert kit.counters("llm.lake").cost_usd == pytest.approx(84e-6)
        assert len(kit.history(use="training").days) == 0  # its licence says so
