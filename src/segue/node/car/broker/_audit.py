"""Who asked the car's actuators for what, and how it ended: an append-only log in its database.

A request is on disk before any order is given, so a car that dies at any moment has given no order
without a row; one whose end is missing died in between. When the disk takes no row, nothing is
actuated.

The log keeps the newest 100,000 rows, 50,000 requests, in about 25 MB. What is older is removed ten
thousand rows at a time, and a row says when and how many.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from segue.kernel import DataUnusable, DeviceUnavailable
from segue.node.storage import Append, Store, Trim, WriteOp, read_log
from segue.schema.audit import Asked, AuditRow, Dropped, Ended
from segue.vehicle.access import Rights
from segue.vehicle.orders import Outcome
from segue.vehicle.signals import Value

_log = logging.getLogger(__name__)

_LOG = "audit"
_KEPT_ROWS = 100_000
_SLACK_ROWS = 10_000
_MOST_OWED = 1000
"""Outcomes that wait for a disk that fails; it takes no new requests meanwhile."""


class Audit:
    """The audit of one car.

    Args:
        utc_s: Returns the time now.
    """

    def __init__(self, store: Store, utc_s: Callable[[], float]) -> None:
        self._store = store
        self._utc_s = utc_s
        self._rows = store.count(_LOG)
        self._owed: list[AuditRow] = []

    async def asked(self, request_id: str, rights: Rights, targets: Mapping[str, Value]) -> None:
        """Write a request; return when it is on disk.

        Raises:
            DeviceUnavailable: It could not be written; then nothing may be actuated.
        """
        row = Asked(
            request_id=request_id,
            utc_s=self._utc_s(),
            subject=rights.subject,
            token_id=rights.token_id,
            targets=msgspec.to_builtins(targets),
        )
        await self._write([row])

    async def ended(self, outcome: Outcome) -> None:
        """Write an outcome; with the next row when the disk does not take it now."""
        row = Ended(
            request_id=outcome.request_id,
            utc_s=self._utc_s(),
            status=outcome.status,
            reason=outcome.reason,
        )
        try:
            await self._write([row])
        except DeviceUnavailable as error:
            _log.error("the outcome of %s is not in the audit yet: %s", row.request_id, error)
            self._owed = [*self._owed, row][-_MOST_OWED:]

    async def _write(self, rows: list[AuditRow]) -> None:
        owed, self._owed = self._owed, []
        rows = [*owed, *rows]
        ops: list[WriteOp] = [Append(_LOG, msgspec.json.encode(row)) for row in rows]
        if surplus := self._surplus(len(rows)):
            ops += (
                Append(_LOG, msgspec.json.encode(Dropped(utc_s=self._utc_s(), rows=surplus))),
                Trim(_LOG, _KEPT_ROWS),
            )
        self._rows = _KEPT_ROWS if surplus else self._rows + len(rows)
        try:
            await self._store.write(ops)
        except DeviceUnavailable:
            self._rows = self._store.count(_LOG)
            self._owed = [*owed, *self._owed]
            raise

    def _surplus(self, more: int) -> int:
        """Return how many rows to remove with the next write; 0 while there is room."""
        rows = self._rows + more
        return rows + 1 - _KEPT_ROWS if rows > _KEPT_ROWS + _SLACK_ROWS else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Actuation:
    """One request of the audit with its end."""

    asked: Asked
    ended: Ended | None
    """None when the node died in between, or it has not ended."""

    @property
    def status(self) -> Literal["done", "rejected", "timed_out", "unknown"]:
        """How it ended."""
        return self.ended.status if self.ended else "unknown"


def read_audit(folder: Path) -> list[Actuation]:
    """Return a car's audit, oldest first, also while its node runs.

    Raises:
        DataUnusable: There is no car in the folder, or its database cannot be trusted.
    """
    decoder: msgspec.json.Decoder[AuditRow] = msgspec.json.Decoder(AuditRow)
    actuations: list[Actuation] = []
    open_at: dict[str, int] = {}
    for data in read_log(folder, _LOG):
        try:
            row = decoder.decode(data)
        except msgspec.MsgspecError as error:
            raise DataUnusable(f"The audit in {folder} is damaged: {error}.") from error
        match row:
            case Asked() as asked:
                open_at[asked.request_id] = len(actuations)
                actuations.append(Actuation(asked=asked, ended=None))
            case Ended() as ended if ended.request_id in open_at:
                place = open_at.pop(ended.request_id)
                actuations[place] = Actuation(asked=actuations[place].asked, ended=ended)
            case _:
                pass
    return actuations
