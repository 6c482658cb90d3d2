"""Whether a mapping fits its DBC and VSS: every misfit, each with what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from segue.vehicle.can._check_signal import signal_misfits
from segue.vehicle.can._checksums import CHECKSUMS, place_of
from segue.vehicle.can._freshness import LONGEST_FRESH_S, SHORTEST_FRESH_S, cycle_s, fresh_s
from segue.vehicle.can._mapping import MappedMessage, Mapping
from segue.vehicle.can._misfit import Misfit
from segue.vehicle.can._names import checksum_name, counter_name
from segue.vehicle.can._values import raw_range

if TYPE_CHECKING:
    from cantools.database.can import Database, Message

Said = tuple[str, str, str]
"""Key, what is wrong, what to do."""

_MAX_DATA_ID = 0xFFFF


def find_misfits(
    mapping: Mapping, database: Database, dbc: Path, *, writable: Collection[str]
) -> list[Misfit]:
    """Return all that does not fit, in the order of the mapping; empty when it can be used.

    Args:
        mapping: As read.
        database: What it maps.
        dbc: The database's file, for messages.
        writable: The VSS paths that may be written at all.
    """
    said: list[Said] = []
    in_dbc: list[Said] = []
    known = {message.name: message for message in database.messages}
    if not mapping.messages:
        said.append(("messages", "Nothing is mapped.", "Add [messages.NAME.signals.NAME]."))
    if mapping.checksum is not None and mapping.checksum not in CHECKSUMS:
        said.append(("checksum", f"There is no checksum {mapping.checksum!r}.", _checksums()))
    for name, mapped in mapping.messages.items():
        key = f"messages.{name}"
        message = known.get(name)
        if message is None:
            said.append((key, f"{dbc.name} has no message {name}.", closest(name, known)))
            continue
        in_dbc.extend(_dbc_misfits(message, database, mapped))
        said.extend(_freshness_misfits(key, message, mapped, mapping))
        said.extend(_check_misfits(key, message, mapped, mapping))
        said.extend(_fill_misfits(key, message, mapped))
        for signal_name, signal in mapped.signals.items():
            said.extend(
                signal_misfits(
                    f"{key}.signals.{signal_name}", message, signal_name, signal, writable
                )
            )
    said.extend(_duplicates(mapping))
    return [
        *(Misfit(file=dbc, key=key, what=what, do=do) for key, what, do in in_dbc),
        *(Misfit(file=mapping.file, key=key, what=what, do=do) for key, what, do in said),
    ]


def closest(name: str, known: Iterable[str]) -> str:
    """Return what to do about a name that is not there."""
    near = get_close_matches(name, list(known), n=1)
    return f"Did you mean {near[0]}?" if near else "Choose one that is there."


def _dbc_misfits(message: Message, database: Database, mapped: MappedMessage) -> Iterator[Said]:
    from segue.vehicle.can._bits import lowest_bit  # noqa: PLC0415

    twins = [
        other.name
        for other in database.messages
        if other is not message
        and other.frame_id == message.frame_id
        and other.is_extended_frame == message.is_extended_frame
    ]
    if twins:
        yield (
            message.name,
            f"{', '.join(twins)} has the same id 0x{message.frame_id:X}.",
            "Give one of them another id, or remove it.",
        )
    written = any(signal.write for signal in mapped.signals.values())
    for signal in message.signals:
        if (written or signal.name in mapped.signals) and lowest_bit(signal, message.length) < 0:
            yield (
                f"{message.name}.{signal.name}",
                f"Its {signal.length} bits do not fit into a frame of {message.length} bytes.",
                "Mend its start, its length or the frame's length.",
            )


def _freshness_misfits(
    key: str, message: Message, mapped: MappedMessage, mapping: Mapping
) -> Iterator[Said]:
    if all(signal.write for signal in mapped.signals.values()):
        return
    key = f"{key}.fresh_s" if mapped.fresh_s is not None else "fresh_s"
    seconds = fresh_s(message, mapped, mapping)
    cycle = cycle_s(message)
    if seconds is None:
        yield (
            f"messages.{message.name}",
            "Nothing says how long its values are believed, and the DBC names no cycle time.",
            "Add fresh_s = SECONDS, here or at the top for all messages.",
        )
    elif not SHORTEST_FRESH_S <= seconds <= LONGEST_FRESH_S:
        yield (
            key,
            f"{seconds:g} s is no sensible time to believe a value.",
            f"Take {SHORTEST_FRESH_S:g} to {LONGEST_FRESH_S:g}.",
        )
    elif cycle is not None and seconds < cycle:
        yield (
            key,
            f"{message.name} comes every {cycle:g} s and would be stale after {seconds:g} s.",
            f"Take at least {2 * cycle:g}.",
        )


def _check_misfits(
    key: str, message: Message, mapped: MappedMessage, mapping: Mapping
) -> Iterator[Said]:
    names = {signal.name: signal for signal in message.signals}
    counter = counter_name(message, mapped)
    if counter is not None and counter not in names:
        yield (f"{key}.counter", f"There is no signal {counter}.", closest(counter, names))
    if not 0 <= mapped.data_id <= _MAX_DATA_ID:
        yield (f"{key}.data_id", f"{mapped.data_id} is no data id.", "Take 0 to 65535.")
    if mapped.checksum is False:
        return
    signal_name = checksum_name(message, mapped)
    if signal_name is None:
        if mapped.checksum is not None:
            yield (
                f"{key}.checksum",
                "No signal, or more than one, is named like a checksum.",
                'Add checksum_signal = "NAME".',
            )
        return
    kind = mapped.checksum or mapping.checksum
    if signal_name not in names:
        yield (
            f"{key}.checksum_signal",
            f"There is no signal {signal_name}.",
            closest(signal_name, names),
        )
    elif kind is None:
        yield (
            key,
            f"{signal_name} is a checksum, and nothing says of which kind.",
            f"{_checksums()} Or checksum = false not to check it.",
        )
    elif kind not in CHECKSUMS:
        if mapped.checksum is not None:
            yield (f"{key}.checksum", f"There is no checksum {kind!r}.", _checksums())
    elif isinstance(needs := place_of(kind, message, names[signal_name], 0), str):
        yield (
            f"{key}.checksum",
            f"{signal_name} cannot be a {kind} checksum: that is {needs}.",
            "Name another kind or another checksum_signal.",
        )


def _checksums() -> str:
    return f'Add checksum = "KIND", one of {", ".join(CHECKSUMS)}.'


def _fill_misfits(key: str, message: Message, mapped: MappedMessage) -> Iterator[Said]:
    names = {signal.name: signal for signal in message.signals}
    if mapped.fill and not any(signal.write for signal in mapped.signals.values()):
        yield (f"{key}.fill", "Nothing is written in this message.", "Remove it.")
    for name, raw in mapped.fill.items():
        signal = names.get(name)
        if signal is None:
            yield (f"{key}.fill.{name}", f"There is no signal {name}.", closest(name, names))
            continue
        low, high = raw_range(signal)
        if not low <= raw <= high:
            yield (f"{key}.fill.{name}", f"{raw} does not fit.", f"Take {low:g} to {high:g}.")


def _duplicates(mapping: Mapping) -> Iterator[Said]:
    first: dict[tuple[str, bool], str] = {}
    for name, mapped in mapping.messages.items():
        for signal_name, signal in mapped.signals.items():
            key = f"messages.{name}.signals.{signal_name}"
            for path in signal.paths:
                before = first.setdefault((path, signal.write), key)
                if before != key:
                    yield (f"{key}.path", f"{path} comes from {before} already.", "Keep one.")
