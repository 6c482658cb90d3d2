"""Device keys, ids and the proof inside the handshake."""

from __future__ import annotations

import msgspec
import pytest

from segue.fabric.identity import DeviceKey, check_proof, device_id_of, is_signed_by, prove
from segue.kernel import LocalUseError, PeerError
from segue.schema.link import IdentityProof

STATIC = bytes(range(32))
KEY = DeviceKey(bytes(32))


def proof(name: str = "Ada's phone") -> IdentityProof:
    """Return a proof for STATIC."""
    return prove(KEY, name=name, kind="phone", noise_static_public=STATIC)


def altered(proved: IdentityProof, **changes: object) -> IdentityProof:
    """Return the proof with fields of its device changed."""
    device = msgspec.structs.replace(proved.device, **changes)
    return msgspec.structs.replace(proved, device=device)


def test_key_is_the_one_of_rfc_8032_when_the_seed_is():
    """A seed gives the public key that RFC 8032, 7.1, test 1 says."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert DeviceKey(seed).public_key.hex() == public


def test_device_id_is_derived_when_the_key_is_known():
    """The id is the first 16 bytes of SHA-256 of the key in 22 characters."""
    assert device_id_of(bytes(32)) == "Zmh6rfhivXdsj8GLjp-OIA"


def test_key_is_refused_when_its_seed_is_short():
    """A seed of another length is a mistake of the caller."""
    with pytest.raises(LocalUseError):
        DeviceKey(bytes(31))


def test_signature_is_refused_when_anything_differs():
    """A signature counts for one key and one message, and broken keys do not raise."""
    signature = KEY.sign(b"message")
    assert is_signed_by(KEY.public_key, b"message", signature)
    assert not is_signed_by(KEY.public_key, b"massage", signature)
    assert not is_signed_by(DeviceKey(STATIC).public_key, b"message", signature)
    assert not is_signed_by(b"short", b"message", signature)
    assert not is_signed_by(KEY.public_key, b"message", b"")


def test_repr_hides_the_key_when_it_is_logged():
    """A key in a log line shows only the public id."""
    assert repr(KEY) == f"DeviceKey({KEY.device_id})"


def test_proof_gives_the_device_when_it_is_for_this_session():
    """The device comes out as it was put in."""
    assert check_proof(proof(), noise_static_public=STATIC) == proof().device


def test_proof_is_refused_when_it_was_made_for_another_session():
    """A proof that was overheard elsewhere does not vouch for another Noise key."""
    with pytest.raises(PeerError, match="could not prove"):
        check_proof(proof(), noise_static_public=bytes(32))


def test_proof_is_refused_when_the_id_is_chosen():
    """A device cannot take another's id."""
    with pytest.raises(PeerError, match="not its key's"):
        check_proof(altered(proof(), device_id="A" * 22), noise_static_public=STATIC)


def test_proof_is_refused_when_the_key_is_not_the_signer():
    """A device cannot show another's key and id with its own signature."""
    other = DeviceKey(STATIC)
    stolen = altered(proof(), device_id=other.device_id, public_key=other.public_key)
    with pytest.raises(PeerError, match="could not prove"):
        check_proof(stolen, noise_static_public=STATIC)


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "two\nlines", "\u202eevil", "\x1b[31m"])
def test_name_is_refused_when_no_screen_should_show_it(name: str):
    """Empty, long, multi-line, direction-changing and terminal names stop on both sides."""
    with pytest.raises(LocalUseError):
        proof(name)
    with pytest.raises(PeerError, match="name"):
        check_proof(altered(proof(), name=name), noise_static_public=STATIC)


def test_name_is_accepted_when_it_is_in_chinese():
    """Names are text, not ASCII."""
    assert check_proof(proof("小米 SU7"), noise_static_public=STATIC).name == "小米 SU7"
