"""The road that a scenario file asks for: a kind of place and its sizes."""

from __future__ import annotations

import math

import msgspec

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


class _Road(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"
):
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


class PieceSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a line whose curvature goes from one radius to another; without one, straight."""

    length_m: float
    from_radius_m: float = math.inf
    to_radius_m: float = math.inf


class ArmSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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


RoadSpec = Line | LitRoad | LaneDrop | OnRamp | Junction | Roundabout


def lanes_of(spec: RoadSpec) -> LaneMap:
    """Return the lanes of a road.

    Raises:
        LocalUseError: Its sizes make no road.
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


def _piece(spec: PieceSpec) -> Piece:
    return clothoid(spec.length_m, from_radius_m=spec.from_radius_m, to_radius_m=spec.to_radius_m)


def _arm(spec: ArmSpec) -> Arm:
    return Arm(**msgspec.structs.asdict(spec))
