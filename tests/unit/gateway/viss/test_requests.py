"""The specification's messages over a WebSocket: each request and what it is answered with.

The cases follow the examples of COVESA VISS version 2 TRANSPORT, with signals of VSS 6.
"""

from __future__ import annotations

from typing import Any

import pytest
from viss_car import GOOD, LIMITED, LOCK, VissCar

NOW = "2025-11-24T16:00:00.000Z"
SPEED_POINT = {"value": "50.5", "ts": "2025-11-24T16:00:00.250Z", "freshness": "fresh"}


def point(value: str) -> dict[str, str]:
    """Return the data point of a value whose source said no time."""
    return {"value": value, "ts": NOW, "freshness": "fresh"}


ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "read": (
        {"action": "get", "path": "Vehicle.Speed", "requestId": "8756"},
        {"data": {"path": "Vehicle.Speed", "dp": SPEED_POINT}},
    ),
    "read with slashes and a number as id": (
        {"action": "get", "path": "Vehicle/Speed", "requestId": 8756},
        {"data": {"path": "Vehicle.Speed", "dp": SPEED_POINT}},
    ),
    "search read": (
        {
            "action": "get",
            "path": "Vehicle",
            "filter": {"type": "paths", "parameter": ["Cabin/Door/*/*/IsOpen", "IsMoving"]},
            "requestId": "5688",
        },
        {
            "data": [
                {
                    "path": "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
                    "dp": point("false"),
                },
                {"path": "Vehicle.IsMoving", "dp": point("true")},
            ]
        },
    ),
    "read of a signal without a value among others": (
        {
            "action": "get",
            "path": "Vehicle",
            "filter": {"type": "paths", "parameter": ["Speed", "Height"]},
            "requestId": "1",
        },
        {
            "data": [{"path": "Vehicle.Speed", "dp": SPEED_POINT}],
            "unavailable": ["Vehicle.Height"],
        },
    ),
    "authorized read": (
        {
            "action": "get",
            "path": "Vehicle.Speed",
            "authorization": GOOD,
            "requestId": "8657",
        },
        {"data": {"path": "Vehicle.Speed", "dp": SPEED_POINT}},
    ),
    "static metadata": (
        {
            "action": "get",
            "path": "Vehicle/Cabin/Door/Row1/DriverSide",
            "filter": [
                {"type": "paths", "parameter": ["IsOpen", "IsLocked"]},
                {"type": "static-metadata", "parameter": ["type", "datatype"]},
            ],
            "requestId": "5687",
        },
        {
            "metadata": {
                "DriverSide": {
                    "type": "branch",
                    "children": {
                        "IsLocked": {"type": "actuator", "datatype": "boolean"},
                        "IsOpen": {"type": "actuator", "datatype": "boolean"},
                    },
                }
            }
        },
    ),
    "static metadata of a leaf, all of it": (
        {
            "action": "get",
            "path": "Vehicle.Speed",
            "filter": {"type": "static-metadata"},
            "requestId": "5687",
        },
        {"metadata": {"Speed": {"type": "sensor", "datatype": "float", "unit": "km/h"}}},
    ),
    "availability": (
        {
            "action": "get",
            "path": "Vehicle",
            "filter": [
                {"type": "paths", "parameter": ["Speed", "Height"]},
                {"type": "dynamic-metadata", "parameter": "availability"},
            ],
            "requestId": "1",
        },
        {
            "data": [
                {"path": "Vehicle.Speed", "dp": {"value": "available", "ts": NOW}},
                {"path": "Vehicle.Height", "dp": {"value": "unavailable", "ts": NOW}},
            ]
        },
    ),
    "validate": (
        {
            "action": "get",
            "path": "Vehicle.Speed",
            "filter": {"type": "dynamic-metadata", "parameter": "validate"},
            "requestId": "1",
        },
        {"data": {"path": "Vehicle.Speed", "dp": {"value": "write-only", "ts": NOW}}},
    ),
    "server capabilities": (
        {
            "action": "get",
            "path": "Vehicle",
            "filter": {"type": "dynamic-metadata", "parameter": "server_capabilities"},
            "requestId": "1",
        },
        {
            "metadata": {
                "filter": [
                    *("timebased", "change", "paths", "range", "curvelog", "history"),
                    *("static_metadata", "dynamic_metadata"),
                ],
                "access_ctrl": [],
                "transport_protocol": ["http", "ws"],
            }
        },
    ),
    "update": (
        {
            "action": "set",
            "path": "Vehicle/Cabin/Door/Row1/DriverSide/IsLocked",
            "value": "true",
            "authorization": GOOD,
            "requestId": "5687",
        },
        {},
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_request_is_answered_as_the_specification_says(talk: Any, name: str) -> None:
    """The answer has the action, the request's own id, what was asked, and the time."""
    request, body = ANSWERS[name]
    await talk.socket.send_json(request)
    answer = await talk.hear()
    assert bool(answer.pop("order", "")) == (request["action"] == "set")
    assert answer == {
        "action": request["action"],
        "requestId": request["requestId"],
        **body,
        "ts": NOW,
    }


PEDAL = "Vehicle.ADAS.CruiseControl.SpeedSet"
ERRORS: dict[str, tuple[dict[str, Any], int, str]] = {
    "unknown": ({"action": "get", "path": "Vehicle.Sped"}, 404, "invalid_path"),
    "unknown among others": (
        {
            "action": "get",
            "path": "Vehicle",
            "filter": {"type": "paths", "parameter": ["Speed", "Sped"]},
        },
        403,
        "invalid_path",
    ),
    "no value yet": ({"action": "get", "path": "Vehicle.Height"}, 404, "unavailable_data"),
    "nothing kept": (
        {
            "action": "get",
            "path": "Vehicle.Height",
            "filter": {"type": "history", "parameter": "PT1H"},
        },
        404,
        "unavailable_data",
    ),
    "a strange period": (
        {
            "action": "get",
            "path": "Vehicle.Speed",
            "filter": {"type": "history", "parameter": "an hour"},
        },
        400,
        "invalid_duration",
    ),
    "a subscription's filter": (
        {
            "action": "get",
            "path": "Vehicle.Speed",
            "filter": {"type": "timebased", "parameter": {"period": "100"}},
        },
        400,
        "bad_request",
    ),
    "a get's filter": (
        {
            "action": "subscribe",
            "path": "Vehicle.Speed",
            "filter": {"type": "history", "parameter": "PT1H"},
        },
        400,
        "bad_request",
    ),
    "capabilities of a leaf": (
        {
            "action": "get",
            "path": "Vehicle.Speed",
            "filter": {"type": "dynamic-metadata", "parameter": "server_capabilities"},
        },
        400,
        "bad_request",
    ),
    "a curve of words": (
        {
            "action": "subscribe",
            "path": "Vehicle.VehicleIdentification.Brand",
            "filter": {"type": "curvelog", "parameter": {"maxerr": "1", "bufsize": "10"}},
        },
        400,
        "filter_invalid",
    ),
    "a change of a branch": (
        {
            "action": "subscribe",
            "path": "Vehicle.Cabin",
            "filter": {"type": "change", "parameter": {"logic-op": "ne", "diff": "0"}},
        },
        400,
        "filter_invalid",
    ),
    "not readable": (
        {"action": "get", "path": "Vehicle.IsMoving", "authorization": LIMITED},
        403,
        "user_forbidden",
    ),
    "subscribing to nothing that is": (
        {"action": "subscribe", "path": "Vehicle.Sped"},
        404,
        "invalid_path",
    ),
    "subscribing to nothing readable": (
        {"action": "subscribe", "path": "Vehicle.IsMoving", "authorization": LIMITED},
        403,
        "user_forbidden",
    ),
    "a bad token": (
        {"action": "get", "path": "Vehicle.Speed", "authorization": "forged"},
        401,
        "token_invalid",
    ),
    "set without a token": ({"action": "set", "path": LOCK, "value": "true"}, 401, "token_missing"),
    "set without the right": (
        {"action": "set", "path": LOCK, "value": "true", "authorization": LIMITED},
        403,
        "user_forbidden",
    ),
    "set of what must not be set": (
        {"action": "set", "path": PEDAL, "value": "5", "authorization": GOOD},
        403,
        "user_forbidden",
    ),
    "set of a sensor": (
        {"action": "set", "path": "Vehicle.Speed", "value": "5", "authorization": GOOD},
        401,
        "read_only",
    ),
    "set of what is not": (
        {"action": "set", "path": "Vehicle.Sped", "value": "5", "authorization": GOOD},
        404,
        "invalid_path",
    ),
    "set of a branch": (
        {"action": "set", "path": "Vehicle.Cabin.Door", "value": "true", "authorization": GOOD},
        400,
        "bad_request",
    ),
    "set to what it cannot be": (
        {"action": "set", "path": LOCK, "value": "perhaps", "authorization": GOOD},
        400,
        "invalid_value",
    ),
    "unsubscribing from nothing": (
        {"action": "unsubscribe", "subscriptionId": "77"},
        404,
        "invalid_subscriptionId",
    ),
    "another version's action": ({"action": "authorize", "tokens": "x"}, 400, "bad_request"),
    "a path that is no string": ({"action": "get", "path": 5}, 400, "bad_request"),
}


@pytest.mark.parametrize("name", ERRORS)
async def test_request_is_refused_with_the_specifications_error(talk: Any, name: str) -> None:
    """Number, reason and message, with the request's id; the connection goes on."""
    request, number, reason = ERRORS[name]
    await talk.socket.send_json({**request, "requestId": "6578"})
    answer = await talk.hear()
    error = answer.pop("error")
    assert answer == {"action": request["action"], "requestId": "6578", "ts": NOW}
    assert (error["number"], error["reason"]) == (number, reason)
    assert error["message"].endswith(".")
    assert (await talk.ask("get", path="Vehicle.Speed"))["data"]["dp"]["value"] == "50.5"


@pytest.mark.parametrize(
    "text", ["", "{", "5", "[" * 60_000, '{"action":"get"}', '{"requestId":{}}']
)
async def test_connection_goes_on_when_a_message_is_no_request(talk: Any, text: str) -> None:
    """It is answered 400, and the next request as ever."""
    await talk.socket.send_str(text)
    assert (await talk.hear())["error"]["reason"] == "bad_request"
    assert (await talk.ask("get", path="Vehicle.Speed"))["data"]["dp"]["value"] == "50.5"


async def test_connection_goes_on_when_a_message_is_binary(talk: Any) -> None:
    """VISS is text; bytes are answered 400."""
    await talk.socket.send_bytes(b"\x00\xff")
    assert (await talk.hear())["error"]["reason"] == "bad_request"


async def test_one_set_too_many_is_refused_while_the_others_are_open(
    talk: Any, car: VissCar
) -> None:
    """With 429; reading goes on, and each set is answered when it ends."""
    car.answers = False
    ask = {"action": "set", "path": LOCK, "value": "true", "authorization": GOOD}
    for number in range(17):
        await talk.socket.send_json({**ask, "requestId": number})
    refusal = await talk.hear()
    assert refusal["requestId"] == 16
    assert refusal["error"]["reason"] == "too_many_requests"
    assert "data" in await talk.ask("get", path="Vehicle.Speed")
    car.advance(60.0)
    ended = [await talk.hear() for _ in range(16)]
    assert {answer["requestId"] for answer in ended} == set(range(16))
