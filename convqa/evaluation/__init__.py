"""Agreement of the machine with people, for `convqa evaluate`, and the statistics that calibration and training share.

`measures` and `ranks` are the statistics; `scored`, `rows` and `agreement` bring reviews and assessments together. All
are figures of agreement; nobody's view is taken for the truth.
"""

from convqa.evaluation.agreement import FEWEST, Agreement, Among, agreements, total_agreement
from convqa.evaluation.measures import Figure
from convqa.evaluation.records import read_records
from convqa.evaluation.rows import Loss, Matched, match
from convqa.evaluation.scored import Scored

__all__ = [
    "FEWEST",
    "Agreement",
    "Among",
    "Figure",
    "Loss",
    "Matched",
    "Scored",
    "agreements",
    "match",
    "read_records",
    "total_agreement",
]
