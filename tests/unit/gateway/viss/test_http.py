"""VISS over HTTP: a path is a URL, a filter its query, an update a POST."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientSession
from viss_car import GOOD, LIMITED, LOCK, SPEED, START_UTC_S, VissCar

from segue.gateway.viss import MAX_MESSAGE_BYTES, _service

NOW = "2025-11-24T16:00:00.000Z"
TOKEN = {"Authorization": f"Bearer {GOOD}"}


async def test_value_is_read_when_its_path_is_the_url(http: ClientSession, url: str) -> None:
    """JSON with data and time, for dots and for slashes."""
    for path in ("Vehicle/Speed", "Vehicle.Speed"):
        async with http.get(f"{url}/{path}") as response:
            assert response.status == 200
            assert response.content_type == "application/json"
            body = await response.json()
    assert body["data"]["path"] == SPEED
    assert body["data"]["dp"]["value"] == "50.5"
    assert body["ts"] == NOW


async def test_browser_is_told_what_this_is_when_it_opens_the_address(
    http: ClientSession, url: str
) -> None:
    """Whoever types the address into a browser learns what to ask for."""
    async with http.get(f"{url}/") as response:
        assert response.status == 400
        assert "/Vehicle/Speed" in await response.text()


async def test_filter_is_heeded_when_it_is_in_the_query(
    http: ClientSession, url: str, car: VissCar
) -> None:
    """History: oldest first, without the value of now."""
    for second in range(4):
        car.advance(1.0)
        car.set(SPEED, float(second), START_UTC_S + second + 1.25)
    query = {"filter": '{"type":"history","parameter":"PT2S"}'}
    async with http.get(f"{url}/Vehicle/Speed", params=query) as response:
        body = await response.json()
    assert body["data"] == {
        "path": SPEED,
        "dp": [
            {"value": "1.0", "ts": "2025-11-24T16:00:02.250Z"},
            {"value": "2.0", "ts": "2025-11-24T16:00:03.250Z"},
        ],
    }


async def test_history_is_refused_when_it_is_more_than_one_answer_should_hold(
    http: ClientSession, url: str, car: VissCar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour of every signal would be 26 MB, and two seconds in which nobody else is served."""
    monkeypatch.setattr(_service, "MAX_HISTORY_POINTS", 2)
    for second in range(4):
        car.advance(1.0)
        car.set(SPEED, float(second), START_UTC_S + second + 1.25)
    for period, status in (("PT2S", 200), ("PT1H", 400)):
        query = {"filter": f'{{"type":"history","parameter":"{period}"}}'}
        async with http.get(f"{url}/Vehicle", params=query) as response:
            assert response.status == status


async def test_actuator_is_set_when_it_is_posted_to(
    http: ClientSession, url: str, car: VissCar
) -> None:
    """With the token's rights, and the value in its own datatype."""
    path = LOCK.replace(".", "/")
    async with http.post(f"{url}/{path}", json={"value": "true"}, headers=TOKEN) as response:
        assert response.status == 200
        body = await response.json()
    (order,) = car.orders
    assert order.targets == {LOCK: True}
    assert body == {"order": order.request_id, "ts": NOW}


async def _refusal(
    http: ClientSession, url: str, value: str, headers: dict[str, str] = TOKEN
) -> tuple[int, str, str]:
    """Return the status, reason and message of a set that is not done."""
    async with http.post(f"{url}/{LOCK}", json={"value": value}, headers=headers) as response:
        error = (await response.json())["error"]
    assert error["number"] == response.status
    return response.status, error["reason"], error["message"]


async def test_set_is_502_when_who_carries_it_out_refuses(
    http: ClientSession, url: str, car: VissCar
) -> None:
    """With the reason that a person may read."""
    car.refuses = "A door is open."
    status, reason, message = await _refusal(http, url, "true")
    assert (status, reason) == (502, "bad_gateway")
    assert "A door is open." in message


async def test_set_is_504_when_no_answer_comes_in_time(
    http: ClientSession, url: str, car: VissCar
) -> None:
    """At the actuator's own deadline."""
    car.answers = False
    asking = asyncio.create_task(_refusal(http, url, "true"))
    async with asyncio.timeout(10):
        while not car.orders:  # noqa: ASYNC110  the server is in this loop
            await asyncio.sleep(0)
    car.advance(60.0)
    status, reason, _ = await asking
    assert (status, reason) == (504, "gateway_timeout")


async def test_set_is_503_when_nothing_carries_it_out(
    http: ClientSession, url: str, car: VissCar
) -> None:
    """Nothing was done, and it may work later."""
    car.provider.close()
    status, reason, _ = await _refusal(http, url, "true")
    assert (status, reason) == (503, "service_unavailable")


async def test_set_is_403_when_it_may_not_be_done_now(
    http: ClientSession, url: str, car: VissCar
) -> None:
    """Unlocking needs a car that stands."""
    status, reason, message = await _refusal(http, url, "false")
    assert (status, reason) == (403, "user_forbidden")
    assert "stand still" in message
    assert car.orders == []


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("Vehicle/Sped", 404, "invalid_path"),
        ("Vehicle/Height", 404, "unavailable_data"),
        ("Vehicle/Speed?filter={", 400, "bad_request"),
        ("Vehicle/IsMoving", 403, "user_forbidden"),
    ],
)
async def test_read_is_refused_with_the_errors_status(
    http: ClientSession, url: str, path: str, status: int, reason: str
) -> None:
    """The body has the specification's error."""
    headers = {"Authorization": f"Bearer {LIMITED}"} if status == 403 else {}
    async with http.get(f"{url}/{path}", headers=headers) as response:
        assert response.status == status
        assert (await response.json())["error"]["reason"] == reason


async def test_caller_is_told_to_authenticate_when_a_token_is_missing_or_bad(
    http: ClientSession, url: str
) -> None:
    """401 with WWW-Authenticate."""
    async with http.post(f"{url}/{LOCK}", json={"value": "true"}) as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert (await response.json())["error"]["reason"] == "token_missing"
    async with http.get(f"{url}/{SPEED}", headers={"Authorization": "Bearer x"}) as response:
        assert (await response.json())["error"]["reason"] == "token_invalid"


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"value":', "[" * 60_000])
async def test_update_is_refused_when_its_body_has_no_value(
    http: ClientSession, url: str, car: VissCar, body: str
) -> None:
    """400, and nothing was done."""
    async with http.post(f"{url}/{LOCK}", data=body, headers=TOKEN) as response:
        assert response.status == 400
    assert car.orders == []


async def test_update_is_refused_when_its_body_is_too_large(http: ClientSession, url: str) -> None:
    """413 from one byte over the limit on."""
    for size, status in ((MAX_MESSAGE_BYTES, 400), (MAX_MESSAGE_BYTES + 1, 413)):
        async with http.post(f"{url}/{LOCK}", data=b" " * size, headers=TOKEN) as response:
            assert response.status == status
