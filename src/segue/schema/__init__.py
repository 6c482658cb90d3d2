"""Every message that crosses a link, a disk or a package border.

`wire` encodes and decodes; the other modules hold the messages by what they are about.
"""

from segue.schema.wire import MAX_MESSAGE_BYTES, Message, decode, encode

__all__ = ["MAX_MESSAGE_BYTES", "Message", "decode", "encode"]
