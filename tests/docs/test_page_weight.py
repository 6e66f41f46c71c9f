"""A page of the site that grows too heavy fails the strict build."""

import importlib.util
import logging
from pathlib import Path
from types import SimpleNamespace

import pytest

HOOK = Path(__file__).parents[2] / "docs" / "site" / "weight.py"


def test_a_heavy_page_is_named(caplog: pytest.LogCaptureFixture) -> None:
    spec = importlib.util.spec_from_file_location("weight", HOOK)
    assert spec is not None
    assert spec.loader is not None
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    page = SimpleNamespace(file=SimpleNamespace(src_uri="api/models.md"))
    with caplog.at_level(logging.WARNING):
        assert hook.on_post_page("x" * 1000, page) == "x" * 1000
        assert not caplog.records
        hook.on_post_page("ä" * (hook.MOST_BYTES // 2 + 1), page)
    assert "api/models.md has 1.2 MB" in caplog.text
