"""Record a bus to a log, and replay a log to a bus."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from segue.kernel import DeviceUnavailable, LocalUseError
from segue.node.canbus._log import check_format, paced
from segue.node.canbus._open import open_bus
from segue.node.canbus._spec import BusSpec, LogSpec

_POLL_S = 0.2
_SEND_TIMEOUT_S = 1.0


def record(
    spec: BusSpec,
    path: Path,
    *,
    seconds: float | None = None,
    progress: Callable[[int], None] = lambda _count: None,
) -> int:
    """Write a bus's frames to a new log until the time is over or Ctrl-C; return how many.

    Args:
        spec: Which bus.
        path: The log; its suffix is the format.
        seconds: For how long; until interrupted when None.
        progress: Called now and then with the count so far.

    Raises:
        LocalUseError: The log is there already, or of none of the formats.
        DeviceUnavailable: The bus is not there, or went away; what came before is kept.
    """
    import can  # noqa: PLC0415  only who records pays for it

    check_format(path)
    if path.exists():
        raise LocalUseError(f"{path} is there already.", do="Name a new file.")
    bus = open_bus(spec)
    end_s = None if seconds is None else time.monotonic() + seconds
    count = 0
    try:
        with can.Logger(path) as log:
            while end_s is None or time.monotonic() < end_s:
                try:
                    frame = bus.recv(_POLL_S)
                except (can.CanError, OSError) as error:
                    raise DeviceUnavailable(
                        f"The CAN bus {spec.name} was lost: {error}.",
                        do=f"{path} has the {count} frames before.",
                    ) from error
                if frame is not None:
                    log.on_message_received(frame)
                    count += 1
                progress(count)
    except KeyboardInterrupt:
        return count
    except OSError as error:
        raise DeviceUnavailable(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        bus.shutdown()
    return count


def replay(log: LogSpec, to: BusSpec) -> int:
    """Send a log's frames to a bus at their times; return how many.

    Raises:
        LocalUseError: There is no such log.
        DataUnusable: The log is broken.
        DeviceUnavailable: The bus is not there, or did not take a frame.
    """
    import can  # noqa: PLC0415  only who replays pays for it

    bus = open_bus(to)
    count = 0
    try:
        for frame in paced(log):
            if not frame.is_error_frame:
                bus.send(frame, _SEND_TIMEOUT_S)
                count += 1
    except (can.CanError, OSError) as error:
        raise DeviceUnavailable(
            f"The CAN bus {to.name} did not take frame {count + 1}: {error}."
        ) from error
    finally:
        bus.shutdown()
    return count
