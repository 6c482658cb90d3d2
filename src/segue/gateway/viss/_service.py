"""What VISS asks of the vehicle, whichever transport it came by."""

from __future__ import annotations

from segue.gateway.broker import Broker
from segue.gateway.viss._errors import (
    BAD_REQUEST,
    INVALID_PATH,
    READ_ONLY,
    UNAVAILABLE_DATA,
    VissError,
    outcome_error,
)
from segue.gateway.viss._feeds import Feed, feed_for
from segue.gateway.viss._filters import (
    Change,
    Curvelog,
    DynamicMetadata,
    Filters,
    History,
    Range,
    StaticMetadata,
    Timebased,
    read_filter,
)
from segue.gateway.viss._metadata import server_capabilities, static_tree
from segue.gateway.viss._paths import Addressed, addressed, dotted
from segue.gateway.viss._values import (
    data,
    data_point,
    from_text,
    timestamp,
    to_text,
    true_utc_s,
)
from segue.kernel import Clock
from segue.vehicle.access import Rights, Unauthenticated

Body = dict[str, object]

MAX_HISTORY_POINTS = 20_000
"""In one answer: about a megabyte and 50 ms, in which nobody else is served."""


class Service:
    """Answers requests: their bodies, without what a transport adds.

    Every method raises SegueError: one that `viss_error` has a name for.
    """

    def __init__(self, broker: Broker, clock: Clock) -> None:
        self.broker = broker
        self.clock = clock

    def now(self) -> str:
        """Return the time of an answer."""
        return timestamp(self.clock.utc_s())

    def get(self, rights: Rights, path: str, given_filter: object) -> Body:
        """Answer a get: values, their history, or metadata."""
        filters = read_filter(given_filter)
        match filters.rest:
            case DynamicMetadata(key="server_capabilities"):
                return self._capabilities(path, filters)
            case None:
                return self._values(rights, self._all_of(path, filters))
            case History(period_s):
                return self._history(rights, self._all_of(path, filters), period_s)
            case StaticMetadata(keys):
                signals = self._all_of(path, filters)
                return {"metadata": static_tree(self.broker.catalogue, dotted(path), signals, keys)}
            case DynamicMetadata(key):
                return self._dynamic(rights, self._all_of(path, filters), key)
            case Timebased() | Change() | Range() | Curvelog():
                raise VissError(BAD_REQUEST, "This type of filter is for subscriptions.")

    async def set(self, rights: Rights, path: str, value: object) -> Body:
        """Answer a set once it is done; `order` names it in the car's own records."""
        one = addressed(self.broker.catalogue, path, None)
        if not one.paths:
            raise VissError(INVALID_PATH)
        if one.first is None:
            raise VissError(BAD_REQUEST, "A set names one signal.")
        info = self.broker.catalogue.lookup(one.first)
        if info.entry != "actuator":
            raise VissError(READ_ONLY, f"{info.path} is a {info.entry}.")
        outcome = await self.broker.actuate(rights, {info.path: from_text(info, value)})
        if error := outcome_error(outcome):
            raise error
        return {"order": outcome.request_id}

    def subscription(self, path: str, given_filter: object) -> tuple[Addressed, Feed]:
        """Return which signals a subscribe means, and how they are told."""
        filters = read_filter(given_filter)
        if isinstance(filters.rest, History | StaticMetadata | DynamicMetadata):
            raise VissError(BAD_REQUEST, "This type of filter is for get.")
        signals = addressed(self.broker.catalogue, path, filters.relative)
        if not signals.paths:
            signals.all_known()
        return signals, feed_for(filters.rest, signals, self.broker.catalogue, self.clock)

    # ------------------------------------------------------------------ kinds of get

    def _all_of(self, path: str, filters: Filters) -> Addressed:
        signals = addressed(self.broker.catalogue, path, filters.relative)
        signals.all_known()
        return signals

    def _values(self, rights: Rights, signals: Addressed) -> Body:
        samples = [self.broker.get(rights, path) for path in signals.paths]
        entries: list[Body] = [
            {"path": sample.path, "dp": data_point(sample, self.clock)}
            for sample in samples
            if sample.freshness != "never"
        ]
        if not entries:
            raise VissError(UNAVAILABLE_DATA, "There has been no value yet.")
        body: Body = {"data": data(entries, many=signals.many)}
        never = [it.path for it in samples if it.freshness == "never" and it.path in signals.exact]
        return {**body, "unavailable": never} if never else body

    def _history(self, rights: Rights, signals: Addressed, period_s: float) -> Body:
        since_utc_s = self.clock.utc_s() - period_s
        entries: list[Body] = []
        room = MAX_HISTORY_POINTS
        for path in signals.paths:
            now_utc_s = true_utc_s(self.broker.get(rights, path), self.clock)
            points = [
                {"value": to_text(point.value), "ts": timestamp(point.utc_s)}
                for point in self.broker.history(rights, path, since_utc_s=since_utc_s)
                if point.utc_s < now_utc_s  # CORE: the period excludes the current value
            ]
            room -= len(points)
            if room < 0:
                raise VissError(
                    BAD_REQUEST,
                    f"There are more than {MAX_HISTORY_POINTS} values: ask for less at once.",
                )
            if points:
                entries.append({"path": path, "dp": points})
        if not entries:
            raise VissError(UNAVAILABLE_DATA, "Nothing of that time is kept.")
        return {"data": data(entries, many=signals.many)}

    def _dynamic(self, rights: Rights, signals: Addressed, key: str) -> Body:
        says = self._availability if key == "availability" else self._validate
        entries: list[Body] = [
            {"path": path, "dp": {"value": says(rights, path), "ts": self.now()}}
            for path in signals.paths
        ]
        return {"data": data(entries, many=signals.many)}

    def _availability(self, rights: Rights, path: str) -> str:
        sample = self.broker.get(rights, path)
        return "available" if sample.freshness == "fresh" else "unavailable"

    def _validate(self, _rights: Rights, path: str) -> str:
        """Return whether reading needs a token as well as writing does."""
        try:
            open_to_all = self.broker.admit(None).may("read", path)
        except Unauthenticated:
            open_to_all = False
        return "write-only" if open_to_all else "read-write"

    def _capabilities(self, path: str, filters: Filters) -> Body:
        if dotted(path) != "Vehicle" or filters.relative is not None:
            raise VissError(BAD_REQUEST, "server_capabilities is asked of Vehicle alone.")
        return {"metadata": server_capabilities()}
