"""Test classes for authors of plugins: subclass the one of your kind and provide its fixture.

```python
from trainkit.plugins.conformance import SourceConformance


class TestMine(SourceConformance):
    plugin = "source.mine"

    @pytest.fixture
    def adapter(self):
        return Mine(MyOptions(folder="tests/data"))
```

There is a class for each kind of plugin. Its fixture is `adapter` for an adapter, `rule`,
`component`, `detector`, `format_` and `sample`, `sessions`, or `extend` for a command. An adapter
that calls a network adds `OverTheNetwork`, whose server misbehaves in every way; a store that
outlives its process takes `LastingStoreConformance`, one that gives leases adds
`LeasesConformance`, and one that tells revisions `RevisionsConformance`. ``trainkit plugins new
KIND NAME`` writes a package with such a class.
"""

import pytest

_FILES = (
    "_base",
    "_command",
    "_component",
    "_detector",
    "_fault_injector",
    "_format",
    "_histories",
    "_language_model",
    "_network",
    "_notifier",
    "_rule",
    "_source",
    "_speech",
    "_store",
    "_surrogate",
    "_workout",
)
for _file in _FILES:  # so that a failed assertion shows its values
    pytest.register_assert_rewrite(f"trainkit.plugins.conformance.{_file}")

from trainkit.plugins.conformance._base import Conformance, PluginConformance  # noqa: E402
from trainkit.plugins.conformance._command import CommandConformance  # noqa: E402
from trainkit.plugins.conformance._component import ComponentConformance  # noqa: E402
from trainkit.plugins.conformance._detector import DetectorConformance  # noqa: E402
from trainkit.plugins.conformance._fault_injector import FaultInjectorConformance  # noqa: E402
from trainkit.plugins.conformance._format import FormatConformance  # noqa: E402
from trainkit.plugins.conformance._language_model import LanguageModelConformance  # noqa: E402
from trainkit.plugins.conformance._network import OverTheNetwork  # noqa: E402
from trainkit.plugins.conformance._notifier import NotifierConformance  # noqa: E402
from trainkit.plugins.conformance._rule import RuleConformance  # noqa: E402
from trainkit.plugins.conformance._source import SourceConformance  # noqa: E402
from trainkit.plugins.conformance._speech import SpeechConformance  # noqa: E402
from trainkit.plugins.conformance._store import (  # noqa: E402
    LastingStoreConformance,
    LeasesConformance,
    RevisionsConformance,
    StoreConformance,
)
from trainkit.plugins.conformance._surrogate import SurrogateConformance  # noqa: E402
from trainkit.plugins.conformance._workout import WorkoutConformance  # noqa: E402

__all__ = [
    "CommandConformance",
    "ComponentConformance",
    "Conformance",
    "DetectorConformance",
    "FaultInjectorConformance",
    "FormatConformance",
    "LanguageModelConformance",
    "LastingStoreConformance",
    "LeasesConformance",
    "NotifierConformance",
    "OverTheNetwork",
    "PluginConformance",
    "RevisionsConformance",
    "RuleConformance",
    "SourceConformance",
    "SpeechConformance",
    "StoreConformance",
    "SurrogateConformance",
    "WorkoutConformance",
]
