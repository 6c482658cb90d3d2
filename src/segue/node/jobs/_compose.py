"""Three short pieces of our own, so that there is music before there is a music folder.

A piece is a table: chords, a melody, and who plays what. The instruments are additive and
frequency-modulated tones (Chowning 1973, J. AES 21(7)); a few echoes stand for the room. Loads
numpy, so only the worker process imports it.
"""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segue.node.jobs._wire import OWN_PIECES

SAMPLE_RATE_HZ = 22_050
_FULL_SCALE = 32_767
_PEAK = 0.7
_BEATS_PER_CHORD = 4
_A4_MIDI = 69
_A4_HZ = 440.0
_SEMITONES = 12

Samples = NDArray[np.float64]
Instrument = Callable[[float, Samples, float], Samples]
"""(frequency_hz, time_s since the note began, length_s) → samples."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of music. Notes are MIDI numbers; lengths are beats."""

    file_name: str
    title: str
    tempo_bpm: float
    chords: tuple[tuple[int, ...], ...]
    """Lowest note first, four beats each, repeated until the piece is over."""
    melody: tuple[tuple[int | None, float], ...]
    """(note or rest, beats), repeated likewise, from the second round of chords on."""
    rounds: int
    arpeggio: tuple[int, ...]
    """Which chord note sounds on each eighth."""
    lead: Instrument
    echo_beats: float


def write_pieces(folder: Path) -> None:
    """Write every piece that is not there yet as a WAV file with its title."""
    folder.mkdir(parents=True, exist_ok=True)
    for piece in PIECES:
        path = folder / piece.file_name
        if path.exists():
            continue
        draft = path.with_suffix(".new")
        _write_wav(draft, _render(piece), piece.title)
        draft.rename(path)


def _frequency_hz(note: int) -> float:
    return _A4_HZ * 2.0 ** ((note - _A4_MIDI) / _SEMITONES)


def _pad(frequency_hz: float, time_s: Samples, length_s: float) -> Samples:
    """Return a soft chord tone: slow in, slow out, three partials a little out of tune."""
    swell = np.clip(time_s / 0.9, 0.0, 1.0) * np.clip((length_s - time_s) / 0.9, 0.0, 1.0)
    tone = np.zeros_like(time_s)
    for ratio, level in ((1.0, 1.0), (1.003, 0.7), (2.0, 0.18), (3.0, 0.06)):
        tone += level * np.sin(2 * np.pi * frequency_hz * ratio * time_s)
    return 0.10 * swell * tone


def _bell(frequency_hz: float, time_s: Samples, _length_s: float) -> Samples:
    """Return a struck tone that rings: modulation at 3.5 times the pitch, fading first."""
    brightness = 1.6 * np.exp(-5.0 * time_s)
    modulator = brightness * np.sin(2 * np.pi * 3.5 * frequency_hz * time_s)
    return 0.26 * np.exp(-2.2 * time_s) * np.sin(2 * np.pi * frequency_hz * time_s + modulator)


def _keys(frequency_hz: float, time_s: Samples, length_s: float) -> Samples:
    """Return an electric-piano tone: modulation at the pitch, held and then damped."""
    brightness = 1.1 * np.exp(-3.0 * time_s)
    modulator = brightness * np.sin(2 * np.pi * frequency_hz * time_s)
    damped = np.exp(-1.1 * time_s) * np.exp(-9.0 * np.maximum(time_s - length_s, 0.0))
    return 0.26 * damped * np.sin(2 * np.pi * frequency_hz * time_s + modulator)


def _bass(frequency_hz: float, time_s: Samples, length_s: float) -> Samples:
    """Return a round low tone with a little second harmonic, so small speakers carry it."""
    damped = np.exp(-1.4 * time_s) * np.exp(-12.0 * np.maximum(time_s - length_s, 0.0))
    fundamental = np.sin(2 * np.pi * frequency_hz * time_s)
    return 0.34 * damped * (fundamental + 0.3 * np.sin(4 * np.pi * frequency_hz * time_s))


class _Tape:
    """Where notes are added up."""

    def __init__(self, length_s: float, beat_s: float) -> None:
        self.samples: Samples = np.zeros(int(length_s * SAMPLE_RATE_HZ))
        self._beat_s = beat_s

    def add(
        self, instrument: Instrument, note: int, at_beat: float, beats: float, level: float = 1.0
    ) -> None:
        start = int(at_beat * self._beat_s * SAMPLE_RATE_HZ)
        length_s = beats * self._beat_s
        count = min(int((length_s + 1.0) * SAMPLE_RATE_HZ), len(self.samples) - start)
        time_s = np.arange(count) / SAMPLE_RATE_HZ
        # 5 ms of fade keeps a note from starting with a click.
        onset = np.clip(time_s / 0.005, 0.0, 1.0)
        sound = instrument(_frequency_hz(note), time_s, length_s)
        self.samples[start : start + count] += level * onset * sound


