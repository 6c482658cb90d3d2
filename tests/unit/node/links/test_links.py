"""Live links over real sockets: pairing, messages, unpairing, floods and reconnecting."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import aiohttp
import pytest
from link_car import Car, Phone, Street, fresh_device, until

from segue.fabric.link import LinkClosed, LinkCore, LinkOpened, Reconnect
from segue.fabric.link._handshake import Handshake
from segue.fabric.pairing import PairCode
from segue.kernel import DeviceUnavailable, LocalUseError, PeerError, Rejected
from segue.node.links import KnownCar, _links
from segue.schema.link import Presence, SpaceUpdate

BUSY = "busy: try again"


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    """A car that serves links, and room for phones."""
    car = Car()
    await car.start()
    made = Street(car)
    yield made
    await made.close()
    await car.stop()


async def waiting_phone(street: Street) -> Phone:
    """Return a phone that scanned the code, when the car asks about it."""
    phone = street.phone(street.car.desk.open(street.car.origin))
    await until(lambda: street.car.desk.view().waiting_device)
    await until(lambda: phone.heard.codes)
    return phone


# ---------------------------------------------------------------- pairing


async def test_phone_is_paired_when_the_person_accepts(street: Street):
    """Scan, compare, accept: both have stored each other and the link is up."""
    phone = await waiting_phone(street)
    assert phone.heard.codes == [street.car.desk.view().check_code]
    assert not street.car.paired.is_paired(phone.device_id)
    await street.car.desk.answer(accept=True)
    await until(lambda: street.car.links.send(phone.device_id, Presence(near=True)))
    await until(lambda: ("message", Presence(near=True)) in phone.heard.log)
    assert street.car.paired.is_paired(phone.device_id)
    (granted,) = phone.heard.granted
    assert (granted.car.device_id, granted.space_id) == (street.car.device_id, "space")
    assert phone.heard.addresses == (street.car.link_url,)
    assert street.car.desk.view().waiting_device == ""
    assert street.car.desk.view().url == ""


async def test_phone_links_again_when_it_was_paired_before(street: Street):
    """After pairing, the car forgets the code and knows the phone: a cut link comes back."""
    phone = await waiting_phone(street)
    await street.car.desk.answer(accept=True)
    await until(lambda: "up" in street.car.heard.kinds())
    street.car.links.drop(phone.device_id, "shutdown")
    await until(lambda: street.car.heard.kinds() == ["up", "down", "up"])
    assert phone.error() is None


async def test_phone_gives_up_when_the_person_declines(street: Street):
    """The phone's user reads that it was declined, and the car stores nothing."""
    phone = await waiting_phone(street)
    await street.car.desk.answer(accept=False)
    await until(phone.task.done)
    assert isinstance(phone.error(), Rejected)
    assert "declined" in str(phone.error())
    assert not street.car.paired.devices
    assert "declined" in street.car.desk.view().error


async def test_phone_gives_up_when_the_code_was_used(street: Street):
    """A photographed code is dead once someone used it."""
    code = street.car.desk.open(street.car.origin)
    first = street.phone(code)
    await until(lambda: first.heard.codes)
    second = street.phone(code)
    await until(second.task.done)
    assert "already been used" in str(second.error())
    assert first.error() is None


async def test_phone_gives_up_when_the_code_is_for_another_car(street: Street):
    """A code whose fingerprint is not the car's that answers is named as such."""
    code = street.car.desk.open(street.car.origin)
    other = fresh_device("Other", "car").proof.device.device_id
    phone = street.phone(PairCode(code.origin, other, code.secret))
    await until(phone.task.done)
    assert isinstance(phone.error(), PeerError)
    assert "another car" in str(phone.error())
    assert street.car.desk.view().url == code.to_url()


async def test_phone_gives_up_when_the_car_to_pair_with_is_not_there(street: Street):
    """A code whose address nobody answers ends with what to do, not with silence."""
    phone = street.phone(PairCode("http://127.0.0.1:9", street.car.device_id, bytes(16)))
    await until(phone.task.done)
    assert isinstance(phone.error(), DeviceUnavailable)


async def test_question_is_withdrawn_when_the_phone_leaves(street: Street):
    """The car's screen does not ask about a phone that is gone."""
    phone = await waiting_phone(street)
    phone.task.cancel()
    await until(lambda: not street.car.desk.view().waiting_device)
    assert "left" in street.car.desk.view().error
    with pytest.raises(LocalUseError):
        await street.car.desk.answer(accept=True)
    assert not street.car.paired.devices


