"""`redact`: a transcript in, a conversation out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import convqa.redaction
from convqa.conversation import Channel, Language, Role
from convqa.errors import UsageError
from convqa.redaction import SiteKey
from convqa.redaction.findings import read
from convqa.redaction.turns import make_turns
from tests.redaction.transcripts import KEY, run, texts, transcript


def test_one_conversation_in_full() -> None:
    assert texts(
        ("a", "Hej Lene, du taler med Jonas. Må jeg få dit kundenummer?"),
        ("k", "40118. Ring 20 45 67 89. Lenes pakke, 1.299 kr, kom den 24. december kl. 10-14."),
        ("a", "Tak, fru Hansen! Holm her. Er det +45 20456789, og bor du Storkegade 8, 6760 Ribe?"),
        ("k", "Ja. Venlig hilsen\nLene Hansen, 140679-2284, lene@mail.example"),
    ) == [
        "Hej [PERSON_1], du taler med [PERSON_2]. Må jeg få dit kundenummer?",
        "[CUSTOMER_NUMBER_1]. Ring [PHONE_1]. [PERSON_1]s pakke, 1.299 kr, kom den 24. december kl. 10-14.",
        "Tak, fru [PERSON_1]! [PERSON_3] her. Er det [PHONE_1], og bor du [ADDRESS_1]?",
        "Ja. Venlig hilsen\n[PERSON_1], [ID_NUMBER_1], [EMAIL_1]",
    ]


def test_a_number_once_named_is_replaced_everywhere() -> None:
    assert texts(("a", "Ordre 91558 er sendt."), ("k", "91558? Ikke 915581?")) == [
        "Ordre [ORDER_1] er sendt.",
        "[ORDER_1]? Ikke 915581?",
    ]


def test_placeholders_of_the_source_survive_and_do_not_collide() -> None:
    assert texts(("k", "[PERSON_1] skrev til Lene, [PII] @butik [link]")) == [
        "[PERSON_1] skrev til [PERSON_2], [PII] @butik [link]"
    ]


def test_consecutive_utterances_are_merged_and_two_agents_are_two_turns() -> None:
    conversation = run(transcript(("a", "Et."), ("a", "To."), ("b", "Tre."), ("k", "Fire."), ("a", "Fem.")))
    assert [(t.index, t.role, t.text, t.start_s, t.end_s) for t in conversation.turns] == [
        (0, Role.AGENT, "Et.\nTo.", 0.0, 2.0),
        (1, Role.AGENT, "Tre.", 2.0, 3.0),
        (2, Role.CUSTOMER, "Fire.", 3.0, 4.0),
        (3, Role.AGENT, "Fem.", 4.0, 5.0),
    ]
    assert len(conversation.agent_ids) == 2


def test_given_turns_are_kept_one_to_one() -> None:
    conversation = run(transcript(("a", "Et."), ("a", "To."), turns_given=True))
    assert [turn.text for turn in conversation.turns] == ["Et.", "To."]


def test_codes_are_hmacs_under_the_key_and_ignore_case_and_spacing() -> None:
    said = transcript(("a", "Et."), ("b", "To."), ("k", "Tre."), ("bot", "Fire."), customer="K 1")
    conversation = run(said, agents={"a": "Jonas Holm", "b": "E-77"})
    agents = [turn.agent_id for turn in conversation.turns]
    assert agents == [KEY.hmac("agent", "jonas holm")[:16], KEY.hmac("agent", "e-77")[:16], None, None]
    assert conversation.customer_key == KEY.hmac("customer", "k 1")[:16]
    assert conversation.content_hash.startswith("hmac-sha256:")
    assert len(conversation.content_hash) == 12 + 64
    same = run(transcript(("a", "Et."), customer=" k  1"), agents={"a": "JONAS  HOLM"})
    assert (same.turns[0].agent_id, same.customer_key) == (agents[0], conversation.customer_key)
    other = run(transcript(("a", "Et.")), key=SiteKey(b"another key of some length"), agents={"a": "Jonas Holm"})
    assert other.turns[0].agent_id != agents[0]
    assert other.customer_key is None


def test_an_agent_of_whom_nothing_is_said_is_known_in_this_conversation_alone() -> None:
    conversation = run(transcript(("a", "Et.")))
    code = KEY.hmac("unknown agent", f"{conversation.content_hash.removeprefix('hmac-sha256:')}\0a")
    assert conversation.turns[0].agent_id == f"unknown-{code[:16]}"


def test_content_hash_depends_on_what_was_said_not_on_where_it_stood() -> None:
    first = run(transcript(("k", "Et."), id="1", source="a.txt"))
    moved = run(transcript(("k", "Et."), id="2", source="b.txt"))
    changed = run(transcript(("k", "Et!")))
    assert first.content_hash == moved.content_hash != changed.content_hash


def test_no_personal_data_of_the_corpus_in_the_content_hash_input_order() -> None:
    """The hash is over canonical JSON: the same conversation hashes the same whatever made it."""
    raw = transcript(("k", "Æ"))
    assert run(raw).content_hash == run(transcript(("k", json.loads('"\\u00c6"')))).content_hash


def test_what_the_source_states_goes_through() -> None:
    conversation = run(transcript(("k", "Et."), channel=Channel.CHAT, started_at="2024-01-02T10:00:00"))
    assert (conversation.channel, conversation.started_at, conversation.role_certainty, conversation.language) == (
        Channel.CHAT,
        "2024-01-02T10:00:00",
        0.8,
        Language.DA,
    )


@pytest.mark.parametrize(
    ("source", "id_", "given", "redacted_source", "redacted_id"),
    [
        (
            "lene-hansen_2024-01-02.txt",
            "lene-hansen_2024-01-02",
            False,
            "[PERSON_1]_2024-01-02.txt",
            "[PERSON_1]_2024-01-02~",
        ),
        ("a/b/chat-17.txt", "a/b/chat-17", False, "a/b/chat-17.txt", "a/b/chat-17"),
        ("kald_+4520456789.wav", "Lene", True, "kald_[PHONE_1].wav", "Lene"),
        ("export-123456789.csv", "77", True, "export-123456789.csv", "77"),
        ("jonas.jsonl", "x", True, "[PERSON_1].jsonl", "x"),
        ("chat-names.txt", "chat-names", False, "chat-names.txt", "chat-names"),
        ("uge12/chat_jonas_holm_4.txt", "a", True, "uge12/chat_[PERSON_1]_4.txt", "a"),
        ("KundeBettinaFrederiksen.txt", "a", True, "Kunde[PERSON_1].txt", "a"),
        (
            "u/KundeBettinaHolm.txt",
            "u/KundeBettinaHolm",
            False,
            "u/Kunde[PERSON_1].txt",
            "u/Kunde[PERSON_1]~",
        ),
        ("frederiksen-bettina-2026-01-02.txt", "a", True, "[PERSON_1]-2026-01-02.txt", "a"),
        ("Xhemi, Lene.txt", "a", True, "[PERSON_1].txt", "a"),
        ("chat_lene.txt", "a", True, "chat_[PERSON_1].txt", "a"),
        ("ChatExport2024.txt", "a", True, "ChatExport2024.txt", "a"),
        ("german.txt", "a", True, "german.txt", "a"),
        ("call.vtt", "a", True, "call.vtt", "a"),
        ("jonas.holm.txt", "a", True, "[PERSON_1].txt", "a"),
    ],
)
def test_source_and_made_ids_are_redacted(
    source: str, id_: str, given: bool, redacted_source: str, redacted_id: str
) -> None:
    conversation = run(transcript(("k", "Et."), source=source, id=id_, id_given=given))
    assert conversation.source == redacted_source
    assert conversation.id.startswith(redacted_id)
    assert ("~" in conversation.id) == redacted_id.endswith("~")


def test_made_ids_of_two_files_of_one_person_differ() -> None:
    ids = {
        run(transcript(("k", "x"), source=f"{n}.txt", id=n, id_given=False)).id for n in ("lene", "Lene", "lene-lene")
    }
    assert len(ids) == 3


def test_no_repr_shows_the_text() -> None:
    (turn,) = make_turns(transcript(("k", "Lene")))
    assert "Lene" not in repr(turn)
    assert "lene" not in repr(read([turn.text], Language.DA)).lower()


def test_key_file(tmp_path: Path) -> None:
    path = tmp_path / "site.key"
    path.write_bytes(b"  0123456789abcdef\n")
    key = SiteKey.load(path)
    assert key == SiteKey(b"0123456789abcdef")
    assert "0123456789" not in repr(key)
    assert len(key.hmac("agent", "x")) == 64
    assert key.hmac("agent", "x") != key.hmac("customer", "x")
    path.write_bytes(b"short")
    with pytest.raises(UsageError, match="fewer than 16 bytes"):
        SiteKey.load(path)
    with pytest.raises(UsageError, match="cannot be read"):
        SiteKey.load(tmp_path / "missing.key")


def test_public_names() -> None:
    assert sorted(convqa.redaction.__all__) == [
        "Kind", "Redactor", "SiteKey", "Tagger", "agent_key", "count_replaced", "customer_key", "holds_given_name",
        "input_hash", "is_persons", "load_redactor", "mask_path", "mask_text", "record_path", "redact", "redact_id",
        "redact_path",
    ]  # fmt: skip
