"""How much a file may hold and become, so that a small one never takes the machine."""

from typing import Annotated

from pydantic import Field

from trainkit.models.model import Model

__all__ = ["DEFAULT_LIMITS", "ReadLimits"]

_Whole = Annotated[int, Field(strict=True, ge=1, le=2**53)]


class ReadLimits(Model):
    """Limits on the files of strangers; what is beyond them is left out, with a `Problem`.

    An archive with all its members, archives among them, has one budget. Budgets of bytes, tags and
    records are the free part plus a part that grows with the size of the file on disk.

    Parameters
    ----------
    free_bytes : int
        Bytes that any file may expand to.
    times_in_memory : int
        And this multiple of its size, for what is read as a whole: FIT, tables, JSON.
    times_streamed : int
        Or this one, for what is read in pieces: XML.
    free_tags : int
        XML tags and JSON brackets that any file may hold; a bracket counts as four tags.
    bytes_a_tag : float
        And one more for so many bytes.
    free_records : int
        Activities that any file may hold; one with samples counts as four, and four days, races or
        planned workouts as one.
    bytes_a_record : int
        And one more for so many bytes.
    free_members : int
        Members that any archive may have.
    bytes_a_member : int
        And one more for so many bytes.
    archives_deep : int
        Archives in archives.
    table_rows : int
        Rows of a CSV table or a Parquet file, or of all tables of a small archive.
    bytes_a_row : int
        And one more, in all tables of an archive, for so many bytes of it.
    line_bytes : int
        Bytes of a line of a table.
    token_bytes : int
        Bytes of an XML tag or comment.
    text_bytes : int
        Bytes of the text of an XML element.
    elements_deep : int
        XML elements in elements.
    upload_bytes : int
        Bytes of what is handed over in memory or as an open file, as an upload is.

    Examples
    --------
    >>> ReadLimits(table_rows=1_000_000).table_rows
    1000000
    """

    free_bytes: _Whole = 1 << 20
    times_in_memory: _Whole = 20
    times_streamed: _Whole = 100
    free_tags: _Whole = 300_000
    bytes_a_tag: Annotated[float, Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)] = 0.65
    free_records: _Whole = 10_000
    bytes_a_record: _Whole = 200
    free_members: _Whole = 16
    bytes_a_member: _Whole = 48
    archives_deep: _Whole = 8
    table_rows: _Whole = 200_000
    bytes_a_row: _Whole = 10
    line_bytes: _Whole = 1 << 20
    token_bytes: _Whole = 1 << 20
    text_bytes: _Whole = 4 << 20
    elements_deep: _Whole = 64
    upload_bytes: _Whole = 256 << 20


DEFAULT_LIMITS = ReadLimits()
