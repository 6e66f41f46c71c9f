"""Which source is believed first, for activities and for days alike."""

from trainkit.models.provenance import Provenance

__all__ = ["source_rank"]


def source_rank(
    source: Provenance, source_order: tuple[str, ...], richness: int
) -> tuple[int, int, float]:
    """Order sources: the user's order, then the richest record, then the newest reading.

    Parameters
    ----------
    source : Provenance
        Where the record came from.
    source_order : tuple of str
        Sources from best to worst; one that is not named comes after those that are.
    richness : int
        How much the record knows.

    Returns
    -------
    tuple
        Sorts before the tuple of a source that is believed less.
    """
    named = source.source in source_order
    place = source_order.index(source.source) if named else len(source_order)
    fetched = source.fetched_at.timestamp() if source.fetched_at else float("-inf")
    return place, -richness, -fetched
