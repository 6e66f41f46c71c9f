"""Writers to be killed: each works until then, and tells what it was told is done."""

import base64
import datetime as dt
import itertools
import json
import time
from collections.abc import Mapping
from pathlib import Path

import trainkit as tk
from trainkit import cli
from trainkit.chaos import Campaign, CampaignSettings
from trainkit.models import FaultPlan, Observation
from trainkit.optimize import Integer, Limits, Optimizer, Real, Session, Space
from trainkit.plugins import Registry
from trainkit.ports import Record, Store

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
KEYS = tuple(base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))
FIRST = dt.date(2020, 1, 1)
SETTINGS = CampaignSettings(
    space=Space([Integer("delay_ms", 1, 900)]),
    fixed={"service": "cart", "kind": "delay", "duration_ms": 2000},
)


def warm() -> None:
    """Import what writers need, once for all of them."""
    Registry().options("store", "sqlite")
    tk.Kit().close()
    cli.main(["log", "--help"])


def store_of(folder: Path) -> Store:
    made: Store = Registry().make("store", "sqlite", {"path": str(folder / "store.db")})
    return made


def store(folder: Path, number: int, say) -> None:
    """Put five records at once."""
    kept = store_of(folder)
    say("ready")
    for turn in itertools.count():
        keys = [f"w{number}-{turn}-{part}" for part in range(5)]
        kept.put("days", "me", [Record(key, key * 40, AT, AT.date()) for key in keys])
        say(keys)


def sealed_kit(folder: Path, keys=KEYS[:1]) -> tk.Kit:
    return tk.Kit(store=f"sqlite:///{folder}/sealed.db", key=keys)


def sealed(folder: Path, number: int, say) -> None:
    """Log days into an encrypted store."""
    with sealed_kit(folder) as kit:
        say("ready")
        for turn in range(1000):
            day = FIRST + dt.timedelta(days=number * 10 + turn % 10)
            kit.log(tk.DailyHealth(date=day, mood=turn % 100, provenance={"source": f"s{turn}"}))
            say([str(day), f"s{turn}"])


def search(folder: Path, on_trial=None) -> Session[float]:
    optimizer = Optimizer(Space([Real("x", 0, 1), Real("y", 0, 1)]), surrogate="random")
    return Session(
        optimizer,
        lambda point: float(point["x"]),
        analyze=float,
        limits=Limits(trials=20_000),
        path=folder / "session",
        on_trial=on_trial,
    )


def session(folder: Path, _number: int, say) -> None:
    """Run trials."""
    one = search(folder, lambda record: say(record.point))
    say("ready")
    one.run()


class Shop:
    """A system whose faults are files, which outlive the process that put them there.

    A slow one answers late while a fault stands, so that most of a campaign's time is then.
    """

    def __init__(self, folder: Path, *, late_s: float = 0.0) -> None:
        self.faults, self._late_s = folder / "faults", late_s
        self.faults.mkdir(exist_ok=True)

    def apply(self, _plan: FaultPlan, *, policy: str) -> str:
        (self.faults / policy).touch()
        return policy

    def observe(self) -> Observation:
        if any(self.faults.iterdir()):
            time.sleep(self._late_s)
        return Observation(status_code=200, latency_ms=5.0)

    def remove(self, policy: str) -> None:
        (self.faults / policy).unlink(missing_ok=True)

    def healthy(self) -> bool:
        return True


def campaign_of(folder: Path, on_trial=None, *, late_s: float = 0.0) -> Campaign:
    return Campaign(
        SETTINGS,
        Shop(folder, late_s=late_s),
        path=folder / "campaign",
        surrogate="random",
        limits=Limits(trials=20_000),
        on_trial=on_trial,
    )


def campaign(folder: Path, number: int, say) -> None:
    """Inject faults; every second time into a slow system, to be killed while one stands."""
    late_s = 0.02 * (number % 2)
    one = campaign_of(folder, lambda record: say(record.point), late_s=late_s)
    say("ready")
    one.run()


def run(*arguments: object) -> None:
    """Run the command line; it prints nothing of interest."""
    status = cli.main([str(argument) for argument in arguments])
    assert not status, status


def imports(folder: Path, number: int, say) -> None:
    """Import files into one history file, over and over, a longer one each time."""
    files = folder / "files"
    files.mkdir(exist_ok=True)
    say("ready")
    for turn in itertools.count(1):
        days = [FIRST + dt.timedelta(days=day) for day in range(turn * 20)]
        rows = "".join(f"{day},{50 + number % 10}\n" for day in days)
        (files / "days.csv").write_text(f"date,hrv_rmssd\n{rows}")
        run("import", files, "-o", folder / "imported.json")
        say(len(days))


def log(folder: Path, number: int, say) -> None:
    """Enter days by hand."""
    say("ready")
    for turn in itertools.count():
        day = FIRST + dt.timedelta(days=number * 40 + turn)
        run("log", "journal", folder / "log.json", "--date", day, "--mood", 5)
        say(str(day))


def rotation(folder: Path, number: int, say) -> None:
    """Encrypt everything with a new key."""
    newest, older = (KEYS, KEYS[::-1])[number % 2]
    with sealed_kit(folder, [newest, older]) as kit:
        say("ready")
        for _ in itertools.count():
            say({"rotated": kit.rotate(), "key": newest})


def days_of(path: Path) -> Mapping[str, object]:
    """Return the days of a history file, which must be whole."""
    return {str(day.date): day for day in tk.read(path).days} if path.exists() else {}


def text_of(path: Path) -> object:
    """Parse a file as JSON."""
    return json.loads(path.read_text()) if path.exists() else None
