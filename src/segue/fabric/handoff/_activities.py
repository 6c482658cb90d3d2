"""ActivityBook: all activities of a device and the space they are recorded in, as one core.

A node's shell feeds it what happens and carries out the steps it returns; the car, the phone in
Python and the phone in a browser do the same.

    book = ActivityBook(
        Space(space_id, device_id, keeper_id=car_id, client_id=random_u32, keep=live_facts)
    )
    book.load(log=store.entries("space"), saved=store.items("handoff"), now=moment())

    book.peer_up("phone", now)                  # LinkUp seen, both ways
    book.receive(message, "phone", now)         # a Space… or Handoff… message
    book.start("navigation", text, now)         # a button
    book.space.put("recents", new_id, place)    # a fact of the shell's own

    step = book.take(now)                       # after every call, and on `book.next_timer_s()`
    await store.write(step.writes)              # 1. durable, in one commit
    act_on(step.events)                         # 2. stop or start the player, draw the screen
    for device_id, message in step.sends:       # 3. only then
        link.send(device_id, message)

Steps are carried out one at a time, in order, each to its end. If the write fails, nothing of the
step or after it may be acted on or sent: close the book and load it again once the disk works.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from segue.fabric.handoff._claim_facts import (
    claim_value,
    fact_name,
    read_claim,
    read_state,
    state_value,
)
from segue.fabric.handoff._events import HandoffEvent
from segue.fabric.handoff._limits import DEFAULT_LIMITS, ENDED, Limits
from segue.fabric.handoff._machine import HandoffMachine
from segue.fabric.handoff._order import Moment
from segue.fabric.handoff._record import Asking, Committed, KnownState, Offering, Ready
from segue.fabric.space import FactChange, LogWrite, Space, SpaceMessage, author_of
from segue.kernel import DataUnusable, LocalUseError, PeerError
from segue.schema.activity import (
    ACTIVITY_KINDS,
    ActionCause,
    HandoffClaims,
    HandoffMessage,
)
from segue.schema.link import SpaceReset, SpaceUpdate, SpaceVector


@dataclass(frozen=True, slots=True)
class SaveActivity:
    """Durable write: replace the stored checkpoint of one activity."""

    activity: str
    checkpoint: bytes
    """JSON."""


BookWrite = SaveActivity | LogWrite


@dataclass(frozen=True, slots=True)
class ActivityEvent:
    """What happened to one activity here."""

    activity: str
    event: HandoffEvent


@dataclass(frozen=True, slots=True)
class FactRefused:
    """A fact of the space cannot be what it says it is, and was not acted on."""

    author: str
    reason: str


BookEvent = ActivityEvent | FactChange | FactRefused


@dataclass(frozen=True, slots=True)
class Step:
    """What to do now: store, then act, then send."""

    writes: tuple[BookWrite, ...]
    events: tuple[BookEvent, ...]
    sends: tuple[tuple[str, HandoffMessage | SpaceMessage], ...]


@dataclass(frozen=True, slots=True)
class ActivitySnapshot:
    """One activity, as a screen shows it."""

    activity: str
    epoch: int
    """0 when it has never been started."""
    holder_id: str
    """Empty when it has never been started, or has ended."""
    live_here: bool
    moving: Literal["", "leaving", "arriving"]
    state: str | None
    """Newest state known, as JSON text; None when there is none or it has ended."""
    resume_from: str | None
    """The last state from here that another device's claim passed over."""


