"""Who a device is: an Ed25519 key, the id derived from it, and the proof that ties it to a link."""

from segue.fabric.identity._device import DeviceKey, device_id_of, is_signed_by
from segue.fabric.identity._proof import MAX_NAME_LENGTH, check_proof, prove

__all__ = [
    "MAX_NAME_LENGTH",
    "DeviceKey",
    "check_proof",
    "device_id_of",
    "is_signed_by",
    "prove",
]
