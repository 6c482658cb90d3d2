"""Open what a spec names: python-can's bus, or a log that behaves like one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from segue.kernel import DeviceUnavailable
from segue.node.canbus._log import LogBus
from segue.node.canbus._spec import BusSpec, LogSpec

if TYPE_CHECKING:
    import can


class Bus(Protocol):
    """What is needed of a bus; python-can's have it."""

    def recv(self, timeout: float | None = None) -> can.Message | None:
        """Return the next frame, or None when none comes within the timeout [s]."""
        ...

    def send(self, msg: can.Message, timeout: float | None = None) -> None:
        """Return once the bus took the frame."""
        ...

    def shutdown(self) -> None:
        """Give the bus back."""
        ...


def open_bus(spec: BusSpec | LogSpec) -> Bus:
    """Return the bus, open.

    Raises:
        DeviceUnavailable: It is not there now, and why.
    """
    import can  # noqa: PLC0415  only who has a bus pays for it

    if isinstance(spec, LogSpec):
        return LogBus(spec)
    options: dict[str, Any] = {} if spec.bitrate is None else {"bitrate": spec.bitrate}
    try:
        return can.Bus(
            interface=spec.interface, channel=spec.channel, ignore_config=True, **options
        )
    except (can.CanError, OSError, ImportError, TypeError, ValueError) as error:
        # The last two are how drivers say that a channel or bitrate is not theirs.
        raise DeviceUnavailable(
            f"The CAN bus {spec.name} cannot be opened: {error}.",
            do="Check that it is connected and up.",
        ) from error
