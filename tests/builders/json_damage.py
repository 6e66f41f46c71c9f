"""Damage to parsed JSON."""

import copy
from collections.abc import Callable

from hypothesis import strategies as st


def spoil(tree: object, draw: Callable[[st.SearchStrategy[object]], object]) -> object:
    """Return `tree` with some of its values missing or of another type."""
    wrong = st.sampled_from([None, -1, 1e308, True, "", "2020", [], {}, [[1]], {"value": {}}])
    tree = copy.deepcopy(tree)
    node = tree
    while isinstance(node, dict | list) and node:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key] or draw(st.booleans()):
            node[key] = draw(wrong)
            break
        node = node[key]
    return tree
