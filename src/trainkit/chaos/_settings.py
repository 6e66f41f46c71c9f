"""What a campaign searches, and what it may never do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from trainkit.chaos._analyzer import SeveritySettings
from trainkit.errors import InvalidInput
from trainkit.models import FaultPlan, Observation
from trainkit.models.model import Model
from trainkit.optimize import Among, Linear, Point, Space, Value, parsed_json, parsed_yaml

__all__ = ["BlastRadius", "CampaignSettings", "SteadyState", "read_plain", "read_settings"]

_MATCH = "match."
_SPACE = ("dimensions", "constraints")


class BlastRadius(Model):
    """What no fault may exceed, whoever proposes it.

    Parameters
    ----------
    services : tuple of str, optional
        The only services that a fault may touch; any, if not given.
    highest_probability : float
        Largest share of the requests that a fault may meet.
    longest_ms : int
        Longest time that a fault may stand [ms].
    """

    services: tuple[str, ...] | None = None
    highest_probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    longest_ms: Annotated[int, Field(ge=1)] = 60_000

    def check(self, plan: FaultPlan) -> None:
        """Refuse a fault that exceeds it.

        Raises
        ------
        InvalidInput
            Which limit, and what it allows.
        """
        if self.services is not None and plan.service not in self.services:
            raise InvalidInput("service", plan.service, f"one of {', '.join(self.services)}")
        if plan.probability > self.highest_probability:
            allowed = f"at most {self.highest_probability:g}"
            raise InvalidInput("probability", plan.probability, allowed)
        if plan.duration_ms > self.longest_ms:
            raise InvalidInput("duration_ms", plan.duration_ms, f"at most {self.longest_ms}")

    def within(self, space: Space) -> Space:
        """Give the space without the faults that exceed it."""
        rules: list[Among | Linear] = []
        if self.services is not None and "service" in space.names:
            choices = next(one for one in space.dimensions if one.name == "service")
            allowed = [one for one in self.services if choices.holds(one)]
            if not allowed:
                raise InvalidInput("services", self.services, "some of the space's services")
            rules.append(Among("service", allowed))
        if "probability" in space.names:
            rules.append(Linear({"probability": 1}, at_most=self.highest_probability))
        if "duration_ms" in space.names:
            rules.append(Linear({"duration_ms": 1}, at_most=self.longest_ms))
        return Space(space.dimensions, [*space.constraints, *rules])


class SteadyState(Model):
    """When the system is steady enough to begin a trial, and bad enough to end one at once.

    Parameters
    ----------
    looks : int
        How often the system is looked at under a fault; the most severe look counts.
    steady_below : float, optional
        Severity that the system without a fault must stay below before each trial, 0 to 10; None
        leaves this look out.
    abort_error_rate : float, optional
        Share of failed requests at which the fault is taken out at once.
    abort_latency_ms : float, optional
        Latency at which it is [ms].
    patience_s : float
        How long to wait for a system to be steady, or for a fault to be gone [s].
    """

    looks: Annotated[int, Field(ge=1, le=100)] = 1
    steady_below: Annotated[float, Field(gt=0, le=10)] | None = 3.0
    abort_error_rate: Annotated[float, Field(gt=0, le=1)] | None = None
    abort_latency_ms: Annotated[float, Field(gt=0)] | None = None
    patience_s: Annotated[float, Field(ge=0)] = 300.0

    def aborts(self, seen: Observation) -> str | None:
        """Say why what was seen ends the trial at once; None if it does not."""
        rate, latency = seen.error_rate, seen.latency_ms
        if self.abort_error_rate is not None and (rate or 0) >= self.abort_error_rate:
            return f"{rate:.1%} of the requests failed"
        if self.abort_latency_ms is not None and (latency or 0) >= self.abort_latency_ms:
            return f"an answer took {latency:.0f} ms"
        return None


class CampaignSettings(Model):
    """All that a campaign is made from, beside its injector.

    Parameters
    ----------
    space : Space
        Its dimensions are named as the fields of `FaultPlan`; ``match.x`` is a condition x.
    fixed : dict
        Fields that are the same in each fault.
    blast_radius : BlastRadius
        What no fault may exceed.
    severity : SeveritySettings
        Weights and thresholds.
    watch : SteadyState
        Looks, the steady state and abort conditions.
    least_gain : float
        Points of severity that a fault must add to the worst one to be worth a trial; a search for
        less stays where it is already bad.
    settle_after : int
        Trials after which `least_gain` is 0, so that later ones dwell on the worst.
    novelty : float
        Points that a fault just like a finding loses in the search; 0 searches severity alone.
    finding_from : float
        Severity from which a trial is a finding.

    Raises
    ------
    InvalidInput
        A dimension or a fixed field that no fault has, or one that is both.
    """

    space: Space
    fixed: dict[str, Value] = Field(default_factory=dict)
    blast_radius: BlastRadius = BlastRadius()
    severity: SeveritySettings = SeveritySettings()
    watch: SteadyState = SteadyState()
    least_gain: Annotated[float, Field(ge=0, le=10)] = 1.0
    settle_after: Annotated[int, Field(ge=1)] = 36
    novelty: Annotated[float, Field(ge=0, le=10)] = 0.0
    finding_from: Annotated[float, Field(ge=0, le=10)] = 5.0

    model_config = Model.model_config | {"arbitrary_types_allowed": True}

    @model_validator(mode="after")
    def _named(self) -> Self:
        for name in (*self.space.names, *self.fixed):
            if name not in FaultPlan.model_fields and not name.startswith(_MATCH):
                allowed = f"{', '.join(FaultPlan.model_fields)} or {_MATCH}NAME"
                raise InvalidInput("space", name, allowed)
        both = set(self.space.names) & set(self.fixed)
        if both:
            raise InvalidInput("fixed", min(both), "no dimension of the space")
        return self

    @classmethod
    def from_plain(cls, found: object) -> Self:
        """Read settings from what a file says.

        Parameters
        ----------
        found : mapping
            ``dimensions`` and ``constraints`` of the space, and the other fields.

        Returns
        -------
        CampaignSettings
            The settings.

        Raises
        ------
        InvalidInput
            The message names the part.
        """
        if not isinstance(found, Mapping):
            raise InvalidInput("settings", found, "a mapping of dimensions and settings")
        space = {key: found[key] for key in _SPACE if key in found}
        rest = {key: value for key, value in found.items() if key not in _SPACE}
        return cls.model_validate({**rest, "space": Space.from_plain(space)})

    def plan(self, point: Point) -> FaultPlan:
        """Make the fault of a point.

        Raises
        ------
        InvalidInput
            The point's values make no fault.
        """
        fields: dict[str, object] = {}
        match: dict[str, str] = {}
        for name, value in {**self.fixed, **point}.items():
            if name.startswith(_MATCH):
                match[name.removeprefix(_MATCH)] = str(value)
            else:
                fields[name] = value
        return FaultPlan.model_validate({**fields, "match": match} if match else fields)


def read_settings(path: Path) -> CampaignSettings:
    """Read a campaign's settings from a file.

    Parameters
    ----------
    path : path
        YAML or JSON, as `CampaignSettings.from_plain` reads it.

    Returns
    -------
    CampaignSettings
        The settings.

    Raises
    ------
    InvalidInput
        Not such a file: the message names the part.
    MissingExtra
        A YAML file, and PyYAML is not installed.
    OSError
        It cannot be read.
    """
    return CampaignSettings.from_plain(read_plain(path))


def read_plain(path: Path) -> object:
    """Read a YAML or JSON file as dicts and lists."""
    text = path.read_text(encoding="utf-8")
    return parsed_json(text) if path.suffix.lower() == ".json" else parsed_yaml(text)
