"""What the figures of a model, a baseline or an annotator are, and how they are computed, the same for all.

cases.py       a conversation with its gold labels and what somebody found in it
counts.py      cases -> counts per conversation, from which every figure and resample follows
figures.py     counts -> agreement, with n and intervals
certainty.py   calibration error, coverage of intervals, the risk-coverage curve of abstention
report.py      all of it: whole, per language, channel and kind, beside the baselines
bars.py        what was promised, and whether it holds
model.py       the cases of a model, through the product's own steps
form.py        the layout of `metrics.json`
"""
