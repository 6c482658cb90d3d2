"""A space: what it merges, keeps, refuses and how large it becomes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from pycrdt import Array, Doc, Map

from segue.fabric.space import (
    AppendLog,
    FactChange,
    ReplaceLog,
    Space,
    read_setting,
    write_setting,
)
from segue.kernel import DataUnusable, LocalUseError, PeerError
from segue.schema.link import SpaceReset, SpaceUpdate, SpaceVector


def space(device_id: str, client_id: int, **options: object) -> Space:
    """A device's space, kept by the car."""
    return Space("home", device_id, keeper_id="car", client_id=client_id, **options)


def exchange(*spaces: Space) -> None:
    """Carry messages until everybody is silent."""
    by_id = {each.device_id: each for each in spaces}
    while sends := [(each, send) for each in spaces for send in each.to_send()]:
        for sender, (receiver, message) in sends:
            by_id[receiver].receive(message, sender.device_id, 0.0)


def link(a: Space, b: Space) -> None:
    """Connect two spaces and let them merge."""
    a.peer_up(b.device_id, 0.0)
    b.peer_up(a.device_id, 0.0)
    exchange(a, b)


def stored(each: Space) -> list[bytes]:
    """The log that a shell would have on its disk by now."""
    log: list[bytes] = []
    for write in each.take_writes():
        match write:
            case AppendLog(entry):
                log.append(entry)
            case ReplaceLog(entry):
                log = [entry]
    return log


def update_of(make: Callable[[Doc], None], generation: int = 1) -> SpaceUpdate:
    """An update made with Yjs itself, past all of a space's own rules."""
    doc: Doc = Doc()
    make(doc)
    return SpaceUpdate(space_id="home", generation=generation, update=doc.get_update())


def setting(collection: str, key: str, value: object) -> Callable[[Doc], None]:
    """Something that writes one raw value into a document."""

    def make(doc: Doc) -> None:
        doc.get(collection, type=Map)[key] = value

    return make


def test_edits_of_both_sides_are_there_when_they_meet() -> None:
    """Written offline on both, merged on meeting, and passed on as they happen afterwards."""
    car, phone = space("car", 1), space("phone", 2)
    car.put("devices", "", {"name": "Car"})
    phone.put("recents", "r1", {"name": "上海"})
    link(car, phone)
    assert car.facts("recents") == phone.facts("recents") == {"r1/phone": {"name": "上海"}}
    phone.delete("recents", "r1")
    exchange(car, phone)
    assert car.facts("recents") == {}
    assert phone.facts("devices") == {"car": {"name": "Car"}}


def test_integers_survive_beyond_what_a_float_holds() -> None:
    """Facts are JSON text, because numbers of a Yjs document come back as floats."""
    car, phone = space("car", 1), space("phone", 2)
    car.put("settings", "n", {"value": 2**62 + 1, "utc_ms": 1})
    link(car, phone)
    assert read_setting(phone, "n") == 2**62 + 1
    raw: Doc = Doc()
    raw.get("m", type=Map)["n"] = 7
    assert isinstance(raw.get("m", type=Map)["n"], float), "the reason: Yjs has only floats"


def test_latest_setting_is_read_when_yjs_itself_would_let_another_win() -> None:
    """Yjs gives a contested key to the higher client id; settings go by the time they were set."""
    docs = [Doc(client_id=1), Doc(client_id=9)]
    for doc, value in zip(docs, ("later", "earlier"), strict=True):
        doc.get("settings", type=Map)["units"] = value
    docs[0].apply_update(docs[1].get_update())
    assert docs[0].get("settings", type=Map)["units"] == "earlier", "Yjs: client 9 wins"

    car, phone = space("car", 9), space("phone", 1)
    write_setting(car, "units", "earlier", 1000)
    write_setting(phone, "units", "later", 2000)
    link(car, phone)
    assert read_setting(car, "units") == read_setting(phone, "units") == "later"


def test_writes_made_together_arrive_together() -> None:
    """One update, so nobody sees a claim without its state."""
    car, phone = space("car", 1), space("phone", 2)
    link(car, phone)
    with phone.together():
        phone.put("claims", "media/1", 1)
        phone.put("states", "media/1", 2)
    [(_, update)] = phone.to_send()
    car.receive(update, "phone", 0.0)
    assert (car.get("claims", "media/1/phone"), car.get("states", "media/1/phone")) == (1, 2)
    assert len(phone.take_writes()) == 1


def test_higher_device_id_decides_when_two_settings_have_one_time() -> None:
    """Both sides read the same one."""
    car, phone = space("car", 9), space("phone", 1)
    write_setting(car, "units", "a", 1000)
    write_setting(phone, "units", "b", 1000)
    link(car, phone)
    assert read_setting(car, "units") == read_setting(phone, "units") == "b"
    assert read_setting(car, "unset", "default") == "default"


