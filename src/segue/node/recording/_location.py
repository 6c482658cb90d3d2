"""Where the car is, as the message that Foxglove's map shows."""

from __future__ import annotations

import json
from collections.abc import Iterable

from segue.node.remote import Reading

_LATITUDE = "Vehicle.CurrentLocation.Latitude"
_LONGITUDE = "Vehicle.CurrentLocation.Longitude"
_ALTITUDE = "Vehicle.CurrentLocation.Altitude"
_PATHS = (_LATITUDE, _LONGITUDE, _ALTITUDE)
_NS_PER_S = 1_000_000_000
_COVARIANCE_UNKNOWN = 0


class LocationFixes:
    """Puts latitude and longitude together again, which are two signals."""

    def __init__(self) -> None:
        self._known: dict[str, float] = {}

    def fix(self, readings: Iterable[Reading], at_ns: int) -> bytes | None:
        """Return a `LocationFix` once both are known and one of them has come anew."""
        news = {
            reading.path: float(reading.value)
            for reading in readings
            if reading.path in _PATHS and isinstance(reading.value, int | float)
        }
        self._known |= news
        if not news or not {_LATITUDE, _LONGITUDE} <= self._known.keys():
            return None
        seconds, nanoseconds = divmod(at_ns, _NS_PER_S)
        return json.dumps(
            {
                "timestamp": {"sec": seconds, "nsec": nanoseconds},
                "frame_id": "earth",
                "latitude": self._known[_LATITUDE],
                "longitude": self._known[_LONGITUDE],
                "altitude": self._known.get(_ALTITUDE, 0.0),
                "position_covariance": [0.0] * 9,
                "position_covariance_type": _COVARIANCE_UNKNOWN,
            }
        ).encode()
