"""The vehicle's signals in one process: VSS 6 names, and what a reader must know of each value.

A `SignalStore` holds the last `Sample` of every signal: value, when it was true, when it came, from
whom, and whether it is fresh, stale or was never there. Providers register with a lease; when one
disconnects or falls silent its values turn stale and subscribers hear of it. Subscriptions take
paths, branches and globs with a `Filter` for change and interval that never loses the last value.
A `History` holds what values were, in bounded memory, for whoever feeds it.
"""

from segue.vehicle.signals._catalogue import Catalogue, EntryKind, SignalInfo, vss_catalogue
from segue.vehicle.signals._check import Checker, Value, checker, value_limits
from segue.vehicle.signals._errors import (
    AlreadyClaimed,
    NoProvider,
    NotClaimed,
    UnfitValue,
    UnknownSignal,
)
from segue.vehicle.signals._history import (
    HISTORY_BYTES,
    HISTORY_POINTS,
    HISTORY_SPAN_S,
    History,
    Point,
)
from segue.vehicle.signals._pattern import matcher
from segue.vehicle.signals._provider import Claiming, Provider
from segue.vehicle.signals._sample import Freshness, Sample
from segue.vehicle.signals._store import SignalStore
from segue.vehicle.signals._subscription import Subscription
from segue.vehicle.signals._together import TOGETHER, require_together
from segue.vehicle.signals._watch import Filter

__all__ = [
    "HISTORY_BYTES",
    "HISTORY_POINTS",
    "HISTORY_SPAN_S",
    "TOGETHER",
    "AlreadyClaimed",
    "Catalogue",
    "Checker",
    "Claiming",
    "EntryKind",
    "Filter",
    "Freshness",
    "History",
    "NoProvider",
    "NotClaimed",
    "Point",
    "Provider",
    "Sample",
    "SignalInfo",
    "SignalStore",
    "Subscription",
    "UnfitValue",
    "UnknownSignal",
    "Value",
    "checker",
    "matcher",
    "require_together",
    "value_limits",
    "vss_catalogue",
]
