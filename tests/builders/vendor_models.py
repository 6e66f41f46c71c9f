"""Vendors' language models for tests: on a loopback server, on a fixed day, without real waits."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from builders.llm_servers import PROTOCOLS
from trainkit.adapters.llm.anthropic import AnthropicModel, AnthropicOptions
from trainkit.adapters.llm.compatible import CompatibleModel, CompatibleOptions
from trainkit.adapters.llm.openai import OpenAIModel, OpenAIOptions
from trainkit.models import Message, Prompt

__all__ = ["DAY", "PROMPT", "SECRET", "VENDORS", "VendorModel", "close_models", "make_model"]

DAY = dt.date(2026, 11, 25)
SECRET = "sk-secret-0123456789abcdef"
VENDORS = ("anthropic", "openai", "compatible")
PROMPT = Prompt(messages=(Message(text="How long may I run on this fine morning, coach?"),))

_MADE: list["VendorModel"] = []

VendorModel = AnthropicModel | OpenAIModel | CompatibleModel


def make_model(
    vendor: str,
    url: str,
    *,
    sleep: Callable[[float], None] | None = None,
    day: dt.date = DAY,
    **options: Any,
) -> VendorModel:
    """Return a vendor's model at an address; by default it really waits between attempts."""
    given = {"api_key": SECRET, "model": PROTOCOLS[vendor].model, "base_url": url, **options}
    waiting: dict[str, Any] = {} if sleep is None else {"sleep": sleep}
    waiting["today"] = lambda: day
    if vendor == "anthropic":
        model: VendorModel = AnthropicModel(AnthropicOptions.model_validate(given), **waiting)
    elif vendor == "openai":
        model = OpenAIModel(OpenAIOptions.model_validate(given), **waiting)
    else:
        model = CompatibleModel(CompatibleOptions.model_validate(given), **waiting)
    _MADE.append(model)
    return model


def close_models() -> None:
    """Close all models that were made."""
    while _MADE:
        _MADE.pop().close()
