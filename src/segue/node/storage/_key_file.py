"""Private keys on disk: PEM (PKCS #8), mode 0600, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from segue.fabric.identity import DeviceKey
from segue.kernel import DataUnusable

_FILE_NAME = "device.key"
_OWNER_ONLY = 0o600
_SEED_BYTES = 32
_MAX_FILE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class _Purpose:
    """What a key file is for, in words for who has to mend it."""

    title: str
    if_seen: str
    if_lost: str


_DEVICE = _Purpose("device key", "delete it and pair anew", "delete it and pair again")
_SIGNER = _Purpose(
    "signing key", "delete it: its tokens end with it", "delete it: its tokens end with it"
)


def load_or_make_key(folder: Path) -> DeviceKey:
    """Return the device's key from `folder`; make one first when there is none.

    Raises:
        DataUnusable: As `load_or_make_signer`. A new key would make this another device, which no
            phone knows.
    """
    return DeviceKey(_load_or_make(folder / _FILE_NAME, _DEVICE).private_bytes_raw())


def load_or_make_signer(path: Path) -> Ed25519PrivateKey:
    """Return a key that signs tokens from its file; make one first when there is none.

    Raises:
        DataUnusable: Others may read the file, it is not a plain file of this user, it holds no
            Ed25519 key, or it cannot be read or written. An existing file is never changed.
    """
    return _load_or_make(path, _SIGNER)


def _load_or_make(path: Path, purpose: _Purpose) -> Ed25519PrivateKey:
    try:
        try:
            return _load(path, purpose)
        except FileNotFoundError:
            with contextlib.suppress(FileExistsError):  # another process was faster
                _make(path)
            return _load(path, purpose)
    except OSError as error:
        raise DataUnusable(
            f"The {purpose.title} {path} cannot be used: {error.strerror}.",
            do="Check the folder's permissions and free space.",
        ) from error


def _load(path: Path, purpose: _Purpose) -> Ed25519PrivateKey:
    # The checks look at the open file, so nothing can be swapped in after them.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise DataUnusable(
                f"The {purpose.title} {path} is not a file of this user.",
                do="Start Segue as the user who owns it.",
            )
        if stat.S_IMODE(status.st_mode) & ~_OWNER_ONLY:
            mode = stat.S_IMODE(status.st_mode)
            raise DataUnusable(
                f"Others may use the {purpose.title} {path} (mode {mode:04o}).",
                do=f"Run `chmod 600 {path}`; if someone may have read it, {purpose.if_seen}.",
            )
        pem = file.read(_MAX_FILE_BYTES)
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _not_a_key(path, purpose) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _not_a_key(path, purpose)
    return key


def _make(path: Path) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secrets.token_bytes(_SEED_BYTES))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(
        unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _OWNER_ONLY
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(descriptor)
        # Not rename: a link fails where a key already is, so no key is ever overwritten.
        os.link(unfinished, path)
    finally:
        unfinished.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _not_a_key(path: Path, purpose: _Purpose) -> DataUnusable:
    return DataUnusable(
        f"The {purpose.title} {path} is damaged: it holds no Ed25519 private key.",
        do=f"Restore it from a backup, or {purpose.if_lost}.",
    )
