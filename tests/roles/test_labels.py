import pytest

from convqa.conversation import Role
from convqa.roles.labels import read_label


@pytest.mark.parametrize(
    ("label", "role", "word"),
    [
        ("Agent", Role.AGENT, "agent"),
        ("AGENT_2", Role.AGENT, "agent"),
        ("Kunde:", Role.CUSTOMER, "kunde"),
        ("Customer-1", Role.CUSTOMER, "customer"),
        ("customer service", Role.AGENT, "customer service"),
        ("Kundtjänst", Role.AGENT, "kundtjänst"),
        ("Sakshandsamar", Role.AGENT, "sakshandsamar"),
        ("End-user", Role.CUSTOMER, "end user"),
        ("IVR", Role.BOT, "ivr"),
        ("Virtual Agent 3", Role.BOT, "virtual agent"),
        ("action", Role.SYSTEM, "action"),
        ("assistant", Role.BOT, "assistant"),
    ],
)
def test_whole_labels(label: str, role: Role, word: str) -> None:
    found = read_label(label)
    assert found is not None
    assert (found.role, found.word, found.whole) == (role, word, True)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Mette (Kundeservice)", Role.AGENT),
        ("Virgin Customer Care", Role.AGENT),
        ("Support - Jonas", Role.AGENT),
        ("Kunde Lene Friis", Role.CUSTOMER),
        ("AppleSupport", Role.AGENT),
        ("sprintcare", Role.AGENT),
        ("@AmazonHelp", Role.AGENT),
        ("TelenorKundeservice", Role.AGENT),
        ("Studiebot", Role.BOT),
        ("Nordby Energi A/S", Role.AGENT),
        ("Fjordly AS", Role.AGENT),
    ],
)
def test_parts_of_labels(label: str, role: Role) -> None:
    found = read_label(label)
    assert found is not None
    assert found.role is role
    assert not found.whole
    assert found.certainty < 0.99


@pytest.mark.parametrize(
    "label",
    [
        "Jonas",
        "Lene Friis",
        "SPEAKER_00",
        "spk_1",
        "A",
        "1",
        "",
        "115712",
        "😀",
        "Ai Nguyen",
        "Sales Assistant",
        "Kundera",
        "Agentha",
        "Asa",
    ],
)
def test_labels_that_say_nothing(label: str) -> None:
    assert read_label(label) is None
