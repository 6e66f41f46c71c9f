"""Text, tables and complete pages."""

from collections.abc import Sequence
from html import escape as _escape
from re import compile as pattern

from trainkit._text import clean

__all__ = ["STYLE", "badge", "escape", "meter", "page", "section", "table"]

_TAG = pattern("<[^>]*>")
_COLOURS = {"green": "#2e9e5b", "yellow": "#c98a00", "red": "#d1453b", "grey": "#808790"}

# Classes and no style attributes: a strict content policy refuses those. The class is named twice,
# to outrank the style sheets of notebooks, which fix the widths of columns and align them right.
STYLE = """
.tk{font:15px/1.5 system-ui,sans-serif;max-width:46rem;--line:#8886}
.tk.tk table{border-collapse:collapse;margin:.4rem 0;width:100%;table-layout:auto}
.tk.tk table th,.tk.tk table td{text-align:left;padding:.25rem .6rem .25rem 0;background:none;
border-bottom:1px solid var(--line);vertical-align:top;color:inherit;max-width:none}
.tk th{font-weight:600;font-size:.85em;opacity:.75}
.tk .n{font-variant-numeric:tabular-nums;white-space:nowrap}
.tk p{margin:.4rem 0}.tk h2{font-size:1.15rem;margin:1.4rem 0 .3rem}
.tk .b{color:#fff;border-radius:.5em;padding:.05em .55em;font-weight:600}
.tk small{opacity:.75}.tk svg{width:100%;height:auto;display:block}
.tk svg.m{width:60px;height:8px;display:inline-block}
.tk svg.k{width:.7em;height:.7em;display:inline-block}.tk.wide{max-width:64rem}
.tk .w{overflow-x:auto}.tk svg.narrow{display:none}.tk{container-type:inline-size}
@container(max-width:480px){.tk svg.wide{display:none}.tk svg.narrow{display:block}}
@media(max-width:520px){.tk svg.groups text{font-size:18px}.tk td svg{display:none!important}
.tk.tk table th,.tk.tk table td{padding-right:.4rem;font-size:.9em}}
""" + "".join(f".tk .b-{name}{{background:{colour}}}\n" for name, colour in _COLOURS.items())
"""The style sheet of all parts."""
_PAGE = """
:root{color-scheme:light dark}body{margin:0 auto;padding:1rem;max-width:48rem}
h1{font:600 1.5rem/1.3 system-ui,sans-serif;margin:.5rem 0}
@media print{:root{color-scheme:light}.tk section{break-inside:avoid}}
"""


def escape(text: object) -> str:
    """Escape a value for use as text or attribute, without characters that reverse text."""
    return _escape(clean(str(text)))


def badge(text: str, colour: str) -> str:
    """Format a word on a coloured background."""
    return f'<span class="b b-{colour}">{escape(text)}</span>'


def meter(share: float, colour: str) -> str:
    """Draw a share from 0 to 1 as a small bar."""
    width = round(60 * min(max(share, 0), 1), 1)
    return (
        '<svg class="m" viewBox="0 0 60 8" aria-hidden="true">'
        '<rect width="60" height="8" rx="2" fill="currentColor" opacity=".15"/>'
        f'<rect width="{width}" height="8" rx="2" fill="{_COLOURS[colour]}"/></svg>'
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a table; headings are escaped, cells must already be HTML."""
    headings = "".join(f"<th>{escape(text)}</th>" if text else "<td></td>" for text in header)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="n">{cell}</td>' if _short(cell) else f"<td>{cell}</td>" for cell in row
        )
        + "</tr>"
        for row in rows
    )
    head = f"<tr>{headings}</tr>" if any(header) else ""
    return f'<div class="w"><table>{head}{body}</table></div>'


def _short(cell: str) -> bool:
    return len(_TAG.sub("", cell)) < 16


def section(*parts: str, style: bool = True, wide: bool = False) -> str:
    """Join parts into one element, by default with its style sheet and at text width."""
    sheet = f"<style>{STYLE}</style>" if style else ""
    return f'{sheet}<div class="tk{" wide" if wide else ""}">{"".join(parts)}</div>'


def page(title: str, *parts: str) -> str:
    """Format a self-contained page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}{_PAGE}</style></head>"
        f'<body><h1>{escape(title)}</h1><div class="tk">{"".join(parts)}</div></body></html>\n'
    )
