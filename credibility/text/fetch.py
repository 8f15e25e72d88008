"""Fetching a page without being led into the machine's own network.

The host is resolved once, every address is checked, and the connection goes to a checked
address; redirects are followed by hand and checked in the same way. Proxies from the
environment are ignored, since they would resolve the name again.
"""

import contextlib
import ipaddress
import socket
import string
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from credibility.errors import InputError

_MAX_BYTES = 8_000_000
_MAX_REDIRECTS = 3
_TIMEOUT = 10.0
_TOTAL_SECONDS = 30.0
_PORTS = {"http": 80, "https": 443}
_READABLE = ("text/", "application/xhtml", "application/pdf", "application/vnd.openxml")
# Python calls these global although they lead to, or embed, addresses that are not.
_DENIED = tuple(
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10")
)

Resolver = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: its bytes, a file name for messages, its final address."""

    data: bytes
    name: str
    url: str


def is_public(address: str) -> bool:
    """Return whether an IP address may be connected to."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if any(ip.version == network.version and ip in network for network in _DENIED):
        return False
    return ip.is_global and not ip.is_multicast


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects only to addresses that were resolved and checked beforehand."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the checked address, whatever the host's name is."""
        return self._backend.connect_tcp(
            self._address, port, timeout, local_address, socket_options
        )


def fetch(
    url: str, *, resolve: Resolver = _resolve, allowed: Callable[[str], bool] = is_public
) -> Page:
    """Return the page at ``url``.

    Args:
        url: an http or https address on its usual port.
        resolve: from host and port to IP addresses.
        allowed: whether an IP address may be connected to.

    Raises:
        InputError: if the address is not allowed, does not answer or is not text.
    """
    deadline = time.monotonic() + _TOTAL_SECONDS
    for _ in range(_MAX_REDIRECTS + 1):
        url, host, address = _checked(url, resolve, allowed)
        try:
            status, headers, data = _get(url, address, deadline)
        except httpcore.TimeoutException as error:
            raise InputError(f"{host} did not answer in time: {_PASTE}.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise InputError(f"{host} could not be reached: {_PASTE}.") from error
        if status in {301, 302, 303, 307, 308} and "location" in headers:
            try:
                url = urljoin(url, headers["location"])
            except ValueError as error:
                raise InputError(f"{host} redirects to no valid address: {_PASTE}.") from error
            continue
        if status != 200:
            raise InputError(f"{host} answered with status {status}: {_PASTE}.")
        kind = headers.get("content-type", "text/html").lower()
        if not kind.startswith(_READABLE):
            raise InputError(f"{url} is not a page of text ({kind.split(';')[0]}): {_PASTE}.")
        name = "page.html" if "html" in kind else urlsplit(url).path.rsplit("/", 1)[-1] or "page"
        return Page(data, name, url)
    raise InputError(f"{url} redirects too often: {_PASTE}.")


_PASTE = "paste the article's text instead"


def _checked(url: str, resolve: Resolver, allowed: Callable[[str], bool]) -> tuple[str, str, str]:
    """Return ``url`` in ASCII, as it is sent, its host and the address to connect to."""
    try:
        parts = urlsplit(url)
        port = parts.port
        # The marks of ASCII stay, the percent sign too: nothing is encoded twice.
        path, query, fragment = (
            quote(part, safe=string.punctuation)
            for part in (parts.path, parts.query, parts.fragment)
        )
    except ValueError as error:
        raise InputError(f"{url} is not a valid address.") from error
    host = parts.hostname
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise InputError(f"{url} is not an http or https address.")
    standard = _PORTS[parts.scheme]
    if port not in {None, standard}:
        raise InputError(f"{url} names a port of its own, which is not allowed: {_PASTE}.")
    try:
        name = host.encode("idna").decode()
        addresses = resolve(name, standard)
    except (OSError, UnicodeError) as error:
        raise InputError(f"{host} was not found: check the address, or {_PASTE}.") from error
    if not addresses or not all(allowed(address) for address in addresses):
        raise InputError(f"{host} is not a public address, so it is not fetched: {_PASTE}.")
    netloc = parts.netloc
    if not netloc.isascii():
        netloc = name if port is None else f"{name}:{port}"
    ascii_parts = parts._replace(netloc=netloc, path=path, query=query, fragment=fragment)
    return ascii_parts.geturl(), host, addresses[0]


def _get(url: str, address: str, deadline: float) -> tuple[int, dict[str, str], bytes]:
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), _TIMEOUT)
    headers: dict[str | bytes, str | bytes] = {
        "Host": urlsplit(url).netloc,
        "User-Agent": "credibility",
        "Accept": "text/html,*/*;q=0.5",
    }
    with (
        httpcore.ConnectionPool(network_backend=_CheckedBackend(address)) as pool,
        contextlib.closing(
            pool.handle_request(
                httpcore.Request(
                    "GET",
                    url,
                    headers=headers,
                    extensions={"timeout": timeout},
                )
            )
        ) as response,
    ):
        fields = {
            key.decode().lower(): value.decode(errors="replace") for key, value in response.headers
        }
        data = bytearray()
        for chunk in response.iter_stream():
            data += chunk
            if len(data) > _MAX_BYTES:
                raise InputError(f"The page at {url} is too large: {_PASTE}.")
            if time.monotonic() > deadline:
                raise httpcore.ReadTimeout("The page took too long.")
        return response.status, fields, bytes(data)
