"""``trainkit models`` and ``trainkit costs``: what language models cost, and what they did cost."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli._commands import HELP
from trainkit.cli._inputs import parse_day, today
from trainkit.cli._streams import say, say_json, say_text
from trainkit.errors import InvalidInput
from trainkit.prices import PriceList, Tariff, default_price_list

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the two commands."""
    _add_models(app, typer)
    _add_costs(app, typer)


def _add_models(app: Any, typer: Any) -> None:
    @app.command(help=HELP["models"])  # type: ignore[untyped-decorator]
    def models(
        prices: Annotated[Path | None, typer.Option(help="your own JSON file of prices")] = None,
        date: Annotated[str | None, typer.Option(help="day of the prices; default: today")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        known = default_price_list() if prices is None else PriceList.load(prices)
        day = parse_day(date) or today()
        rows = [
            _model_row(known, name, day) for name in dict.fromkeys(m.name for m in known.models)
        ]
        if as_json:
            say_json(json.dumps(rows, indent=2))
            return
        head = ("model", "vendor", "context", "input", "output", "cached", "needs")
        _print_table([head, *(tuple(row.values()) for row in rows)])
        say(
            f"\nUS dollars a million tokens on {day}, compared with the vendors' pages on "
            f"{known.checked}.\n+: long prompts cost more. The adapters rules, recorded and local "
            "need no key."
        )


def _model_row(known: PriceList, name: str, day: Any) -> dict[str, str]:
    model = known.find(name)
    assert model is not None  # noqa: S101  the name comes from the list
    vendor = known.vendors.get(model.vendor)
    tariff = model.tariff(day)
    if model.is_retired(day):
        needs = f"retired on {model.retires}; use {model.successor}"
    else:
        needs = vendor.key if vendor else ""
    return {
        "model": name,
        "vendor": model.vendor,
        "context": "" if model.context is None else str(model.context),
        **_price_cells(tariff),
        "needs": needs,
    }


def _price_cells(tariff: Tariff | None) -> dict[str, str]:
    if tariff is None:
        return dict.fromkeys(("input", "output", "cached"), "")
    cached = tariff.input if tariff.cache_read is None else tariff.cache_read
    prices = {"input": tariff.input, "output": tariff.output, "cached": cached}
    more = "+" if tariff.above else ""  # long prompts cost more
    return {name: f"{price:g}{more}" for name, price in prices.items()}


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line = zip(row, widths, strict=True)
        say_text("  ".join(f"{text:{width}}" for text, width in line).rstrip())


def _add_costs(app: Any, typer: Any) -> None:
    @app.command(help=HELP["costs"])  # type: ignore[untyped-decorator]
    def costs(
        store: Annotated[
            str, typer.Argument(help="a store: a file, or an address; default: yours")
        ] = "",
        athlete: Annotated[
            str | None, typer.Option("--as", metavar="NAME", help="the athlete's name in it")
        ] = None,
        first: Annotated[str | None, typer.Option(help="first day; default: all")] = None,
        last: Annotated[str | None, typer.Option(help="last day")] = None,
        everyone: Annotated[bool, typer.Option("--everyone", help="all athletes")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        from trainkit.kit import Kit

        if not store:
            from trainkit.cli import _home

            home = _home.read_home()
            store, athlete = home.store, home.name(athlete)
        address = store if "://" in store else f"sqlite:///{store}"
        if "://" not in store and not Path(store).exists():
            raise InvalidInput("STORE", store, "an existing file, or an address")
        with Kit(store=address, athlete_id=athlete or "me") as kit:
            report = kit.costs(parse_day(first), parse_day(last), everyone=everyone)
        if as_json:
            say_json(json.dumps(report.to_dict(), indent=2))
        else:
            say(report)
