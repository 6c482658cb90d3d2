"""Every package exports what it says, sorted, and nothing it does not have."""

import importlib
import pkgutil

import pytest

import segue

PACKAGES = ["segue"] + [
    module.name
    for module in pkgutil.walk_packages(segue.__path__, "segue.")
    if module.ispkg and not any(part.startswith("_") for part in module.name.split("."))
]


def by_kind(name: str) -> tuple[bool, bool, str]:
    """Constants, then classes, then functions: the order that ruff's RUF022 keeps."""
    return not name.isupper(), not name[0].isupper(), name


@pytest.mark.parametrize("name", PACKAGES)
def test_all_names_exist_and_are_sorted(name: str) -> None:
    """`__all__` is the public interface: complete, importable and in order."""
    package = importlib.import_module(name)
    exported: list[str] = getattr(package, "__all__", [])
    assert exported == sorted(exported, key=by_kind), f"{name}.__all__ is not sorted"
    for item in exported:
        assert hasattr(package, item), f"{name}.__all__ names {item}, which is not there"
