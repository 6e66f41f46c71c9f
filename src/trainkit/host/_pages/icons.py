"""A small drawing beside the name of each page: it says nothing that the name does not."""

__all__ = ["icon_of"]

_DRAWN = {
    "/": "M2.5 11a5.5 5.5 0 1 1 11 0M8 11l2.5-4",
    "/calendar": "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
    "/plan": "M3 4h10M3 8h10M3 12h6",
    "/trends": "M2.5 12l3.5-4 3 2 4.5-6",
    "/activities": "M1.5 8h3l2-5 3 10 2-5h3",
    "/coach": "M2.5 3h11v8h-6l-3 2.5V11h-2z",
    "/insights": "M6 12h4M6.5 14h3M6 12c0-2-2-2.5-2-5a4 4 0 1 1 8 0c0 2.5-2 3-2 5",
    "/goals": "M4 14V2.5h8l-2 3 2 3H4",
    "/faults": "M9 1.5L3.5 9H8l-1 5.5L12.5 7H8z",
    "/settings": "M2 5h6M12 5h2M10 3v4M2 11h2M8 11h6M6 9v4",
    "/account": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 14a5 5 0 0 1 10 0",
    "/team": "M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2 13a4 4 0 0 1 8 0M11 8a2 2 0 1 0 0-4",
    "/admin": "M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4z",
}


def icon_of(page: str) -> str:
    """Return the drawing of a page; empty where it has none."""
    path = _DRAWN.get(page)
    if path is None:
        return ""
    return f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{path}"/></svg>'
