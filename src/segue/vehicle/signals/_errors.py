"""Why a request about signals was refused; each kind has its code in every protocol."""

from __future__ import annotations

from segue.kernel import DeviceUnavailable, LocalUseError


class UnknownSignal(LocalUseError):
    """There is no such signal."""


class UnfitValue(LocalUseError):
    """The value does not fit its signal: datatype, limits, or allowed values."""


class AlreadyClaimed(LocalUseError):
    """Another provider gives that signal, or carries out that actuator."""


class NotClaimed(LocalUseError):
    """A provider gave a signal that it had not claimed."""


class NoProvider(DeviceUnavailable):
    """Nothing that is connected carries out that actuator."""
