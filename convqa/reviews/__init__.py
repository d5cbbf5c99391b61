"""Past evaluations by people: a site's own table, Amazon Connect, Genesys Cloud, the codebook's form -> `Review`.

The user's page is docs/reviews.md. Nothing about a site's form is guessed: `--review-map` says what is what.
"""

from convqa.reviews.kinds import KINDS
from convqa.reviews.latest import latest, one_each
from convqa.reviews.matching import Names
from convqa.reviews.reader import ReviewOptions
from convqa.reviews.reading import Found, read_reviews
from convqa.reviews.review import Review, identity, whole
from convqa.reviews.review_map import ReviewMap, Scale, parse_review_map
from convqa.reviews.wording import shown

__all__ = [
    "KINDS",
    "Found",
    "Names",
    "Review",
    "ReviewMap",
    "ReviewOptions",
    "Scale",
    "identity",
    "latest",
    "one_each",
    "parse_review_map",
    "read_reviews",
    "shown",
    "whole",
]
