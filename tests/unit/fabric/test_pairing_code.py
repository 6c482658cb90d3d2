"""The text of the QR code."""

from __future__ import annotations

import pytest

from segue.fabric.pairing import PairCode, parse_pair_url
from segue.kernel import LocalUseError

CODE = PairCode("http://localhost:8420", "Zmh6rfhivXdsj8GLjp-OIA", bytes(range(16)))
URL = "http://localhost:8420/phone/#pair=1.Zmh6rfhivXdsj8GLjp-OIA.AAECAwQFBgcICQoLDA0ODw"


def test_code_is_the_same_when_it_went_through_the_screen():
    """What the car shows is what the phone reads."""
    assert CODE.to_url() == URL
    assert parse_pair_url(f" {URL}\n") == CODE


@pytest.mark.parametrize(
    ("origin", "link"),
    [
        ("http://localhost:8420", "ws://localhost:8420/link"),
        ("https://192.168.1.7:8421", "wss://192.168.1.7:8421/link"),
        ("https://[fd00::7]:8421", "wss://[fd00::7]:8421/link"),
    ],
)
def test_link_address_is_beside_the_page_when_code_is_read(origin: str, link: str):
    """The phone dials the car that showed the code, with TLS where the page has it."""
    code = PairCode(origin, CODE.device_id, CODE.secret)
    assert parse_pair_url(code.to_url()).link_url == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "https://example.org/",
        "http://localhost:8420/phone/",
        "ftp://localhost/#pair=1.a.b",
        "http://localhost:99999999/phone/#pair=1.a.b",
        "http://user@localhost:8420/phone/#pair=1.a.b",
        "http://[::1/phone/#pair=1.a.b",
        "#pair=1.a.b",
    ],
)
def test_text_is_refused_when_it_is_no_pairing_code(text: str):
    """Any other QR code gets one sentence and what to do."""
    with pytest.raises(LocalUseError, match="not a Segue pairing code") as caught:
        parse_pair_url(text)
    assert caught.value.do


@pytest.mark.parametrize(
    "text",
    [
        URL[:-1],
        URL + "A",
        URL.replace("AAECAw", "AA*CAw"),
        URL.replace("Zmh6", "Zmh"),
        URL[:-1] + "x",  # the unused bits of the last character are not zero
        URL.replace("=1.", "=."),
        URL.replace("=1.", "=1"),
        URL.replace("=1.", "=x."),
    ],
)
def test_code_is_refused_when_it_is_damaged(text: str):
    """A code cut short or misread is told from a foreign one."""
    with pytest.raises(LocalUseError, match="damaged"):
        parse_pair_url(text)


def test_code_is_refused_when_it_is_of_another_version():
    """A newer car's code says which side to update."""
    with pytest.raises(LocalUseError, match="version 2") as caught:
        parse_pair_url(URL.replace("=1.", "=2."))
    assert "Update" in caught.value.do


def test_repr_hides_the_secret_when_it_is_logged():
    """A code in a log line cannot be used to pair."""
    assert "AAECAw" not in repr(CODE)
    assert str(CODE.secret) not in repr(CODE)
