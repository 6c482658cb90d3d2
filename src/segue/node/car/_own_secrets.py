"""What a car draws once in its life and keeps: its space's id and the key of its track ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segue.kernel import Clock, new_id
from segue.node.storage import Put, Store

_SPACE_ID = "space_id"
_MUSIC_KEY = "music_key"
_MUSIC_KEY_BYTES = 32
_ID_RANDOM_BYTES = 10


@dataclass(frozen=True, slots=True)
class OwnSecrets:
    """Drawn at the first start."""

    space_id: str
    music_key: bytes

    def __repr__(self) -> str:
        return f"OwnSecrets({self.space_id})"


async def load_or_draw(
    store: Store, clock: Clock, randomness: Callable[[int], bytes]
) -> OwnSecrets:
    """Return what the store holds; draw and store it first when this is the first start."""
    space_id, music_key = store.get("node", _SPACE_ID), store.get("node", _MUSIC_KEY)
    if space_id is None or music_key is None:
        space_id = new_id(clock.utc_s(), randomness(_ID_RANDOM_BYTES)).encode()
        music_key = randomness(_MUSIC_KEY_BYTES)
        await store.write([Put("node", _SPACE_ID, space_id), Put("node", _MUSIC_KEY, music_key)])
    return OwnSecrets(space_id.decode(), music_key)
