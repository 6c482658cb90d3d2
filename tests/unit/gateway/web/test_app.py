"""HTTP: who is let in, what is served, and with which headers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from segue.gateway.web._about import ATTRIBUTIONS

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    from segue.gateway.web import Parts


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8420", "127.0.0.1.evil.example", "localhost.evil.example"),
        *("localhost.", "127.1", "127.0.0.2", "[::1", "[::]", "[::ffff:10.0.0.1]", "[x]", "@", "é"),
    ],
)
@pytest.mark.parametrize("path", ["/car/", "/music/abc", "/surface", "/link"])
async def test_a_rebound_name_is_refused(client: TestClient, host: str, path: str):
    """A page whose name was pointed at 127.0.0.1 gets nothing from any path."""
    response = await client.get(path, headers={"Host": host})
    assert response.status == 421


@pytest.mark.parametrize("host", ["localhost:9000", "LOCALHOST", "127.0.0.1", "[::1]:8420"])
async def test_names_of_this_machine_are_served(client: TestClient, host: str):
    """Every way to say "this machine" works, forwarded ports included."""
    assert (await client.get("/car/", headers={"Host": host})).status == 200


async def test_a_page_cannot_reach_outside(client: TestClient):
    """The policy allows this server and nothing else, and no inline script."""
    response = await client.get("/car/")
    policy = dict(
        part.strip().split(" ", 1)
        for part in response.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "http" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_hashed_files_are_kept_and_pages_are_asked_for_again(client: TestClient):
    """A new build is seen at the next load, and unchanged files are not fetched twice."""
    page = await client.get("/car/")
    assert page.headers["Cache-Control"] == "no-cache"
    again = await client.get("/car/", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status == 304
    script = await client.get("/assets/app-1234.js")
    assert "immutable" in script.headers["Cache-Control"]


async def test_front_page_and_missing_slash_lead_to_the_screen(client: TestClient):
    """Typing the bare address, or a screen without its slash, ends at the screen."""
    for path in ("/", "/car"):
        response = await client.get(path)
        assert (response.status, response.url.path) == (200, "/car/")


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fetc/passwd",
        "/car/..%2f..%2fsong.wav",
        "/%00",
        "/" + "a" * 5000,
        "/assets",
        "/nothing",
    ],
)
async def test_nothing_outside_the_screens_is_served(client: TestClient, path: str):
    """No spelling of a path reaches a file beside the screens, or lists a folder."""
    assert (await client.get(path, allow_redirects=False)).status == 404


async def test_a_missing_build_says_what_to_do(client: TestClient, parts: Parts):
    """Without built screens the page names the command that makes them."""
    parts.static_folder.rename(parts.static_folder.with_name("gone"))
    response = await client.get("/car/")
    assert response.status == 503
    assert "./run demo" in await response.text()


async def test_a_tile_is_served_once_and_then_confirmed(client: TestClient):
    """A tile has a type, an ETag and a 304 for who has it."""
    response = await client.get("/tiles/3/4/5.mvt")
    assert await response.read() == b"3/4/5"
    assert response.content_type == "application/vnd.mapbox-vector-tile"
    again = await client.get(
        "/tiles/3/4/5.mvt", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert (again.status, await again.read()) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/tiles/7/0/0.mvt", "/tiles/3/8/0.mvt", "/tiles/0/0/1.mvt", "/tiles/-1/0/0.mvt"]
)
async def test_a_tile_outside_the_world_is_not_found(client: TestClient, path: str):
    """Only tiles that exist reach the map; the rest cost nothing."""
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize(
    ("zoom", "again_s", "reason"), [(6, "2", "not ready"), (5, "60", "data is broken")]
)
async def test_a_tile_that_cannot_be_made_says_why_and_when_to_ask_again(
    client: TestClient, zoom: int, again_s: str, reason: str
):
    """A tile that cannot be made is a 503 with Retry-After, not an empty map."""
    response = await client.get(f"/tiles/{zoom}/0/0.mvt")
    assert (response.status, response.headers["Retry-After"]) == (503, again_s)
    assert reason in await response.text()


async def test_music_is_served_in_ranges(client: TestClient):
    """A player can seek: a byte range gives exactly those bytes."""
    response = await client.get("/music/abc", headers={"Range": "bytes=100-199"})
    assert response.status == 206
    assert await response.read() == bytes(range(100, 200))
    assert response.headers["Content-Range"] == "bytes 100-199/1024"
    assert response.content_type == "audio/wav"


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-0", 206, "bytes 0-0/1024"),
        ("bytes=-10", 206, "bytes 1014-1023/1024"),
        ("bytes=-5000", 206, "bytes 0-1023/1024"),
        ("bytes=1020-", 206, "bytes 1020-1023/1024"),
        ("bytes=1020-9999", 206, "bytes 1020-1023/1024"),
        ("bytes=1024-", 416, "bytes */1024"),
        ("bytes=99999999999999999999-", 416, "bytes */1024"),
        ("bytes=200-100", 416, "bytes */1024"),
        ("bytes=0-1,5-6", 416, "bytes */1024"),
        ("lines=1-2", 416, "bytes */1024"),
    ],
)
async def test_no_range_gives_anything_but_the_song(
    client: TestClient, asked: str, status: int, span: str
):
    """Ranges at and beyond both ends, several at once, and nonsense."""
    response = await client.get("/music/abc", headers={"Range": asked})
    assert (response.status, response.headers["Content-Range"]) == (status, span)


@pytest.mark.parametrize("track_id", ["nope", "..%2fsong.wav", "%2fetc%2fpasswd", "song.wav"])
async def test_only_known_tracks_are_served(client: TestClient, track_id: str):
    """A track id is a name in a table and never a path."""
    assert (await client.get(f"/music/{track_id}")).status == 404


async def test_the_network_has_no_surface(lan_client: TestClient):
    """From the network there are screens, tiles and the link, and no way to act as the car."""
    assert (await lan_client.get("/surface")).status == 404
    assert (await lan_client.get("/link")).status == 200
    assert (await lan_client.get("/car/")).status == 200
    assert (await lan_client.get("/", allow_redirects=False)).headers["Location"] == "/phone/"


async def test_the_certificate_is_named_as_absent_without_tls(client: TestClient):
    """Asking for the authority of a car that serves no network says how to start one that does."""
    response = await client.get("/ca.crt")
    assert response.status == 404
    assert "--lan" in await response.text()


async def test_about_credits_what_notice_credits(client: TestClient):
    """Whoever NOTICE names is named where the user sees it too."""
    notice = (Path(__file__).parents[4] / "NOTICE").read_text()
    answer = await (await client.get("/api/about")).json()
    assert len(answer["attributions"]) == len(ATTRIBUTIONS)
    for name in ("OpenStreetMap contributors", "GeoNames", "Natural Earth", "COVESA"):
        assert name in notice
        assert any(name in entry["whose"] for entry in answer["attributions"])
