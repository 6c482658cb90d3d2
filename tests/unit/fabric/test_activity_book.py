"""The book: machines and space as one core, as a shell drives it."""

from __future__ import annotations

import json

import pytest

from segue.fabric.handoff import (
    ActivityBook,
    ActivityEvent,
    FactRefused,
    Moment,
    SaveActivity,
    Started,
    live_facts,
)
from segue.fabric.space import Space
from segue.kernel import DataUnusable, LocalUseError, PeerError
from segue.schema.activity import HandoffPull
from segue.testing import LinkFaults, TwoNodes

NOW = Moment(now_s=0.0, utc_ms=1_764_000_000_000)


def book(device_id: str = "phone") -> ActivityBook:
    """A new book of a device."""
    keep = live_facts
    return ActivityBook(Space("home", device_id, keeper_id="car", client_id=7, keep=keep))


def test_step_has_the_checkpoint_the_facts_the_event_and_nobody_to_tell() -> None:
    """One press: everything that has to be stored comes in one step."""
    phone = book()
    phone.start("media", '{"song": 1}', NOW)
    step = phone.take(NOW)
    assert isinstance(step.writes[0], SaveActivity)
    assert any(
        isinstance(event, ActivityEvent) and isinstance(event.event, Started)
        for event in step.events
    )
    assert step.sends == ()
    assert phone.space.facts("states") == {"media/1/phone": {"revision": 0, "state": {"song": 1}}}
    assert phone.take(NOW).writes == (), "nothing twice"


def test_activities_move_independently() -> None:
    """The song may be in the car while the route is on the phone."""
    nodes = TwoNodes()
    nodes.connect()
    for kind in ("media", "navigation"):
        nodes.phone.book.start(kind, json.dumps({"kind": kind}), nodes.phone.moment())
    nodes.run(1.0)
    nodes.car.book.bring_here("media", nodes.car.moment())
    nodes.run(1.0)
    assert (nodes.car.live, nodes.phone.live) == ({"media"}, {"navigation"})
    assert nodes.phone.book.view("media").holder_id == "car"


def test_state_is_known_to_the_other_side_when_it_changes() -> None:
    """Through the space, so that it can be taken from there if the holder is gone."""
    nodes = TwoNodes()
    nodes.connect()
    nodes.phone.book.start("media", '{"song": 1}', nodes.phone.moment())
    nodes.run(1.0)
    nodes.phone.book.update_state("media", '{"song": 2}')
    nodes.run(1.0)
    nodes.disconnect()
    nodes.car.book.bring_here("media", nodes.car.moment())
    nodes.run(1.0)
    assert json.loads(nodes.car.book.view("media").state) == {"song": 2}


def test_device_keeps_one_claim_and_state_for_each_activity_in_the_space() -> None:
    """States are large; fifty handoffs leave no more of them than one."""
    nodes = TwoNodes()
    nodes.connect()
    nodes.phone.book.start("media", json.dumps({"route": "x" * 20_000}), nodes.phone.moment())
    nodes.run(1.0)
    for _ in range(25):
        nodes.car.book.bring_here("media", nodes.car.moment())
        nodes.run(1.0)
        nodes.phone.book.bring_here("media", nodes.phone.moment())
        nodes.run(1.0)
    assert list(nodes.car.book.space.facts("states")) == ["media/51/phone"]
    assert nodes.car.book.space.encoded_bytes() < 30_000


def test_holder_is_the_same_when_both_restart() -> None:
    """What was live is live again, on the device that held it, with its state."""
    nodes = TwoNodes()
    nodes.connect()
    nodes.phone.book.start("media", '{"song": 1}', nodes.phone.moment())
    nodes.run(1.0)
    nodes.car.book.bring_here("media", nodes.car.moment())
    nodes.run(1.0)
    for node in nodes.nodes:
        nodes.crash(node)
    for node in nodes.nodes:
        nodes.restart(node)
    assert (nodes.car.live, nodes.phone.live) == ({"media"}, set())
    assert nodes.car.book.view("media").epoch == 2


