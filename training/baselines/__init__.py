"""What a model must beat, on the same conversations: each fold judged by what was fitted on the other folds.

majority.py    says of everything what is commonest
tfidf.py       character n-grams, linear models: which words stand there, not what they mean
single.py      the same encoder and heads, but each turn read alone: what is context worth?
__main__.py    runs these and the frozen encoder of service@1, and writes their labels
"""
