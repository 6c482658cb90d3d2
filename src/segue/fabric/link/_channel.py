"""Messages over sealed frames: chunking, reassembly, size limits and a bounded queue.

The plaintext of a frame is one flag byte (0: more follows, 1: last) and a chunk of the message.
Messages are sealed when they are taken, not when they are queued, so `forget` can take back
what has not left yet without breaking the order of nonces.
"""

from __future__ import annotations

from collections import deque

from segue.fabric.link._noise import MAX_CIPHERTEXT_BYTES, TAG_BYTES, Noise
from segue.kernel import PeerError
from segue.schema import MAX_MESSAGE_BYTES, Message, encode

MAX_CHUNK_BYTES = MAX_CIPHERTEXT_BYTES - TAG_BYTES - 1
MAX_UNTRUSTED_MESSAGE_BYTES = 4096
"""Until a peer is accepted it may not make this side hold more than this."""
MAX_QUEUED_BYTES = 2 * MAX_MESSAGE_BYTES

_MORE = b"\x00"
_LAST = b"\x01"


class TooLargeError(PeerError):
    """A frame or a message is over the limit."""


class Channel:
    """The two directions of an established Noise session."""

    def __init__(self, noise: Noise) -> None:
        self._noise = noise
        self._queue: deque[bytes] = deque()
        self._queued_bytes = 0
        self._sent_bytes = 0
        self._partial = bytearray()

    @property
    def is_full(self) -> bool:
        """Whether the peer reads so slowly that no more should be queued."""
        return self._queued_bytes > MAX_QUEUED_BYTES

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to leave."""
        return not self._queue

    def queue(self, message: Message) -> None:
        """Add a message to what leaves.

        Raises:
            TooLargeError: It is over MAX_MESSAGE_BYTES.
        """
        data = encode(message)
        if len(data) > MAX_MESSAGE_BYTES:
            raise TooLargeError(
                f"A {type(message).__name__} of {len(data)} bytes is over the limit of "
                f"{MAX_MESSAGE_BYTES}."
            )
        self._queue.append(data)
        self._queued_bytes += len(data)

    def forget(self) -> bool:
        """Drop what has not left; return whether another message can follow what has.

        It cannot when a long message has left in part: the peer would read on into the next.
        """
        between_messages = self._sent_bytes == 0
        self._queue.clear()
        self._queued_bytes = 0
        return between_messages

    def next_frame(self) -> bytes | None:
        """Return the next frame to send."""
        if not self._queue:
            return None
        data = self._queue[0]
        chunk = data[self._sent_bytes : self._sent_bytes + MAX_CHUNK_BYTES]
        self._sent_bytes += len(chunk)
        self._queued_bytes -= len(chunk)
        if self._sent_bytes < len(data):
            return self._noise.seal(_MORE + chunk)
        self._queue.popleft()
        self._sent_bytes = 0
        return self._noise.seal(_LAST + chunk)

    def open(self, frame: bytes, *, limit: int) -> bytes | None:
        """Return the message of at most `limit` bytes that `frame` completes; None: more follows.

        Raises:
            TooLargeError: The message is over the limit.
            PeerError: The frame is not the next one of this session, or carries no known flag.
        """
        if len(frame) > MAX_CIPHERTEXT_BYTES:
            raise TooLargeError(f"A frame of {len(frame)} bytes is too large.")
        plaintext = self._noise.open(frame)
        flag, chunk = plaintext[:1], plaintext[1:]
        if flag not in (_MORE, _LAST) or (flag == _MORE and not chunk):
            raise PeerError("A frame carries neither a chunk nor the end of a message.")
        if len(self._partial) + len(chunk) > limit:
            raise TooLargeError(f"A message is over the limit of {limit} bytes.")
        self._partial += chunk
        if flag == _MORE:
            return None
        message = bytes(self._partial)
        self._partial.clear()
        return message
