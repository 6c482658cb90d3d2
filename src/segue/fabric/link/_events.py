"""What a link is made of and what it tells its owner."""

from __future__ import annotations

from dataclasses import dataclass

from segue.fabric.identity import DeviceKey, prove
from segue.fabric.link._noise import noise_public
from segue.fabric.pairing import PairingEvent
from segue.schema.link import ByeReason, DeviceInfo, DeviceKind, IdentityProof, LinkUp
from segue.schema.wire import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDevice:
    """This end of every link of a process."""

    proof: IdentityProof
    static_private: bytes
    """X25519, fresh per process; `proof` vouches for its public half."""
    boot_id: str
    addresses: tuple[str, ...] = ()
    """WebSocket URLs for peers to remember."""
    agent: str = ""

    def __repr__(self) -> str:
        return f"LocalDevice({self.proof.device.device_id}, {self.proof.device.name!r})"


def local_device(
    key: DeviceKey,
    *,
    name: str,
    kind: DeviceKind,
    static_private: bytes,
    boot_id: str,
    addresses: tuple[str, ...] = (),
    agent: str = "",
) -> LocalDevice:
    """Return this end of every link of a process.

    `static_private` is 32 random bytes, drawn once per process and never stored.

    Raises:
        LocalUseError: No peer would accept this name.
    """
    proof = prove(key, name=name, kind=kind, noise_static_public=noise_public(static_private))
    return LocalDevice(
        proof=proof,
        static_private=static_private,
        boot_id=boot_id,
        addresses=addresses,
        agent=agent,
    )


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """Both sides accepted each other; messages may flow."""

    peer: DeviceInfo
    up: LinkUp


@dataclass(frozen=True, slots=True)
class Received:
    """A message from the peer of an open link."""

    message: Message


@dataclass(frozen=True, slots=True)
class LinkClosed:
    """The link is over. Last event."""

    reason: ByeReason
    by_peer: bool
    detail: str = ""
    """One sentence for a log or a person."""


LinkEvent = LinkOpened | Received | LinkClosed | PairingEvent
