"""Which signals a request means."""

from __future__ import annotations

import pytest

from segue.gateway.viss._errors import VissError
from segue.gateway.viss._paths import addressed
from segue.vehicle.signals import vss_catalogue

CATALOGUE = vss_catalogue()
DOORS = {
    f"Vehicle.Cabin.Door.{row}.{side}Side.IsOpen"
    for row in ("Row1", "Row2")
    for side in ("Driver", "Passenger")
}


@pytest.mark.parametrize(
    "path", ["Vehicle.Speed", "Vehicle/Speed", "/Vehicle/Speed", "Vehicle.Speed/"]
)
def test_one_signal_is_meant_when_its_path_is_written_either_way(path: str) -> None:
    """Dots and slashes mean the same, and the answer is one object."""
    it = addressed(CATALOGUE, path, None)
    assert it.paths == ("Vehicle.Speed",)
    assert it.first == "Vehicle.Speed"
    assert not it.many


def test_leaves_below_are_meant_when_a_path_ends_at_a_branch() -> None:
    """A branch, and a wildcard that stands for branches, mean all leaves below."""
    branch = addressed(CATALOGUE, "Vehicle/Cabin/Door", None)
    wild = addressed(CATALOGUE, "Vehicle/Cabin", ("Door.*.*",))
    assert set(branch.paths) >= DOORS
    assert wild.paths == branch.paths
    assert branch.many
    assert branch.first is None


def test_wildcard_stands_for_one_level_when_in_a_path() -> None:
    """`*` is one level, no more and no less."""
    assert set(addressed(CATALOGUE, "Vehicle.Cabin", ("Door/*/*/IsOpen",)).paths) == DOORS
    assert addressed(CATALOGUE, "Vehicle.Cabin", ("Door/*/IsOpen",)).paths == ()


def test_signal_is_meant_once_when_asked_twice() -> None:
    """Paths that overlap are resolved to one each, in the order asked."""
    it = addressed(CATALOGUE, "Vehicle", ("Speed", "*", "Speed"))
    assert it.paths[0] == "Vehicle.Speed"
    assert len(set(it.paths)) == len(it.paths)
    assert it.first == "Vehicle.Speed"


@pytest.mark.parametrize(
    "path",
    ["", "/", "Vehicle.Sped", "Vehicle..Speed", "Vehicle.**", "Vehicle.S*", "Vehicle.Speed."],
)
def test_nothing_is_meant_when_a_path_is_none(path: str) -> None:
    """What VISS does not write is no path, so no pattern that takes long is ever matched."""
    assert addressed(CATALOGUE, path, None).paths == ()


@pytest.mark.parametrize(
    ("relative", "number"), [(("Sped",), 404), (("Sped", "Heigth"), 404), (("Speed", "Sped"), 403)]
)
def test_unknown_paths_are_named_when_all_or_nothing_is_asked(
    relative: tuple[str, ...], number: int
) -> None:
    """404 when nothing is known, 403 when some is, as CORE has it; the message names them."""
    with pytest.raises(VissError, match=r"Vehicle\.Sped") as caught:
        addressed(CATALOGUE, "Vehicle", relative).all_known()
    assert caught.value.reason.number == number
    assert caught.value.reason.name == "invalid_path"
