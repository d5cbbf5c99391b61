"""Which step of the whole path takes how much of the processor, and what does the work: prints, and judges nothing.

    python -m benchmarks.steps [--conversations 200] [--model FOLDER]

Processor time, one conversation after the other on one thread, so that other work on the machine matters little.
Steps are those of `convqa.pipeline`; languages are recognised, not given. What Python does holds its lock, so it bounds
how many threads of one process can work at once; networks (ONNX Runtime) and the tokenizer (Rust) let go of it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Clock, machine, write_lines
from convqa.classify import Classifier
from convqa.classify.artefact import Meta
from convqa.classify.encoder import Encoder
from convqa.classify.judge import Judge
from convqa.coaching import coach
from convqa.conversation import Transcript
from convqa.ingest import read
from convqa.models import find_model, find_names
from convqa.pipeline import Pipeline, redacted, settle_language
from convqa.redaction import Redactor, SiteKey
from convqa.redaction.names import NetworkTagger
from convqa.report.json_lines import JsonLinesWriter
from convqa.roles import assign
from convqa.rubric import load_rubric
from convqa.scoring import judge, missing_phrases, rate, widen

PYTHON, NETWORK, RUST = "Python", "network", "Rust"
STEPS = {
    "read": PYTHON,
    "language": PYTHON,
    "roles": PYTHON,
    "redact: rules": PYTHON,
    "redact: around the tagger's network": PYTHON,
    "redact: the tagger's network": NETWORK,
    "classify: tokens": RUST,
    "classify: windows and pooling": PYTHON,
    "classify: encoder": NETWORK,
    "classify: judge": NETWORK,
    "classify: what it means": PYTHON,
    "score": PYTHON,
    "feedback": PYTHON,
    "write": PYTHON,
}
"""The steps in their order, and what does the work."""

WARMING = 20


class Watched:
    """The pipeline of a model with a clock on its steps."""

    def __init__(self, model: Path, clock: Clock) -> None:
        meta = Meta.load(model)
        tagger, encoder, network = NetworkTagger(find_names()), Encoder(model, meta.packing), Judge(model)
        watched: dict[object, dict[str, str]] = {
            tagger: {"tag": "redact: around the tagger's network", "scores": "redact: the tagger's network"},
            encoder: {
                "tokenize": "classify: tokens",
                "features": "classify: windows and pooling",
                "run": "classify: encoder",
            },
            network: {"run": "classify: judge"},
        }
        for part, methods in watched.items():
            for method, step in methods.items():
                setattr(part, method, clock.watched(step, getattr(part, method)))
        self.clock = clock
        self.pipeline = Pipeline(
            classifier=Classifier(encoder=encoder, judge=network, meta=meta),
            rubric=load_rubric(),
            redactor=Redactor(key=SiteKey.default(), tagger=tagger),
        )

    def run(self, transcript: Transcript) -> None:
        """The steps of `Pipeline.assess`, each on the clock."""
        step, pipeline = self.clock.step, self.pipeline
        with step("language"):
            language = settle_language(transcript)
        with step("roles"):
            roles = assign(transcript, language)
        with step("redact: rules"):
            conversation = redacted(transcript, language, roles, pipeline.redactor)
        with step("classify: what it means"):
            classification = pipeline.classifier.classify(conversation)
        with step("score"):
            classification = widen(classification, conversation)
            grounds = rate(conversation, classification)
            scores = judge(grounds, pipeline.rubric, missing_phrases(conversation, pipeline.rubric))
        with step("feedback"):
            coach(scores, conversation, grounds, pipeline.rubric, language)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--conversations", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--model", type=Path, default=None)
    call = parser.parse_args()
    print(machine(1))
    edges, clock = Clock(), Clock()
    watched = Watched(find_model(call.model), clock)
    with tempfile.TemporaryDirectory() as scratch:
        source = write_lines(Path(scratch) / "in.jsonl", call.conversations)
        with edges.step("read"):
            transcripts = [item for item in read([str(source)]) if isinstance(item, Transcript)]
        # The lists of each language and what else is loaded when first used are of the start, not of the speed.
        for transcript in transcripts[:: max(1, len(transcripts) // WARMING)]:
            watched.run(transcript)
        clock.took.clear()
        for transcript in transcripts:
            watched.run(transcript)
        took = dict(clock.took)
        started = time.process_time()
        assessments = [watched.pipeline.assess(transcript) for transcript in transcripts]
        whole = time.process_time() - started
        with edges.step("write"), JsonLinesWriter(Path(scratch) / "out.jsonl") as writer:
            for assessment in assessments:
                writer.write(assessment)
    show(took | edges.took, len(transcripts))
    print(f"\nFrom language to feedback the steps are {sum(took.values()) / whole:.2f} of Pipeline.assess in one go.")


def show(took: dict[str, float], count: int) -> None:
    """The table, and what it says of threads."""
    whole = sum(took.values())
    print(f"n={count:,} conversations, {whole / count * 1e3:.1f} ms of processor time each:\n")
    print(f"  {'step':<38} {'by':<8} {'ms each':>8} {'share':>7}")
    for step, by in STEPS.items():
        print(f"  {step:<38} {by:<8} {took[step] / count * 1e3:>8.2f} {took[step] / whole:>7.1%}")
    by_worker = {by: sum(took[step] for step in STEPS if STEPS[step] == by) / whole for by in (PYTHON, NETWORK, RUST)}
    print("  " + ", ".join(f"{by} {share:.1%}" for by, share in by_worker.items()))
    redaction = sum(took[step] for step in STEPS if step.startswith("redact")) / whole
    print(f"  Redaction is {redaction:.1%}.")
    print(
        f"  Python runs one thread at a time: threads make a process at most {1 / by_worker[PYTHON]:.0f} times as fast."
    )


if __name__ == "__main__":
    main()
