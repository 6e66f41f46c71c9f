"""Every public calculator documents formula, units, shapes and source, with an example."""

import re

import pytest

from builders.calculators import public_calculators
from builders.docstrings import section

CALCULATORS = public_calculators()
# A unit in brackets, a list of choices, a type without a unit, or a reference to another parameter.
KIND = r"\[[^\]]+\]|\{.+\}|: (str|mapping|sequence of str|bool|Bands)|[Aa]s (in )?`"


@pytest.mark.parametrize("name", sorted(CALCULATORS))
def test_docstring(name: str) -> None:
    text = re.sub(r"^ {4}", "", CALCULATORS[name].__doc__ or "", flags=re.MULTILINE)
    parameters, returns = section(text, "Parameters"), section(text, "Returns")
    entries = re.split(r"\n(?=\w)", parameters.strip())
    for entry in entries:
        assert re.search(KIND, entry), f"no unit, choice or kind for: {entry.splitlines()[0]}"
    assert re.search(r"shape|scalar|each|one entry", returns), "Returns gives no shape"
    assert re.search(r"\[[^\]]+\]", returns), "Returns gives no unit"
    assert "$$" in text, "no formula"
    assert section(text, "Raises"), "no Raises"
    dated = r"\b(19|20)\d\d[a-z]?, |^ *- Convention: "
    assert re.search(dated, section(text, "References"), re.MULTILINE), "no dated source"
    assert ">>>" in section(text, "Examples"), "no example"
