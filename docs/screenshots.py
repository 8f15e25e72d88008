"""Makes the README's pictures: `python -m docs.screenshots`, from the repository's root."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import QUIET, Server, free_port
from tests.browser.find_browser import find_browser

IMAGES = Path(__file__).parent / "images"
_DESKTOP = (1440, 900)
_PHONE = (390, 844)


def _settle(page: Page) -> None:
    """Wait until the run is over and the charts are drawn."""
    page.wait_for_timeout(500)
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'"
    )
    page.wait_for_timeout(1500)


def _save(page: Page, name: str) -> None:
    """Write a picture with a palette of 256 colours: a quarter of the size."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def _open(browser: Browser, address: str, size: tuple[int, int], theme: str) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
    )
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(address)
    return page


def _article(browser: Browser, address: str, size: tuple[int, int], theme: str) -> Page:
    page = _open(browser, address, size, theme)
    page.locator("mark").first.wait_for()
    page.locator("mark").nth(4).click()
    _settle(page)
    return page


def main() -> None:
    """Take every picture from a dashboard of its own."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), free_port())
        server.start()
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        try:
            _take(browser, server.url)
        finally:
            browser.close()
            server.kill()


def _take(browser: Browser, url: str) -> None:
    page = _article(browser, url, _DESKTOP, "light")
    _save(page, "dashboard")
    page.get_by_role("heading", name="Check first").evaluate("node => node.scrollIntoView()")
    _settle(page)
    _save(page, "check-first")
    page.context.close()
    for name, size, theme in (("dashboard-dark", _DESKTOP, "dark"), ("phone", _PHONE, "light")):
        page = _article(browser, url, size, theme)
        _save(page, name)
        page.context.close()
    page = _open(browser, f"{url}/about", _DESKTOP, "light")
    page.get_by_role("heading", name="About the scores").wait_for()
    _settle(page)
    _save(page, "about")
    page.context.close()
    page = _open(browser, f"{url}/?view=report", _DESKTOP, "light")
    page.locator("mark").first.wait_for()
    _settle(page)
    _save(page, "report")
    page.context.close()


if __name__ == "__main__":
    main()
