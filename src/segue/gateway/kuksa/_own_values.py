"""Values of actuators, given by those who carry them out.

Who serves an actuator gives its value, too. kuksa-client does the one on a stream and the other in
calls of their own, so a value from the same caller is taken as the stream's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from segue.gateway.broker import Broker, Providing
from segue.vehicle.access import Rights


class OwnValues:
    """Publishes single values, and knows whose streams serve which actuators."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._served: dict[str, tuple[str, Providing]] = {}

    def serves(self, rights: Rights, providing: Providing, paths: Iterable[str]) -> None:
        """Take that a caller's stream serves these actuators now."""
        self._served.update(dict.fromkeys(paths, (rights.subject, providing)))

    def leave(self, providing: Providing) -> None:
        """Forget a stream."""
        self._served = {
            path: served for path, served in self._served.items() if served[1] is not providing
        }

    def publish(
        self, rights: Rights, values: Mapping[str, object], times: Mapping[str, float]
    ) -> None:
        """Publish values of a caller, all of them or none.

        Raises:
            As `Broker.publish`.
        """
        for path in values:
            rights.require("provide", path)  # the stream's own rights are another token's
        streams = {self._stream(rights, path) for path in values}
        stream = streams.pop()
        if stream is None or streams:
            self._broker.publish(rights, values, source_utc_s=times or None)
        else:
            stream.publish(values, source_utc_s=times or None)

    def _stream(self, rights: Rights, path: str) -> Providing | None:
        subject, providing = self._served.get(path, ("", None))
        return providing if subject == rights.subject else None
