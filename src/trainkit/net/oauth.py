"""OAuth 2.0 for a program on the athlete's own machine (RFC 6749, 7636, 8252).

`start` gives the address where the athlete agrees, `finish` turns the redirect into tokens, and
`fresh` returns tokens that are valid now. Tokens rotate: a refresh ends the old ones, so that two
processes that refresh at once would lose the account. `fresh` therefore asks a `Vault` for a lease.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import parse_qs, urlsplit

from trainkit.errors import BackendError, InvalidInput
from trainkit.net._addresses import add_query
from trainkit.net._bodies import Form, basic_auth
from trainkit.net._http import HttpClient, HttpResponse

if TYPE_CHECKING:  # importing httpx takes 60 ms
    import httpx

__all__ = ["Bearer", "Login", "Provider", "Tokens", "Vault", "finish", "fresh", "start"]

_EARLY_S = 60.0  # before its end, a token counts as expired
_REFUSED = (400, 401, 403)


@dataclass(frozen=True, slots=True)
class Provider:
    """A service that gives tokens, and the app that asks for them.

    Parameters
    ----------
    backend : str
        The backend's name, for errors: ``"source.strava"``.
    authorize_url, token_url : str
        Where the athlete agrees, and where tokens are given.
    client_id, client_secret : str
        The app; the secret is not shown.
    scope : str
        What the app asks for, as the service writes it.
    pkce : bool
        Whether the service knows PKCE (RFC 7636); then always with S256.
    client_auth : {"body", "basic"}
        Where the app's secret goes.
    more : mapping of str to str
        Further parameters of the address where the athlete agrees.
    """

    backend: str
    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    pkce: bool = True
    client_auth: Literal["body", "basic"] = "body"
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens an account; its `repr` shows no token.

    Parameters
    ----------
    access : str
        Sent with each call.
    refresh : str
        Gets the next tokens; empty where the service gives none.
    expires_at : float or None
        When `access` ends [s since 1970]; None for never.
    scope : str
        What the athlete agreed to, where the service says so.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: float | None = None
    scope: str = ""

    def dump(self) -> str:
        """Write the tokens as JSON, for a secret store."""
        plain = {"access": self.access, "refresh": self.refresh}
        return json.dumps({**plain, "expires_at": self.expires_at, "scope": self.scope})

    @classmethod
    def parse(cls, text: str) -> "Tokens | None":
        """Read what `dump` wrote; None for anything else."""
        try:
            plain = json.loads(text)
            return cls(**plain) if isinstance(plain["access"], str) else None
        except (ValueError, TypeError, KeyError):
            return None


class Vault(Protocol):
    """Where the tokens of one account are, shared by processes."""

    def read(self) -> str | None:
        """Return what was written last; None where nothing was."""

    def write(self, text: str) -> None:
        """Keep a text instead of the one before."""

    def lease(self) -> AbstractContextManager[object]:
        """Exclude other processes from a refresh for the block."""


@dataclass(slots=True)
class Login:
    """A login that waits for the athlete; good for one answer.

    Parameters
    ----------
    url : str
        Where the athlete agrees.
    redirect_uri : str
        Where the service sends the athlete afterwards.
    state, verifier : str
        What binds the answer to this login.
    """

    url: str
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    used: bool = False


def start(provider: Provider, redirect_uri: str) -> Login:
    """Begin a login.

    Parameters
    ----------
    provider : Provider
        The service.
    redirect_uri : str
        Where the service sends the athlete afterwards, such as that of `Receiver`.

    Returns
    -------
    Login
        Its address is for the athlete's browser.

    Examples
    --------
    >>> provider = Provider("source.x", "https://x.example/agree", "https://x.example/token", "7")
    >>> login = start(provider, "http://127.0.0.1:8000/callback")
    >>> "code_challenge_method=S256" in login.url, login.state in login.url
    (True, True)
    """
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    query: dict[str, object] = {
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": provider.scope or None,
        "state": state,
        **provider.more,
    }
    if provider.pkce:
        digest = hashlib.sha256(verifier.encode()).digest()
        query["code_challenge"] = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        query["code_challenge_method"] = "S256"
    return Login(add_query(provider.authorize_url, query), redirect_uri, state, verifier)


def finish(
    provider: Provider,
    login: Login,
    redirect: str,
    *,
    transport: "httpx.BaseTransport | None" = None,
    clock: Callable[[], dt.datetime],
) -> Tokens:
    """Turn the redirect into tokens.

    Parameters
    ----------
    provider : Provider
        The service.
    login : Login
        What `start` returned; it is used up.
    redirect : str
        The address that the browser was sent to, whole, or its query.
    transport : httpx.BaseTransport, optional
        As in `HttpClient`.
    clock : callable
        The current time, aware.

    Returns
    -------
    Tokens
        The tokens.

    Raises
    ------
    InvalidInput
        The address belongs to another login, or to one that is used up.
    BackendError
        The athlete refused, or the service did.
    """
    query = _parse_query(redirect)
    if login.used or not hmac.compare_digest(query.get("state", "").encode(), login.state.encode()):
        allowed = (
            "the whole address that this login led to, with its state and code: begin it again"
        )
        raise InvalidInput("redirect", "(kept secret)", allowed)
    login.used = True
    if "error" in query:
        raise BackendError(provider.backend, f"access was refused: {query['error'][:100]}")
    if not query.get("code"):
        raise InvalidInput("redirect", "(kept secret)", "an address that holds a code")
    fields = {"code": query["code"], "redirect_uri": login.redirect_uri}
    if provider.pkce:
        fields["code_verifier"] = login.verifier
    tokens = _request(provider, "authorization_code", fields, transport, clock)
    granted = query.get("scope", "") or tokens.scope
    return Tokens(tokens.access, tokens.refresh, tokens.expires_at, granted)


def fresh(
    provider: Provider,
    vault: Vault,
    *,
    stale: str = "",
    transport: "httpx.BaseTransport | None" = None,
    clock: Callable[[], dt.datetime],
) -> Tokens:
    """Return tokens that are valid now; a refresh happens once, however many processes ask.

    Parameters
    ----------
    provider : Provider
        The service.
    vault : Vault
        Where the tokens are.
    stale : str
        An access token that the service refused although its time is not over.
    transport, clock
        As in `finish`.

    Returns
    -------
    Tokens
        The tokens.

    Raises
    ------
    BackendError
        The athlete must connect again, or the service does not answer.
    """
    tokens = _read(provider, vault)
    if not _is_over(tokens, stale, clock().timestamp()):
        return tokens
    with vault.lease():
        tokens = _read(provider, vault)  # another process may have been faster
        if not _is_over(tokens, stale, clock().timestamp()):
            return tokens
        if not tokens.refresh:
            raise _ended(provider)
        fields = {"refresh_token": tokens.refresh}
        renewed = _request(provider, "refresh_token", fields, transport, clock)
        kept = Tokens(
            renewed.access, renewed.refresh or tokens.refresh, renewed.expires_at, tokens.scope
        )
        vault.write(kept.dump())
        return kept


class Bearer:
    """The credentials of a connected account, for an `HttpClient`; threads may share them.

    Parameters
    ----------
    provider, vault, transport, clock
        As in `fresh`.
    """

    def __init__(
        self,
        provider: Provider,
        vault: Vault,
        *,
        transport: "httpx.BaseTransport | None" = None,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._provider, self._vault = provider, vault
        self._transport, self._clock = transport, clock
        self._own = threading.local()  # one thread's refusal says nothing of another's token

    def __call__(self) -> Mapping[str, str]:
        """Return the header that authenticates the next request of this thread."""
        stale, self._own.stale = getattr(self._own, "stale", ""), ""
        tokens = fresh(
            self._provider,
            self._vault,
            stale=stale,
            transport=self._transport,
            clock=self._clock,
        )
        self._own.sent = tokens.access
        return {"authorization": f"Bearer {tokens.access}"}

    def refuse(self) -> None:
        """Note that the service refused what this thread sent last: the next one is another."""
        self._own.stale = getattr(self._own, "sent", "")


def _is_over(tokens: Tokens, stale: str, now: float) -> bool:
    ended = tokens.expires_at is not None and now >= tokens.expires_at - _EARLY_S
    return ended or (bool(stale) and tokens.access == stale)


def _read(provider: Provider, vault: Vault) -> Tokens:
    tokens = Tokens.parse(vault.read() or "")
    if tokens is None:
        name = provider.backend.rpartition(".")[2]
        message = f"no account is connected; run: trainkit login {name}"
        raise BackendError(provider.backend, message)
    return tokens


def _ended(provider: Provider) -> BackendError:
    name = provider.backend.rpartition(".")[2]
    message = f"the connection to the account has ended; connect again: trainkit login {name}"
    return BackendError(provider.backend, message)


def _request(
    provider: Provider,
    grant: str,
    fields: Mapping[str, str],
    transport: "httpx.BaseTransport | None",
    clock: Callable[[], dt.datetime],
) -> Tokens:
    own = {"client_id": provider.client_id, "grant_type": grant, **fields}
    credentials = None
    if provider.client_auth == "basic":
        credentials = partial(basic_auth, provider.client_id, provider.client_secret)
    elif provider.client_secret:
        own["client_secret"] = provider.client_secret
    now = clock().timestamp()
    with HttpClient(
        provider.backend, provider.token_url, credentials=credentials, transport=transport
    ) as client:
        # Once: a code is good for one request, and so is a refresh token that rotates.
        response = client.request_once("POST", provider.token_url, body=Form(own))
        if response.status in _REFUSED:
            raise _refusal(provider, grant, response)
        if response.status not in range(200, 300):
            raise client.status_error("POST", provider.token_url, response)
    return _parse_tokens(provider, response.body, now)


def _refusal(provider: Provider, grant: str, response: HttpResponse) -> BackendError:
    text = response.body[:2000].decode(errors="replace").lower()
    if "invalid_client" in text or "client_id" in text or "client_secret" in text:
        message = "the service does not know this app: check its client id and client secret"
        return BackendError(provider.backend, message)
    if grant == "refresh_token":
        return _ended(provider)
    message = "the login was not accepted, perhaps it took too long: begin it again"
    return BackendError(provider.backend, message)


def _parse_tokens(provider: Provider, body: bytes, now: float) -> Tokens:
    try:
        plain = json.loads(body)
        access, refresh = plain["access_token"], plain.get("refresh_token") or ""
        lasts_s, scope = plain.get("expires_in"), plain.get("scope") or ""
        if not (isinstance(access, str) and access and isinstance(refresh, str)):
            raise TypeError("a token is a text")
        # Counted by the own clock: `expires_at` of a service assumes that both clocks agree.
        expires_at = None if lasts_s is None else now + float(lasts_s)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BackendError(provider.backend, "the service's answer holds no token") from None
    return Tokens(access, refresh, expires_at, str(scope))


def _parse_query(redirect: str) -> dict[str, str]:
    text = redirect.strip()
    try:
        query = urlsplit(text).query or text.lstrip("?")
        return {name: values[0] for name, values in parse_qs(query).items()}
    except ValueError:
        return {}