async def test_waiting_phone_is_declined_when_a_new_code_is_opened(street: Street):
    """One question at a time: the person asks anew, the earlier phone is told no."""
    phone = await waiting_phone(street)
    street.car.desk.open(street.car.origin)
    await until(phone.task.done)
    assert isinstance(phone.error(), Rejected)


# ---------------------------------------------------------------- messages


async def test_messages_arrive_in_order_when_both_send(street: Street):
    """A hundred messages each way, one of them of 1 MB, once and in order."""
    phone = await street.linked_phone()
    updates = [
        SpaceUpdate(space_id="s", generation=n, update=bytes(1_000_000 if n == 50 else n))
        for n in range(100)
    ]
    for update in updates:
        assert phone.client.send(update)
        assert street.car.links.send(phone.device_id, update)
    await until(lambda: len(phone.heard.log) == len(street.car.heard.log) == 101)
    assert [message for kind, message in phone.heard.log if kind == "message"] == updates
    assert [message for kind, message in street.car.heard.log if kind == "message"] == updates


async def test_send_says_no_when_the_device_is_not_linked(street: Street):
    """The caller knows at once that nobody will get the message."""
    assert not street.car.links.send("A" * 22, Presence(near=True))
    assert street.car.links.peers() == ()


# ---------------------------------------------------------------- unpairing and replacing


async def test_open_link_ends_at_once_when_the_device_is_unpaired(street: Street):
    """After `drop` not one message more is heard, and the phone is told why and stops."""
    phone = await street.linked_phone()
    street.car.heard.pause = asyncio.Event()
    for _ in range(10):
        phone.client.send(Presence(near=True))
    await until(lambda: "message" in street.car.heard.kinds())
    del street.car.paired.devices[phone.device_id]
    street.car.links.drop(phone.device_id, "unpaired")
    assert not street.car.links.send(phone.device_id, Presence(near=True))
    street.car.heard.pause.set()
    await until(phone.task.done)
    assert "does not know this phone" in str(phone.error())
    await until(lambda: "down" in street.car.heard.kinds())
    assert street.car.heard.kinds() == ["up", "message", "down"]
    assert street.car.heard.log[-1] == ("down", "unpaired")


async def test_phone_is_turned_away_when_it_was_unpaired_while_away(street: Street):
    """A phone that comes back after it was removed is told so."""
    phone = street.phone(KnownCar(street.car.device_id, (street.car.link_url,)))
    await until(phone.task.done)
    assert isinstance(phone.error(), Rejected)
    assert street.car.heard.log == []


async def test_second_link_replaces_the_first_when_a_device_dials_twice(street: Street):
    """The handler hears down before up, so a device never has two links at once."""
    first = await street.linked_phone()
    second = street.phone(KnownCar(street.car.device_id, (street.car.link_url,)), first.local)
    await until(lambda: street.car.heard.kinds() == ["up", "down", "up"])
    assert street.car.heard.log[1] == ("down", "replaced")
    await until(first.task.done)
    assert "Another program" in str(first.error())
    assert second.error() is None


# ---------------------------------------------------------------- strangers


async def test_page_of_another_site_is_refused_when_it_dials(street: Street):
    """A browser's page from elsewhere does not even reach the handshake."""
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await session.ws_connect(street.car.link_url, headers={"Origin": "http://evil.test"})
        assert caught.value.status == 403
        own = await session.ws_connect(street.car.link_url, headers={"Origin": street.car.origin})
        await own.close()


async def test_flood_of_one_machine_is_turned_away_when_it_only_connects(street: Street):
    """Four silent connections of an address are held, a fifth is not; paired links go on."""
    phone = await street.linked_phone()
    async with aiohttp.ClientSession() as session:
        held = [await session.ws_connect(street.car.link_url) for _ in range(4)]
        fifth = await session.ws_connect(street.car.link_url)
        assert (await fifth.receive()).extra == BUSY
        assert phone.client.send(Presence(near=True))
        await until(lambda: "message" in street.car.heard.kinds())
        await held[0].close()
        again = await session.ws_connect(street.car.link_url)
        await again.send_bytes(b"garbage")
        assert (await again.receive()).extra == "protocol_error"


async def test_flood_of_many_machines_is_turned_away_when_it_only_connects(
    street: Street, monkeypatch: pytest.MonkeyPatch
):
    """Sixteen strangers at a time, whatever their addresses."""
    monkeypatch.setattr(_links, "MAX_HANDSHAKES_PER_ADDRESS", 1000)
    async with aiohttp.ClientSession() as session:
        held = [await session.ws_connect(street.car.link_url) for _ in range(16)]
        one_more = await session.ws_connect(street.car.link_url)
        assert (await one_more.receive()).extra == BUSY
        assert not any(socket.closed for socket in held)


