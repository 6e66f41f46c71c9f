"""Acute to chronic workload ratio (ACWR) in all its definitions, external against internal load.

A ratio describes how load has changed. It is not an injury risk, and no function here returns one:
the evidence does not support it (Impellizzeri et al. 2020, J Athl Train 55:893). Compare two loads
of an athlete only in the same definition and over the same known days.
"""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit.metrics.acwr._bands import ACWR_BANDS, DIVERGENCE_BANDS, USUAL_ACWR, Bands, band
    from trainkit.metrics.acwr._category import (
        RISK_STYLES,
        Category,
        RiskStyle,
        RiskThresholds,
        category,
    )
    from trainkit.metrics.acwr._definitions import DEFINITION_SOURCES, definitions
    from trainkit.metrics.acwr._divergence import divergence, load_divergence
    from trainkit.metrics.acwr._methods import Definitions, Method
    from trainkit.metrics.acwr._ratio import AcuteChronic, acute_chronic, acwr

__all__ = [
    "ACWR_BANDS",
    "DEFINITION_SOURCES",
    "DIVERGENCE_BANDS",
    "RISK_STYLES",
    "USUAL_ACWR",
    "AcuteChronic",
    "Bands",
    "Category",
    "Definitions",
    "Method",
    "RiskStyle",
    "RiskThresholds",
    "acute_chronic",
    "acwr",
    "band",
    "category",
    "definitions",
    "divergence",
    "load_divergence",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_bands": "ACWR_BANDS DIVERGENCE_BANDS USUAL_ACWR Bands band",
            "_category": "RISK_STYLES Category RiskStyle RiskThresholds category",
            "_definitions": "DEFINITION_SOURCES definitions",
            "_divergence": "divergence load_divergence",
            "_methods": "Definitions Method",
            "_ratio": "AcuteChronic acute_chronic acwr",
        },
    )
