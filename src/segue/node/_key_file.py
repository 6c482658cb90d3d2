"""The device's private key in a file that only its owner can read."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from segue.fabric.identity import DeviceKey
from segue.kernel import DataUnusable, LocalUseError

_FILE_NAME = "device.key"
_SEED_BYTES = 32
_MODE = 0o600


def load_or_make_key(folder: Path) -> DeviceKey:
    """Return the device's key from `folder`; draw a new one when there is none.

    Raises:
        DataUnusable: The file is broken or cannot be read. It is left as it is: a new key would
            make this another device, which no phone knows.
    """
    path = folder / _FILE_NAME
    try:
        seed = path.read_bytes()
    except FileNotFoundError:
        return _make(path)
    except OSError as error:
        raise DataUnusable(f"The device key {path} cannot be read: {error.strerror}.") from error
    try:
        key = DeviceKey(seed)
    except LocalUseError as error:
        raise DataUnusable(
            f"The device key {path} is broken: it has {len(seed)} bytes.",
            do="Put a copy of it back, or move the folder away to start afresh (pair again then).",
        ) from error
    with contextlib.suppress(OSError):  # a folder on a disk without modes is still usable
        path.chmod(_MODE)
    return key


def _make(path: Path) -> DeviceKey:
    """Write a new key whole or not at all: a half-written one would lock the owner out."""
    seed = os.urandom(_SEED_BYTES)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        os.write(descriptor, seed)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.rename(path)
    return DeviceKey(seed)
