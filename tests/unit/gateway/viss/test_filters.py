"""The filters of the specification, read from what clients send."""

from __future__ import annotations

import pytest

from segue.gateway.viss._errors import VissError
from segue.gateway.viss._filters import (
    Boundary,
    Change,
    Curvelog,
    DynamicMetadata,
    Filters,
    History,
    Range,
    StaticMetadata,
    Timebased,
    read_filter,
)

GOOD = {
    "none": (None, Filters()),
    "empty": ("", Filters()),
    "one path": ({"type": "paths", "parameter": "*.*.IsOpen"}, Filters(("*.*.IsOpen",))),
    "paths": (
        {"type": "paths", "parameter": ["Door/*/*/IsOpen", "DriverPosition"]},
        Filters(("Door/*/*/IsOpen", "DriverPosition")),
    ),
    "timebased": (
        {"type": "timebased", "parameter": {"period": "250"}},
        Filters(rest=Timebased(0.25)),
    ),
    "timebased as a number": (
        {"type": "timebased", "parameter": {"period": 250}},
        Filters(rest=Timebased(0.25)),
    ),
    "timebased too fast": (
        {"type": "timebased", "parameter": {"period": "3"}},
        Filters(rest=Timebased(0.01)),
    ),
    "change": (
        {"type": "change", "parameter": {"logic-op": "ne", "diff": "0"}},
        Filters(rest=Change("ne", 0.0)),
    ),
    "range": (
        {"type": "range", "parameter": {"boundary-op": "gte", "boundary": "7.5"}},
        Filters(rest=Range((Boundary("gte", "7.5"),), either=False)),
    ),
    "range between": (
        {
            "type": "range",
            "parameter": [
                {"boundary-op": "gt", "boundary": "48"},
                {"boundary-op": "lt", "boundary": "52"},
            ],
        },
        Filters(rest=Range((Boundary("gt", "48"), Boundary("lt", "52")), either=False)),
    ),
    "range outside": (
        {
            "type": "range",
            "parameter": [
                {"boundary-op": "lt", "boundary": "20", "combination-op": "OR"},
                {"boundary-op": "gt", "boundary": "80"},
            ],
        },
        Filters(rest=Range((Boundary("lt", "20"), Boundary("gt", "80")), either=True)),
    ),
    "range of a draft": (
        {"type": "range", "value": {"logic-op": "eq", "boundary": "true"}},
        Filters(rest=Range((Boundary("eq", "true"),), either=False)),
    ),
    "curvelog": (
        {"type": "curvelog", "parameter": {"maxerr": "0.25", "bufsize": "50"}},
        Filters(rest=Curvelog(0.25, 50)),
    ),
    "history": (
        {"type": "history", "parameter": "P1DT2H3M4S"},
        Filters(rest=History(93_784.0)),
    ),
    "history of a while": (
        {"type": "history", "parameter": "PT90S"},
        Filters(rest=History(90.0)),
    ),
    "all metadata": (
        {"type": "static-metadata", "parameter": ""},
        Filters(rest=StaticMetadata(())),
    ),
    "metadata without parameter": (
        {"type": "static-metadata"},
        Filters(rest=StaticMetadata(())),
    ),
    "some metadata": (
        {"type": "static-metadata", "parameter": ["type", "unit"]},
        Filters(rest=StaticMetadata(("type", "unit"))),
    ),
    "dynamic metadata": (
        {"type": "dynamic-metadata", "parameter": "availability"},
        Filters(rest=DynamicMetadata("availability")),
    ),
    "two": (
        [
            {"type": "paths", "parameter": ["Speed"]},
            {"type": "timebased", "parameter": {"period": "1000"}},
        ],
        Filters(("Speed",), Timebased(1.0)),
    ),
    "in a string": (
        '{"type":"paths","parameter":"Speed"}',
        Filters(("Speed",)),
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_filter_is_read_when_written_as_clients_do(name: str) -> None:
    """Each form of the specification, of its drafts, and both ways of writing them."""
    given, read = GOOD[name]
    assert read_filter(given) == read


BAD = {
    "no JSON": ("{", "bad_request"),
    "JSON nested without end": ("[" * 100_000, "bad_request"),
    "a number": (5, "bad_request"),
    "no type": ({"parameter": "x"}, "bad_request"),
    "an unknown type": ({"type": "moonphase", "parameter": ""}, "bad_request"),
    "two of one type": ([{"type": "paths", "parameter": "a"}] * 2, "bad_request"),
    "two that do not go together": (
        [
            {"type": "history", "parameter": "PT1S"},
            {"type": "timebased", "parameter": {"period": "5"}},
        ],
        "bad_request",
    ),
    "no paths": ({"type": "paths", "parameter": []}, "bad_request"),
    "too many paths": ({"type": "paths", "parameter": ["a"] * 65}, "bad_request"),
    "paths that are no strings": ({"type": "paths", "parameter": [1]}, "bad_request"),
    "no period": ({"type": "timebased", "parameter": {}}, "bad_request"),
    "a period of nothing": (
        {"type": "timebased", "parameter": {"period": "0"}},
        "invalid_duration",
    ),
    "a period of nan": ({"type": "timebased", "parameter": {"period": "nan"}}, "bad_request"),
    "a period of days": (
        {"type": "timebased", "parameter": {"period": "86400001"}},
        "invalid_duration",
    ),
    "an unknown operator": (
        {"type": "change", "parameter": {"logic-op": "about", "diff": "1"}},
        "bad_request",
    ),
    "no difference": ({"type": "change", "parameter": {"logic-op": "gt"}}, "bad_request"),
    "three boundaries": (
        {"type": "range", "parameter": [{"boundary-op": "gt", "boundary": "1"}] * 3},
        "bad_request",
    ),
    "no boundaries": ({"type": "range", "parameter": []}, "bad_request"),
    "an unknown combination": (
        {
            "type": "range",
            "parameter": [{"boundary-op": "gt", "boundary": "1", "combination-op": "XOR"}] * 2,
        },
        "bad_request",
    ),
    "a huge buffer": (
        {"type": "curvelog", "parameter": {"maxerr": "1", "bufsize": "1000000"}},
        "bad_request",
    ),
    "a negative error": (
        {"type": "curvelog", "parameter": {"maxerr": "-1", "bufsize": "10"}},
        "bad_request",
    ),
    "a period without numbers": ({"type": "history", "parameter": "PT"}, "invalid_duration"),
    "a period of months": ({"type": "history", "parameter": "P1M"}, "invalid_duration"),
    "a period that is no string": ({"type": "history", "parameter": 5}, "invalid_duration"),
    "two dynamic keys": (
        {"type": "dynamic-metadata", "parameter": ["availability", "validate"]},
        "bad_request",
    ),
    "an unknown dynamic key": (
        {"type": "dynamic-metadata", "parameter": "samplerate"},
        "bad_request",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_filter_is_refused_when_it_says_nothing_that_can_be_done(name: str) -> None:
    """Each with the specification's reason."""
    given, reason = BAD[name]
    with pytest.raises(VissError) as caught:
        read_filter(given)
    assert caught.value.reason.name == reason
