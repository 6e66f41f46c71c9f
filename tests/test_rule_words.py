"""The words for rules: no rule is shown by its identifier."""

import importlib
import inspect
import pkgutil

from trainkit import rules
from trainkit._rule_words import say_rule


def _names() -> set[str]:
    found = set()
    for module in pkgutil.iter_modules(rules.__path__):
        for item in vars(importlib.import_module(f"trainkit.rules.{module.name}")).values():
            name = inspect.isclass(item) and item.__dict__.get("name")
            found |= {name} if isinstance(name, str) else set()
    return found


def test_each_rule_has_words() -> None:
    names = _names()
    assert len(names) > 15
    for name in names:
        assert say_rule(name) != name.replace("_", " "), name
    assert len({say_rule(name) for name in names}) == len(names)
