"""The music this node can serve: a folder's files, or the pieces that Segue brings itself.

A track's id is a keyed hash of its path inside the folder: the same after every start, and of no
use to anyone who was not told it, so the network cannot list or guess what is there.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from pathlib import Path

from segue.gateway.web import MusicFile
from segue.kernel import LocalUseError
from segue.node.jobs import OWN_PIECES, ComposeMusic
from segue.node.worker import Worker
from segue.schema.activity import Track

_log = logging.getLogger(__name__)

MAX_TRACKS = 2_000
_COMPOSE_DEADLINE_S = 60.0
_ID_BYTES = 12
_MEDIA_TYPES = {
    ".aac": "audio/aac",
    ".aiff": "audio/aiff",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
}


class MusicLibrary:
    """Tracks in the order of their paths.

    Args:
        key: At least 16 bytes that only this node knows; track ids depend on it.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._files: dict[str, MusicFile] = {}
        self.tracks: tuple[Track, ...] = ()

    async def load(self, folder: Path | None, own_folder: Path, worker: Worker) -> None:
        """Fill the library from `folder`; from our own pieces, composed if need be, without one.

        Raises:
            SegueError: There is nothing to play, and why.
        """
        if folder is None:
            folder = own_folder
            if not all((folder / name).exists() for name in OWN_PIECES):
                job = ComposeMusic(folder=str(folder))
                await worker.run(job, deadline_s=_COMPOSE_DEADLINE_S, urgent=False)
        found = await asyncio.to_thread(_read_folder, folder, self._key)
        self._files = {track.track_id: file for track, file in found}
        self.tracks = tuple(track for track, _ in found)

    def file_of(self, track_id: str) -> MusicFile | None:
        """Return the file of a track in the library."""
        return self._files.get(track_id)


def check_music_folder(folder: Path) -> None:
    """Raise LocalUseError unless `folder` is a folder: known at once, not after the first song."""
    if not folder.is_dir():
        raise LocalUseError(f"{folder} is not a folder.", do="Give --music a folder of songs.")


def _read_folder(folder: Path, key: bytes) -> list[tuple[Track, MusicFile]]:
    found: list[tuple[Track, MusicFile]] = []
    skipped: list[str] = []
    for path in sorted(folder.rglob("*")):
        media_type = _MEDIA_TYPES.get(path.suffix.lower())
        if media_type is None or not path.is_file():
            continue
        if len(found) == MAX_TRACKS:
            _log.warning("music: %s has more than %d files; the rest is left", folder, MAX_TRACKS)
            break
        relative = path.relative_to(folder).as_posix()
        track = _read_track(path, _track_id(relative, key), media_type)
        if track is None:
            skipped.append(relative)
        else:
            found.append((track, MusicFile(path, media_type)))
    if skipped:
        _log.warning("music: cannot read %s; skipped", ", ".join(skipped))
    return found


def _track_id(relative: str, key: bytes) -> str:
    data = relative.encode("utf-8", "surrogateescape")
    return hashlib.blake2b(data, key=key, digest_size=_ID_BYTES).hexdigest()


def _read_track(path: Path, track_id: str, media_type: str) -> Track | None:
    """Return what the file says of itself; None when it cannot be played."""
    from tinytag import TinyTag, TinyTagException  # noqa: PLC0415 (a car without music never needs it)

    try:
        tag = TinyTag.get(path)
    except (TinyTagException, OSError):
        return None
    if not tag.duration:
        return None
    return Track(
        track_id=track_id,
        title=tag.title or path.stem,
        artist=tag.artist or "",
        album=tag.album or "",
        duration_s=tag.duration,
        media_type=media_type,
    )
