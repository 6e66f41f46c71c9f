"""Which source takes precedence, for activities and for daily records."""

from trainkit.models.provenance import Provenance

__all__ = ["source_priority"]


def source_priority(
    source: Provenance, source_order: tuple[str, ...], richness: int
) -> tuple[int, int, float]:
    """Compute a sort key: first the user's order, then the richest record, then the newest.

    Parameters
    ----------
    source : Provenance
        Where the record came from.
    source_order : tuple of str
        Sources from best to worst. Unlisted sources come last.
    richness : int
        Number of known values in the record.

    Returns
    -------
    tuple
        Sorts in ascending order: the preferred source comes first.
    """
    listed = source.source in source_order
    position = source_order.index(source.source) if listed else len(source_order)
    fetched = source.fetched_at.timestamp() if source.fetched_at else float("-inf")
    return position, -richness, -fetched
