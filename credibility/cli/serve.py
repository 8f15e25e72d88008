"""Starting the dashboard."""

import subprocess
import sys
from pathlib import Path

import typer

from credibility.errors import InputError


def run(*, port: int, host: str) -> None:
    """Run Streamlit on the checkout's ``app.py`` until it is stopped.

    Raises:
        InputError: if the dashboard's file is not beside the package.
        typer.Exit: with Streamlit's exit code, if it could not start or ended with an error.
    """
    app = Path(__file__).parents[2] / "app.py"
    if not app.is_file():
        raise InputError(f"The dashboard's file {app} is missing: run this from a full checkout.")
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += [f"--server.port={port}", f"--server.address={host}"]
    # The command is our own interpreter with checked numbers and a host name.
    code = subprocess.run(command, check=False).returncode  # noqa: S603
    if code:
        # A signal that ended it comes as a negative number, which is no exit code.
        raise typer.Exit(max(code, 1))