def test_size_stays_bounded_when_facts_are_overwritten_72_000_times() -> None:
    """20 keys: under 32 kB at every moment, where a plain Yjs document grows to 416 kB."""
    car = space("car", 1)
    largest = 0
    for number in range(72_000):
        car.put("settings", f"k{number % 20}", number)
        if number % 500 == 0:
            largest = max(largest, car.encoded_bytes())
            car.take_writes()
    assert largest < 32_000
    assert car.generation > 10
    assert car.get("settings", "k7/car") == 71_987


def test_device_follows_to_the_new_generation_with_its_own_facts() -> None:
    """What it wrote while apart is put back; what the keeper pruned is gone."""
    car = space("car", 1, keep=lambda facts: {**facts, "recents": {}})
    phone = space("phone", 2, keep=lambda facts: facts)
    car.put("recents", "old", "pruned")
    link(car, phone)
    car.peer_down("phone")
    phone.peer_down("car")
    phone.put("devices", "", {"name": "Phone"})
    for number in range(4_000):
        car.put("settings", f"k{number % 20}", number)
    while phone.next_change() is not None:
        pass
    link(car, phone)
    assert phone.generation == car.generation > 1
    assert car.facts("devices") == {"phone": {"name": "Phone"}}
    assert phone.facts("recents") == {}
    changes = iter(phone.next_change, None)
    assert FactChange("recents", "old/car", None) in list(changes)


def test_linked_device_is_taken_along_when_the_keeper_starts_anew() -> None:
    """Open links need no reconnect."""
    car, phone = space("car", 1), space("phone", 2)
    link(car, phone)
    for number in range(4_000):
        car.put("settings", f"k{number % 20}", number)
        if car.generation == 1:
            car.to_send()  # lost on the way; the new generation does not build on it
    phone.put("devices", "", "here")
    exchange(car, phone)
    assert phone.generation == car.generation > 1
    assert car.facts("settings") == phone.facts("settings")
    assert car.facts("devices") == {"phone": "here"}


def test_space_is_the_same_when_loaded_from_its_log() -> None:
    """Also across rewrites of the log and generations."""
    car = space("car", 1)
    for number in range(4_000):
        car.put("settings", f"k{number % 20}", number)
    again = space("car", 3)
    again.load(stored(car))
    assert again.facts("settings") == car.facts("settings")
    assert again.generation == car.generation


def test_log_that_is_broken_or_of_another_space_is_refused() -> None:
    """Told at start, with nothing half loaded and used."""
    car = space("car", 1)
    car.put("devices", "", 1)
    [entry] = stored(car)
    with pytest.raises(DataUnusable):
        space("car", 2).load([entry[:-3]])
    with pytest.raises(DataUnusable):
        Space("other", "car", keeper_id="car", client_id=2).load([entry])


def test_lost_update_is_noticed_and_mended() -> None:
    """A gap makes the receiver ask again at once, not when the next comparison is due."""
    car, phone = space("car", 1), space("phone", 2)
    link(car, phone)
    phone.put("devices", "", "lost")
    phone.to_send()
    phone.put("devices", "", "arrives")
    exchange(car, phone)
    assert car.facts("devices") == {"phone": "arrives"}


def test_what_got_lost_without_a_trace_is_mended_by_the_next_comparison() -> None:
    """Vectors are exchanged every 30 s."""
    car, phone = space("car", 1), space("phone", 2)
    link(car, phone)
    phone.put("devices", "", "lost")
    phone.to_send()
    for each in (car, phone):
        due_s = each.next_timer_s()
        assert due_s is not None
        each.on_timer(due_s + 30.0)
    exchange(car, phone)
    assert car.facts("devices") == {"phone": "lost"}


@pytest.mark.parametrize(
    "message",
    [
        SpaceUpdate(space_id="home", generation=1, update=b""),
        SpaceUpdate(space_id="home", generation=1, update=b"\xff" * 40),
        SpaceUpdate(space_id="elsewhere", generation=1, update=b"\x00\x00"),
        SpaceVector(space_id="home", generation=1, vector=b""),
        SpaceVector(space_id="home", generation=1, vector=b"\x05\x01"),
        SpaceReset(space_id="home", generation=9, snapshot=b"\x00\x00"),
        update_of(setting("claims", "media/9/car", "{}")),
        update_of(setting("devices", "phone", 7)),
        update_of(setting("devices", "phone", "{")),
        update_of(setting("devices", "phone", "[" * 100_000)),
        update_of(setting("devices", "phone", '"' + "x" * 1_200_000 + '"')),
        update_of(setting("devices", "phone", Map({"a": "1"}))),
        update_of(setting("evil", "phone", "1")),
        update_of(lambda doc: doc.get("list", type=Array).append("1")),
    ],
)
def test_nothing_changes_when_a_peer_sends_what_it_may_not(
    message: SpaceUpdate | SpaceVector | SpaceReset,
) -> None:
    """Malformed, another space's, another's facts, not facts: refused whole."""
    car, phone = space("car", 1), space("phone", 2)
    car.put("devices", "", "Car")
    link(car, phone)
    before = car.facts("devices"), car.encoded_bytes(), car.generation
    car.take_writes()
    with pytest.raises(PeerError):
        car.receive(message, "phone", 0.0)
    assert (car.facts("devices"), car.encoded_bytes(), car.generation) == before
    assert car.take_writes() == []


