"""The mapping file: which signal of which CAN message is which VSS signal.

    fresh_s = 0.5                        # how long a value is believed, for all messages
    checksum = "toyota"                  # for all messages with a checksum signal

    [messages.SPEED]                     # by the DBC's names
    fresh_s = 0.2
    [messages.SPEED.signals.KMH]
    path = "Vehicle.Speed"

docs/guides/can.md lists every key. Reading collects what is wrong instead of stopping at it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_type_hints

import msgspec

from segue.kernel import DataUnusable, LocalUseError
from segue.vehicle.can._misfit import Misfit

Number = int | float


class MappedSignal(msgspec.Struct, frozen=True, kw_only=True):
    """One signal of a message, and where in VSS it goes."""

    path: str | list[str] = ""
    scale: Number | None = None
    offset: Number = 0
    unit: str | None = None
    """Instead of the DBC's, where that is missing or wrong."""
    range: tuple[Number, Number] | None = None
    """In VSS's unit; what is outside is no value (a sensor that is not there sends all ones)."""
    values: dict[str, bool | Number | str] | None = None
    """The DBC's label or raw number → VSS's value; what is not listed is no value."""
    write: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The VSS paths."""
        return (self.path,) if isinstance(self.path, str) else tuple(self.path)


class MappedMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message, and what is taken from it or sent in it."""

    signals: dict[str, MappedSignal] = {}
    fresh_s: Number | None = None
    counter: str | Literal[False] | None = None
    """Which signal counts frames; None to go by its name, False for none."""
    checksum: str | Literal[False] | None = None
    """Which kind; None for the file's, False not to check."""
    checksum_signal: str | None = None
    data_id: int = 0
    """What AUTOSAR's profile 1 adds to the frame."""
    fill: dict[str, Number] = {}
    """A message that is written: raw numbers for its signals that no path sets."""


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """A whole mapping file."""

    file: Path
    messages: dict[str, MappedMessage]
    fresh_s: Number | None = None
    checksum: str | None = None


def read_mapping(path: Path) -> tuple[Mapping, list[Misfit]]:
    """Return what a mapping file says, and which of its entries are not understood.

    Raises:
        LocalUseError: There is no such file.
        DataUnusable: It is no TOML, and where.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LocalUseError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataUnusable(f"{path} is no TOML: {error}.", do="Mend that place.") from error
    reader = _Reader(path)
    messages = reader.tables(table.pop("messages", {}), "messages")
    whole = reader.read(Mapping, table, "", skip=("file", "messages"))
    return (
        Mapping(
            file=path,
            messages={name: reader.message(entry, name) for name, entry in messages.items()},
            **whole,
        ),
        reader.misfits,
    )


_Struct = TypeVar("_Struct", bound=msgspec.Struct)


class _Reader:
    def __init__(self, file: Path) -> None:
        self._file = file
        self.misfits: list[Misfit] = []

    def message(self, entry: dict[str, Any], name: str) -> MappedMessage:
        key = f"messages.{name}"
        signals = self.tables(entry.pop("signals", {}), f"{key}.signals")
        if not signals:
            self._add(key, "No signal is taken from it.", "Add one, or remove the message.")
        return MappedMessage(
            signals={
                signal: MappedSignal(**self.read(MappedSignal, table, f"{key}.signals.{signal}"))
                for signal, table in signals.items()
            },
            **self.read(MappedMessage, entry, key, skip=("signals",)),
        )

    def tables(self, table: object, key: str) -> dict[str, dict[str, Any]]:
        """Return the tables in a table; what is none is a misfit."""
        found: dict[str, dict[str, Any]] = {}
        for name, entry in cast(
            "Table[str, object]", table if isinstance(table, dict) else {}
        ).items():
            if isinstance(entry, dict):
                found[name] = dict(cast("dict[str, Any]", entry))
            else:
                self._add(f"{key}.{name}", "It is no table.", f"Write [{key}.{name}].")
        if not isinstance(table, dict):
            self._add(key, "It is no table.", f"Write [{key}.NAME].")
        return found

    def read(
        self, kind: type[_Struct], table: dict[str, Any], key: str, skip: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Return the entries of a table that are of their kind; the others are misfits."""
        types = {name: of for name, of in get_type_hints(kind).items() if name not in skip}
        known = ", ".join(sorted(types))
        good: dict[str, Any] = {}
        for name, value in table.items():
            where = f"{key}.{name}" if key else name
            if name not in types:
                self._add(where, "There is no such key.", f"There are: {known}.")
                continue
            try:
                good[name] = msgspec.convert(value, types[name])
            except msgspec.ValidationError as error:
                self._add(where, f"{value!r} is no value for it.", f"{error}.")
        return good

    def _add(self, key: str, what: str, do: str) -> None:
        self.misfits.append(Misfit(file=self._file, key=key, what=what, do=do))
