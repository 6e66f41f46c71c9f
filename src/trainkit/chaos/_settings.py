"""Settings of a campaign: the search space, its safety limits and the severity."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from trainkit.chaos._analyzer import SeveritySettings
from trainkit.errors import InvalidInput
from trainkit.models import FaultPlan, Observation
from trainkit.models.model import Model
from trainkit.optimize import Among, Linear, Point, Space, Value
from trainkit.optimize.space_text import parse_json, parse_yaml

__all__ = [
    "BlastRadius",
    "CampaignSettings",
    "SteadyState",
    "read_settings",
    "read_settings_dict",
]

_MATCH = "match."
_SPACE = ("dimensions", "constraints")


class BlastRadius(Model):
    """Limits that no fault may exceed, whoever proposes it.

    Parameters
    ----------
    services : tuple of str, optional
        The only services that a fault may touch; any by default.
    highest_probability : float
        Largest share of the requests that a fault may affect.
    longest_ms : int
        Longest duration of a fault [ms].
    """

    services: tuple[str, ...] | None = None
    highest_probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    longest_ms: Annotated[int, Field(ge=1)] = 60_000

    def check(self, plan: FaultPlan) -> None:
        """Refuse a fault that exceeds a limit.

        Raises
        ------
        InvalidInput
            The message names the limit and its allowed values.
        """
        if self.services is not None and plan.service not in self.services:
            raise InvalidInput("service", plan.service, f"one of {', '.join(self.services)}")
        if plan.probability > self.highest_probability:
            allowed = f"at most {self.highest_probability:g}"
            raise InvalidInput("probability", plan.probability, allowed)
        if plan.duration_ms > self.longest_ms:
            raise InvalidInput("duration_ms", plan.duration_ms, f"at most {self.longest_ms}")

    def restrict(self, space: Space) -> Space:
        """Return the space without the faults that exceed a limit."""
        rules: list[Among | Linear] = []
        if self.services is not None and "service" in space.names:
            known = next(d for d in space.dimensions if d.name == "service")
            allowed = [service for service in self.services if known.contains(service)]
            if not allowed:
                raise InvalidInput("services", self.services, "some of the space's services")
            rules.append(Among("service", allowed))
        if "probability" in space.names:
            rules.append(Linear({"probability": 1}, at_most=self.highest_probability))
        if "duration_ms" in space.names:
            rules.append(Linear({"duration_ms": 1}, at_most=self.longest_ms))
        return Space(space.dimensions, [*space.constraints, *rules])


class SteadyState(Model):
    """When the system is steady enough to start a trial, and bad enough to abort one.

    Parameters
    ----------
    looks : int
        Number of observations under a fault; the most severe counts.
    steady_below : float, optional
        The system without a fault must score less than this before each trial, 0 to 10; None skips
        the check.
    abort_error_rate : float, optional
        Share of failed requests at which the fault is removed early.
    abort_latency_ms : float, optional
        Latency at which the fault is removed early [ms].
    patience_s : float
        How long to wait for a steady system or the removal of a fault [s].
    """

    looks: Annotated[int, Field(ge=1, le=100)] = 1
    steady_below: Annotated[float, Field(gt=0, le=10)] | None = 3.0
    abort_error_rate: Annotated[float, Field(gt=0, le=1)] | None = None
    abort_latency_ms: Annotated[float, Field(gt=0)] | None = None
    patience_s: Annotated[float, Field(ge=0)] = 300.0

    def abort_reason(self, observation: Observation) -> str | None:
        """Return why an observation aborts the trial; None if it does not."""
        rate, latency = observation.error_rate, observation.latency_ms
        if self.abort_error_rate is not None and (rate or 0) >= self.abort_error_rate:
            return f"{rate:.1%} of the requests failed"
        if self.abort_latency_ms is not None and (latency or 0) >= self.abort_latency_ms:
            return f"the latency was {latency:.0f} ms"
        return None


class CampaignSettings(Model):
    """Everything that defines a campaign, except its fault injector.

    Parameters
    ----------
    space : Space
        Its dimensions have the names of `FaultPlan` fields; ``match.NAME`` is a request condition.
    fixed : dict
        Fields with the same value in every fault.
    blast_radius : BlastRadius
        Limits that no fault may exceed.
    severity : SeveritySettings
        Weights and thresholds of the severity.
    watch : SteadyState
        Number of looks, steady state and abort conditions.
    least_gain : float
        Severity points by which a fault must exceed the worst so far to be worth a trial; a search
        for smaller gains stays near the first bad fault.
    settle_after : int
        Trials after which `least_gain` becomes 0, so that later trials refine the worst fault.
    novelty : float
        Points that a fault identical to a finding loses in the search; 0 ignores novelty.
    finding_from : float
        Severity from which a trial is a finding.

    Raises
    ------
    InvalidInput
        A dimension or fixed field that is unknown, or a field that is both.
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
    def _check_names(self) -> Self:
        for name in (*self.space.names, *self.fixed):
            if name not in FaultPlan.model_fields and not name.startswith(_MATCH):
                allowed = f"{', '.join(FaultPlan.model_fields)} or {_MATCH}NAME"
                raise InvalidInput("space", name, allowed)
        both = set(self.space.names) & set(self.fixed)
        if both:
            raise InvalidInput("fixed", min(both), "no dimension of the space")
        return self

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Build settings from a parsed file.

        Parameters
        ----------
        data : mapping
            ``dimensions`` and ``constraints`` of the space, and the other fields.

        Returns
        -------
        CampaignSettings
            The settings.

        Raises
        ------
        InvalidInput
            The message names the faulty part.
        """
        if not isinstance(data, Mapping):
            raise InvalidInput("settings", data, "a mapping of dimensions and settings")
        space = {key: data[key] for key in _SPACE if key in data}
        rest = {key: value for key, value in data.items() if key not in _SPACE}
        return cls.model_validate({**rest, "space": Space.from_dict(space)})

    def plan(self, point: Point) -> FaultPlan:
        """Build the fault of a point.

        Raises
        ------
        InvalidInput
            The point's values are not a valid fault.
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
        YAML or JSON, as `CampaignSettings.from_dict` reads it.

    Returns
    -------
    CampaignSettings
        The settings.

    Raises
    ------
    InvalidInput
        Not a settings file; the message names the faulty part.
    MissingExtra
        The file is YAML and PyYAML is not installed.
    OSError
        The file cannot be read.
    """
    return CampaignSettings.from_dict(read_settings_dict(path))


def read_settings_dict(path: Path) -> object:
    """Read a settings file as dicts and lists, without validation."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput("path", str(path), f"a text in UTF-8 ({error.reason})") from None
    return parse_json(text) if path.suffix.lower() == ".json" else parse_yaml(text)
