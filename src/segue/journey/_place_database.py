"""The SQLite database behind place search, built from `data/places.bin` and kept in a cache folder.

`city` rows are numbered from the most populous down. `spelling` has every folded name of every
city, `backward` the same read from the end and by length, and `word` (FTS5) the words of a city's
names.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from segue.journey._places import PLACES_VERSION, read_places
from segue.journey._spelling import fold
from segue.kernel import DataUnusable

if TYPE_CHECKING:
    from pathlib import Path

    from segue.journey._places import City

_SCHEMA_VERSION = 1
_VERSION = PLACES_VERSION * 1000 + _SCHEMA_VERSION
_SCHEMA = """
CREATE TABLE city (
    id INTEGER PRIMARY KEY, geoname_id INTEGER, name TEXT, name_zh TEXT, country TEXT,
    region TEXT, latitude_deg REAL, longitude_deg REAL, population INTEGER
);
CREATE TABLE spelling (folded TEXT, city INTEGER, PRIMARY KEY (folded, city)) WITHOUT ROWID;
CREATE TABLE backward (
    letters INTEGER, folded TEXT, city INTEGER, PRIMARY KEY (letters, folded, city)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE word USING fts5 (
    names, content = '', columnsize = 0, detail = none, prefix = '1', tokenize = 'unicode61'
);
"""


def open_place_database(cache_dir: Path, places_path: Path) -> sqlite3.Connection:
    """Return the database in a folder, read-only; build it first when it is missing or old.

    Raises:
        DataUnusable: The places file is unusable, or the folder cannot be written.
    """
    path = database_path(cache_dir)
    if not is_current(path):
        cities = read_places(places_path)
        try:
            cache_dir.mkdir(parents=True, exist_ok=True)
            _build(path, cities)
        except (OSError, sqlite3.Error) as error:
            raise DataUnusable(
                f"The place index {path} could not be written: {error}.",
                do="Free some space there, or give Segue a folder that it may write to.",
            ) from error
    return _connect(path)


def database_path(cache_dir: Path) -> Path:
    """Return where the database lies in a cache folder."""
    return cache_dir / "places.db"


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def is_current(path: Path) -> bool:
    """Return whether a file is a finished database of this version."""
    try:
        with contextlib.closing(_connect(path)) as database:
            return database.execute("PRAGMA user_version").fetchone() == (_VERSION,)
    except sqlite3.Error:
        return False


def _build(path: Path, cities: list[City]) -> None:
    """Write the database beside its place, then move it there: no reader sees half of it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(unfinished)) as database:
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
            _fill(database, cities)
            database.execute(f"PRAGMA user_version = {_VERSION}")
            database.commit()
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(database: sqlite3.Connection, cities: list[City]) -> None:
    database.executemany(
        "INSERT INTO city VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((number, *city[:-1]) for number, city in enumerate(cities)),
    )
    names = [
        {fold(name) for name in (city.name, city.name_zh, *city.other_names)} - {""}
        for city in cities
    ]
    spellings = [(name, city) for city, group in enumerate(names) for name in group]
    database.executemany("INSERT INTO spelling VALUES (?, ?)", sorted(spellings))
    database.executemany(
        "INSERT INTO backward VALUES (?, ?, ?)",
        sorted((len(name), name[::-1], city) for name, city in spellings),
    )
    database.executemany(
        "INSERT INTO word (rowid, names) VALUES (?, ?)",
        ((city, " ".join(group)) for city, group in enumerate(names)),
    )
