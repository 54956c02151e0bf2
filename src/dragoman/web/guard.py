"""What stands before every answer: by which name it is asked, whether from here, how large, how long; and its headers.

Text of others is shown on these pages. Should some of it slip through as markup, the policy below lets it load and run
nothing. A page elsewhere can make a browser send requests here: they are known by their headers and get no writing done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from dragoman.web.answers import Refusal, answer_refusal
from dragoman.web.site import Site

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

TOKEN_COOKIE = "dragoman_token"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
_SAFE = frozenset({"GET", "HEAD"})
_OPEN = frozenset({"/start", "/theme"})
"""Paths that need no token: the one that takes it, and the one that changes nothing in the ledger."""


class Guard:
    """An ASGI application that lets through to another what may pass."""

    def __init__(self, app: App, site: Site) -> None:
        self._app = app
        self._site = site
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        dressed = _dress(send)
        try:
            self._check(scope, headers)
            body = await _read_body(receive, headers, self._site.max_body_bytes)
        except Refusal as refusal:
            await answer_refusal(scope, dressed, refusal)
            return
        if scope["method"] == "HEAD":  # answered as GET: the server leaves out the body
            scope = {**scope, "method": "GET"}
        await self._answer(scope, body, dressed)

    def _check(self, scope: MutableMapping[str, Any], headers: dict[str, str]) -> None:
        site = self._site
        host = headers.get("host", "")
        if site.hosts is not None and _name_of(host) not in site.hosts:
            raise Refusal(421, "This address is not served under that name.", "Ask by the address that was printed.")
        writes = scope["method"] not in _SAFE
        cookie = _read_cookie(headers)
        bearer = headers.get("authorization", "").removeprefix("Bearer ") or None
        scope["writer"] = site.is_token(cookie) or site.is_token(bearer)
        if writes and not site.is_token(bearer) and not _is_from_here(headers, host):
            raise Refusal(403, "A request from another site changes nothing here.", "Use the forms of these pages.")
        needed = (writes or site.private) and scope["path"] not in _OPEN
        if needed and not scope["path"].startswith("/static/") and not scope["writer"]:
            raise Refusal(
                401, "This needs the token.", "Open the address with the token that `dragoman serve` printed."
            )

    async def _answer(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Lets the application answer, or says that it took too long; what it then still sends goes nowhere."""
        sent = _Once(send)
        task = asyncio.ensure_future(self._app(scope, receive, sent))
        done, _ = await asyncio.wait({task}, timeout=self._site.answer_s)
        if not done and not sent.started:
            sent.closed = True
            self._late.add(task)
            task.add_done_callback(self._forget)
            late = Refusal(503, "This took too long and was given up.", "Ask for less: fewer days, or rarer words.")
            await answer_refusal(scope, send, late)
            return
        await task

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._late.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that nobody is told of it a second time


class _Once:
    """Sends on what it is given until it is closed."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.closed = False

    async def __call__(self, message: Message) -> None:
        if not self.closed:
            self.started = True
            await self._send(message)


def _dress(send: Send) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [pair for pair in message.get("headers", ()) if pair[0].lower() not in dict(HEADERS)]
            message = {**message, "headers": [*given, *HEADERS]}
        await send(message)

    return dressed


async def _read_body(receive: Receive, headers: dict[str, str], most: int) -> Receive:
    """The body, read to its end before anything is done with it. Raises Refusal for one that is too large."""
    too_large = Refusal(413, f"A request may hold {most} bytes.", "Send less.")
    said = headers.get("content-length", "0")
    if not (said.isascii() and said.isdigit()) or int(said) > most:
        raise too_large
    parts, size, more = [], 0, "content-length" in headers or "transfer-encoding" in headers
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise too_large
        more = message.get("more_body", False)
    whole: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]

    async def again() -> Message:
        return whole.pop() if whole else await receive()

    return again


def _name_of(host: str) -> str:
    """A Host header without its port and brackets, in small letters; "" for what is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_from_here(headers: dict[str, str], host: str) -> bool:
    """Whether a browser sent this from one of these pages. Browsers say so; what says nothing is not believed."""
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    return urlsplit(origin).netloc == host if origin is not None else site is not None


def _read_cookie(headers: dict[str, str]) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(TOKEN_COOKIE)
    except CookieError:
        return None
    return found.value if found else None
