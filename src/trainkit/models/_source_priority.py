"""Which source takes precedence, for activities and for daily records."""

from trainkit.models.provenance import Provenance

__all__ = ["source_priority"]

_PERSON = "manual"


def source_priority(
    source: Provenance, source_order: tuple[str, ...], richness: int
) -> tuple[int, float, float]:
    """Compute a sort key: a person, then the user's order, the richest record, and the newest.

    Of what a person said, an entry by hand counts before a journal that was imported, and of two
    entries the newest. A person is ranked as a source where `source_order` lists ``"manual"``.

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
    fetched = source.fetched_at.timestamp() if source.fetched_at else float("-inf")
    if source.source == _PERSON and not listed:
        return -1 if source.path else -2, -fetched, -richness
    position = source_order.index(source.source) if listed else len(source_order)
    return position, -richness, -fetched
