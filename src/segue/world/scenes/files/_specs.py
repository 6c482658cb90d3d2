"""What a scenario file says, element by element; the same values make a scenario in Python."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from segue.schema.drive import Kind, SensorView

KINDS: dict[str, Kind] = {
    kind.name.lower(): kind
    for kind in (
        Kind.CAR,
        Kind.TRUCK,
        Kind.MOTORCYCLE,
        Kind.BICYCLE,
        Kind.PEDESTRIAN,
        Kind.OBSTACLE,
    )
}
KindName = Literal["car", "truck", "motorcycle", "bicycle", "pedestrian", "obstacle"]
LightState = Literal["red", "amber", "green"]
_MOST = 1e6
"""No place, speed or time of a scenario is larger; so none is infinite or no number."""
Finite = Annotated[float, msgspec.Meta(ge=-_MOST, le=_MOST)]
Positive = Annotated[float, msgspec.Meta(gt=0.0, le=_MOST)]
NotNegative = Annotated[float, msgspec.Meta(ge=0.0, le=_MOST)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One element of a scenario."""


class Place(Spec, frozen=True, kw_only=True):
    """Somewhere along a lane."""

    lane: str
    s_m: Finite


class EgoStart(Spec, frozen=True, kw_only=True):
    """Where the driven car begins, at the middle of its box."""

    lane: str
    s_m: Finite
    speed_mps: Finite = 0.0
    offset_m: Finite = 0.0
    """From the middle of the lane, to the left."""
    car: str = "su7-max"
    """One of `segue plant cars`, or the path of a car's file."""


class DriverMoment(Spec, frozen=True, kw_only=True):
    """What the driver does from a time on; what is not said stays as it was.

    A button is pressed once.
    """

    at_s: NotNegative
    button: Literal["", "engage", "cancel", "left", "right", "faster", "slower", "gap"] = ""
    accelerator_frac: Share | None = None
    brake_frac: Share | None = None
    steer_torque_nm: Finite | None = None
    hands_on: bool | None = None
    attentive: bool | None = None
    seated: bool | None = None
    belted: bool | None = None


class Act(Spec, frozen=True, kw_only=True):
    """What a scripted actor does once its moment has come; each happens once, in order.

    The moment is a time, or the ego's being near, or both: then the later.
    """

    at_s: NotNegative = 0.0
    ego_within_m: Positive | None = None
    """Between the middles of both."""
    ego_within_s: Positive | None = None
    """As above, over the ego's speed."""
    speed_mps: NotNegative | None = None
    """To go on with."""
    accel_mps2: Positive = 2.0
    """Magnitude with which the speed is changed."""
    offset_m: Finite | None = None
    """To go to: from the middle of its lane or path, to the left."""
    lateral_mps: Positive = 1.0
    """Mean speed of going there."""


class ActorSpec(Spec, frozen=True, kw_only=True):
    """Somebody, or something, on or beside the road."""

    name: str
    kind: KindName = "car"
    drives: Literal["script", "traffic"] = "script"
    """By its acts alone, or by itself: following, giving way and changing lanes."""
    lane: str = ""
    """It goes along this lane and those after it..."""
    route: tuple[str, ...] = ()
    """...or along these, in order, the first being `lane`; straight on where they end."""
    path: tuple[tuple[Finite, Finite], ...] = ()
    """...or, without a lane, along these points of the map."""
    s_m: Finite = 0.0
    offset_m: Finite = 0.0
    speed_mps: Finite = 0.0
    wants_mps: Positive | None = None
    """Speed of traffic on an empty road; without it, about the limit."""
    length_m: Positive | None = None
    width_m: Positive | None = None
    acts: tuple[Act, ...] = ()


class TrafficSpec(Spec, frozen=True, kw_only=True):
    """Vehicles in a row that drive by themselves; the seed decides their kinds and wishes."""

    lane: str
    from_m: Finite = 0.0
    count: Annotated[int, msgspec.Meta(ge=1)] = 1
    spacing_m: NotNegative = 50.0
    speed_mps: Finite = 25.0
    truck_share: Share = 0.0
    route: tuple[str, ...] = ()


