"""The node's one SQLite file: typed namespaces, one writer thread, commits in groups.

What `await store.write(...)` returned for is on disk: WAL with `synchronous=FULL` syncs the log at
every commit (NORMAL lost acknowledged rows in a power-cut test). Callers that write at the same
moment share one commit, so durability costs one sync a group and not one a caller.

Reads are for start-up: parts load what they need once and keep it in memory.
"""

from __future__ import annotations

import asyncio
import os
import queue
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from segue.kernel import DataUnusable, DeviceUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Namespace = Literal["node", "car", "trip", "media", "handoff", "device", "space"]
"""What a key belongs to: each part of the node keeps to its own."""

_FILE_NAME = "segue.db"
_APPLICATION_ID = 0x53454755  # "SEGU", so that `file` and we can tell whose database this is
_SCHEMA_VERSION = 1
_GROUP_LIMIT = 512
_RETRY_AFTER_S = 5.0

_SCHEMA = """
CREATE TABLE kv (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (namespace, key)
) WITHOUT ROWID;
CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX log_by_name ON log (name, seq);
"""


@dataclass(frozen=True, slots=True)
class Put:
    """Set one key."""

    namespace: Namespace
    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove one key; nothing happens when it is not there."""

    namespace: Namespace
    key: str


@dataclass(frozen=True, slots=True)
class Append:
    """Add one entry to the end of a log."""

    log: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Replace all of a log by these entries, in one step."""

    log: str
    entries: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Trim:
    """Remove the oldest entries of a log beyond the newest `keep`."""

    log: str
    keep: int


WriteOp = Put | Delete | Append | Rewrite | Trim


@dataclass(frozen=True, slots=True)
class _Batch:
    ops: tuple[WriteOp, ...]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]


class Store:
    """The open database of one node. Make one with `Store.open`.

    Args:
        writer: Connection that only the writer thread uses from here on.
        reader: Connection of the thread that opened the store.
    """

    def __init__(self, path: Path, writer: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        self.path = path
        self.trouble: DeviceUnavailable | None = None
        """Why the last write failed; None while writing works."""
        self.on_trouble: Callable[[DeviceUnavailable | None], None] = lambda _trouble: None
        """Called on the event loop when writing stops, and with None when it works again."""
        self._writer = writer
        self._reader = reader
        self._queue: queue.SimpleQueue[_Batch | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="segue-store", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Return the store in `folder`, made when there is none.

        Raises:
            DataUnusable: The file is broken, truncated, not ours or from a later version. It is
                left exactly as it is.
            DeviceUnavailable: The disk has no room to open it.
        """
        path = folder / _FILE_NAME
        try:
            if not path.exists():
                _create(path)
            writer = _connect(path)
            reader = _connect(path)
        except sqlite3.Error as error:
            raise _from_sqlite(error, path) from error
        return cls(path, writer, reader)

    def get(self, namespace: Namespace, key: str) -> bytes | None:
        """Return one value, or None."""
        row = self._reader.execute(
            "SELECT value FROM kv WHERE namespace = ? AND key = ?", (namespace, key)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def items(self, namespace: Namespace) -> dict[str, bytes]:
        """Return every key of a namespace with its value."""
        rows = self._reader.execute(
            "SELECT key, value FROM kv WHERE namespace = ? ORDER BY key", (namespace,)
        )
        return {key: bytes(value) for key, value in rows}

    def entries(self, log: str) -> list[bytes]:
        """Return a log from its first entry to its last."""
        rows = self._reader.execute("SELECT data FROM log WHERE name = ? ORDER BY seq", (log,))
        return [bytes(data) for (data,) in rows]

    def count(self, log: str) -> int:
        """Return how many entries a log has."""
        row = self._reader.execute("SELECT count(*) FROM log WHERE name = ?", (log,)).fetchone()
        return int(row[0])

    async def write(self, ops: Sequence[WriteOp]) -> None:
        """Do all of `ops` or none; return when they are on disk.

        Raises:
            DeviceUnavailable: The disk is full or failed. Nothing was written; the store goes on
                and the same write succeeds once there is room.
        """
        if self._closed:
            raise DeviceUnavailable(f"The store {self.path} is closed.")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._queue.put(_Batch(tuple(ops), loop, done))
        # The write is on its way to disk: a caller that is cancelled must not cancel its outcome.
        await asyncio.shield(done)

    def close(self) -> None:
        """Finish what was queued, then close the file. Later writes are refused."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        self._thread.join()
        self._reader.close()
        self._writer.close()

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            group = [first]
            stop = False
            while len(group) < _GROUP_LIMIT:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    stop = True
                    break
                group.append(more)
            self._commit_group(group)
            if stop:
                return

    def _commit_group(self, group: list[_Batch]) -> None:
        error = self._commit(group)
        outcomes = [(batch, error) for batch in group]
        if error is not None and len(group) > 1:
            # One batch that cannot be written must not take its neighbours down.
            outcomes = [(batch, self._commit([batch])) for batch in group]
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Batch, sqlite3.Error | None]]] = {}
        for batch, outcome in outcomes:
            by_loop.setdefault(batch.loop, []).append((batch, outcome))
        for loop, settled in by_loop.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._settle, settled)

    def _commit(self, group: list[_Batch]) -> sqlite3.Error | None:
        connection = self._writer
        try:
            connection.execute("BEGIN IMMEDIATE")
            for batch in group:
                for op in batch.ops:
                    _apply(connection, op)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return error
        return None

    def _settle(self, settled: list[tuple[_Batch, sqlite3.Error | None]]) -> None:
        trouble: DeviceUnavailable | None = None
        for batch, error in settled:
            if error is None:
                if not batch.done.done():
                    batch.done.set_result(None)
                continue
            trouble = DeviceUnavailable(
                _write_failure(error, self.path),
                do="Free some space on that disk; nothing saved before is lost.",
                retry_after_s=_RETRY_AFTER_S,
            )
            if not batch.done.done():
                batch.done.set_exception(trouble)
                batch.done.exception()  # a caller that was cancelled leaves nobody to ask
        if (trouble is None) != (self.trouble is None):
            self.trouble = trouble
            self.on_trouble(trouble)


