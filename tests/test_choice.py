"""Options are checked against the names that are known."""

import numpy as np
import pytest

from trainkit._choice import choice
from trainkit.errors import InvalidInput


def test_a_known_option_is_returned() -> None:
    assert choice("model", "classic", {"personal", "classic"}) == "classic"


@pytest.mark.parametrize("value", ["Classic", "", None, 3, ["classic"], np.array(["a"])])
def test_anything_else_is_refused_with_the_known_names(value: object) -> None:
    with pytest.raises(InvalidInput, match="one of 'personal', 'classic'"):
        choice("model", value, ("personal", "classic"))
