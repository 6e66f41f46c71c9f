"""Campaigns on the simulated shop."""

from pathlib import Path

from trainkit.chaos import Campaign, read_settings
from trainkit.optimize import Limits
from trainkit.plugins import Registry

SHOP = Path(__file__).with_name("shop.json")


def shop(**options: object):
    return Registry().make("fault_injector", "simulated", options)


SETTINGS = read_settings(SHOP)


def campaign(path: Path, injector=None, *, trials: int = 12, **options) -> Campaign:
    options.setdefault("settings", SETTINGS)
    return Campaign(
        options.pop("settings"),
        injector or shop(),
        path=path / "campaign.log",
        limits=Limits(trials=trials),
        sleep=options.pop("sleep", lambda _: None),
        **options,
    )
