"""Prints the installed Chrome or Chromium, or says in one sentence what to do."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_browser() -> str | None:
    """Return the path of a browser, the one named by CHROME first."""
    named = os.environ.get("CHROME")
    if named:
        return shutil.which(named)
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (MAC if os.access(MAC, os.X_OK) else None)


if __name__ == "__main__":
    browser = find_browser()
    if browser is None:
        sys.exit(
            "The browser tests need Chrome or Chromium: install one or name it in CHROME, "
            "or run `make test-fast`, which needs none."
        )
    print(browser)  # noqa: T201 - this is the script's answer
