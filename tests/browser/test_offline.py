from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def test_the_page_asks_no_server_but_its_own(page: Page, server: Server) -> None:
    elsewhere: list[str] = []

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.port != server.port:
            elsewhere.append(request.url)

    page.on("request", note)
    page.goto(server.url)
    page.locator("mark").first.click()
    page.wait_for_timeout(2000)
    assert elsewhere == []
