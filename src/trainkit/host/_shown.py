"""What a request shows: a token, a cookie, and where it wants to go."""

from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

__all__ = ["bearer_of", "cookie_of", "same_site_path"]


def bearer_of(headers: Headers) -> str | None:
    """Return the token of an ``Authorization`` header; None without one."""
    header = headers.get("authorization", "")
    return header[7:].strip() if header[:7].lower() == "bearer " else None


def cookie_of(headers: Headers, name: str) -> str | None:
    """Return a cookie; None without it."""
    return cookie_parser(headers.get("cookie", "")).get(name)


def same_site_path(path: str) -> str:
    """Return a path of this host, whatever was asked for."""
    # One slash at the start: an address with two, or a backslash, would lead to another site.
    return "/" + quote(path.lstrip("/\\"))
