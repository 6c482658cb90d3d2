"""Values that a provider publishes on its stream: what fits is taken, what does not is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from segue.gateway.broker import Providing
from segue.gateway.kuksa._ids import SignalIds
from segue.gateway.kuksa._values import read_time, read_value
from segue.kernel import LocalUseError, SegueError
from segue.vehicle.signals import AlreadyClaimed, Catalogue, NotClaimed, UnfitValue, checker


def publish(
    providing: Providing, catalogue: Catalogue, ids: SignalIds, datapoints: Mapping[int, Any]
) -> dict[int, SegueError]:
    """Publish values by number; return the numbers whose value was refused, and why.

    Raises:
        NotClaimed, AlreadyClaimed, DeviceUnavailable: As `Providing.publish`; nothing was taken.
    """
    path_of = ids.path
    values: dict[str, object] = {}
    times: dict[str, float] = {}
    errors: dict[int, SegueError] = {}
    for number, datapoint in datapoints.items():
        try:
            path = path_of(number)
            values[path] = read_value(datapoint.value, "typed_value")
            time_s = read_time(datapoint.timestamp)
            if time_s is not None:
                times[path] = time_s
        except SegueError as error:
            errors[number] = error
    errors |= {ids.of(path): error for path, error in _take(providing, catalogue, values, times)}
    return errors


def _take(
    providing: Providing,
    catalogue: Catalogue,
    values: Mapping[str, object],
    times: Mapping[str, float],
) -> Iterable[tuple[str, SegueError]]:
    """Publish what fits; return what does not."""
    if not values:
        return ()
    try:
        providing.publish(values, source_utc_s=times or None)
    except UnfitValue:
        unfit = dict(_unfit(catalogue, values))
        fit = {path: value for path, value in values.items() if path not in unfit}
        return (*unfit.items(), *_take(providing, catalogue, fit, times))
    except (NotClaimed, AlreadyClaimed):
        raise
    except LocalUseError as error:  # a part of what belongs together: then nothing is taken
        return [(path, error) for path in values]
    return ()


def _unfit(catalogue: Catalogue, values: Mapping[str, object]) -> Iterator[tuple[str, SegueError]]:
    for path, value in values.items():
        try:
            checker(catalogue.lookup(path))(value)
        except UnfitValue as error:
            yield path, error
