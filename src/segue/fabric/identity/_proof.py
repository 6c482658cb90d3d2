"""The proof that a device's key vouches for the Noise static key of a session."""

from __future__ import annotations

import unicodedata

from segue.fabric.identity._device import DeviceKey, device_id_of, is_signed_by
from segue.kernel import LocalUseError, PeerError
from segue.schema.link import DeviceInfo, DeviceKind, IdentityProof

MAX_NAME_LENGTH = 64
"""Code points in a device's name: it is shown on screens and sent before the peer is trusted."""

_UNSHOWABLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})
"""Unicode categories: controls, formats, private use, surrogates and separators."""

_CONTEXT = b"segue-link-static-v1"


def prove(
    key: DeviceKey, *, name: str, kind: DeviceKind, noise_static_public: bytes
) -> IdentityProof:
    """Return the handshake payload by which `key` vouches for `noise_static_public`.

    Raises:
        LocalUseError: No peer would accept this name.
    """
    if not _is_name(name):
        raise LocalUseError(
            f"A device's name is 1 to {MAX_NAME_LENGTH} printable characters, not {name!r}.",
            do="Choose another name.",
        )
    device = DeviceInfo(device_id=key.device_id, public_key=key.public_key, name=name, kind=kind)
    return IdentityProof(device=device, signature=key.sign(_CONTEXT + noise_static_public))


def check_proof(proof: IdentityProof, *, noise_static_public: bytes) -> DeviceInfo:
    """Return the device that proved itself on the link whose peer has `noise_static_public`.

    Raises:
        PeerError: The id is not the key's, the signature is not for this link, or the name is
            one that no screen should show.
    """
    device = proof.device
    if device.device_id != device_id_of(device.public_key):
        raise PeerError("A device showed an id that is not its key's.")
    if not is_signed_by(device.public_key, _CONTEXT + noise_static_public, proof.signature):
        raise PeerError("A device could not prove that its key is its own.")
    if not _is_name(device.name):
        raise PeerError("A device showed a name that is empty, too long or not printable.")
    return device


def _is_name(name: str) -> bool:
    # Not str.isprintable: it knows only the characters of its own Unicode version.
    return (
        0 < len(name) <= MAX_NAME_LENGTH
        and name.strip(" ") != ""
        and not any(
            unicodedata.category(character) in _UNSHOWABLE and character != " "
            for character in name
        )
    )
