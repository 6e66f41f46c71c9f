"""Prices of language models on a day, from one file that a host may override."""

import datetime as dt
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field

from trainkit.errors import InvalidInput
from trainkit.models.model import Model

__all__ = [
    "ModelInfo",
    "PriceList",
    "PriceTier",
    "Tariff",
    "cost_usd",
    "default_price_list",
    "find_model",
]

_EMBEDDED = Path(__file__).with_name("prices.json")
_MILLION = 1_000_000
_SNAPSHOT = re.compile(r"-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$")
_NEAREST = 3

Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]


class _Rates(Model):
    """Prices of a million tokens [US dollars]; a missing cache price is the one of input."""

    input: Price
    output: Price
    cache_read: Price | None = None
    cache_write: Price | None = None


class PriceTier(_Rates):
    """Prices of all tokens of a call whose prompt is longer than `tokens`.

    Parameters
    ----------
    tokens : int
        Length of a prompt, cached or not, above which these prices hold [tokens].
    """

    tokens: Annotated[int, Field(ge=1)]


class Tariff(_Rates):
    """Prices from a day on.

    Parameters
    ----------
    first : date, optional
        The first day; None for always. Written ``"from"`` in a file.
    above : tuple of PriceTier
        Other prices for long prompts.
    """

    first: Annotated[dt.date | None, Field(alias="from")] = None
    above: tuple[PriceTier, ...] = ()

    def rates(self, prompt_tokens: int) -> _Rates:
        """Return the prices for a prompt of a length."""
        tiers = [tier for tier in self.above if prompt_tokens > tier.tokens]
        return max(tiers, key=lambda tier: tier.tokens) if tiers else self


class ModelInfo(Model):
    """What is known of a language model.

    Parameters
    ----------
    name : str
        Its name, as its vendor calls it.
    vendor : str
        The vendor, such as ``"anthropic"``.
    aliases : tuple of str
        Other names for it.
    context : int, optional
        Longest prompt and answer together [tokens].
    tools, answers : bool
        Whether it can ask for tools, and answer in a given form.
    prices : tuple of Tariff
        Its prices by day; empty where they are unknown.
    retires : date, optional
        The day from which its vendor does not serve it.
    successor : str
        What its vendor recommends instead.
    """

    name: Annotated[str, Field(min_length=1)]
    vendor: str = ""
    aliases: tuple[str, ...] = ()
    context: Annotated[int, Field(ge=1)] | None = None
    tools: bool = True
    answers: bool = True
    prices: tuple[Tariff, ...] = ()
    retires: dt.date | None = None
    successor: str = ""

    def tariff(self, on: dt.date) -> Tariff | None:
        """Return the prices of a day; None where they are unknown."""
        valid = [row for row in self.prices if row.first is None or row.first <= on]
        return max(valid, key=lambda row: row.first or dt.date.min) if valid else None

    def is_retired(self, on: dt.date) -> bool:
        """Return whether the vendor no longer serves it on a day."""
        return self.retires is not None and on >= self.retires


class _Vendor(Model):
    key: str = ""
    batch: Annotated[float, Field(gt=0, le=1)] = 1.0


