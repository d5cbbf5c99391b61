from __future__ import annotations

import pytest

from convqa.ingest.names import person


@pytest.mark.parametrize(
    ("written", "name", "voice"),
    [
        ("Lene Holm", "Lene Holm", None),
        ("Lene Holm (Guest)", "Lene Holm", None),
        ("Lene Holm (Gæst)", "Lene Holm", None),
        ("Lene Holm [EXTERN] (hun/hende)", "Lene Holm", None),
        ("Lene Holm Unverified", "Lene Holm", None),
        ("Lene Holm (Fjordnet)", "Lene Holm (Fjordnet)", None),
        ("Lene (Guest) Holm", "Lene (Guest) Holm", None),
        ("Guest", "Guest", None),
        ("(Guest)", "(Guest)", None),
        ("Unverified", "Unverified", None),
        ("Agent 2", "Agent 2", None),
        ("A", "A", None),
        ("@fjordnet", "@fjordnet", None),
        ("SPEAKER_00", None, "SPEAKER_00"),
        ("Taler 3 (Guest)", None, "Taler 3"),
        ("+45 12 34 56 78", None, "+45 12 34 56 78"),
        ("4512****78", None, "4512****78"),
        ("lene@post.example", None, "lene@post.example"),
        ("", None, None),
    ],
)
def test_who_is_meant(written: str, name: str | None, voice: str | None) -> None:
    assert person(written) == (name, voice)


@pytest.mark.parametrize("piece", ["(guest)", " unverified", "(she/", "1 ", "a@", "*", "(guest) x"])
def test_huge_names(piece: str) -> None:
    written = "x" + piece * (1_000_000 // len(piece))
    assert person(written).name
