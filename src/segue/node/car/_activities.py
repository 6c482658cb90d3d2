"""The car's activities: the book of who holds what, and the car that follows it.

What leaves the car leaves with its state of that moment: how far along the route, where in the
song.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from functools import lru_cache

import msgspec

from segue.fabric.handoff import HandoffEvent, Started, Stopped, TransferFailed
from segue.kernel import Clock, LocalUseError, Rejected, SegueError
from segue.node.activities import Activities, current_track
from segue.node.car import _media, _navigation
from segue.node.car._drive import Drive
from segue.node.car._media import Media
from segue.node.car._navigation import Navigation
from segue.node.car._notices import Notices
from segue.node.car._people import People
from segue.node.storage import Store
from segue.schema import Message
from segue.schema.activity import HandoffPull, MediaState, NavigationState, Track
from segue.schema.link import DeviceInfo
from segue.schema.surface import ActivitiesView, ActivityView, Notice
from segue.world import NowPlaying

_log = logging.getLogger(__name__)

_TRIP_KEY = "departure"
_MEDIA_KEY = "position"


class CarActivities:
    """Navigation and media, as the car and its screens have them.

    Args:
        car: This car's device.
        send: Queues a message for a device; False when it is not linked.
        library: The tracks there are.
        changed: Called when screens should see the activities anew.
    """

    def __init__(
        self,
        store: Store,
        *,
        car: DeviceInfo,
        space_id: str,
        clock: Clock,
        random_u32: Callable[[], int],
        drive: Drive,
        people: People,
        notices: Notices,
        send: Callable[[str, Message], bool],
        library: Callable[[], tuple[Track, ...]],
        changed: Callable[[], None],
    ) -> None:
        self._car = car
        self._drive = drive
        self._people = people
        self._notices = notices
        self._changed = changed
        self._stored_position = store.get("media", _MEDIA_KEY)
        self.book = Activities(
            store,
            space_id=space_id,
            device_id=car.device_id,
            keeper_id=car.device_id,
            clock=clock,
            random_u32=random_u32,
            send=send,
            listener=self._on_event,
        )
        self.navigation = Navigation(drive, stored=store.get("trip", _TRIP_KEY), tell=notices.tell)
        self.media = Media(self.book, clock=clock, library=library)

    async def resume(self) -> None:
        """Go on after a restart: the song from where it was heard, the car on its route."""
        try:
            await self.media.resume(self._stored_position)
        except SegueError as error:  # whatever a phone once handed over, the car starts
            _log.warning("the music goes on from where it was stored: %s", error)
        view = self.book.view(_navigation.ACTIVITY)
        if view.live_here and view.state is not None:
            self.navigation.started(view.epoch, view.state)
        else:
            self.navigation.stopped()
        self._on_change()

    async def keep_playing(self) -> None:
        """Go on to the next song when one has ended; what fails now is tried again."""
        with contextlib.suppress(SegueError):
            await self.media.keep_playing()

    # ------------------------------------------------------------------ what a person does

    async def start(self, state: NavigationState | MediaState) -> None:
        """Start an activity here, or replace it, whoever holds it now."""
        if isinstance(state, MediaState):
            await self.media.start(state)
            return
        text = msgspec.json.encode(state).decode()
        await self.book.do(lambda book, now: book.start(_navigation.ACTIVITY, text, now))

    async def move(self, activity: str, to: str) -> None:
        """Move an activity to this car, or from it to a phone; a button always wins.

        Raises:
            SegueError: It cannot be moved there now, and why.
        """
        if to == self._car.device_id:
            await self.book.do(lambda book, now: book.bring_here(activity, now))
            return
        await self._freshen(activity)
        await self.book.do(lambda book, now: book.move_to(activity, to, now))

    async def end(self, activity: str) -> None:
        """End an activity wherever it is live."""
        await self.book.do(lambda book, now: book.end(activity, now))

    # ------------------------------------------------------------------ what a rule does

    async def pull(self, activity: str) -> None:
        """Bring an activity here because somebody sat down."""
        await self.book.do(lambda book, now: book.bring_here(activity, now, cause="rule"))

    async def hand_back(self, activity: str, phone: str) -> None:
        """Give an activity to the phone of the person who gets out."""
        await self._freshen(activity)
        await self.book.do(lambda book, now: book.move_to(activity, phone, now, cause="rule"))

    # ------------------------------------------------------------------ what peers do

    async def receive(self, message: Message, sender: str) -> None:
        """Take a message about the space or a handoff."""
        if isinstance(message, HandoffPull):
            await self._freshen(message.activity)
        await self.book.receive(message, sender)

    # ------------------------------------------------------------------ what is known

    def holders(self) -> dict[str, str]:
        """Return activity → the device it is live on."""
        return {view.activity: view.holder_id for view in self.book.views() if view.holder_id}

    def view(self) -> ActivitiesView:
        """Return what screens show: the activities that are live somewhere."""
        linked = self._people.linked_devices()
        items: list[ActivityView] = []
        for snapshot in self.book.views():
            holder = self._device(snapshot.holder_id)
            if holder is None:
                continue
            others = tuple(
                device for device in (self._car, *linked) if device.device_id != holder.device_id
            )
            items.append(
                ActivityView(
                    activity=snapshot.activity,
                    epoch=snapshot.epoch,
                    holder_id=holder.device_id,
                    holder_name=holder.name,
                    holder_kind=holder.kind,
                    live_here=snapshot.live_here,
                    moving=snapshot.moving,
                    can_move_to=others,
                    state=_decoded(snapshot.state),
                )
            )
        return ActivitiesView(items=tuple(items))

    def _device(self, device_id: str) -> DeviceInfo | None:
        """Return a holder; a phone that was unpaired since is shown by its id."""
        if not device_id:
            return None
        if device_id == self._car.device_id:
            return self._car
        known = self._people.device(device_id)
        return known or DeviceInfo(
            device_id=device_id, public_key=b"", name=device_id[:6], kind="phone"
        )

    # ------------------------------------------------------------------ following the book

    async def _freshen(self, activity: str) -> None:
        """Write the state of this moment, if it is live here: it is about to leave.

        A state that grew over the limit leaves as it was last written, instead of not at all.
        """
        if not self.book.view(activity).live_here:
            return
        texts = {
            _navigation.ACTIVITY: self.navigation.state_now,
            _media.ACTIVITY: self.media.state_now,
        }
        text = texts[activity]()
        if text is not None:
            with contextlib.suppress(LocalUseError):
                await self.book.do(lambda book, _now: _ignore(book.update_state(activity, text)))

    def _on_event(self, activity: str, event: HandoffEvent) -> None:
        match event:
            case Started(claim=claim, state=state) if activity == _navigation.ACTIVITY:
                self.navigation.started(claim.epoch, state)
            case Stopped() if activity == _navigation.ACTIVITY:
                self.navigation.stopped()
            case TransferFailed(cause="user", reason=reason):
                self._notices.tell(
                    Notice(
                        level="warning",
                        code=f"move_{reason}",
                        text=f"The {activity} could not be moved; it stays where it is.",
                        do="Try again when both devices are awake.",
                    )
                )
            case _:
                pass
        self._on_change()

    def _on_change(self) -> None:
        state = self.media.state()
        track = current_track(state) if state else None
        self._drive.car.now_playing = (
            NowPlaying(title=track.title, artist=track.artist, album=track.album)
            if track
            else NowPlaying()
        )
        self._changed()


@lru_cache(maxsize=8)
def _decoded(text: str | None) -> NavigationState | MediaState | None:
    """Return the state for a screen; a route's text is long and rarely changes."""
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=NavigationState | MediaState)
    except msgspec.MsgspecError:
        return None


def _ignore(_live: bool) -> None:
    """Take no note whether it left in the meantime: then it is fresh already."""


def known_activity(activity: str) -> str:
    """Return the activity's name, or raise Rejected when there is no such activity."""
    if activity not in (_navigation.ACTIVITY, _media.ACTIVITY):
        raise Rejected(f"There is no activity {activity[:40]!r}.")
    return activity
