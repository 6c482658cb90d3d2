"""What the QR code on the car's screen holds."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from segue.fabric.pairing._derive import SECRET_BYTES
from segue.kernel import LocalUseError

CODE_VERSION = "1"
_FINGERPRINT_BYTES = 16
_FRAGMENT = "pair="
_SCAN_AGAIN = "Scan the code on the car's screen again."


@dataclass(frozen=True, slots=True)
class PairCode:
    """A pairing code: which car, and the one-time secret that its screen shows.

    The secret is in the URL's fragment, which browsers never send to a server.
    """

    origin: str
    """`http://host:port` or `https://host:port` of the car that showed the code."""
    device_id: str
    secret: bytes

    @property
    def link_url(self) -> str:
        """The WebSocket URL of the car's link."""
        return f"ws{self.origin.removeprefix('http')}/link"

    def to_url(self) -> str:
        """Return the text of the QR code."""
        secret = base64.urlsafe_b64encode(self.secret).rstrip(b"=").decode("ascii")
        return f"{self.origin}/phone/#{_FRAGMENT}{CODE_VERSION}.{self.device_id}.{secret}"

    def __repr__(self) -> str:
        return f"PairCode({self.origin}, {self.device_id}, secret hidden)"


def parse_pair_url(url: str) -> PairCode:
    """Return the code in a scanned or pasted URL.

    Raises:
        LocalUseError: It is not a pairing code, is damaged, or is of another version.
    """
    parts = _split(url.strip())
    if parts is None or not parts.fragment.startswith(_FRAGMENT):
        raise LocalUseError("This is not a Segue pairing code.", do=_SCAN_AGAIN)
    version, _, rest = parts.fragment.removeprefix(_FRAGMENT).partition(".")
    if version != CODE_VERSION and version.isascii() and version.isdigit():
        raise LocalUseError(
            f"This pairing code is of version {version[:8]}; this Segue reads {CODE_VERSION}.",
            do="Update Segue on this device or in the car.",
        )
    device_id, _, secret_text = rest.partition(".")
    secret = _unbase64(secret_text, SECRET_BYTES)
    if (
        version != CODE_VERSION
        or secret is None
        or _unbase64(device_id, _FINGERPRINT_BYTES) is None
    ):
        raise LocalUseError("This pairing code is damaged or incomplete.", do=_SCAN_AGAIN)
    return PairCode(f"{parts.scheme}://{parts.netloc}", device_id, secret)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return parts if usable else None


def _unbase64(text: str, length: int) -> bytes | None:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    canonical = base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
    return data if len(data) == length and canonical == text else None
