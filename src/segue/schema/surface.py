"""What screens see and may ask.

The car's own screen talks JSON over the WebSocket `/surface` (loopback only): it sends `Request`
and gets `Response` and `Event`. A phone sends the same requests inside its link. `PHONE_METHODS`
are those a paired phone may call; a screen in the car may call all of `METHODS`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from segue.schema.activity import MediaState, NavigationState, Track
from segue.schema.assist import AssistDrive, AssistPress, AssistView
from segue.schema.journey import NoPlan, Place, TripPlan
from segue.schema.link import DeviceInfo

# ---------------------------------------------------------------- events (topic → data type)


class CarState(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `car`: the vehicle now, at most 10 times a second to a screen and 2 to a phone."""

    model: str
    model_name: str
    age_s: float
    """Age of the oldest safety-relevant value (speed, gear); screens say so when it is over 1 s."""
    speed_mps: float
    gear: Literal["P", "R", "N", "D"]
    ignition: Literal["off", "accessory", "on"]
    power_w: float
    """From the battery; negative while charging or recuperating."""
    soc_frac: float
    range_m: float
    latitude_deg: float
    longitude_deg: float
    heading_rad: float
    """Clockwise from north."""
    odometer_m: float
    door_open: bool
    locked: bool
    seat_occupied: bool
    belted: bool
    climate_on: bool
    climate_target_k: float
    cabin_k: float
    outside_k: float
    speed_limit_mps: float | None = None
    speedup: float = 1.0
    parked: bool = True
    simulated: bool = True


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `progress`: along the active route; null without one."""

    progress_m: float
    remaining_m: float
    remaining_s: float
    arrival_soc_frac: float
    arrival_soc_sigma_frac: float
    next_maneuver: int
    """Index into the plan's maneuvers."""
    next_maneuver_m: float
    off_route: bool = False


class ActivityView(msgspec.Struct, frozen=True, kw_only=True):
    """One activity as the car's screen shows it."""

    activity: str
    epoch: int
    holder_id: str
    holder_name: str
    holder_kind: str
    live_here: bool
    moving: Literal["", "leaving", "arriving"]
    can_move_to: tuple[DeviceInfo, ...]
    """Other devices that can take it."""
    state: NavigationState | MediaState | None = None


class ActivitiesView(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `activities`."""

    items: tuple[ActivityView, ...]


class PairedDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device this car trusts."""

    device: DeviceInfo
    paired_utc_s: float
    connected: bool
    near: bool
    last_seen_utc_s: float | None = None


class PeopleView(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `people`: who is here and who may be."""

    devices: tuple[PairedDevice, ...]


class PairingView(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `pairing`. `url` is what the QR code holds; empty when there is no live code."""

    url: str
    expires_in_s: float
    waiting_device: str = ""
    """Name of a phone that read the code and waits for Accept."""
    check_code: str = ""
    error: str = ""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `notice`: one thing the person should know."""

    level: Literal["info", "warning", "error"]
    code: str
    text: str
    do: str = ""


class NodeInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `node`, first event on a surface."""

    version: str
    boot_id: str
    device: DeviceInfo
    car_url: str
    phone_url: str
    demo: bool


class SoundView(msgspec.Struct, frozen=True, kw_only=True):
    """Topic `sound`, for each screen its own: of several screens in a car only one plays."""

    here: bool


# ---------------------------------------------------------------- methods (name → params type)


class Empty(msgspec.Struct, frozen=True, kw_only=True):
    """No parameters, or no result."""


class SearchParams(msgspec.Struct, frozen=True, kw_only=True):
    """`places.search` → PlacesResult."""

    query: str
    limit: int = 6


class PlacesResult(msgspec.Struct, frozen=True, kw_only=True):
    """Best first; places near the car win ties."""

    places: tuple[Place, ...]


class PlanParams(msgspec.Struct, frozen=True, kw_only=True):
    """`trip.plan` → PlanResult. Without an origin, from where the car is."""

    destination: Place
    origin: Place | None = None


class PlanResult(msgspec.Struct, frozen=True, kw_only=True):
    """A plan or the reason there is none."""

    plan: TripPlan | NoPlan


class ActivityStart(msgspec.Struct, frozen=True, kw_only=True):
    """`activity.start` (car screen): start or replace one, live in the car."""

    state: NavigationState | MediaState


class ActivityMove(msgspec.Struct, frozen=True, kw_only=True):
    """`activity.move` (car screen): the button that always wins. `to` may be this car."""

    activity: str
    to: str


class ActivityEnd(msgspec.Struct, frozen=True, kw_only=True):
    """`activity.end` (car screen)."""

    activity: str


class MediaControl(msgspec.Struct, frozen=True, kw_only=True):
    """`media.control` (car screen, when the car holds it)."""

    action: Literal["play", "pause", "next", "previous", "seek"]
    position_s: float | None = None


class MediaPosition(msgspec.Struct, frozen=True, kw_only=True):
    """`media.position` (car screen): where its player really is, once a second."""

    track_id: str
    position_s: float


class TracksResult(msgspec.Struct, frozen=True, kw_only=True):
    """Result of `media.library`."""

    tracks: tuple[Track, ...]


class PairAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`pairing.answer` (car screen)."""

    accept: bool


class Unpair(msgspec.Struct, frozen=True, kw_only=True):
    """`pairing.unpair`."""

    device_id: str


class LockParams(msgspec.Struct, frozen=True, kw_only=True):
    """`car.lock`."""

    locked: bool


class ClimateParams(msgspec.Struct, frozen=True, kw_only=True):
    """`car.climate`: what is None stays as it is."""

    on: bool | None = None
    target_k: float | None = None


class SimParams(msgspec.Struct, frozen=True, kw_only=True):
    """`sim.do`: what a person would do to the simulated car."""

    action: Literal["get_in", "get_out", "drive", "stop", "plug_in", "plug_in_fast", "unplug"]


class SpeedupParams(msgspec.Struct, frozen=True, kw_only=True):
    """`sim.speedup`: simulated seconds a real second, 1 to 600."""

    speedup: float


METHODS: dict[str, tuple[type, type]] = {
    "places.search": (SearchParams, PlacesResult),
    "trip.plan": (PlanParams, PlanResult),
    "activity.start": (ActivityStart, Empty),
    "activity.move": (ActivityMove, Empty),
    "activity.end": (ActivityEnd, Empty),
    "media.library": (Empty, TracksResult),
    "media.control": (MediaControl, Empty),
    "media.position": (MediaPosition, Empty),
    "pairing.open": (Empty, Empty),
    "pairing.answer": (PairAnswer, Empty),
    "pairing.unpair": (Unpair, Empty),
    "car.lock": (LockParams, Empty),
    "car.climate": (ClimateParams, Empty),
    "sim.do": (SimParams, Empty),
    "sim.speedup": (SpeedupParams, Empty),
    "assist.press": (AssistPress, Empty),
    "assist.drive": (AssistDrive, Empty),
}
"""Every method: its parameters and its result."""

PHONE_METHODS = frozenset(
    {"places.search", "trip.plan", "media.library", "car.lock", "car.climate", "sim.do"}
)

TOPICS: dict[str, type] = {
    "node": NodeInfo,
    "car": CarState,
    "progress": Progress,
    "activities": ActivitiesView,
    "people": PeopleView,
    "pairing": PairingView,
    "notice": Notice,
    "sound": SoundView,
    "assist": AssistView,
}
"""Every topic of an Event and the type of its data."""

PHONE_TOPICS = frozenset({"car", "progress", "notice"})
