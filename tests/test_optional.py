"""Optional packages: the module, or the command that installs it."""

from pathlib import Path

import pytest

from trainkit._optional import require
from trainkit.errors import MissingExtra


def test_an_installed_module_is_returned() -> None:
    assert require("json.decoder", extra="cli").__name__ == "json.decoder"


def test_a_missing_package_names_its_extra() -> None:
    with pytest.raises(MissingExtra, match=r"trainkit\[plot\]"):
        require("no_such_package.part", extra="plot")


def test_a_broken_package_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half_there.py").write_text("import not_there_either")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError, match="not_there_either") as caught:
        require("half_there", extra="plot")
    assert not isinstance(caught.value, MissingExtra)
