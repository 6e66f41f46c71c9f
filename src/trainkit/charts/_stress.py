"""The chart of a stress test: the weeks of a plan, and what the worst disruption makes of them."""

from trainkit._html import BLUE, GREY, ORANGE, Bars, Chart, Panel, Span, day_number
from trainkit.resilience import StressReport

__all__ = ["stress"]

_WIDE = 2.8  # [d], of two bars side by side in a week


def stress(report: StressReport) -> Chart:
    """Draw the hours of each week as planned, and as they are after the worst disruption.

    Parameters
    ----------
    report : StressReport
        Result of `trainkit.stress`.

    Returns
    -------
    Chart
        Two bars a week; the days of the disruption are marked.
    """
    mondays = [day_number(week.monday) for week in report.weeks]
    planned = [week.planned_min / 60 for week in report.weeks]
    lived = [week.lived_min / 60 for week in report.weeks]
    bars = [
        Bars("as planned", [at + 2.0 for at in mondays], planned, _WIDE, GREY),
        Bars("disrupted, then adapted", [at + 5.0 for at in mondays], lived, _WIDE, BLUE),
    ]
    worst = report.worst
    span = Span(day_number(worst.first), day_number(worst.last) + 1, worst.kind, ORANGE)
    return Chart(
        "Stress test",
        [Panel("time [h a week]", bars, low=0.0)],
        spans=(span,),
        description=f"The worst of {report.trials} disruptions is {worst}; after adapting it costs "
        f"{report.severity.total:.1f} of 10 and {report.severity.lost:+.1%} of the goal's time.",
    )