def _apply(connection: sqlite3.Connection, op: WriteOp) -> None:
    match op:
        case Put(namespace, key, value):
            connection.execute(
                "INSERT OR REPLACE INTO kv (namespace, key, value) VALUES (?, ?, ?)",
                (namespace, key, value),
            )
        case Delete(namespace, key):
            connection.execute("DELETE FROM kv WHERE namespace = ? AND key = ?", (namespace, key))
        case Append(log, data):
            connection.execute("INSERT INTO log (name, data) VALUES (?, ?)", (log, data))
        case Rewrite(log, entries):
            connection.execute("DELETE FROM log WHERE name = ?", (log,))
            connection.executemany(
                "INSERT INTO log (name, data) VALUES (?, ?)", [(log, data) for data in entries]
            )
        case Trim(log, keep):
            connection.execute(
                "DELETE FROM log WHERE name = ?1 AND seq <= (SELECT seq FROM log WHERE name = ?1"
                " ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
                (log, keep),
            )


def read_log(folder: Path, log: str) -> list[bytes]:
    """Return a log from its first entry to its last, also while the folder's node runs.

    Raises:
        DataUnusable: There is no database in the folder, or it cannot be trusted.
    """
    path = folder / _FILE_NAME
    if not path.exists():
        raise DataUnusable(
            f"There is no {_FILE_NAME} in {folder}.", do="Give the car's folder with --data."
        )
    try:
        with closing(_connect(path)) as connection:
            rows = connection.execute("SELECT data FROM log WHERE name = ? ORDER BY seq", (log,))
            return [bytes(data) for (data,) in rows]
    except sqlite3.Error as error:
        raise _from_sqlite(error, path) from error


def _create(path: Path) -> None:
    """Make a whole database beside `path`, then rename it there.

    So a `segue.db` that is empty or cut short was damaged later, never half made.
    """
    wal = path.with_name(path.name + "-wal")
    if wal.exists():
        raise DataUnusable(
            f"{path} is missing, but its log {wal.name} is still there.",
            do="Put segue.db back from a copy, or move the folder away to start afresh.",
        )
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        connection.executescript(_SCHEMA)
    draft.chmod(0o600)
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _connect(path: Path) -> sqlite3.Connection:
    """Open and check an existing database. Raises DataUnusable when it cannot be trusted."""
    if path.stat().st_size == 0:
        raise DataUnusable(f"{path} is empty: it was cut short.", do=_RESTORE)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _check(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 5000")
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise DataUnusable unless this is our database, of our format, and whole."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != _APPLICATION_ID:
        raise DataUnusable(
            f"{path} is a database of another program.", do="Choose another folder with --data."
        )
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != _SCHEMA_VERSION:
        raise DataUnusable(
            f"{path} has format {version}; this Segue reads {_SCHEMA_VERSION}.",
            do="Use the Segue that wrote it, or another folder with --data.",
        )
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise DataUnusable(f"{path} is damaged: {verdict}.", do=_RESTORE)


_RESTORE = (
    "It was left untouched. Put a copy of it back, or move it away to start afresh"
    " (phones then pair again)."
)


def _from_sqlite(error: sqlite3.Error, path: Path) -> DataUnusable | DeviceUnavailable:
    """Return our error for one that SQLite raised while opening."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return DeviceUnavailable(
            f"There is no room on the disk of {path}.", do="Free some space and start again."
        )
    if isinstance(error, sqlite3.OperationalError):
        return DataUnusable(
            f"{path} cannot be opened: {error}.",
            do="Check that the folder can be written, or choose another with --data.",
        )
    return DataUnusable(f"{path} is damaged: {error}.", do=_RESTORE)


def _write_failure(error: sqlite3.Error, path: Path) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return f"The disk of {path} is full; the last change was not saved."
    return f"{path} could not be written ({error}); the last change was not saved."
