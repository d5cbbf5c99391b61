"""What the ratings must not depend on, measured: `python -m training.robustness MODEL_DIR`.

| file | what |
| --- | --- |
| `perturbations.py` | a conversation -> the same conversation with something added, split, repeated or left out |
| `speech.py` | a conversation -> what speech recognition would have made of it |
| `names.py` | names swapped before redaction, or put back after it |
| `sets.py` | the conversations: the corpus, and those that were written for this in `data/robustness/` |
| `measure.py` | how far ratings move, with intervals by conversation, against a bar |
| `checks.py`, `written.py` | the nine checks: on the corpus, and on the written sets |

All but the corpus need no more than the product itself: no PyTorch.
"""
