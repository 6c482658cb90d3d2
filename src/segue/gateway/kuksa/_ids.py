"""Which signal a request means: by path, or by the number that stands for it."""

from __future__ import annotations

from typing import Any

from segue.gateway.kuksa._limits import check_path
from segue.kernel import LocalUseError
from segue.vehicle.signals import Catalogue, UnknownSignal


class SignalIds:
    """The catalogue's numbers of its signals, both ways and fast."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._numbers = {info.path: catalogue.id_of(info.path) for info in catalogue}
        self._paths = {number: path for path, number in self._numbers.items()}

    def of(self, path: str) -> int:
        """Return the number of a signal that there is."""
        return self._numbers[path]

    def path(self, number: int) -> str:
        """Return the path of a number, or raise UnknownSignal."""
        path = self._paths.get(number)
        if path is None:
            raise UnknownSignal(f"There is no signal with the id {number}.")
        return path

    def meant(self, signal_id: Any) -> str:
        """Return the path of a `kuksa.val.v2.SignalID`.

        Raises:
            LocalUseError: It names nothing.
            UnknownSignal: There is no such signal.
        """
        kind = signal_id.WhichOneof("signal")
        if kind is None:
            raise LocalUseError("A signal is named neither by path nor by id.")
        if kind == "id":
            return self.path(signal_id.id)
        path = check_path(signal_id.path)
        if path not in self._numbers:
            raise UnknownSignal(f"There is no signal {path!r}.")
        return path