class ActivityBook:
    """See the module. Every method that takes a message or a fact may be followed by `take`."""

    def __init__(self, space: Space, *, limits: Limits = DEFAULT_LIMITS) -> None:
        self.space = space
        self.device_id = space.device_id
        self._machines = {
            activity: HandoffMachine(activity, space.device_id, limits=limits)
            for activity in ACTIVITY_KINDS
        }
        self._published: dict[str, KnownState | None] = {}
        self._events: deque[BookEvent] = deque()

    def load(self, *, log: Iterable[bytes], saved: Mapping[str, bytes], now: Moment) -> None:
        """Go on from what earlier steps stored: the space's log, and a checkpoint by activity.

        Raises:
            DataUnusable: Something stored is broken.
        """
        for activity, checkpoint in saved.items():
            try:
                self._machine(activity).restore(msgspec.json.decode(checkpoint), now)
            except (msgspec.DecodeError, LocalUseError) as error:
                raise DataUnusable(f"The stored {activity} is broken: {error}.") from error
        self.space.load(log)

    # ------------------------------------------------------------------ links and time

    def peer_up(self, peer: str, now: Moment) -> None:
        """Note that a device is linked and both sides said LinkUp."""
        self.space.peer_up(peer, now.now_s)
        for machine in self._machines.values():
            machine.peer_up(peer, now)

    def peer_down(self, peer: str, now: Moment) -> None:
        """Note that a device is no longer linked."""
        self.space.peer_down(peer)
        for machine in self._machines.values():
            machine.peer_down(peer, now)

    def receive(self, message: HandoffMessage | SpaceMessage, sender: str, now: Moment) -> None:
        """Take a message from a linked device.

        Raises:
            PeerError: It breaks the protocol. Nothing has changed, and the link may go on.
        """
        if isinstance(message, SpaceVector | SpaceUpdate | SpaceReset):
            self.space.receive(message, sender, now.now_s)
            return
        activity = (
            message.claim.activity if isinstance(message, HandoffClaims) else message.activity
        )
        if activity not in self._machines:
            raise PeerError(f"There is no activity {activity[:40]!r} here.")
        self._machines[activity].receive(message, sender, now)

    def next_timer_s(self) -> float | None:
        """Return when to call `on_timer`, on the monotonic clock; None for never."""
        times = [machine.next_timer_s() for machine in self._machines.values()]
        times.append(self.space.next_timer_s())
        return min((at_s for at_s in times if at_s is not None), default=None)

    def on_timer(self, now: Moment) -> None:
        """Do what is due; harmless when nothing is."""
        self.space.on_timer(now.now_s)
        for machine in self._machines.values():
            machine.on_timer(now)

    # ------------------------------------------------------------------ actions

    def start(self, activity: str, state: str, now: Moment) -> None:
        """Start or replace an activity here, for a user. See `HandoffMachine.start`."""
        self._machine(activity).start(state, now)

    def update_state(self, activity: str, state: str) -> bool:
        """Replace the state of an activity that is live here; False when it is not."""
        return self._machine(activity).update_state(state)

    def move_to(self, activity: str, peer: str, now: Moment, cause: ActionCause = "user") -> None:
        """Move what is live here to a linked device. See `HandoffMachine.move_to`."""
        self._machine(activity).move_to(peer, now, cause)

    def bring_here(self, activity: str, now: Moment, cause: ActionCause = "user") -> None:
        """Have an activity live here. See `HandoffMachine.bring_here`."""
        self._machine(activity).bring_here(now, cause)

    def end(self, activity: str, now: Moment) -> None:
        """End an activity wherever it is live, for a user."""
        self._machine(activity).end(now)

    # ------------------------------------------------------------------ what is known

    def view(self, activity: str) -> ActivitySnapshot:
        """Return an activity as it is now."""
        machine = self._machine(activity)
        record = machine.record
        moving: Literal["", "leaving", "arriving"] = ""
        if isinstance(record.role, Offering | Committed):
            moving = "leaving"
        elif isinstance(record.role, Asking | Ready):
            moving = "arriving"
        known, best = record.known, record.best
        return ActivitySnapshot(
            activity=activity,
            epoch=best.epoch if best else 0,
            holder_id="" if best is None or machine.ended else best.device_id,
            live_here=machine.live,
            moving=moving,
            state=None if known is None or known.text == ENDED else known.text,
            resume_from=record.resume_from.text if record.resume_from else None,
        )

    def views(self) -> tuple[ActivitySnapshot, ...]:
        """Return all activities as they are now."""
        return tuple(self.view(activity) for activity in self._machines)

    # ------------------------------------------------------------------ steps

    def take(self, now: Moment) -> Step:
        """Return all that has to be done since the last step."""
        self._read_space(now)
        self._write_space()
        writes: list[BookWrite] = []
        for activity, machine in self._machines.items():
            if machine.dirty:
                checkpoint = msgspec.json.encode(machine.checkpoint())
                writes.append(SaveActivity(activity, checkpoint))
        writes += self.space.take_writes()
        for activity, machine in self._machines.items():
            while (event := machine.next_event()) is not None:
                self._events.append(ActivityEvent(activity, event))
        events, self._events = self._events, deque()
        sends: list[tuple[str, HandoffMessage | SpaceMessage]] = list(self.space.to_send())
        for machine in self._machines.values():
            sends += machine.to_send()
        return Step(tuple(writes), tuple(events), tuple(sends))

    def _machine(self, activity: str) -> HandoffMachine:
        try:
            return self._machines[activity]
        except KeyError:
            raise LocalUseError(f"There is no activity {activity[:40]!r}.") from None

    def _read_space(self, now: Moment) -> None:
        """Give the machines the claims and states that other devices wrote."""
        while (change := self.space.next_change()) is not None:
            self._events.append(change)
            if change.collection in {"claims", "states"} and change.value is not None:
                try:
                    self._observe(change.key, now)
                except PeerError as error:
                    self._events.append(FactRefused(author_of(change.key), error.message))

    def _observe(self, key: str, now: Moment) -> None:
        claim = read_claim(key, self.space.get("claims", key))
        if claim is None or claim.activity not in self._machines:
            return
        machine = self._machines[claim.activity]
        machine.observe_claim(claim, now)
        if state := read_state(claim, self.space.get("states", key)):
            machine.observe_state(state, now)

    def _write_space(self) -> None:
        """Publish this device's claims and states, and remove those that no longer matter."""
        for activity, machine in self._machines.items():
            best, known = machine.record.best, machine.record.known
            own = best is not None and best.device_id == self.device_id
            publish = known if own and known is not None and known.claim == best else None
            if activity in self._published and self._published[activity] == publish:
                continue
            self._published[activity] = publish
            with self.space.together():
                self._remove_own(activity, but=fact_name(publish.claim) if publish else None)
                if publish is not None:
                    name = fact_name(publish.claim)
                    self.space.put("claims", name, claim_value(publish.claim))
                    try:
                        self.space.put("states", name, state_value(publish))
                    except LocalUseError as error:  # too large: linked devices get it by handoff
                        self._events.append(FactRefused(self.device_id, error.message))

    def _remove_own(self, activity: str, but: str | None) -> None:
        for collection in ("claims", "states"):
            for key in self.space.keys(collection):
                name, _, author = key.rpartition("/")
                if author == self.device_id and name.startswith(f"{activity}/") and name != but:
                    self.space.delete(collection, name)
