"""One trial of an idea: train without some folds and judge these.

usage: python -m training.trial PREPARED_DIR BASE_DIR OUT.npz [--folds 0 3] [--part 1.0] [--config FILE]
                                [--device NAME] [--set NAME=VALUE ...]

`--set` changes the recipe, for example `tuning_rate=5e-5`. `--part` takes a part of the conversations only, for
the learning curve. `training.learning` makes figures of what is written. No test conversation is read.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from training.plan import plan_of
from training.settings import CONFIG, Recipe, Settings
from training.train import predict_folds, save


def altered(settings: Settings, changes: list[str]) -> Settings:
    """The settings with changes of the recipe."""
    values = dict(change.split("=") for change in changes)
    kinds = {name: type(getattr(settings.recipe, name)) for name in Recipe.__dataclass_fields__}
    return replace(
        settings, recipe=replace(settings.recipe, **{name: kinds[name](value) for name, value in values.items()})
    )


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("prepared", "base", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--set", dest="changes", nargs="*", default=[], metavar="NAME=VALUE")
    parser.add_argument("--folds", nargs="+", default=["0", "3"])
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments = parser.parse_args()
    plan = plan_of(
        prepared=arguments.prepared,
        base=arguments.base,
        out=arguments.out.parent,
        settings=altered(Settings.load(arguments.config), arguments.changes),
        device=arguments.device,
    )
    plan.prepare()
    save(predict_folds(plan, tuple(arguments.folds), arguments.part), arguments.out)


if __name__ == "__main__":
    main()
