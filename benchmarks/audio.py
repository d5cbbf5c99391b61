"""A recorded call as two channels and as one: how far the two paths agree, and what they cost. Prints, judges nothing.

    python -m benchmarks.audio AGENT.wav CALLER.wav [--speech-model FOLDER ...] [--language en]

The two sides of a call, one file a side on the same clock, are put side by side (stereo) and added up (mono), and both
are read by the product itself. No text is printed or kept; the mixed sound lies in a temporary folder while it runs.

- **Same speaker**: the words of both transcripts are aligned in their order (`difflib`); of those that both have, the
  share that the mono path gives to the speaker whose channel they came from. Mono labels are matched with channels in
  the way that makes the share largest. The interval is from resampling stretches of twenty words of this one call.
- **Ratings**: the released model on both, agent matched with agent.
- **Cost**: `convqa score` as a new process, its wall time over the length of the call, and its peak memory; beside it
  the bare recogniser on the same sound in the same run, by the same measure.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import tempfile
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from benchmarks.measuring import finished
from convqa.assessment import Assessment
from convqa.cli.loading import load_released, load_speech
from convqa.cli.reading import SpeechRequest
from convqa.codebook import RATINGS
from convqa.conversation import Language, Transcript
from convqa.ingest import IngestOptions, read
from convqa.ingest.audio.sound import decode, probe
from convqa.ingest.sources import Source
from convqa.models import find_names
from convqa.pipeline import Pipeline
from convqa.redaction import load_redactor
from convqa.rubric import load_rubric

_STRETCH = 20
_DRAWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of n with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] of {self.n:,}"


def main() -> None:
    """Measure and print, a block a speech model."""
    call = _parse()
    with tempfile.TemporaryDirectory() as scratch:
        stereo, mono = mixed(call.agent, call.caller, Path(scratch))
        source = Source(label=stereo.name, shown=str(stereo), path=str(stereo))
        length_s = probe(source).duration_s or 0.0
        print(f"The call: {length_s:.0f} s, {probe(source).rate} Hz")
        # Commands first: a child's peak memory is never reported below this process's size when it starts it.
        spent = {model: [_cost(path, model, call, length_s) for path in (stereo, mono)] for model in call.speech_model}
        for model, costs in spent.items():
            speech = load_speech(SpeechRequest(model=model))
            options = IngestOptions(language=Language(call.language) if call.language else None, speech=speech)
            engine = speech.engine()
            started = time.perf_counter()
            for channel in (0, 1):
                list(engine.transcribe(decode(source, channel).samples, options.language))
            bare = (time.perf_counter() - started) / length_s
            transcripts = [_one(path, options) for path in (stereo, mono)]
            print(f"\n{engine.name}")
            for name, transcript, (ratio, peak) in zip(
                ("two channels", "one channel"), transcripts, costs, strict=True
            ):
                doubts = ", ".join(transcript.doubts) or "none"
                print(f"  {name}: {len(words(transcript)):,} words, {len(transcript.utterances)} utterances, doubts:"
                      f" {doubts}; convqa score: {ratio:.2f} of the call's length, peak {peak:.0f} MB")  # fmt: skip
            print(f"  bare recogniser on both channels: {bare:.2f} of the call's length")
            print(f"  words in both with the same speaker: {same_speaker(*transcripts)}")
            _ratings(*transcripts)


def mixed(agent: Path, caller: Path, folder: Path) -> tuple[Path, Path]:
    """The call as a stereo and as a mono file of 16 bits, the shorter side filled up with silence."""
    sides, rate = zip(*(_samples(path) for path in (agent, caller)), strict=True)
    if rate[0] != rate[1]:
        sys.exit("The two sides have different sampling rates; convert one of them.")
    left, right = (np.pad(side, (0, max(map(len, sides)) - len(side))).astype(np.int32) for side in sides)
    stereo, mono = folder / "stereo.wav", folder / "mono.wav"
    _write(stereo, np.stack([left, right], axis=1), rate[0])
    _write(mono, np.clip(left + right, -32768, 32767)[:, None], rate[0])
    return stereo, mono


def words(transcript: Transcript) -> list[tuple[str, str]]:
    """Each word in small letters, and the key of its speaker."""
    return [(word, one.speaker) for one in transcript.utterances for word in re.findall(r"\w+", one.text.casefold())]


def same_speaker(stereo: Transcript, mono: Transcript) -> Share:
    """Of the words that both have, the share with the same speaker, under the best matching of the labels."""
    first, second = words(stereo), words(mono)
    matcher = SequenceMatcher(None, [word for word, _ in first], [word for word, _ in second], autojunk=False)
    pairs = [
        (first[block.a + i][1], second[block.b + i][1])
        for block in matcher.get_matching_blocks()
        for i in range(block.size)
    ]
    keys = sorted({key for _, key in pairs})
    channels = sorted({key for key, _ in pairs})
    hits = max(
        (
            np.array([dict(zip(keys, order, strict=False)).get(label) == channel for channel, label in pairs])
            for order in itertools.permutations([*channels, *[""] * len(keys)], len(keys))
        ),
        key=np.sum,
    )
    return _share(hits)


def _share(hits: np.ndarray) -> Share:
    stretches = [hits[at : at + _STRETCH] for at in range(0, len(hits), _STRETCH)]
    random = np.random.default_rng(0)
    draws = [
        np.concatenate([stretches[i] for i in random.integers(len(stretches), size=len(stretches))]).mean()
        for _ in range(_DRAWS)
    ]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Share(value=float(hits.mean()), low=float(low), high=float(high), n=len(hits))


def _ratings(stereo: Transcript, mono: Transcript) -> None:
    redactor = load_redactor(find_names())
    pipeline = Pipeline(classifier=load_released(None, None), rubric=load_rubric(None), redactor=redactor)
    first, second = (_values(pipeline.assess(transcript)) for transcript in (stereo, mono))
    if not first or not second:
        print("  ratings: no agent was rated in one of them")
        return
    rows = [(name, first[name], second[name]) for name in RATINGS]
    print("  ratings, two channels and one: " + ", ".join(f"{name} {a:.2f} {b:.2f}" for name, a, b in rows))
    gaps = [abs(a - b) for _, a, b in rows]
    equal = sum(round(a) == round(b) for _, a, b in rows)
    print(f"  mean change {np.mean(gaps):.2f}, largest {max(gaps):.2f}, {equal} of {len(rows)} whole ratings equal")


def _values(assessment: Assessment) -> dict[str, float]:
    for card in assessment.scorecards:
        if card.total is not None:
            return {name: rating.value for name, rating in card.ratings.items() if rating is not None}
    return {}


def _one(path: Path, options: IngestOptions) -> Transcript:
    found = next(read([str(path)], options))
    if isinstance(found, Exception):
        sys.exit(str(found))
    return found


def _cost(path: Path, model: str, call: argparse.Namespace, length_s: float) -> tuple[float, float]:
    options = ["--speech-model", model, *(["--language", call.language] if call.language else [])]
    done = finished([sys.executable, "-m", "convqa", "score", str(path), *options, "--quiet"])
    return done.wall_s / length_s, done.peak_mb


def _samples(path: Path) -> tuple[Sequence[int], int]:
    with wave.open(str(path), "rb") as file:
        if file.getnchannels() != 1 or file.getsampwidth() != 2:
            sys.exit(f"{path} is not a WAV file of one channel and 16 bits; convert it.")
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2"), file.getframerate()


def _write(path: Path, samples: np.ndarray, rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("agent", type=Path, help="the agent's side, WAV, one channel, 16 bits")
    parser.add_argument("caller", type=Path, help="the caller's side, likewise")
    parser.add_argument("--speech-model", nargs="+", default=["small"], help="one or several, as in convqa score")
    parser.add_argument("--language", choices=[one.value for one in Language], help="what is spoken; else recognised")
    return parser.parse_args()


if __name__ == "__main__":
    main()
