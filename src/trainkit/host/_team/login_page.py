"""Where a member is logged in, and how to end it there."""

from trainkit._html import escape
from trainkit.host._access import Caller
from trainkit.host._member import Login
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import full_day
from trainkit.host._team.club import Club

__all__ = ["name_client", "show_logins"]

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def show_logins(club: Club, caller: Caller) -> str:
    """List the logins of an account, each with a button that ends it."""
    logins = club.sessions.list(caller.id)
    rows = [_row(login, caller) for login in logins]
    everywhere = (
        '<form method="post" action="/account/logins/end">'
        f"{shell.button('Log out everywhere else', plain=True)}</form>"
    )
    return shell.card(
        "Where you are logged in",
        shell.table(("where", "since", ""), rows),
        everywhere if len(logins) > 1 else "",
    )


def name_client(client: str) -> str:
    """Name what a client calls itself: "Firefox on Windows"; a program by its own name."""
    browser = next((name for mark, name in _BROWSERS if mark in client), "")
    system = next((name for mark, name in _SYSTEMS if mark in client), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or client


def _row(login: Login, caller: Caller) -> tuple[str, str, str]:
    name = name_client(login.client) or login.kind
    shown = f'<span translate="no">{escape(name)}</span>'
    since = full_day(login.began.date())
    if login.id == caller.login.id:
        return shown, since, "this one"
    end = (
        f'<form method="post" action="/account/logins/end">{shell.hidden("login", login.id)}'
        f"{shell.button('End', plain=True, name=f'End the login of {name}')}</form>"
    )
    return shown, since, end
