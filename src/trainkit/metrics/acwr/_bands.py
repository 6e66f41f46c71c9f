"""Named bands of a ratio, as data with their source."""

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from trainkit._array import Floats, numbers
from trainkit.errors import InvalidInput

__all__ = ["ACWR_BANDS", "DIVERGENCE_BANDS", "USUAL_ACWR", "Bands", "band"]


@dataclass(frozen=True, slots=True)
class Bands:
    """Names of the ranges between edges, from low to high.

    `names` has one more entry than `edges` [1]. `closed` is the side that owns each edge,
    ``"below"`` or ``"above"``. `source` is who set them, and for which definition.
    """

    names: tuple[str, ...]
    edges: tuple[float, ...]
    closed: tuple[str, ...]
    source: str


USUAL_ACWR = (0.8, 1.3)
"""The usual range of the rolling coupled ratio (Gabbett 2016), which `ACWR_BANDS` names."""

ACWR_BANDS = Bands(
    names=("low", "usual", "raised", "high"),
    edges=(*USUAL_ACWR, 1.5),
    closed=("above", "below", "below"),
    source="Gabbett 2016, Br J Sports Med 50:273, for the rolling coupled ratio; disputed by "
    "Impellizzeri et al. 2020, J Athl Train 55:893",
)
"""Acute load against the usual load; other definitions need other edges."""

DIVERGENCE_BANDS = Bands(
    names=("overtraining", "strained", "balanced", "efficient", "undertraining"),
    edges=(-0.15, -0.05, 0.05, 0.15),
    closed=("above", "above", "below", "below"),
    source="Training Monkey 2026, for rolling coupled ratios of 7 and 28 days",
)
"""Population bands of the weekly coach; an edge belongs to the band nearer to balance."""


@overload
def band(value: float, *, bands: Bands = ACWR_BANDS) -> str: ...
@overload
def band(value: Floats, *, bands: Bands = ACWR_BANDS) -> NDArray[np.str_]: ...
def band(value: float | Floats, *, bands: Bands = ACWR_BANDS) -> str | NDArray[np.str_]:
    r"""Name the band of a ratio or a divergence.

    $$i = \#\{k : v > e_k \ \mathrm{or}\ (v = e_k\ \mathrm{and\ the\ edge\ is\ closed\ above})\}$$

    Parameters
    ----------
    value : float or array
        Ratio or divergence v [1].
    bands : Bands
        Edges e [1] and names: `ACWR_BANDS`, `DIVERGENCE_BANDS` or your own.

    Returns
    -------
    str or ndarray of str, shape of `value`
        Name i [a word]; ``"unknown"`` where the value is NaN.

    Raises
    ------
    InvalidInput
        An infinite value.

    References
    ----------
    - Gabbett 2016, Br J Sports Med 50:273. <https://doi.org/10.1136/bjsports-2015-095788> (edges of
      `ACWR_BANDS`)
    - Hulin et al. 2014, Br J Sports Med 48:708. <https://doi.org/10.1136/bjsports-2013-092524> (the
      ratio behind them)
    - Impellizzeri et al. 2020, J Athl Train 55:893. <https://doi.org/10.4085/1062-6050-501-19>
      (criticism)
    - Training Monkey 2026, Weekly training coach, software. (edges of `DIVERGENCE_BANDS`)

    Examples
    --------
    >>> band(0.8), band(1.31), band(-0.2, bands=DIVERGENCE_BANDS)
    ('usual', 'raised', 'overtraining')
    """
    ratio = np.asarray(numbers("value", value))
    if not isinstance(bands, Bands):
        raise InvalidInput("bands", bands, "Bands, such as ACWR_BANDS")
    index = np.zeros(ratio.shape, dtype=np.intp)
    for edge, closed in zip(bands.edges, bands.closed, strict=True):
        index += ratio >= edge if closed == "above" else ratio > edge
    names = np.where(np.isnan(ratio), "unknown", np.array(bands.names)[index])
    return str(names) if names.ndim == 0 else names