def test_peer_cannot_change_or_remove_a_fact_of_another() -> None:
    """Not by overwriting in a copy of the document, nor by deleting in it."""
    for harm in ("overwrite", "delete"):
        car, phone = space("car", 1), space("phone", 2)
        car.put("devices", "", "Car")
        link(car, phone)
        doc: Doc = Doc()
        doc.apply_update(phone._document.encode())
        if harm == "overwrite":
            doc.get("devices", type=Map)["car"] = '"Mine"'
        else:
            del doc.get("devices", type=Map)["car"]
        update = SpaceUpdate(space_id="home", generation=1, update=doc.get_update())
        with pytest.raises(PeerError):
            car.receive(update, "phone", 0.0)
        assert car.facts("devices") == {"car": "Car"}


def test_forged_fact_does_not_slip_in_behind_a_lost_update() -> None:
    """What waits for an earlier update is not kept, so it cannot be placed unseen later."""
    car = space("car", 1)
    link(car, space("phone", 2))
    doc: Doc = Doc()
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    for collection, key, text in (
        ("devices", "phone", '"first"'),
        ("devices", "phone", '"second"'),
        ("claims", "media/9/car", "{}"),
    ):
        doc.get(collection, type=Map)[key] = text
    for number in (1, 2, 0):
        message = SpaceUpdate(space_id="home", generation=1, update=updates[number])
        if number == 2:
            with pytest.raises(PeerError):
                car.receive(message, "phone", 0.0)
        else:
            car.receive(message, "phone", 0.0)
    assert car.facts("claims") == {}
    assert car.facts("devices") == {"phone": "first"}


def test_space_that_is_full_refuses_more_and_keeps_what_it_has() -> None:
    """A device's own facts have an end; the user is told what to remove."""
    car = space("car", 1)
    for number in range(4):
        car.put("recents", f"r{number}", "x" * 250_000)
    with pytest.raises(LocalUseError, match="full"):
        car.put("recents", "r4", "x" * 250_000)
    car.put("recents", "r3", "y" * 250_000)
    assert len(car.facts("recents")) == 4
    with pytest.raises(LocalUseError):
        car.put("recents", "r", "x" * 1_200_000)
    with pytest.raises(LocalUseError):
        car.put("recents", "r", object())


def test_peer_cannot_fill_the_space() -> None:
    """Beyond what fits into one message a peer's update is refused."""
    car = space("car", 1)
    link(car, space("phone", 2))
    refused = 0
    for number in range(8):
        message = update_of(setting("recents", f"r{number}/phone", '"' + "x" * 900_000 + '"'))
        try:
            car.receive(message, "phone", 0.0)
        except PeerError:
            refused += 1
    assert refused == 7
    assert car.encoded_bytes() < 1024 * 1024


def test_peer_cannot_fill_the_space_with_very_many_small_facts() -> None:
    """Every update is tried on a copy of all facts, so their number must have an end, too."""
    car = space("car", 1)
    link(car, space("phone", 2))

    def many(count: int) -> SpaceUpdate:
        def write(doc: Doc) -> None:
            facts = doc.get("recents", type=Map)
            with doc.transaction():
                for number in range(count):
                    facts[f"{number}/phone"] = "1"

        return update_of(write)

    with pytest.raises(PeerError, match="4001 facts"):
        car.receive(many(4001), "phone", 0.0)
    car.receive(many(4000), "phone", 0.0)
    own = space("phone", 3)
    for number in range(4000):
        own.put("recents", str(number), 1)
    own.put("recents", "0", 2)
    with pytest.raises(LocalUseError, match="full"):
        own.put("recents", "4000", 1)


def test_keeper_has_room_for_its_own_when_phones_fill_the_space() -> None:
    """Whatever any number of phones wrote, the car can still say what it holds."""
    car = space("car", 1)
    for phone in range(6):
        text = '"' + "x" * 1_000_000 + '"'
        with suppress(PeerError):
            car.receive(
                update_of(setting("recents", f"r/phone{phone}", text)), f"phone{phone}", 0.0
            )
    assert len(car.facts("recents")) == 3
    car.put("states", "navigation/1", "x" * 1_000_000)
    assert car.encoded_bytes() < 4 * 1024 * 1024


def test_fact_is_refused_when_it_is_nested_so_deep_that_it_depends_who_reads_it() -> None:
    """What passes here must be readable everywhere, also after a restart in a deeper stack."""
    car = space("car", 1)
    link(car, space("phone", 2))
    for depth in (73, 500, 900):
        text = "[" * depth + "]" * depth
        with pytest.raises(PeerError, match="deeply"):
            car.receive(update_of(setting("recents", "r/phone", text)), "phone", 0.0)
    text = "[" * 72 + '"[[[[\\"[[[["' + "]" * 72
    car.receive(update_of(setting("recents", "r/phone", text)), "phone", 0.0)
    assert len(car.facts("recents")) == 1
