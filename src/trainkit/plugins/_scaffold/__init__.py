"""A package to begin a plugin with: one module, its tests, and what pip needs."""

import keyword
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from trainkit.errors import Conflict, InvalidInput
from trainkit.plugins.hookspecs import CONTRIBUTIONS, KINDS

__all__ = ["EXAMPLES", "render", "write_package"]

EXAMPLES: tuple[str, ...] = (*KINDS, *CONTRIBUTIONS)
"""The kinds of plugin, each with its example."""

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST = 40
_EXTRAS = {"command": "[cli]"}


def write_package(kind: str, name: str, folder: Path) -> list[Path]:
    """Write a package with a plugin that works, and tests that pass.

    Parameters
    ----------
    kind : str
        The kind of plugin, such as ``"rule"``.
    name : str
        Its name: lower-case letters, digits and underscores.
    folder : path
        Where the package's folder is made.

    Returns
    -------
    list of Path
        The files, the package's own folder first.

    Raises
    ------
    InvalidInput
        No such kind, or a name that no module can have.
    Conflict
        The folder is there already.
    """
    words = _words(kind, name)
    target = folder / words["distribution"]
    if target.exists():
        raise Conflict("folder", str(target), "one that is not there yet")
    module = target / "src" / words["package"]
    contents = {
        target / "pyproject.toml": render("pyproject", words),
        target / "README.md": render("readme", words),
        module / "__init__.py": f'"""A plugin of trainkit: {kind}.{name}."""\n',
        module / "py.typed": "",
        module / f"{kind}.py": render(kind, words),
        target / "tests" / f"test_{kind}.py": render(f"{kind}_test", words),
    }
    for file, text in contents.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return [target, *contents]


def render(template: str, words: Mapping[str, str]) -> str:
    """Fill a template of this package's folder."""
    file = files("trainkit.plugins._scaffold").joinpath("templates", f"{template}.txt")
    return Template(file.read_text(encoding="utf-8")).substitute(words)


def _words(kind: str, name: str) -> dict[str, str]:
    if kind not in EXAMPLES:
        raise InvalidInput("kind", kind, "one of " + ", ".join(EXAMPLES))
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or keyword.iskeyword(name):
        allowed = "lower-case letters, digits and single underscores, beginning with a letter"
        raise InvalidInput("name", name, allowed)
    return {
        "kind": kind,
        "name": name,
        "Name": "".join(part.capitalize() for part in name.split("_")),
        "package": f"trainkit_{name}",
        "distribution": f"trainkit-{name.replace('_', '-')}",
        "extra": _EXTRAS.get(kind, ""),
    }
