"""The chart of a search for faults."""

import math

from trainkit._html import BLUE, ORANGE, Bars, Chart, Curve, Panel
from trainkit.chaos import CampaignReport

__all__ = ["campaign"]


def campaign(report: CampaignReport) -> Chart:
    """Draw the severity of each trial of a fault search, and the highest so far.

    Parameters
    ----------
    report : CampaignReport
        Result of a campaign.

    Returns
    -------
    Chart
        Bars of severity, 0 to 10, and the learning curve; a failed trial has no bar.
    """
    if not report.severities:
        return Chart("Fault search", (), axis="number", missing="No trial has ended yet.")
    trials = [float(number) for number in range(1, len(report.severities) + 1)]
    curve = Curve("highest so far", trials, list(report.learning_curve), ORANGE, steps=True)
    heights = [math.nan if value is None else value for value in report.severities]
    bars = Bars("severity", trials, heights, 1.0, BLUE)
    return Chart(
        "Fault search",
        [Panel("severity [0 to 10]", [bars, curve], low=0.0, high=10.0)],
        axis="number",
        along="trial",
        description=f"{len(trials)} trials; the highest severity is {curve.y[-1]:.1f} of 10.",
    )
