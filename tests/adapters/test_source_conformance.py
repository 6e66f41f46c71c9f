"""Every source passes the suite that authors run."""

import datetime as dt
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.adapters.sources.files import FilesOptions, FilesSource
from trainkit.adapters.sources.manual import ManualOptions, ManualSource
from trainkit.plugins.conformance import SourceConformance
from trainkit.ports import Source

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "data"


class TestFiles(SourceConformance):
    plugin = "source.files"

    @pytest.fixture
    def adapter(self) -> Source:
        return FilesSource(FilesOptions(path=str(EXAMPLES)))


class TestManual(SourceConformance):
    plugin = "source.manual"

    @pytest.fixture(params=["memory", "file"])
    def adapter(self, request: pytest.FixtureRequest, tmp_path: Path) -> Source:
        path = str(tmp_path / "entries.jsonl") if request.param == "file" else None
        source = ManualSource(ManualOptions(path=path))
        start = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
        for day in range(3):
            source.add(tk.DailyHealth(date=dt.date(2026, 5, 1 + day), hrv_rmssd=50 + day))
        source.add(tk.Activity(sport="running", start=start, elapsed_s=1800))
        return source
