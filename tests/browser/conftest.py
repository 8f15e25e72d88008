"""One dashboard server and one browser for all browser tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.find_browser import find_browser
from tests.conftest import REPOSITORY

_PATIENCE = 90.0
# A slow or busy machine draws the page step by step; playwright waits 5 seconds by itself.
expect.set_options(timeout=30_000)
# A browser that is closed to the outside does not try to call home.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
          "--disable-component-update", "--disable-sync"]  # fmt: skip


@dataclass
class Server:
    """A dashboard process that can be killed and started again on the same database."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'test.db'}"

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py",
                   f"--server.port={self.port}", "--server.headless=true"]  # fmt: skip
        environment = {**os.environ, "CREDIBILITY_DB": self.database}
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.2)
        raise TimeoutError("the dashboard did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("dashboard"), free_port())
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(_PATIENCE * 1000)
    yield page
    context.close()
