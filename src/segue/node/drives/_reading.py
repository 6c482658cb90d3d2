"""Reading from a drive's recording what drives it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from mcap.records import Channel, Message

from segue.kernel import DataUnusable
from segue.node.drives._log import LoggedStep, decode_start, decode_step
from segue.node.drives._plots import ReplayMessage
from segue.node.drives._recorder import START_TOPIC, STEP_TOPIC
from segue.node.mcap import McapRecords


class DriveLog:
    """What a recording holds to drive it again.

    Args:
        path: A recording of `segue pilot drive --record`.

    Raises:
        DataUnusable: It cannot be read, or holds no drive. From iterating, too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cut_short = False
        """Known once all steps were read."""
        self._messages = self._read()
        topic, data = next(self._messages, ("", b""))
        if topic != START_TOPIC:
            raise DataUnusable(
                f"{path} holds no drive.", do="Give a file of `segue pilot drive --record`."
            )
        self.start = decode_start(data)

    def __iter__(self) -> Iterator[LoggedStep]:
        """Yield the steps, once."""
        for topic, data in self._messages:
            if topic == STEP_TOPIC:
                yield decode_step(data)

    def _read(self) -> Iterator[tuple[str, bytes]]:
        topics: dict[int, str] = {}
        records = McapRecords(self.path)
        for record in records:
            if isinstance(record, Channel):
                topics[record.id] = record.topic
            elif isinstance(record, Message):
                topic = topics.get(record.channel_id, "")
                if topic in (START_TOPIC, STEP_TOPIC):
                    yield topic, self._data(record)
        self.cut_short = records.cut_short

    def _data(self, record: Message) -> bytes:
        try:
            return msgspec.json.decode(record.data, type=ReplayMessage).data
        except msgspec.MsgspecError as error:
            raise DataUnusable(f"{self.path}: a message does not read: {error}.") from error
