"""Signals that mean something only as a set: they are given, asked for and heard of together."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from segue.kernel import LocalUseError

_DESTINATION = "Vehicle.Cabin.Infotainment.Navigation.DestinationSet"

TOGETHER: tuple[tuple[str, ...], ...] = ((f"{_DESTINATION}.Latitude", f"{_DESTINATION}.Longitude"),)
"""The new latitude with the old longitude is a place where nobody wants to go.

Where the car is (`CurrentLocation`) is not here: a GNSS receiver's messages give its halves apart,
and an old half is a few metres off.
"""


def require_together(paths: Collection[str], sets: Iterable[tuple[str, ...]] = TOGETHER) -> None:
    """Check that of signals that belong together all are named, or none.

    Raises:
        LocalUseError: One is named alone; says what goes with it.
    """
    for whole in sets:
        named = [path for path in whole if path in paths]
        if named and len(named) < len(whole):
            raise split(whole)


def split(whole: tuple[str, ...]) -> LocalUseError:
    """Return the error for a part of a set without the rest."""
    return LocalUseError(f"{' and '.join(whole)} change together.", do="Give both in one request.")
