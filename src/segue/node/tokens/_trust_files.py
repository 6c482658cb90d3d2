"""What counts now, read again when the owner changed it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from segue.kernel import DataUnusable, LocalUseError
from segue.node.storage import load_or_make_signer
from segue.node.tokens._places import Places, append_line, read_lines, unusable
from segue.vehicle.access import Trust, TrustedKey, trusted_key

_log = logging.getLogger(__name__)

_LOOK_AGAIN_S = 1.0
_OWN = "own.pem"
_MAX_KEY_BYTES = 16_384

_Seen = tuple[tuple[str, int, int, int], ...]
"""Name, inode, size and time of each file."""


class TrustFiles:
    """The trust of one car.

    Args:
        folder: The car's data folder.
        monotonic_s: Returns the monotonic time now.

    Raises:
        DataUnusable: The car's own key cannot be made or read.
    """

    def __init__(self, folder: Path, monotonic_s: Callable[[], float]) -> None:
        self._places = Places(folder)
        self._monotonic_s = monotonic_s
        ensure_own_key(self._places)
        self._seen: _Seen | None = None
        self._trust = Trust()
        self._look_at_s = -1.0

    def now(self) -> Trust:
        """Return what counts; a change of the files is seen within a second.

        A key that cannot be read does not count, and while the list of revoked tokens cannot be
        read, nothing does.
        """
        now_s = self._monotonic_s()
        if now_s >= self._look_at_s:
            self._look_at_s = now_s + _LOOK_AGAIN_S
            seen = self._look()
            if seen != self._seen:
                self._seen = seen
                self._trust = self._read()
        return self._trust

    def _look(self) -> _Seen:
        """Return what tells one state of the files from another, without opening any."""
        found: list[tuple[str, int, int, int]] = []
        for path in (*_key_files(self._places), self._places.revoked):
            try:
                status = path.stat()
            except OSError:
                continue
            found.append((path.name, status.st_ino, status.st_size, status.st_mtime_ns))
        return tuple(found)

    def _read(self) -> Trust:
        keys: list[TrustedKey] = []
        for path in _key_files(self._places):
            try:
                keys.append(_load(path))
            except DataUnusable as error:
                _log.error("a key does not count: %s", error)
        try:
            revoked = frozenset(read_lines(self._places.revoked))
        except DataUnusable as error:
            _log.error("no token counts: %s", error)
            return Trust()
        return Trust(tuple(keys), revoked)


def revoke(folder: Path, token_id: str) -> None:
    """Make a token count no more, within a second also where it is in use.

    Raises:
        LocalUseError: It is no id.
        DataUnusable: It could not be written.
    """
    token_id = token_id.strip()
    if not token_id or not token_id.isprintable():
        raise LocalUseError(f"{token_id!r} is no token's id.", do="`segue token list` shows them.")
    places = Places(folder)
    places.make()
    append_line(places.revoked, token_id)


def trust_signer(folder: Path, pem: Path) -> Path:
    """Have tokens count that a key signs; return the file that says so. Removing it ends that.

    Args:
        folder: The car's data folder.
        pem: The signer's public key.

    Raises:
        LocalUseError: Another signer of that file name is trusted already.
        DataUnusable: The file holds no public key that can be trusted here.
    """
    places = Places(folder)
    ensure_own_key(places)
    key = _load(pem)
    place = places.keys / f"{pem.stem}.pem"
    if place.exists():
        if _load(place) == key:
            return place
        raise LocalUseError(
            f"Another key is trusted under the name {place.name}.",
            do=f"Rename {pem.name}, or remove {place}.",
        )
    _write_public(place, key)
    return place


def ensure_own_key(places: Places) -> None:
    """Have the car's own key and its public part be there."""
    places.make()
    own = load_or_make_signer(places.own)
    key = TrustedKey(own.public_key(), "EdDSA")
    place = places.keys / _OWN
    if not place.exists() or _load(place) != key:
        _write_public(place, key)


def _write_public(place: Path, key: TrustedKey) -> None:
    pem = key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        draft.write_bytes(pem)
        draft.replace(place)
    except OSError as error:
        raise unusable(place, error) from error


def _key_files(places: Places) -> list[Path]:
    return sorted(path for path in places.keys.glob("*.pem") if not path.name.startswith("."))


def _load(path: Path) -> TrustedKey:
    try:
        with path.open("rb") as file:
            pem = file.read(_MAX_KEY_BYTES)
    except OSError as error:
        raise unusable(path, error) from error
    return trusted_key(pem, str(path))
