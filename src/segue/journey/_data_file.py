"""The envelope of every data file that ships with `journey`: what it is, and that it is whole.

10 bytes  magic, b"segue-data"
 8 bytes  kind, ASCII, padded with zeros
 2 bytes  version, little-endian
 8 bytes  length of the payload, little-endian
32 bytes  SHA-256 of the payload
 …        payload
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

from segue.kernel import DataUnusable

DATA_DIR = Path(__file__).parent / "data"

_MAGIC = b"segue-data"
_HEADER = struct.Struct("<10s8sHQ32s")
_DO = "Install Segue again, or get the file from the release you are running."


def seal(kind: str, version: int, payload: bytes) -> bytes:
    """Return the bytes of a data file that holds `payload`."""
    digest = hashlib.sha256(payload).digest()
    return _HEADER.pack(_MAGIC, kind.encode("ascii"), version, len(payload), digest) + payload


def read_data_file(path: Path, kind: str, version: int) -> bytes:
    """Return the payload of a data file.

    Raises:
        DataUnusable: The file is missing, cut short, changed, of another kind or version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataUnusable(f"{path} could not be read: {error.strerror}.", do=_DO) from error
    if len(data) < _HEADER.size or not data.startswith(_MAGIC):
        raise DataUnusable(f"{path} is not a Segue data file.", do=_DO)
    _, found_kind, found_version, length, digest = _HEADER.unpack_from(data)
    if found_kind.rstrip(b"\0") != kind.encode("ascii"):
        raise DataUnusable(f"{path} holds {found_kind!r} where {kind} data belongs.", do=_DO)
    if found_version != version:
        raise DataUnusable(
            f"{path} is version {found_version}; this Segue reads version {version}.", do=_DO
        )
    payload = data[_HEADER.size :]
    if len(payload) != length:
        raise DataUnusable(
            f"{path} is damaged: {len(payload)} bytes follow its header, not {length}.", do=_DO
        )
    if hashlib.sha256(payload).digest() != digest:
        raise DataUnusable(f"{path} is damaged: its checksum does not match.", do=_DO)
    return payload
