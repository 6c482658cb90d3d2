"""What of an entry a caller of kuksa.val.v1 asks for, by view and by fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from segue.gateway.kuksa._datapoints import Datapoints
from segue.gateway.kuksa._messages import V1
from segue.gateway.kuksa._metadata import V1_METADATA_FIELDS, fill_metadata_v1
from segue.kernel import LocalUseError
from segue.vehicle.signals import Sample, SignalInfo

VALUE, TARGET, METADATA = 2, 3, 10
"""Of `kuksa.val.v1.Field`."""
# Of `kuksa.val.v1.View`: what it adds to the fields that are named.
_VIEWS: dict[int, frozenset[int]] = {
    0: frozenset(),
    1: frozenset({VALUE}),
    2: frozenset({TARGET}),
    3: frozenset({METADATA}),
    10: frozenset(),
    20: frozenset({VALUE, TARGET, METADATA}),
}


def wanted_fields(view: int, fields: Iterable[int]) -> frozenset[int]:
    """Return the fields that are meant; the value when nothing says what.

    Raises:
        LocalUseError: There is no such view.
    """
    if view not in _VIEWS:
        raise LocalUseError(f"There is no view {view}; see kuksa.val.v1.View.")
    wanted = _VIEWS[view] | frozenset(fields)
    return wanted or frozenset({VALUE})


def entry(
    info: SignalInfo,
    fields: frozenset[int],
    datapoints: Datapoints,
    *,
    value: Sample | None,
    target: Sample | None,
) -> Any:
    """Return a `kuksa.val.v1.DataEntry` with these fields; what has no value has no datapoint."""
    made = V1.DataEntry(path=info.path)
    if value is not None and value.value is not None:
        datapoints.fill_v1(made.value, value)
    if target is not None and target.value is not None:
        datapoints.fill_v1(made.actuator_target, target)
    if fields & V1_METADATA_FIELDS:
        made.metadata.SetInParent()
        fill_metadata_v1(made.metadata, info, fields)
    return made
