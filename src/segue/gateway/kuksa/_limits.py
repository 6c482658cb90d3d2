"""What one caller may ask for: limits as data, and the checks that name the one that was broken."""

from __future__ import annotations

from collections.abc import Iterable, Sized

from segue.kernel import LocalUseError
from segue.vehicle.signals import Catalogue

MAX_PATH_LENGTH = 1000
"""Characters of a path or pattern; a databroker's own limit."""
MAX_STARS = 8
"""`*` in a pattern: more have no use, and matching takes longer with each."""
MAX_SIGNALS = 10_000
"""Signals, patterns or entries in one request: ten times a whole vehicle."""
MAX_PATTERNS = 64
"""Branches and globs in one request: each is looked for among all signals, about a millisecond."""
MAX_BUFFER_SIZE = 1000
"""Updates of each signal that may wait for a subscriber; a databroker's own limit."""
MAX_WAITING = 65_536
"""Updates of all its signals that may wait for one subscriber."""
MAX_MESSAGE_BYTES = 4 * 2**20
"""Of a request; gRPC's own default, which its clients have for answers."""
MAX_ANSWER_BYTES = 2**20
"""Of one message of a subscription; more goes into the next."""
MAX_CONNECTIONS = 256
"""At a time: each is a file, and a process may have 1,024 open on most systems."""
MAX_STREAMS = 1000
"""Calls at a time on one connection."""
MAX_CALLS = 4000
"""Calls at a time on all connections; beyond, RESOURCE_EXHAUSTED."""
MAX_UNREAD = 1024
"""Messages that wait for a provider that does not read; then its stream ends."""
MAX_UNANSWERED_ORDERS = 256
"""Actuations that one provider may owe an answer for."""


def check_path(path: str) -> str:
    """Return the path or pattern, or raise LocalUseError when it is empty or too much."""
    if not path:
        raise LocalUseError("The path is empty; it must name a signal.")
    if len(path) > MAX_PATH_LENGTH:
        raise LocalUseError(
            f"A path has {len(path)} characters; it may have {MAX_PATH_LENGTH} at most."
        )
    if path.count("*") > MAX_STARS:
        raise LocalUseError(
            f"A pattern has {path.count('*')} stars; it may have {MAX_STARS} at most."
        )
    return path


def check_count(of: Sized, what: str) -> None:
    """Raise LocalUseError when a request names nothing, or more than one may."""
    if not of:
        raise LocalUseError(f"The request names no {what}; it must name at least one.")
    if len(of) > MAX_SIGNALS:
        raise LocalUseError(
            f"The request names {len(of)} of {what}; it may name {MAX_SIGNALS} at most."
        )


def check_patterns(asked: Iterable[str], catalogue: Catalogue) -> None:
    """Raise LocalUseError when a path is too much, or there are too many branches and globs."""
    patterns = sum(catalogue.may_mean_many(check_path(path)) for path in asked)
    if patterns > MAX_PATTERNS:
        raise LocalUseError(
            f"The request names {patterns} branches and globs; it may name {MAX_PATTERNS} at most."
        )


def check_buffer_size(buffer_size: int) -> None:
    """Raise LocalUseError when more is to be kept for a subscriber than one may have."""
    if buffer_size > MAX_BUFFER_SIZE:
        raise LocalUseError(f"buffer_size is {buffer_size}; it may be {MAX_BUFFER_SIZE} at most.")
