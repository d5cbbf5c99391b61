"""Step 6: the figures of a model folder, and its card.

usage: python -m training.evaluate TRAINED_DIR MODEL_DIR [--baselines DIR] [--part PART] [--out DIR]

Reads the out-of-fold predictions of TRAINED_DIR and the labels that `training.baselines` wrote. While models are being
chosen: `--part "out of fold"`, which reads no test conversation. Without, the test conversations are scored by the
packaged model as well: once, for a model that is released; a second time it does nothing. Writes `metrics.json` and
`README.md` (the card) into MODEL_DIR or `--out`; what `training.card --add` has put in for the same model stays.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from convqa.classify import Classifier
from convqa.classify.artefact import Meta
from convqa.models import find_names
from convqa.redaction import load_redactor
from training.annotators import between, read
from training.card import BLOCKS, write_card
from training.corpus import FILES, SPLITS
from training.evaluation.bars import bars
from training.evaluation.cases import Case, whole_batches
from training.evaluation.figures import headline, shown, tabulate
from training.evaluation.form import FORMAT, dumps
from training.evaluation.model import out_of_fold, tested
from training.evaluation.report import compare, report
from training.prepare import conversations
from training.stacking import STACKED
from training.train import load_out_of_fold

OUT_OF_FOLD, TEST, BATCHES = "out of fold", "test", "test, whole writer batches"


def figures(cases: Sequence[Case], baselines: Mapping[str, Sequence[Case]]) -> dict[str, Any]:
    """All figures of one part, with what was promised in front."""
    found = report(cases, baselines)
    return {"conversations": found.pop("conversations"), "bars": bars(found), **found}


def annotators(cases: Sequence[Case]) -> dict[str, Any]:
    """The second annotator and the model, both against the third, on conversations none of which the model has seen."""
    ours = {case.id: case for case in cases}
    second = [case for case in between("second", "third") if case.id in ours]
    model = [replace(ours[case.id], gold=case.gold) for case in second]
    return {
        "conversations": len(second),
        "second annotator": shown(headline(tabulate(second))),
        "model": shown(headline(tabulate(model))),
        "gain": compare(model, second)["gain"],
    }


def provenance(meta: Meta) -> dict[str, Any]:
    """Which model, labels, data and versions the figures are of."""
    libraries = ("numpy", "onnxruntime", "tokenizers", "torch", "scikit-learn")
    return {
        "format": FORMAT,
        "model": f"{meta.name}@{meta.version}",
        "files": dict(meta.files),
        "weights": None if meta.weights is None else asdict(meta.weights),
        "codebook": meta.codebook,
        "redactor": redactor(),
        "labels": "language-model annotators following the codebook; agreement with people is not yet measured",
        "intervals": "95 %, percentiles of 1000 resamples of conversations",
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (*FILES, SPLITS)},
        "versions": {name: version(name) for name in libraries} | {"python": platform.python_version()},
    }


def redactor() -> str:
    """What makes the texts that the model reads here; another one makes other texts of the same conversations."""
    return load_redactor(find_names()).name


def scored(path: Path, meta: Meta) -> bool:
    """Whether `metrics.json` holds test figures of this very model, on texts of this redactor.

    Where it does not say of which model, it holds those of any.
    """
    recorded = recorded_at(path)
    same = recorded.get("files", meta.files) == meta.files and recorded.get("redactor") == redactor()
    return TEST in recorded and same


def recorded_at(path: Path) -> dict[str, Any]:
    """What is recorded so far."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def measure(trained: Path, model: Path, baselines: Mapping[str, Sequence[Case]], *, with_test: bool) -> dict[str, Any]:
    """All of `metrics.json` that this step makes."""
    talks, meta = conversations(), Meta.load(model)
    unseen = out_of_fold(load_out_of_fold(trained / STACKED), talks, meta)
    test = tested(Classifier.load(model), talks) if with_test else []
    found = provenance(meta)
    for name, cases in ((TEST, test), (OUT_OF_FOLD, unseen)):
        ids = {case.id for case in cases}
        if cases:
            judged = {other: some for other, some in baselines.items() if ids <= {case.id for case in some}}
            found[name] = figures(cases, judged)
    if batches := whole_batches(test):
        found[BATCHES] = {"conversations": len(batches), "headline": shown(headline(tabulate(batches)))}
    return found | {"annotators": annotators(unseen + test)}


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--baselines", type=Path, default=Path("out/training/baselines"))
    parser.add_argument("--part", choices=("all", OUT_OF_FOLD), default="all")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    target: Path = arguments.out or arguments.model
    with_test, meta = arguments.part == "all", Meta.load(arguments.model)
    if scored(target / "metrics.json", meta) or (with_test and scored(arguments.model / "metrics.json", meta)):
        print("The test conversations were scored for this model, and are scored once: nothing was done.")
        return
    baselines = {file.stem: read(file) for file in sorted(arguments.baselines.glob("*.jsonl"))}
    metrics = measure(arguments.trained, arguments.model, baselines, with_test=with_test)
    target.mkdir(parents=True, exist_ok=True)
    earlier = recorded_at(target / "metrics.json")
    if earlier.get("files") == meta.files:  # of the same networks, though perhaps of texts of an earlier redactor
        metrics |= {name: earlier[name] for name in BLOCKS if name in earlier}
    (target / "metrics.json").write_text(dumps(metrics) + "\n", encoding="utf-8")
    write_card(target, metrics)
    for name in (part for part in (TEST, OUT_OF_FOLD) if part in metrics):
        held = [bar["holds"] for bar in metrics[name]["bars"].values()]
        kappa = metrics[name]["headline"]["mean rating kappa"]
        print(f"{name}: {sum(held)} of {len(held)} bars hold; mean rating kappa {json.dumps(kappa)}")


if __name__ == "__main__":
    main()
