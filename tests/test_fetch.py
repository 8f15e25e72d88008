import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from credibility import InputError
from credibility.text import fetch as module
from credibility.text.fetch import fetch, is_public

PAGE = b"<html><body><p>Words.</p></body></html>"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://private.example/")
            self.end_headers()
        elif self.path == "/raw":
            self.send_response(302)
            # Headers are written as Latin-1: this sends the bytes of UTF-8.
            self.send_header("Location", "/café?q=é".encode().decode("latin-1"))
            self.end_headers()
        elif self.path == "/nonsense":
            self.send_response(302)
            self.send_header("Location", "http://[::1")
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        else:
            self.send_response(200)
            kind = "image/png" if self.path == "/picture" else "text/html; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(PAGE)

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on this machine that stands in for the public host example.com."""
    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    # The fetcher allows only the usual ports: here the usual one is the test server's.
    monkeypatch.setitem(module._PORTS, "http", httpd.server_port)
    yield f"http://example.com:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def get(url: str) -> module.Page:
    def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.1"] if host == "private.example" else ["127.0.0.1"]

    return fetch(url, resolve=resolve, allowed=lambda address: address != "10.0.0.1")


def test_a_page_is_fetched(server: str) -> None:
    page = get(f"{server}/")
    assert page.data == PAGE


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/café?q=é x#ü", "/caf%C3%A9?q=%C3%A9%20x#%C3%BC"),
        ("/caf%C3%A9?a[]=1&b=%20+%", "/caf%C3%A9?a[]=1&b=%20+%"),
        ("/raw", "/caf%C3%A9?q=%C3%A9"),
    ],
)
def test_an_address_is_sent_in_ascii(server: str, path: str, sent: str) -> None:
    assert get(server + path).url == server + sent


def test_a_host_in_letters_of_any_script_is_found(server: str) -> None:
    hosts = []

    def resolve(host: str, port: int) -> list[str]:
        hosts.append(host)
        return ["127.0.0.1"]

    url = server.replace("example.com", "Bücher.example")
    page = fetch(url, resolve=resolve, allowed=lambda address: True)
    assert hosts == ["xn--bcher-kva.example"]
    assert page.url == server.replace("example.com", hosts[0])


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/missing", "status 404"),
        ("/picture", "not a page of text"),
        ("/loop", "redirects too often"),
        ("/inside", "private.example is not a public address"),
        ("/nonsense", "example.com redirects to no valid address"),
    ],
)
def test_failures_get_one_sentence(server: str, path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        get(server + path)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "::1", "fe80::1", "fc00::1", "fec0::1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
        "224.0.0.1", "::ffff:127.0.0.1", "100.64.0.1",
    ],
)  # fmt: skip
def test_private_addresses_are_denied(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are_allowed() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "http://user@example.com/", "http://example.com:8080/", "http://[::1",
     "http:///path", "http://bücher..example/", "http://example.com/\ud800"],
)  # fmt: skip
def test_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(InputError):
        fetch(url, resolve=lambda host, port: ["93.184.216.34"])


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(InputError, match="not a public address"):
        fetch("http://example.com/", resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"])
