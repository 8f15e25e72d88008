import doctest
import sys
from importlib import import_module
from pathlib import Path

import pytest

import credibility
from credibility import Analysis, InputError
from tests.conftest import REPOSITORY


def test_every_public_name_is_there() -> None:
    assert credibility.__all__ == sorted(credibility.__all__)
    for name in credibility.__all__:
        assert getattr(credibility, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = credibility.nothing


def test_the_quickstart_in_the_docstring_runs() -> None:
    assert doctest.testmod(credibility).failed == 0


def test_streamlit_is_imported_by_the_dashboard_only() -> None:
    for path in (REPOSITORY / "credibility").rglob("*.py"):
        if "dashboard" not in path.parts:
            assert "import streamlit" not in path.read_text(), path


def test_modules_stay_readable() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in _modules()}
    assert all(size <= 400 for size in sizes.values()), sizes


def test_no_path_of_a_machine_is_in_the_sources() -> None:
    home = str(Path.home())
    for path in _modules():
        assert home not in path.read_text(), path


def _modules() -> list[Path]:
    return [*(REPOSITORY / "credibility").rglob("*.py"), REPOSITORY / "app.py"]


def test_a_foreign_document_is_refused_in_one_sentence() -> None:
    with pytest.raises(InputError, match="not an analysis document"):
        Analysis.from_json('{"claims": 3}')


def test_importing_the_package_is_light() -> None:
    before = set(sys.modules)
    import_module("credibility")
    assert "torch" not in set(sys.modules) - before
