"""Who is let in: programs and pages of this machine, and of other pages those with a token."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import make_mocked_request
from viss_car import GOOD, LOCK, SPEED, VissCar

from segue.gateway.viss import MAX_MESSAGE_BYTES, SUBPROTOCOL
from segue.gateway.viss._callers import why_token_needed

TOKEN = {"Authorization": f"Bearer {GOOD}"}
OURS = ["http://localhost:5500", "http://127.0.0.1:8420", "https://[::1]:3000", "http://localhost"]
THEIRS = [
    "https://example.org",
    "null",
    "http://localhost.example.org",
    "http://127.0.0.1.example.org:8090",
    "file://",
    "chrome-extension://localhost",
    "http://[::1",
    "",
]


@pytest.mark.parametrize("origin", OURS)
async def test_page_of_this_machine_reads_when_it_shows_nothing(
    http: ClientSession, url: str, origin: str
) -> None:
    """By HTTP, where the browser is told that the page may see it, and by WebSocket."""
    async with http.get(f"{url}/{SPEED}", headers={"Origin": origin}) as response:
        assert response.status == 200
        assert response.headers["Access-Control-Allow-Origin"] == origin
        assert response.headers["Vary"] == "Origin"
    async with http.ws_connect(url, headers={"Origin": origin}) as socket:
        await socket.send_json({"action": "get", "path": SPEED, "requestId": "1"})
        assert (await socket.receive_json(timeout=10))["data"]["path"] == SPEED


@pytest.mark.parametrize("origin", THEIRS)
async def test_page_of_another_site_is_refused_when_it_has_no_token(
    http: ClientSession, url: str, car: VissCar, origin: str
) -> None:
    """Reading and setting by HTTP; by WebSocket the first request is the last."""
    headers = {"Origin": origin}
    async with http.get(f"{url}/{SPEED}", headers=headers) as response:
        assert response.status == 401
        assert "Access-Control-Allow-Origin" not in response.headers
        assert "data" not in await response.json()
    async with http.post(f"{url}/{LOCK}", json={"value": "true"}, headers=headers) as response:
        assert response.status == 401
    async with http.ws_connect(url, headers=headers) as socket:
        await socket.send_json({"action": "subscribe", "path": SPEED, "requestId": "1"})
        assert (await socket.receive_json(timeout=10))["error"]["reason"] == "token_missing"
        assert (await socket.receive(timeout=10)).type is WSMsgType.CLOSE
    assert car.orders == []


async def test_page_of_another_site_is_cut_off_when_its_token_does_not_count(
    http: ClientSession, url: str
) -> None:
    """It has one try a connection."""
    async with http.ws_connect(url, headers={"Origin": "https://example.org"}) as socket:
        ask = {"action": "get", "path": SPEED, "authorization": "guess", "requestId": "1"}
        await socket.send_json(ask)
        assert (await socket.receive_json(timeout=10))["error"]["reason"] == "token_invalid"
        assert (await socket.receive(timeout=10)).type is WSMsgType.CLOSE


async def test_page_of_another_site_is_served_when_it_shows_a_token(
    http: ClientSession, url: str
) -> None:
    """In each request of a WebSocket, or in HTTP's header, which its preflight may ask for."""
    origin = {"Origin": "https://example.org"}
    async with http.options(f"{url}/{SPEED}", headers=origin) as response:
        assert response.status == 204
        assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    async with http.get(f"{url}/{SPEED}", headers={**origin, **TOKEN}) as response:
        assert response.status == 200
        assert response.headers["Access-Control-Allow-Origin"] == "https://example.org"
    async with http.ws_connect(url, headers=origin) as socket:
        ask = {"action": "get", "path": SPEED, "authorization": GOOD, "requestId": "1"}
        await socket.send_json(ask)
        assert (await socket.receive_json(timeout=10))["data"]["path"] == SPEED


async def test_preflight_lets_a_page_of_another_site_send_its_token(
    http: ClientSession, url: str
) -> None:
    """The browser asks without the token, so the answer cannot depend on it."""
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    async with http.options(f"{url}/{SPEED}", headers=headers) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "https://example.org"


@pytest.mark.parametrize("host", ["example.org", "rebound.example.org:8090", "", "[::1"])
async def test_request_is_refused_when_its_host_is_another_name(
    http: ClientSession, url: str, host: str
) -> None:
    """A name that was pointed at this machine (DNS rebinding) gets nothing."""
    async with http.get(f"{url}/{SPEED}", headers={"Host": host}) as response:
        assert response.status in (400, 421)
        assert "50.5" not in await response.text()
    with pytest.raises(WSServerHandshakeError):
        await http.ws_connect(url, headers={"Host": host})


async def test_subprotocol_is_agreed_when_it_is_offered(http: ClientSession, url: str) -> None:
    """VISSv2; none is taken for it, and only others are refused."""
    async with http.ws_connect(url, protocols=("other", SUBPROTOCOL)) as socket:
        assert socket.protocol == SUBPROTOCOL
    async with http.ws_connect(url) as socket:
        assert socket.protocol is None
    with pytest.raises(WSServerHandshakeError):
        await http.ws_connect(url, protocols=("VISSv1",))


async def test_connection_ends_when_a_message_is_too_large(http: ClientSession, url: str) -> None:
    """1009, as WebSocket has it, from one byte over the limit on."""
    async with http.ws_connect(url) as socket:
        await socket.send_str(" " * MAX_MESSAGE_BYTES)
        assert (await socket.receive_json(timeout=10))["error"]["reason"] == "bad_request"
        await socket.send_str(" " * (MAX_MESSAGE_BYTES + 1))
        assert (await socket.receive(timeout=10)).data == 1009


@pytest.mark.parametrize(
    ("peer", "origin", "needed"),
    [
        ("127.0.0.1", None, False),
        ("::1", "http://localhost:3000", False),
        ("127.0.0.1", "https://elsewhere.example", True),
        ("192.0.2.7", None, True),
        ("192.0.2.7", "http://localhost:3000", True),
        ("::ffff:192.0.2.7", None, True),
        ("fe80::1%eth0", None, True),
    ],
)
def test_another_machine_needs_a_token_to_read(
    peer: str, origin: str | None, *, needed: bool
) -> None:
    """What is open on this machine is open to no other, whatever page it says to be."""
    transport = Mock()
    transport.get_extra_info = lambda name, default=None: {"peername": (peer, 5)}.get(name, default)
    headers = {} if origin is None else {"Origin": origin}
    request = make_mocked_request("GET", "/Vehicle", headers=headers, transport=transport)
    assert bool(why_token_needed(request)) is needed
