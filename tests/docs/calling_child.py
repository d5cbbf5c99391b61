"""What stands in for the program `convqa` where test_cronjob.py runs a command of deploy/: convqa without its model."""

from __future__ import annotations

from convqa.cli import main
from convqa.cli.loading import Loaders
from tests.conftest import FakeClassifier

if __name__ == "__main__":
    main(obj=Loaders(classifier=lambda *_: FakeClassifier()))
