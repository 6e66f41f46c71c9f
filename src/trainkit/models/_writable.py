"""Text that can be written: without the halves of characters that JSON and file names may hold."""

__all__ = ["writable"]


def writable(text: str) -> str:
    """Join halves of characters, and replace those that stay alone by the replacement character.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same text if UTF-8 can hold it.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