def _render(piece: Piece) -> Samples:
    beat_s = 60.0 / piece.tempo_bpm
    round_beats = _BEATS_PER_CHORD * len(piece.chords)
    total_beats = round_beats * piece.rounds
    tape = _Tape(total_beats * beat_s + 4.0, beat_s)
    for index in range(len(piece.chords) * piece.rounds):
        chord = piece.chords[index % len(piece.chords)]
        beat = float(index * _BEATS_PER_CHORD)
        for note in chord[1:]:
            tape.add(_pad, note, beat, _BEATS_PER_CHORD + 0.5)
        for offset, beats in ((0.0, 1.5), (2.0, 1.5)):
            tape.add(_bass, chord[0], beat + offset, beats)
        for eighth, degree in enumerate(piece.arpeggio):
            note = chord[degree % len(chord)] + _SEMITONES
            tape.add(piece.lead, note, beat + eighth / 2, 0.5, level=0.35)
    beat = float(round_beats)
    turn = 0
    while beat < total_beats:
        note, beats = piece.melody[turn % len(piece.melody)]
        if note is not None:
            tape.add(piece.lead, note, beat, beats)
        beat += beats
        turn += 1
    return _in_a_room(tape.samples, piece.echo_beats * beat_s)


def _in_a_room(dry: Samples, echo_s: float) -> Samples:
    """Return the sound with four fading echoes, faded at both ends and brought to level."""
    wet = dry.copy()
    for turn in range(1, 5):
        delay = int(turn * echo_s * SAMPLE_RATE_HZ)
        wet[delay:] += 0.42**turn * dry[: len(dry) - delay]
    fade = np.clip(np.arange(len(wet)) / (0.5 * SAMPLE_RATE_HZ), 0.0, 1.0)
    wet *= fade
    wet *= np.clip(np.arange(len(wet))[::-1] / (3.5 * SAMPLE_RATE_HZ), 0.0, 1.0)
    return np.tanh(1.2 * wet / np.max(np.abs(wet))) * (_PEAK / np.tanh(1.2))


def _write_wav(path: Path, samples: Samples, title: str) -> None:
    with path.open("wb") as file:
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(SAMPLE_RATE_HZ)
            sound.writeframes((samples * _FULL_SCALE).astype("<i2").tobytes())
        info = b"INFO" + b"".join(
            _chunk(name, text.encode() + b"\0")
            for name, text in ((b"INAM", title), (b"IART", "Segue"), (b"IPRD", "The First Drive"))
        )
        file.write(_chunk(b"LIST", info))
        size = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", size))


def _chunk(name: bytes, data: bytes) -> bytes:
    """Return a RIFF chunk: name, length, data, and a zero to an even length."""
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


PIECES = (
    Piece(
        file_name=OWN_PIECES[0],
        title="First Light",
        tempo_bpm=72,
        chords=((36, 60, 64, 67, 71), (33, 57, 60, 64, 67), (41, 60, 65, 69, 72), (43, 59, 62, 67)),
        melody=(
            *((76, 2.0), (79, 1.0), (74, 1.0), (72, 3.0), (None, 1.0)),
            *((69, 1.0), (72, 1.0), (77, 2.0), (74, 3.0), (None, 1.0)),
            *((79, 1.5), (76, 0.5), (74, 2.0), (76, 1.0), (72, 2.0), (None, 1.0)),
            *((81, 1.0), (79, 1.0), (77, 1.0), (72, 1.0), (74, 4.0)),
        ),
        rounds=5,
        arpeggio=(1, 2, 3, 2, 4, 3, 2, 3),
        lead=_bell,
        echo_beats=0.75,
    ),
    Piece(
        file_name=OWN_PIECES[1],
        title="The Long Road",
        tempo_bpm=100,
        chords=(
            *((45, 57, 60, 64), (41, 57, 60, 65), (48, 55, 60, 64), (43, 55, 59, 62)),
            *((45, 57, 60, 64), (41, 57, 60, 65), (38, 57, 62, 65), (40, 56, 59, 64)),
        ),
        melody=(
            *((None, 1.0), (76, 1.0), (76, 0.5), (74, 0.5), (72, 1.0)),
            *((69, 1.5), (72, 0.5), (74, 1.0), (72, 1.0)),
            *((76, 1.0), (79, 1.0), (76, 1.0), (74, 1.0), (71, 3.0), (None, 1.0)),
            *((72, 1.0), (76, 1.0), (81, 1.5), (79, 0.5), (77, 1.0), (76, 1.0), (74, 2.0)),
            *((74, 1.0), (77, 1.0), (76, 1.0), (74, 1.0), (71, 2.0), (68, 2.0)),
        ),
        rounds=4,
        arpeggio=(0, 2, 1, 3, 2, 1, 3, 2),
        lead=_keys,
        echo_beats=1.5,
    ),
    Piece(
        file_name=OWN_PIECES[2],
        title="City Rain",
        tempo_bpm=80,
        chords=((38, 60, 65, 69, 72), (43, 59, 65, 69), (36, 59, 64, 67, 71), (45, 61, 64, 67)),
        melody=(
            *((77, 0.5), (76, 0.5), (74, 1.0), (69, 1.5), (None, 0.5)),
            *((72, 0.5), (71, 0.5), (69, 1.0), (65, 2.0)),
            *((67, 0.5), (71, 0.5), (74, 1.0), (76, 1.5), (None, 0.5)),
            *((73, 1.0), (76, 1.0), (79, 1.0), (76, 1.0)),
        ),
        rounds=5,
        arpeggio=(1, 3, 2, 3, 1, 3, 2, 4),
        lead=_keys,
        echo_beats=0.5,
    ),
)
