"""What `segue phone status` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from segue.schema.activity import ActivityState, MediaState, NavigationState
from segue.schema.surface import CarState

if TYPE_CHECKING:
    from segue.fabric.handoff import ActivitySnapshot
    from segue.schema.link import DeviceInfo


class ActivityStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One activity, and where it is live."""

    activity: str
    live_here: bool
    holder_id: str
    holder_name: str
    epoch: int
    summary: str
    """What it is about, for a person."""


class PhoneStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The phone, its car, and what is live where."""

    device_id: str
    name: str
    car_name: str | None
    """None when it is not paired."""
    connected: bool
    car: CarState | None
    """How the car is now, or was when it last said so."""
    activities: tuple[ActivityStatus, ...]
    sound: bool = False
    """This phone keeps a song's position and plays no sound."""


def activity_status(
    snapshot: ActivitySnapshot, own_id: str, own_name: str, car: DeviceInfo
) -> ActivityStatus | None:
    """Return what to say of an activity; None when there is none."""
    state = read_state(snapshot)
    if state is None:
        return None
    names = {own_id: own_name, car.device_id: car.name}
    return ActivityStatus(
        activity=snapshot.activity,
        live_here=snapshot.live_here,
        holder_id=snapshot.holder_id,
        holder_name=names.get(snapshot.holder_id, snapshot.holder_id),
        epoch=snapshot.epoch,
        summary=_summary(state),
    )


def read_state(snapshot: ActivitySnapshot) -> ActivityState | None:
    """Return an activity's state; None when there is none, or one from a later version."""
    if snapshot.state is None:
        return None
    try:
        return msgspec.json.decode(snapshot.state, type=ActivityState)
    except msgspec.MsgspecError:
        return None


def _summary(state: ActivityState) -> str:
    match state:
        case NavigationState(plan=plan, progress_m=progress_m):
            left_km = max(0.0, plan.distance_m - progress_m) / 1000
            return f"to {plan.destination.name}, {left_km:,.0f} km to go"
        case MediaState(queue=queue, index=index) if 0 <= index < len(queue):
            track = queue[index]
            return f"{track.title} by {track.artist}" if track.artist else track.title
        case MediaState():
            return "nothing in the queue"
