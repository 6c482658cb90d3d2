"""A space's bytes are the same language in Python and in the browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from segue.fabric.space import Space
from segue.schema.link import SpaceUpdate

VECTOR = json.loads((Path(__file__).parent / "vectors" / "space.json").read_text("utf-8"))


@pytest.mark.parametrize("writer", ["pycrdt_hex", "yjs_hex"])
def test_facts_are_read_when_either_library_wrote_them(writer: str) -> None:
    """`web/src/fabric/space.test.ts` reads the same two."""
    car = Space("home", "car", keeper_id="car", client_id=1)
    update = bytes.fromhex(VECTOR[writer])
    car.receive(SpaceUpdate(space_id="home", generation=1, update=update), "phone", 0.0)
    for collection, facts in VECTOR["facts"].items():
        assert car.facts(collection) == facts
