"""Starting the dashboard."""

import subprocess
import sys
from pathlib import Path

from credibility.errors import InputError


def run(*, port: int, host: str) -> None:
    """Run Streamlit on the checkout's ``app.py`` until it is stopped.

    Raises:
        InputError: if the dashboard's file is not beside the package.
    """
    app = Path(__file__).parents[2] / "app.py"
    if not app.is_file():
        raise InputError(f"The dashboard's file {app} is missing: run this from a full checkout.")
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += [f"--server.port={port}", f"--server.address={host}"]
    # The command is our own interpreter with checked numbers and a host name.
    subprocess.run(command, check=False)  # noqa: S603
