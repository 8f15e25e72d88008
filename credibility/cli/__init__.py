"""The command line."""

import io
import sys

from credibility.errors import CredibilityError


def main() -> None:
    """Run the command line; errors that were foreseen end in one line and exit code 2.

    An interrupt ends it with 130 and a closed pipe with 1, both without a traceback.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Documents are UTF-8 wherever they go; a terminal's own encoding may know less.
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        from credibility.cli.commands import app

        app()
    except CredibilityError as error:
        # On a terminal the line may already hold some progress.
        clear = "\r\x1b[K" if sys.stderr.isatty() else ""
        sys.stderr.write(f"{clear}credibility: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
