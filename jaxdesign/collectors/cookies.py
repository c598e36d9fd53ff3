"""The user's own cookies, from a Netscape ``cookies.txt``."""

from __future__ import annotations

from http.cookiejar import Cookie, LoadError, MozillaCookieJar
from pathlib import Path
from typing import Any
from urllib.request import Request

from jaxdesign.errors import InputError


def read_cookies(path: Path) -> MozillaCookieJar:
    """The cookies in a file. Raises ``InputError`` where it cannot be read as one."""
    jar = MozillaCookieJar()
    try:
        jar.load(str(path), ignore_discard=True, ignore_expires=True)
    except LoadError as error:
        raise InputError(f"{path}: not a Netscape cookie file (cookies.txt): {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as a cookie file.") from error
    return jar


def cookie_header(jar: MozillaCookieJar | None, address: str) -> dict[str, str]:
    """The ``Cookie`` header that belongs to an address, if any."""
    if jar is None:
        return {}
    request = Request(address)
    jar.add_cookie_header(request)
    value = request.get_header("Cookie")
    return {"Cookie": value} if value else {}


def _browser_cookie(cookie: Cookie) -> dict[str, Any]:
    """A cookie as CDP's ``Network.setCookie`` takes it."""
    data: dict[str, Any] = {
        "name": cookie.name,
        "value": cookie.value or "",
        "domain": cookie.domain,
        "path": cookie.path,
        "secure": bool(cookie.secure),
        "httpOnly": cookie.has_nonstandard_attr("HttpOnly"),
    }
    if cookie.expires:
        data["expires"] = cookie.expires
    return data


def browser_cookies(jar: MozillaCookieJar | None) -> list[dict[str, Any]]:
    """All cookies as CDP's ``Network.setCookie`` takes them."""
    return [_browser_cookie(cookie) for cookie in jar] if jar is not None else []