def test_offline_edits_of_both_sides_are_kept_when_the_link_is_bad() -> None:
    """A third of the frames lost: facts still arrive, and both sides end alike."""
    nodes = TwoNodes(seed=3, faults=LinkFaults(loss=0.3, duplicate=0.2, delay_s=(0.01, 0.5)))
    nodes.connect()
    for number in range(20):
        nodes.phone.book.space.put("recents", f"r{number}", number)
        nodes.car.book.space.put("settings", f"s{number}", number)
        nodes.run(0.3)
    nodes.run(300.0)
    for collection in ("recents", "settings"):
        facts = nodes.car.book.space.facts(collection)
        assert facts == nodes.phone.book.space.facts(collection)
        assert len(facts) == 20
    assert nodes.car.refused == nodes.phone.refused == []


def test_claim_in_the_space_that_cannot_be_is_reported_and_not_acted_on() -> None:
    """A fact with an absurd epoch moves nothing, and names who wrote it."""
    liar = Space("home", "phone", keeper_id="car", client_id=8)
    liar.put("claims", "media/9007199254740993", {"action_utc_ms": 1})
    liar.put("claims", "media/5", {"action_utc_ms": "yesterday"})
    liar.put("claims", "nonsense", [1])
    car = book("car")
    car.peer_up("phone", NOW)
    for _, vector in car.take(NOW).sends:
        liar.receive(vector, "car", 0.0)
    for _, update in liar.to_send():
        car.receive(update, "phone", NOW)
    events = car.take(NOW).events
    assert [event.author for event in events if isinstance(event, FactRefused)] == ["phone"]
    assert car.view("media").epoch == 0


def test_unknown_activity_is_refused() -> None:
    """From a peer it is the peer's fault, from the shell the shell's."""
    phone = book()
    pull = HandoffPull(activity="coffee", transfer_id="car:1", action_utc_ms=1)
    with pytest.raises(PeerError):
        phone.receive(pull, "car", NOW)
    with pytest.raises(LocalUseError):
        phone.start("coffee", "{}", NOW)


@pytest.mark.parametrize("saved", [{"media": b"{"}, {"coffee": b"{}"}, {"media": b'{"best": 1}'}])
def test_broken_storage_is_told_at_start(saved: dict[str, bytes]) -> None:
    """DataUnusable, not a wrong holder later on."""
    with pytest.raises(DataUnusable):
        book().load(log=[], saved=saved, now=NOW)


def test_pruning_keeps_the_holders_claim_and_the_newest_state() -> None:
    """Of each activity the greatest claim, and the newest state until the greatest has one."""
    facts = {
        "claims": {
            "media/1/a": '{"action_utc_ms": 1}',
            "media/2/b": '{"action_utc_ms": 2}',
            "media/3/c": '{"action_utc_ms": 3}',
            "junk": "1",
        },
        "states": {"media/1/a": "{}", "media/2/b": "{}"},
        "recents": {f"{number:03}/a": "1" for number in range(60)},
        "settings": {"s/a": "1"},
        "devices": {},
    }
    live = live_facts(facts)
    assert set(live["claims"]) == {"media/2/b", "media/3/c"}
    assert set(live["states"]) == {"media/2/b"}
    assert min(live["recents"]) == "010/a"
    assert live["settings"] == facts["settings"]


def test_activity_starts_when_its_state_has_no_room_in_the_space() -> None:
    """What a device does must not depend on whether there is room to tell others of it."""
    phone = book()
    text = json.dumps({"song": "x" * 900_000})
    for activity in ("media", "navigation"):
        phone.start(activity, text, NOW)
        step = phone.take(NOW)
        assert SaveActivity(activity, step.writes[0].checkpoint) == step.writes[0]
    assert any(isinstance(event, FactRefused) for event in step.events)
    assert phone.view("navigation").live_here
    assert set(phone.space.facts("claims")) == {"media/1/phone", "navigation/1/phone"}
    assert list(phone.space.facts("states")) == ["media/1/phone"]