async def test_stranger_is_turned_away_when_it_shakes_hands_again_and_again(street: Street):
    """An address has twenty handshakes that lead to nothing; those that end in a link are free."""
    local = fresh_device("Phone")
    async with aiohttp.ClientSession() as session:
        reasons: list[str | None] = []
        for number in range(24):
            if number < 4:
                phone = await street.linked_phone(local)
                phone.task.cancel()
                await until(lambda: street.car.heard.kinds()[-1] == "down")
            socket = await session.ws_connect(street.car.link_url)
            await socket.send_bytes(b"garbage")
            reasons.append((await socket.receive()).extra)
    assert reasons == ["protocol_error"] * 20 + [BUSY] * 4


async def test_link_does_not_open_when_the_device_is_unpaired_while_it_shakes_hands(
    street: Street,
):
    """Between the proof of its key and its greeting a phone can still be removed."""
    local = fresh_device("Phone")
    await street.car.paired.add(local.proof.device)
    core = LinkCore.dial(
        local,
        expected_device_id=street.car.device_id,
        ephemeral_private=secrets.token_bytes(32),
        now_s=0.0,
    )
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(street.car.link_url) as socket,
    ):
        for _ in range(2):
            await socket.send_bytes(core.to_send() or b"")
            core.receive((await socket.receive()).data, 0.0)
        await socket.send_bytes(core.to_send() or b"")
        core.receive((await socket.receive()).data, 0.0)
        assert core.is_up  # the car has greeted this phone
        del street.car.paired.devices[local.proof.device.device_id]
        await socket.send_bytes(core.to_send() or b"")
        core.receive((await socket.receive()).data, 0.0)
    (opened, closed) = iter(core.next_event, None)
    assert isinstance(opened, LinkOpened)
    assert isinstance(closed, LinkClosed)
    assert closed.reason == "unpaired"
    assert street.car.heard.log == []


@pytest.mark.parametrize("size", [70_000, 200_000])
async def test_socket_is_closed_when_a_frame_is_too_large(street: Street, size: int):
    """A frame over the limit is not read into memory."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(street.car.link_url) as socket,
    ):
        await socket.send_bytes(bytes(size))
        message = await socket.receive()
        assert message.type is aiohttp.WSMsgType.CLOSE
        assert message.data == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_socket_is_closed_when_text_comes(street: Street):
    """A link speaks binary frames only."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(street.car.link_url) as socket,
    ):
        await socket.send_str("hello")
        assert (await socket.receive()).extra == "protocol_error"


# ---------------------------------------------------------------- the phone's patience


async def test_phone_finds_the_car_when_only_its_second_address_works(street: Street):
    """All remembered addresses are tried, and the one that worked is first from then on."""
    local = fresh_device("Phone")
    await street.car.paired.add(local.proof.device)
    dead = "ws://127.0.0.1:9/link"
    phone = street.phone(KnownCar(street.car.device_id, (dead, street.car.link_url)), local)
    await until(lambda: phone.heard.kinds() == ["up"])
    assert phone.heard.addresses == (street.car.link_url, dead)


async def test_phone_comes_back_when_the_car_was_restarted(street: Street):
    """A car that says goodbye and comes back is linked again without anybody's help."""
    phone = await street.linked_phone()
    await street.car.links.close()
    await until(lambda: phone.heard.kinds() == ["up", "down", "up"])
    assert phone.heard.log[1] == ("down", "shutdown")


async def test_phone_dials_at_once_when_the_network_is_back(
    street: Street, monkeypatch: pytest.MonkeyPatch
):
    """`retry_now` cuts a wait short, however long it is."""
    monkeypatch.setattr(Reconnect, "delay_s", lambda *_args, **_times: 3600.0)
    phone = await street.linked_phone()
    port = int(street.car.origin.rpartition(":")[2])
    await street.car.stop()
    await until(lambda: phone.heard.kinds() == ["up", "down"])
    await street.car.start(port)
    phone.client.retry_now()
    await until(lambda: phone.heard.kinds() == ["up", "down", "up"])


async def test_link_ends_when_its_own_machinery_fails(
    street: Street, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """A fault of ours closes that one link, is logged, and leaves the others alone."""
    await street.linked_phone()
    monkeypatch.setattr(Handshake, "receive", lambda *_arguments: 1 / 0)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(street.car.link_url) as socket,
    ):
        await socket.send_bytes(b"anything")
        assert (await socket.receive()).extra == "shutdown"
    assert "ZeroDivisionError" in caplog.text
    assert len(street.car.links.peers()) == 1
