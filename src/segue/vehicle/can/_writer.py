"""Frames to send: what is asked for, what is known of the rest, then counter and checksum.

A message often carries several settings at once. Whoever sends one of them states the others too,
so they are sent as they are known to be; when they are not known, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segue.kernel import Rejected
from segue.vehicle.can._checksums import Compute
from segue.vehicle.can._values import raw_range
from segue.vehicle.signals import Value

if TYPE_CHECKING:
    from cantools.database.can import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSignal:
    """One setting in a message that is sent."""

    path: str
    name: str
    raw: Callable[[Value], int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One message that is sent."""

    message: Message
    signals: tuple[CommandSignal, ...]
    fill: Mapping[str, int | float]
    counter: str | None
    checksum: tuple[str, Compute] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutFrame:
    """A frame to send."""

    frame_id: int
    extended: bool
    fd: bool
    data: bytes


@dataclass(slots=True)
class CanWriter:
    """Encodes commands, one counter for each message.

    Args:
        commands: What may be sent.
        known: Path → its value now, None when that is not known.
    """

    commands: tuple[Command, ...]
    known: Callable[[str], Value | None]
    _counts: dict[str, int] = field(default_factory=dict[str, int])

    def frames(self, targets: Mapping[str, Value]) -> list[OutFrame]:
        """Return the frames that ask for these values, one for each message that has a part.

        Raises:
            Rejected: A value cannot be sent, or a setting beside it is not known; the reason may
                be shown to a user.
        """
        chosen = [
            command
            for command in self.commands
            if any(signal.path in targets for signal in command.signals)
        ]
        raws = [self._raws(command, targets) for command in chosen]  # all of them, or none
        return [self._frame(command, raw) for command, raw in zip(chosen, raws, strict=True)]

    def _raws(self, command: Command, targets: Mapping[str, Value]) -> dict[str, int | float]:
        raws: dict[str, int | float] = {
            signal.name: command.fill.get(signal.name, signal.raw_initial or 0)
            for signal in command.message.signals
        }
        asked: dict[str, str] = {}
        for setting in command.signals:
            if setting.path in targets:
                raw = _raw(setting, targets[setting.path])
                other = asked.setdefault(setting.name, setting.path)
                if other != setting.path and raws[setting.name] != raw:
                    raise Rejected(f"{other} and {setting.path} can only be set alike.")
                raws[setting.name] = raw
        for setting in command.signals:
            if setting.name not in asked and setting.name not in command.fill:
                raws[setting.name] = self._raw_now(setting)
        for signal in command.message.signals:
            low, high = raw_range(signal)
            if not low <= raws[signal.name] <= high:
                raise Rejected("This car cannot take that value.", do="Choose another one.")
        return raws

    def _raw_now(self, setting: CommandSignal) -> int | float:
        value = self.known(setting.path)
        if value is None:
            raise Rejected(
                f"It is sent together with {setting.path}, which is not known now.",
                do="Try again once the car has said it.",
            )
        return _raw(setting, value)

    def _frame(self, command: Command, raws: dict[str, int | float]) -> OutFrame:
        message = command.message
        if command.counter is not None:
            signal = message.get_signal_by_name(command.counter)
            count = self._counts.get(message.name, -1) + 1
            self._counts[message.name] = raws[signal.name] = count % 2**signal.length
        data = message.encode(raws, scaling=False, strict=False)
        if command.checksum is not None:
            name, compute = command.checksum
            raws[name] = compute(data)
            data = message.encode(raws, scaling=False, strict=False)
        return OutFrame(
            frame_id=message.frame_id,
            extended=message.is_extended_frame,
            fd=message.is_fd,
            data=data,
        )


def _raw(setting: CommandSignal, value: Value) -> int | float:
    try:
        return setting.raw(value)
    except KeyError as error:
        raise Rejected(
            f"This car cannot set {setting.path} to {value!r}.", do="Choose another value."
        ) from error
