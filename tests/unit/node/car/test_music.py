"""Music: our own pieces sound, a folder is read, and ids are stable and unguessable."""

from __future__ import annotations

import array
import logging
import shutil
import wave
from pathlib import Path

import pytest

from segue.kernel import LocalUseError
from segue.node.car._music import MusicLibrary, check_music_folder
from segue.node.jobs._compose import PIECES, SAMPLE_RATE_HZ, Piece, write_pieces
from segue.node.worker import Worker

KEY = b"k" * 16


@pytest.fixture(scope="module")
def own_pieces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with our own pieces."""
    folder = tmp_path_factory.mktemp("own")
    write_pieces(folder)
    return folder


async def _library(folder: Path, key: bytes = KEY) -> MusicLibrary:
    library = MusicLibrary(key)
    await library.load(folder, folder, Worker(folder))
    return library


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.title)
def test_our_own_piece_is_a_minute_of_sound_without_clipping(own_pieces: Path, piece: Piece):
    """Each piece lasts 60 to 90 s, sounds all the way, and starts and ends in silence."""
    with wave.open(str(own_pieces / piece.file_name)) as sound:
        assert sound.getframerate() == SAMPLE_RATE_HZ
        samples = array.array("h", sound.readframes(sound.getnframes()))
    assert 60 <= len(samples) / SAMPLE_RATE_HZ <= 90
    assert max(samples) < 32_000
    assert min(samples) > -32_000
    assert abs(samples[0]) < 50
    assert abs(samples[-1]) < 50
    for second in range(2, len(samples) // SAMPLE_RATE_HZ - 5):
        start = second * SAMPLE_RATE_HZ
        assert max(samples[start : start + SAMPLE_RATE_HZ]) > 2_000


async def test_no_worker_starts_when_our_own_pieces_are_there(own_pieces: Path):
    """A car that has its music stays one process."""
    worker = Worker(own_pieces)
    await MusicLibrary(KEY).load(None, own_pieces, worker)
    assert worker.process_id is None


async def test_our_own_pieces_carry_their_titles(own_pieces: Path):
    """The tags are where every player looks for them."""
    library = await _library(own_pieces)
    assert [track.title for track in library.tracks] == [piece.title for piece in PIECES]
    assert {track.artist for track in library.tracks} == {"Segue"}
    assert all(track.duration_s > 60 for track in library.tracks)


def test_composing_again_changes_nothing(own_pieces: Path):
    """A second start does no work twice."""
    before = {path: path.stat().st_mtime_ns for path in own_pieces.iterdir()}
    write_pieces(own_pieces)
    assert {path: path.stat().st_mtime_ns for path in own_pieces.iterdir()} == before


async def test_track_ids_are_stable_and_depend_on_the_nodes_key(own_pieces: Path):
    """A queue survives a restart, and an id says nothing to who was not told it."""
    first, again = await _library(own_pieces), await _library(own_pieces)
    other = await _library(own_pieces, b"o" * 16)
    assert [t.track_id for t in first.tracks] == [t.track_id for t in again.tracks]
    assert not {t.track_id for t in first.tracks} & {t.track_id for t in other.tracks}
    file = first.file_of(first.tracks[0].track_id)
    assert file is not None
    assert file.path == own_pieces / PIECES[0].file_name
    assert first.file_of("../" + PIECES[0].file_name) is None


async def test_unreadable_files_are_skipped_with_one_line(
    own_pieces: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """A folder with broken and foreign files gives its good songs, and one line for the rest."""
    (tmp_path / "album").mkdir()
    shutil.copy(own_pieces / PIECES[0].file_name, tmp_path / "album" / "song.wav")
    (tmp_path / "broken.mp3").write_bytes(b"not music")
    (tmp_path / "empty.flac").write_bytes(b"")
    (tmp_path / "cover.jpg").write_bytes(b"picture")
    with caplog.at_level(logging.WARNING):
        library = await _library(tmp_path)
    assert [track.title for track in library.tracks] == ["First Light"]
    assert len(caplog.records) == 1
    assert "broken.mp3, empty.flac" in caplog.text


def test_a_music_folder_that_is_none_is_refused_at_once(tmp_path: Path):
    """A mistyped --music is one clear error before anything starts."""
    with pytest.raises(LocalUseError, match="not a folder"):
        check_music_folder(tmp_path / "nope")
