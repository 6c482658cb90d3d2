"""Where the server listens: TCP, with TLS or without, and a Unix socket."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from segue.kernel import DataUnusable, LocalUseError

_MAX_SOCKET_PATH = 107
"""Bytes: Linux's address of a Unix socket has room for no more."""
_DIAL_WITHIN_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTls:
    """The files to serve TLS with, as PEM."""

    certificate: Path
    key: Path
    client_authority: Path | None = None
    """When given, only clients whose certificate it signed are let in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where to listen."""

    host: str = "127.0.0.1"
    port: int | None = None
    """0 for a free one, None for no TCP."""
    tls: ServerTls | None = None
    """For TCP. Who listens beyond this machine without it lets others read and forge."""
    socket_path: Path | None = None
    """A Unix socket that only this user may use."""


def listen_tcp(server: Any, host: str, port: int, tls: ServerTls | None) -> int:
    """Listen on a port; return which.

    Raises:
        LocalUseError: It is taken or not allowed.
        DataUnusable: A certificate cannot be read.
    """
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    credentials = _credentials(tls) if tls else None
    try:
        if credentials is None:
            return int(server.add_insecure_port(address))
        return int(server.add_secure_port(address, credentials))
    except RuntimeError as error:
        raise LocalUseError(
            f"Signals cannot be served on {address}: the port is taken or not allowed.",
            do="Stop the program that has it, or choose another port.",
        ) from error


def listen_unix(server: Any, path: Path) -> None:
    """Listen on a Unix socket with mode 0600; take the place of a dead one.

    Raises:
        LocalUseError: Something else is there, or a live server, or the path cannot be had.
    """
    path = path.absolute()
    if len(os.fsencode(path)) > _MAX_SOCKET_PATH:
        raise LocalUseError(
            f"The socket path {path} has over {_MAX_SOCKET_PATH} bytes.", do="Choose a shorter one."
        )
    _remove_if_dead(path)
    try:
        with _only_this_user():
            server.add_insecure_port(f"unix:{path}")
    except RuntimeError as error:
        raise LocalUseError(
            f"The socket {path} cannot be made.", do="Choose a path in a folder of yours."
        ) from error


def _credentials(tls: ServerTls) -> grpc.ServerCredentials:
    try:
        pair = (tls.key.read_bytes(), tls.certificate.read_bytes())
        authority = tls.client_authority.read_bytes() if tls.client_authority else None
    except OSError as error:
        raise DataUnusable(
            f"{error.filename} cannot be read: {error.strerror}.",
            do="Give a folder with server.crt and server.key.",
        ) from error
    return grpc.ssl_server_credentials(
        [pair], root_certificates=authority, require_client_auth=authority is not None
    )


def _remove_if_dead(path: Path) -> None:
    """Remove a socket that nobody listens on; gRPC would remove a live one, too."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise LocalUseError(f"{path} exists and is no socket.", do="Choose another path.")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_DIAL_WITHIN_S)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
        except OSError as error:
            raise LocalUseError(
                f"The socket {path} is in use or not yours: {error.strerror or error}.",
                do="Choose another path.",
            ) from error
    raise LocalUseError(
        f"Another program serves on the socket {path}.", do="Stop it, or choose another path."
    )


@contextlib.contextmanager
def _only_this_user() -> Generator[None]:
    """Make what is made meanwhile this user's alone, from its first moment on."""
    before = os.umask(0o177)
    try:
        yield
    finally:
        os.umask(before)
