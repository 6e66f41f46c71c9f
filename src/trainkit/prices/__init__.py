"""Language models and what they cost, as data: dated prices, context sizes, retirements."""

from trainkit.prices._price_list import (
    ModelInfo,
    PriceList,
    PriceTier,
    Tariff,
    cost_usd,
    default_price_list,
    find_model,
)

__all__ = [
    "ModelInfo",
    "PriceList",
    "PriceTier",
    "Tariff",
    "cost_usd",
    "default_price_list",
    "find_model",
]