class PriceList(Model):
    """Models by name, and what a call of them costs.

    Parameters
    ----------
    models : tuple of ModelInfo
        The models; a name that occurs twice counts as written last.
    vendors : mapping of str to vendor
        By vendor ``key``, the environment variable of its key, and ``batch``, the share of the
        price that a call in a batch costs.
    checked : date, optional
        The day on which somebody compared the list with the vendors' pages.
    sources : tuple of str
        Those pages.
    """

    models: tuple[ModelInfo, ...]
    vendors: Mapping[str, _Vendor] = {}
    checked: dt.date | None = None
    sources: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a host's file: its models replace or complete those that trainkit knows.

        Parameters
        ----------
        path : path
            A JSON file with the same fields as this class.

        Returns
        -------
        PriceList
            The known models, with the host's.

        Raises
        ------
        InvalidInput
            The file cannot be read, or a field of it is invalid.
        """
        try:
            text = Path(path).read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise InvalidInput(
                "prices", os.fspath(path), f"a file that can be read: {reason}"
            ) from error
        own, known = cls.model_validate_json(text), default_price_list()
        return cls(
            models=(*known.models, *own.models),
            vendors={**known.vendors, **own.vendors},
            checked=own.checked or known.checked,
            sources=own.sources or known.sources,
        )

    def find(self, name: str) -> ModelInfo | None:
        """Return a model by its name, an alias or the name of a snapshot; None if unknown."""
        by_name = self._by_name()
        base = _SNAPSHOT.sub("", name)
        return by_name.get(name) or by_name.get(base)

    def nearest(self, name: str) -> tuple[str, ...]:
        """Return the names that look most like an unknown one, the nearest first."""
        served = [model.name for model in self.models if model.prices]
        return tuple(get_close_matches(name, served, n=_NEAREST, cutoff=0.4))

    def cost_usd(
        self,
        model: str,
        *,
        input_tokens: int,
        output_tokens: int,
        on: dt.date,
        cache_read_tokens: int = 0,
        cache_write_tokens: int = 0,
        batch: bool = False,
    ) -> float | None:
        """Return what a call costs at the prices of a day [US dollars]; None where unknown.

        Parameters
        ----------
        model : str
            The model's name.
        input_tokens, output_tokens : int
            Tokens read anew, and written [tokens].
        on : date
            The day of the call.
        cache_read_tokens, cache_write_tokens : int
            Tokens of the prompt from the cache, and put into it [tokens].
        batch : bool
            Whether the call is part of a batch.

        Returns
        -------
        float or None
            The cost [US dollars].
        """
        known = self.find(model)
        tariff = known.tariff(on) if known else None
        if known is None or tariff is None:
            return None
        rates = tariff.rates(input_tokens + cache_read_tokens + cache_write_tokens)
        read = rates.input if rates.cache_read is None else rates.cache_read
        written = rates.input if rates.cache_write is None else rates.cache_write
        vendor = self.vendors.get(known.vendor)
        share = vendor.batch if batch and vendor else 1.0
        return (
            share
            * (
                input_tokens * rates.input
                + output_tokens * rates.output
                + cache_read_tokens * read
                + cache_write_tokens * written
            )
            / _MILLION
        )

    def _by_name(self) -> dict[str, ModelInfo]:
        return {name: model for model in self.models for name in (model.name, *model.aliases)}


@cache
def default_price_list() -> PriceList:
    """Return the models and prices that trainkit brings along."""
    return PriceList.model_validate_json(_EMBEDDED.read_bytes())


def find_model(name: str) -> ModelInfo | None:
    """Return what trainkit knows of a model; None for an unknown one.

    Parameters
    ----------
    name : str
        A vendor's name of a model, also of a dated snapshot of it.

    Returns
    -------
    ModelInfo or None
        The model.

    Examples
    --------
    >>> find_model("claude-haiku-4-5-20251001").context
    200000
    """
    return default_price_list().find(name)


def cost_usd(
    model: str,
    *,
    input_tokens: int,
    output_tokens: int,
    on: dt.date,
    cache_read_tokens: int = 0,
    cache_write_tokens: int = 0,
) -> float | None:
    """Return what a call costs by the known prices of a day; None where they are unknown.

    Parameters
    ----------
    model : str
        The model's name.
    input_tokens, output_tokens : int
        Tokens read anew, and written [tokens].
    on : date
        The day of the call.
    cache_read_tokens, cache_write_tokens : int
        Tokens of the prompt from the cache, and put into it [tokens].

    Returns
    -------
    float or None
        The cost [US dollars].

    Examples
    --------
    >>> day = dt.date(2026, 11, 25)
    >>> cost_usd("claude-haiku-5-5", input_tokens=20_000, output_tokens=1_000, on=day)
    0.0025
    >>> cost_usd("llama3", input_tokens=20_000, output_tokens=1_000, on=day) is None
    True
    """
    return default_price_list().cost_usd(
        model,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        on=on,
        cache_read_tokens=cache_read_tokens,
        cache_write_tokens=cache_write_tokens,
    )
