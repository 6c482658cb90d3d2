"""The road that a scenario file asks for: a kind of place and its sizes, or somebody's map."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from segue.kernel import DataUnusable, LocalUseError
from segue.lanes import LaneMap
from segue.lanes.build import (
    Arm,
    CrossSection,
    Piece,
    clothoid,
    junction,
    lane_drop,
    lit_road,
    on_ramp,
    road,
    roundabout,
)
from segue.world.scenes.files._specs import Spec

if TYPE_CHECKING:
    from segue.world.sumo import Network

_OF_SUMO = {"A10KW": "A10KW/osm.net.xml", "DRT": "DRT/osm.net.xml", "bs3d": "bs3d/bs.net.xml"}
"""Networks that ship with SUMO, under its games."""


class _Road(Spec, frozen=True, kw_only=True, tag_field="kind"):
    """What lies side by side: see `CrossSection`."""

    lanes: int = 1
    oncoming: int = 0
    lane_width_m: float = 3.5
    shoulder_m: float = 0.0
    speed_limit_mps: float = 27.8

    def section(self) -> CrossSection:
        """Return it as the builder wants it."""
        return CrossSection(
            lanes=self.lanes,
            oncoming=self.oncoming,
            lane_width_m=self.lane_width_m,
            shoulder_m=self.shoulder_m,
            speed_limit_mps=self.speed_limit_mps,
        )


class PieceSpec(Spec, frozen=True, kw_only=True):
    """A piece of a line whose curvature goes from one radius to another; without one, straight."""

    length_m: float
    from_radius_m: float = math.inf
    to_radius_m: float = math.inf


class ArmSpec(Spec, frozen=True, kw_only=True):
    """A road that ends at a junction: see `Arm`."""

    name: str
    heading_rad: float
    length_m: float = 150.0
    first: bool = False
    stop_sign: bool = False
    light: str | None = None


class Line(_Road, frozen=True, kw_only=True, tag="line"):
    """One road of pieces; it is called `main`."""

    pieces: tuple[PieceSpec, ...]


class LitRoad(_Road, frozen=True, kw_only=True, tag="lit_road"):
    """A straight road with a traffic light across it, called `light`."""

    before_m: float
    after_m: float


class LaneDrop(_Road, frozen=True, kw_only=True, tag="lane_drop"):
    """A straight road whose outer lane ends."""

    before_m: float
    after_m: float


class OnRamp(_Road, frozen=True, kw_only=True, tag="on_ramp"):
    """A motorway that a ramp joins."""

    before_m: float
    merge_m: float
    after_m: float


class Junction(_Road, frozen=True, kw_only=True, tag="junction"):
    """A T or an X."""

    arms: tuple[ArmSpec, ...]


class Roundabout(_Road, frozen=True, kw_only=True, tag="roundabout"):
    """A ring of one lane."""

    arms: tuple[ArmSpec, ...]
    radius_m: float = 18.0


class MapFile(Spec, frozen=True, kw_only=True, tag_field="kind", tag="file"):
    """Somebody's map."""

    file: str
    """Beside the scenario's own file, or anywhere: .net.xml, .xodr, .osm or CommonRoad's .xml."""


class OfSumo(Spec, frozen=True, kw_only=True, tag_field="kind", tag="sumo"):
    """A real network that ships with SUMO."""

    network: Literal["A10KW", "DRT", "bs3d"]


RoadSpec = Line | LitRoad | LaneDrop | OnRamp | Junction | Roundabout | MapFile | OfSumo


def lanes_of(spec: RoadSpec, folder: Path) -> LaneMap:
    """Return the lanes of a road.

    Args:
        spec: As the file has it.
        folder: Where the file is.

    Raises:
        LocalUseError: Its sizes make no road, or its map needs an extra.
        DataUnusable: Its map cannot be read.
    """
    match spec:
        case Line():
            return road([_piece(piece) for piece in spec.pieces], spec.section())
        case LitRoad():
            return lit_road(spec.before_m, spec.after_m, spec.section(), light="light")
        case LaneDrop():
            return lane_drop(spec.before_m, spec.after_m, spec.section())
        case OnRamp():
            return on_ramp(spec.before_m, spec.merge_m, spec.after_m, spec.section())
        case Junction():
            return junction([_arm(arm) for arm in spec.arms], spec.section())
        case Roundabout():
            arms = [_arm(arm) for arm in spec.arms]
            return roundabout(arms, spec.section(), radius_m=spec.radius_m)
        case MapFile():
            return _read(folder / spec.file)
        case OfSumo():
            return _read(_path_of(spec))


def network_of(spec: RoadSpec, folder: Path) -> tuple[Network, LaneMap]:
    """Return a road as a network that SUMO drives on, and its lanes; else as `lanes_of`.

    Raises:
        LocalUseError: It is none that SUMO drives on, or SUMO is not installed.
        DataUnusable: Its map cannot be read.
    """
    from segue.world.sumo import Network  # noqa: PLC0415  (as in _read)

    match spec:
        case MapFile():
            return Network.of(folder / spec.file)
        case OfSumo():
            return Network.of(_path_of(spec))
        case _:
            raise LocalUseError(
                "Ambient traffic is SUMO's, and SUMO does not drive on a road of this kind.",
                do='Give a road of kind "sumo", or a "file" that is a .net.xml, .xodr or .osm.',
            )


def _path_of(spec: OfSumo) -> Path:
    from segue.lanes.sumo import sumo_home  # noqa: PLC0415  (as in _read)

    return sumo_home() / "tools" / "game" / _OF_SUMO[spec.network]


def _piece(spec: PieceSpec) -> Piece:
    return clothoid(spec.length_m, from_radius_m=spec.from_radius_m, to_radius_m=spec.to_radius_m)


def _arm(spec: ArmSpec) -> Arm:
    return Arm(**msgspec.structs.asdict(spec))


def _read(path: Path) -> LaneMap:
    # Readers are slow to import, and most scenarios need none.
    from segue.lanes.commonroad import read_commonroad  # noqa: PLC0415
    from segue.lanes.sumo import read_opendrive, read_osm, read_sumo  # noqa: PLC0415

    readers: dict[str, Callable[[Path], LaneMap]] = {
        ".net.xml": read_sumo,
        ".xodr": read_opendrive,
        ".osm.xml": read_osm,
        ".osm": read_osm,
        ".xml": read_commonroad,
    }
    name = path.name.removesuffix(".gz")
    for ending, read in readers.items():
        if name.endswith(ending):
            return read(path)
    raise DataUnusable(
        f"{path.name} is no map that can be read.", do=f"Give one of {', '.join(readers)}."
    )
