"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("segue", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("segue")
"""A slow machine fails no test, and CI tries the same examples each time."""


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that is read in place: `../shared/data` from the project's root.

    Without it a test is skipped; where CI is set it fails, so that no check goes missing unseen.
    """
    for folder in Path(__file__).resolve().parents:
        if (folder / "shared" / "data").is_dir():
            return folder / "shared" / "data"
    if os.environ.get("CI"):
        pytest.fail("../shared/data is missing, and CI needs it")
    pytest.skip("../shared/data is missing")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let simulations run for longer than CI has time for, and pictures be taken for the docs."""
    parser.addoption(
        "--seeds", type=int, default=None, help="how many seeds each simulation runs, from 0"
    )
    parser.addoption(
        "--update-images", action="store_true", help="save the screens' pictures in docs/images"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a simulation that asks for a `seed` each of its seeds; its `SEEDS` is CI's number."""
    if "seed" in metafunc.fixturenames and hasattr(metafunc.module, "SEEDS"):
        count = metafunc.config.getoption("--seeds") or metafunc.module.SEEDS
        metafunc.parametrize("seed", range(count))
