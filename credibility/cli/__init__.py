"""The command line."""

import os
import sys

from credibility.errors import CredibilityError


def main() -> None:
    """Run the command line; errors that were foreseen end in one line and exit code 2."""
    from credibility.cli.commands import app

    try:
        app()
    except CredibilityError as error:
        sys.stderr.write(f"credibility: {error}\n")
        sys.exit(2)
    except BrokenPipeError:
        # The reader (`head`, say) has all it wants; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
