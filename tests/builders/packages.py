"""Distributions made for a test: real metadata, real modules, real entry points."""

import sys
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from textwrap import dedent

HEAD = """
from pydantic import BaseModel
from trainkit.plugins import hookimpl

TRAINKIT_CONTRACT = 1

class Options(BaseModel):
    size: int = 1
"""


def package(
    folder: Path, name: str, entries: dict[str, str], code: str, *, version: str = "1.0"
) -> list[EntryPoint]:
    """Install a distribution into a folder; entries go from a plugin's name to its module.

    Every module but ``"nowhere"`` holds `code`, and says on import that it was imported.
    """
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    lines = "\n".join(f'"{plugin}" = {module}' for plugin, module in entries.items())
    (info / "entry_points.txt").write_text("[trainkit]\n" + lines.replace('"', "") + "\n")
    for module in {one.partition(":")[0] for one in entries.values()} - {"nowhere"}:
        (folder / f"{module}.py").write_text(HEAD + dedent(code))
    return installed_in(folder)


def installed_in(folder: Path) -> list[EntryPoint]:
    """List the entry points of all distributions in a folder."""
    return [
        entry
        for one in distributions(path=[str(folder)])
        for entry in one.entry_points
        if entry.group == "trainkit"
    ]


def forget(folder: Path) -> None:
    """Unload the modules that were imported from a folder, and no others."""
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(str(folder)):
            del sys.modules[name]
