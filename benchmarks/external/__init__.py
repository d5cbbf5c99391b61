"""How the model does on other people's labelled data: `python -m benchmarks.external`, see `benchmarks/README.md`.

__main__.py    the command
reading.py     turns of any source -> a redacted conversation, and what the model says of it
statistics.py  gold and found -> figures with intervals, resampling conversations; the one fit
uss.py         User Satisfaction Simulation: satisfaction from 1 to 5
annomi.py      AnnoMI: questions and reflections of therapists against the phase discover
norec.py       NoReC sentences: sentiment

It is a model of service conversations, used here outside its field. The data is other people's: it is read where it
lies, redacted as the product redacts, and no text of it is printed or kept.
"""
