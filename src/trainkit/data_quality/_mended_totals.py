"""The totals of an activity whose samples were cleaned."""

from collections.abc import Collection, Mapping

import numpy as np

from trainkit._array import FloatArray
from trainkit._totals import Way, beyond_limits, haversine_m, measure_way, totals
from trainkit.data_quality._totals import total_values
from trainkit.metrics import power
from trainkit.models.activity import Activity
from trainkit.models.limits import fastest
from trainkit.models.ranges import allowed_ranges
from trainkit.models.streams import Streams

__all__ = ["new_totals"]

_HIGHEST = {"heart_rate": "hr_max", "power": "power_max", "speed": "speed_max"}
_MEANS = {"heart_rate": "hr_mean", "power": "power_mean", "speed": "speed_mean"}
_SAME = 0.002  # a total that agrees with the samples so well was computed from them
_POSITIONS = ("latitude", "longitude")


def new_totals(
    activity: Activity,
    streams: Streams | None,
    before: Mapping[str, FloatArray],
    impossible: Collection[str],
) -> dict[str, float | None]:
    """Compute the totals that change with the removed samples, or that nobody can reach.

    A maximum changes if it was among the removed samples; a mean, a distance and a normalized power
    if they were those of the samples before. A device's own value stands.

    Parameters
    ----------
    activity : Activity
        With the totals before.
    streams : Streams or None
        The cleaned samples.
    before : mapping of str to array
        The columns that changed, as they were.
    impossible : collection of str
        Totals to replace by those of the samples, or to leave unknown.

    Returns
    -------
    dict of str to float or None
        By field; only those that change.
    """
    after = {} if streams is None else _totals_of(activity, streams)
    fresh: dict[str, float | None] = {}
    for column, values in before.items():
        for field in _changing(activity, column, values):
            fresh[field] = after.get(field)
    if (
        streams is not None
        and set(before) & set(_POSITIONS)
        and _was_the_way(activity, streams, before)
    ):
        fresh["distance_m"] = after.get("distance_m")
    known = total_values(activity) | {
        name: value for name, value in after.items() if name in impossible
    }
    still = beyond_limits(known, activity.sport)
    for field in impossible:
        fresh[field] = None if field in still else after.get(field)
    ranges = allowed_ranges(Activity)
    return {
        field: value if value is not None and ranges[field].low <= value else None
        for field, value in fresh.items()
        if value != getattr(activity, field)
        and (value is not None or field in impossible or field == "distance_m")
    }


def _changing(activity: Activity, column: str, values: FloatArray) -> list[str]:
    """Return the totals that came from a column as it was."""
    known = values[~np.isnan(values)]
    fields = []
    highest = _HIGHEST.get(column)
    if highest is not None and known.size and _is(getattr(activity, highest), float(known.max())):
        fields.append(highest)
    mean = _MEANS.get(column)
    if mean is not None and known.size:
        means = [float(known.mean()), float(known[known > 0].mean()) if (known > 0).any() else 0.0]
        if any(_is(getattr(activity, mean), value) for value in means):
            fields.append(mean)
    if column == "power" and known.size:
        weighted = power.normalized_power(np.clip(values, 0, None))
        if _is(activity.normalized_power_w, weighted):
            fields.append("normalized_power_w")
    return fields


def _totals_of(activity: Activity, streams: Streams) -> dict[str, float]:
    values = totals(streams, sport=activity.sport)
    if streams.power is not None and not np.isnan(streams.power).all():
        values["normalized_power_w"] = power.normalized_power(np.clip(streams.power, 0, None))
    if streams.speed is not None and not np.isnan(streams.speed).all():
        values["speed_mean"] = float(np.nanmean(streams.speed))
    if "distance_m" not in values:
        way = _way(activity, streams)
        values |= {} if way.metres is None else {"distance_m": way.metres}
    return values


def _way(activity: Activity, streams: Streams) -> Way:
    latitude, longitude = streams.latitude, streams.longitude
    if latitude is None or longitude is None:
        return Way(None, 0, 0)
    return measure_way(streams.time_s, latitude, longitude, fastest_m_s=fastest(activity.sport))


def _was_the_way(activity: Activity, streams: Streams, before: Mapping[str, FloatArray]) -> bool:
    """Return whether the distance was measured along the positions as they were."""
    latitude = before.get("latitude", streams.latitude)
    longitude = before.get("longitude", streams.longitude)
    if latitude is None or longitude is None or streams.distance is not None:
        return False
    known = ~(np.isnan(latitude) | np.isnan(longitude))
    return _is(activity.distance_m, float(haversine_m(latitude[known], longitude[known]).sum()))


def _is(total: float | None, sampled: float) -> bool:
    return total is not None and abs(total - sampled) <= _SAME * abs(sampled)
