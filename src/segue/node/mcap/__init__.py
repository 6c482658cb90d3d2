"""MCAP files that stay readable whatever happens while they are written, and their layouts."""

from segue.node.mcap._file import JSON_ENCODING, McapFile
from segue.node.mcap._layout import write_beside
from segue.node.mcap._records import McapRecords

__all__ = ["JSON_ENCODING", "McapFile", "McapRecords", "write_beside"]
