"""A mapping made ready: for each frame id, what to check and what to take out.

Signals that come together, because nothing or the same multiplexer selects them, are one `Group`:
they are believed together and go stale together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segue.vehicle.can._bits import Extract, extractor
from segue.vehicle.can._check import find_misfits
from segue.vehicle.can._checksums import CHECKSUMS, Compute, Place, place_of
from segue.vehicle.can._dbc import load_dbc
from segue.vehicle.can._freshness import fresh_s
from segue.vehicle.can._mapping import MappedMessage, Mapping, read_mapping
from segue.vehicle.can._misfit import MappingMisfits
from segue.vehicle.can._names import checksum_name, counter_name
from segue.vehicle.can._values import Convert, converter, inverse
from segue.vehicle.can._writer import Command, CommandSignal
from segue.vehicle.signals import vss_catalogue

if TYPE_CHECKING:
    from cantools.database.can import Database, Message, Signal

Condition = tuple[Extract, frozenset[int]]
"""A multiplexer, and the numbers of it with which a signal is in the frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Signals that come together."""

    conditions: tuple[Condition, ...]
    targets: tuple[tuple[str, Extract, Convert], ...]
    """VSS path, where it is in the frame, and what its raw number means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessage:
    """One message to take values from."""

    name: str
    length: int
    fresh_s: float
    counter: Extract | None
    counter_range: int
    """How many numbers the counter has before it begins again."""
    checksum: tuple[Extract, Compute] | None
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CanPlan:
    """What to read from a bus, and what may be written to it."""

    reads: dict[int, ReadMessage]
    """By `frame_key`."""
    commands: tuple[Command, ...]

    @property
    def read_paths(self) -> frozenset[str]:
        """The VSS paths that the bus gives."""
        return frozenset(
            path
            for message in self.reads.values()
            for group in message.groups
            for path, _, _ in group.targets
        )

    @property
    def write_paths(self) -> frozenset[str]:
        """The VSS paths that the bus takes."""
        return frozenset(signal.path for command in self.commands for signal in command.signals)


def frame_key(frame_id: int, *, extended: bool) -> int:
    """Return one number for an id: a standard and an extended one of the same value differ."""
    return ~frame_id if extended else frame_id


def load_plan(dbc: Path, mapping: Path, *, writable: Collection[str]) -> CanPlan:
    """Return what a DBC and a mapping say to do.

    Args:
        dbc: The DBC file.
        mapping: The mapping file.
        writable: The VSS paths that may be written at all.

    Raises:
        LocalUseError: A file is not there; `MappingMisfits` when they do not fit.
        DataUnusable: A file is broken, and where.
    """
    database = load_dbc(dbc)
    read, misfits = read_mapping(mapping)
    misfits.extend(find_misfits(read, database, dbc, writable=writable))
    if misfits:
        raise MappingMisfits(misfits)
    return compiled(read, database)


def compiled(read: Mapping, database: Database) -> CanPlan:
    """Return the plan of a mapping that was found to fit its database."""
    messages = {message.name: message for message in database.messages}
    reads: dict[int, ReadMessage] = {}
    commands: list[Command] = []
    for name, mapped in read.messages.items():
        message = messages[name]
        key = frame_key(message.frame_id, extended=message.is_extended_frame)
        groups = _groups(message, mapped)
        if groups:
            reads[key] = _read_message(message, mapped, read, groups)
        if any(signal.write for signal in mapped.signals.values()):
            commands.append(_command(message, mapped, read))
    return CanPlan(reads=reads, commands=tuple(commands))


def _signals(message: Message) -> dict[str, Signal]:
    return {signal.name: signal for signal in message.signals}


def _read_message(
    message: Message, mapped: MappedMessage, mapping: Mapping, groups: tuple[Group, ...]
) -> ReadMessage:
    signals = _signals(message)
    counter = counter_name(message, mapped)
    checksum = _checksum(message, mapped, mapping)
    return ReadMessage(
        name=message.name,
        length=message.length,
        fresh_s=fresh_s(message, mapped, mapping) or 0.0,
        counter=extractor(signals[counter], message.length) if counter else None,
        counter_range=2 ** signals[counter].length if counter else 0,
        checksum=checksum and (extractor(signals[checksum[0]], message.length), checksum[1]),
        groups=groups,
    )


def _checksum(
    message: Message, mapped: MappedMessage, mapping: Mapping
) -> tuple[str, Compute] | None:
    """Return the checksum's signal and what computes it."""
    name = checksum_name(message, mapped)
    kind = mapping.checksum if mapped.checksum is None else mapped.checksum
    if not name or not kind:
        return None
    place = place_of(kind, message, _signals(message)[name], mapped.data_id)
    assert isinstance(place, Place)  # noqa: S101  checked before
    return name, CHECKSUMS[kind](place)


def _groups(message: Message, mapped: MappedMessage) -> tuple[Group, ...]:
    signals = _signals(message)
    by_selection: dict[tuple[tuple[str, frozenset[int]], ...], list[tuple[str, Extract, Convert]]]
    by_selection = {}
    for name, entry in mapped.signals.items():
        if entry.write:
            continue
        signal = signals[name]
        targets = by_selection.setdefault(_selection(signals, signal), [])
        extract = extractor(signal, message.length)
        for path in entry.paths:
            info = vss_catalogue().lookup(path)
            targets.append((path, extract, converter(signal, entry, info)))
    return tuple(
        Group(
            conditions=tuple(
                (extractor(signals[name], message.length), ids) for name, ids in selection
            ),
            targets=tuple(targets),
        )
        for selection, targets in by_selection.items()
    )


def _selection(
    signals: dict[str, Signal], signal: Signal
) -> tuple[tuple[str, frozenset[int]], ...]:
    """Return the multiplexers above a signal, outermost first, with the numbers that select it."""
    above: list[tuple[str, frozenset[int]]] = []
    while signal.multiplexer_signal is not None and signal.multiplexer_ids:
        above.append((signal.multiplexer_signal, frozenset(signal.multiplexer_ids)))
        signal = signals[signal.multiplexer_signal]
    return tuple(reversed(above))


def _command(message: Message, mapped: MappedMessage, mapping: Mapping) -> Command:
    signals = _signals(message)
    return Command(
        message=message,
        signals=tuple(
            CommandSignal(
                path=path,
                name=name,
                raw=inverse(signals[name], entry, vss_catalogue().lookup(path)),
            )
            for name, entry in mapped.signals.items()
            if entry.write
            for path in entry.paths
        ),
        fill=mapped.fill,
        counter=counter_name(message, mapped),
        checksum=_checksum(message, mapped, mapping),
    )
