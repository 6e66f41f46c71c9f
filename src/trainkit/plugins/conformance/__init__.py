"""Test classes for authors of plugins: subclass the one of your kind, and say how to make it.

```python
from trainkit.plugins.conformance import SourceConformance


class TestMine(SourceConformance):
    plugin = "source.mine"

    @pytest.fixture
    def adapter(self):
        return Mine(MyOptions(folder="tests/data"))
```

An adapter that talks to a network adds `OverTheNetwork`, which puts a server that misbehaves in
every way before it; a store that outlives its process takes `LastingStoreConformance`.
"""

import pytest

_PARTS = ("_base", "_network", "_engines", "_format", "_source", "_speakers", "_store")
for _part in _PARTS:  # so that a failed assertion shows its values
    pytest.register_assert_rewrite(f"trainkit.plugins.conformance.{_part}")

from trainkit.plugins.conformance._base import Conformance  # noqa: E402
from trainkit.plugins.conformance._engines import (  # noqa: E402
    FaultInjectorConformance,
    SurrogateConformance,
)
from trainkit.plugins.conformance._format import FormatConformance  # noqa: E402
from trainkit.plugins.conformance._network import OverTheNetwork  # noqa: E402
from trainkit.plugins.conformance._source import SourceConformance  # noqa: E402
from trainkit.plugins.conformance._speakers import (  # noqa: E402
    LanguageModelConformance,
    SpeechConformance,
)
from trainkit.plugins.conformance._store import (  # noqa: E402
    LastingStoreConformance,
    StoreConformance,
)

__all__ = [
    "Conformance",
    "FaultInjectorConformance",
    "FormatConformance",
    "LanguageModelConformance",
    "LastingStoreConformance",
    "OverTheNetwork",
    "SourceConformance",
    "SpeechConformance",
    "StoreConformance",
    "SurrogateConformance",
]