class AmbientSpec(Spec, frozen=True, kw_only=True):
    """Traffic that SUMO drives, from where roads enter the map to where they leave it."""

    every_s: Annotated[float, msgspec.Meta(ge=0.1, le=_MOST)] = 2.0
    """Between two vehicles that set out, all roads together."""
    truck_share: Share = 0.0
    motorcycle_share: Share = 0.0
    bicycle_share: Share = 0.0
    """The others are cars."""
    warm_up_s: Annotated[float, msgspec.Meta(ge=0.0, le=3600.0)] = 60.0
    """For which they drive before the scenario begins."""

    def shares(self) -> dict[KindName, float]:
        """Return the share of each kind; of cars it is below 0 where the others are too many."""
        others: dict[KindName, float] = {
            "truck": self.truck_share,
            "motorcycle": self.motorcycle_share,
            "bicycle": self.bicycle_share,
        }
        return {"car": 1.0 - sum(others.values()), **others}


class Window(Spec, frozen=True, kw_only=True):
    """From when to when something is so."""

    from_s: Finite
    to_s: Finite


class SpeedLie(Window, frozen=True, kw_only=True):
    """While it lasts, a sensor gives speeds that are off by so much, along the car."""

    add_mps: Finite


class SensorSpec(Spec, frozen=True, kw_only=True):
    """A sensor of objects and its faults; as it stands, a perfect one."""

    name: str
    range_m: Positive = 200.0
    field_of_view_rad: NotNegative = 6.2832
    """All of it, half to either side."""
    mount_x_m: Finite = 0.0
    """Where it looks from: ahead of the middle of the car,"""
    mount_y_m: Finite = 0.0
    """to its left,"""
    mount_heading_rad: Finite = 0.0
    """and where to."""
    occlusion: bool = False
    """Whether it sees nothing through other objects."""
    period_s: Positive = 0.02
    latency_s: NotNegative = 0.0
    confirmation_s: NotNegative = 0.0
    """For which it must have seen an object without a break before it says so."""
    position_sigma_m: NotNegative = 0.0
    speed_sigma_mps: NotNegative = 0.0
    miss_share: Share = 0.0
    """Probability that one look misses one object."""
    dropouts: tuple[Window, ...] = ()
    """When it says nothing at all."""
    ghosts_per_s: NotNegative = 0.0
    """How often an object appears that is not there; it stands on the road ahead..."""
    ghost_s: Positive = 0.5
    """...for about so long."""
    lies: tuple[SpeedLie, ...] = ()

    def view(self) -> SensorView:
        """Return what its data sheet says: what it sees and how often it errs, not when."""
        return SensorView(
            sensor=self.name,
            range_m=self.range_m,
            field_of_view_rad=self.field_of_view_rad,
            mount_x_m=self.mount_x_m,
            mount_y_m=self.mount_y_m,
            mount_heading_rad=self.mount_heading_rad,
            sees_through=not self.occlusion,
            period_s=self.period_s,
            confirmation_s=self.confirmation_s,
            detection_share=1.0 - self.miss_share,
            false_per_s=self.ghosts_per_s,
            false_s=self.ghost_s if self.ghosts_per_s > 0.0 else 0.0,
        )


class OwnSensorsSpec(Spec, frozen=True, kw_only=True):
    """What the car knows of itself, and how well; as it stands, perfectly."""

    speed_sigma_mps: NotNegative = 0.0
    accel_sigma_mps2: NotNegative = 0.0
    yaw_rate_sigma_radps: NotNegative = 0.0
    gnss_sigma_m: NotNegative = 0.0
    gnss_heading_sigma_rad: NotNegative = 0.0
    gnss_period_s: Positive = 0.1
    gnss_dropouts: tuple[Window, ...] = ()


class Phase(Spec, frozen=True, kw_only=True):
    """A traffic light's state, and for how long."""

    state: LightState
    for_s: Positive


class LightSpec(Spec, frozen=True, kw_only=True):
    """A traffic light: its phases come one after the other, again and again."""

    name: str
    """As the road names it."""
    phases: Annotated[tuple[Phase, ...], msgspec.Meta(min_length=1)]


class WishesSpec(Spec, frozen=True, kw_only=True):
    """What is wanted of the drive."""

    set_speed_mps: Positive
    time_gap_s: NotNegative = 1.6
    route: tuple[str, ...] = ()
    goal_s_m: Finite | None = None


class PassSpec(Spec, frozen=True, kw_only=True):
    """What a drive must fulfil."""

    no_collision: bool = True
    obeys_lights: bool = True
    """The front of the car enters no lane whose light is red."""
    stands_at_end: bool = False
    stays_before: Place | None = None
    """The front of the car never passes it."""
    reaches: Place | None = None
    """The middle of the car comes at least so far along that lane."""
    brakes_at_most_mps2: Finite | None = None
    keeps_within_m: Finite | None = None
    """Of the middle of a lane, always."""
