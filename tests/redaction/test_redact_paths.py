"""What files are called: names go, whatever joins them; systems, ordinary words and endings stay."""

from __future__ import annotations

import pytest

from convqa.conversation import Language, Role, Speaker, Transcript, Utterance
from convqa.redaction import SiteKey, mask_path, record_path, redact
from convqa.redaction.lexicon import lexicon
from convqa.redaction.paths import _FILE_WORDS, find_in_paths


def masked(path: str, language: Language = Language.EN) -> str:
    raw = Transcript(
        id="1",
        id_given=True,
        source=path,
        speakers=(Speaker(key="a"),),
        utterances=(Utterance(speaker="a", text="."),),
    )
    roles = {"a": Role.SYSTEM}
    return redact(raw, language=language, roles=roles, role_certainty=1.0, key=SiteKey.default()).source


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "path",
    [
        "faster-whisper/call.json", "whisper/faster-whisper-loops.json", "faster_whisper/large-v3/call-001.json",
        "whisper.cpp/full.json", "deepgram/nova-3.json", "assembly-ai/transcript.json", "contact-lens/voice.json",
        "post-call-analytics/menu-and-two-agents.json", "genesys-cloud/blind-transfer.json", "teams-vtt/download.vtt",
        "salesforce/live-agent.csv", "mono/agent.wav", "agent-summary.txt", "AgentTranscripts.json",
        "kunde-klage.txt", "hej-optagelse.wav", "agent-loops-2.jsonl", "openai/gpt-4o-transcribe-diarize.json",
        "calls/week-12/call_0001.vtt", "kundeservice/klager/uge-12.csv", "parquet/day=2026-11-27/part-0001.parquet",
    ],
)  # fmt: skip
def test_systems_words_and_endings_stay(path: str, language: Language) -> None:
    assert masked(path, language) == path


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("faster-whisper/lene-hansen.json", "faster-whisper/[PERSON_1].json"),
        ("deepgram_karin_svensson.json", "deepgram_[PERSON_1].json"),
        ("whisper/jonas-holm.json", "whisper/[PERSON_1].json"),
        ("agent-jonas.txt", "agent-[PERSON_1].txt"),
        ("agent-xhemajli.txt", "agent-[PERSON_1].txt"),
        ("agent-hansen.csv", "agent-[PERSON_1].csv"),
        ("agent-maj.csv", "agent-[PERSON_1].csv"),
        ("faster-lene.txt", "faster-[PERSON_1].txt"),
        ("KundeLeneHolm.vtt", "Kunde[PERSON_1].vtt"),
        ("transcripts/mette/call.wav", "transcripts/[PERSON_1]/call.wav"),
        ("agent-summary-ole-bull.json", "agent-[PERSON_1].json"),
    ],
)
def test_names_go(path: str, shown: str, language: Language) -> None:
    assert masked(path, language) == shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("mk/C-1000/kunde-C-1000.jsonl", "mk/C-[NUMBER_1]/kunde-C-[NUMBER_1].jsonl"),
        ("kunde 4711223344.jsonl", "kunde [NUMBER_1].jsonl"),
        ("K80013_4711.json", "K[NUMBER_1]_[NUMBER_2].json"),
        ("call-1234.vtt", "call-[NUMBER_1].vtt"),
        ("kunde-19800517.txt", "kunde-[NUMBER_1].txt"),
        ("2026-11-28/C-1000.txt", "2026-11-28/C-[NUMBER_1].txt"),
        ("2026-11-28 4711.txt", "2026-11-28 [NUMBER_1].txt"),
        ("lene_hansen_20123456.vtt", "[PERSON_1]_[PHONE_1].vtt"),
    ],
)
def test_messages_tell_no_number_that_may_be_somebodys(path: str, shown: str) -> None:
    assert mask_path(path) == shown
    assert mask_path(shown) == shown


@pytest.mark.parametrize(
    "path",
    [
        "2026-11-28/chat.txt", "2026/11/28/call-0042.vtt", "day=2026-11-27/part-0001.parquet", "2026.11.28-chat.txt",
        "20261128143000.wav", "2026-11-28T1430.txt", "uge-12_2026.csv", "202611.csv", "call_00042.txt",
        "large-v3/gpt-4o/7", "-",
    ],
)  # fmt: skip
def test_dates_and_counters_stay_in_messages(path: str) -> None:
    assert mask_path(path) == path


def test_a_record_is_found_again_by_the_numbers_in_its_path() -> None:
    path = "calls/C-1000/call-4711.txt"
    assert record_path(path) == masked(path) == path
    assert record_path("calls/Lene Hansen/call-4711.txt") == "calls/[PERSON_1]/call-4711.txt"


def test_nobody_is_called_a_word_of_files() -> None:
    names = lexicon(Language.EN)
    assert names.given.isdisjoint(_FILE_WORDS)
    assert names.family.isdisjoint(_FILE_WORDS)


def test_a_speakers_name_goes_even_if_it_is_a_word() -> None:
    raw = Transcript(
        id="1",
        id_given=True,
        source="agent-turbo.txt",
        speakers=(Speaker(key="k", name="Turbo Olsen", role=Role.CUSTOMER),),
        utterances=(Utterance(speaker="k", text="Hei."),),
    )
    roles = {"k": Role.CUSTOMER}
    found = redact(raw, language=Language.NB, roles=roles, role_certainty=1.0, key=SiteKey.default())
    assert found.source == "agent-[PERSON_1].txt"


def test_a_number_in_one_path_is_not_told_on_in_the_next() -> None:
    paths = ["2026-05/Lene Hansen 20123456.flac", "2026-05/call-1.ogg", "07/14/call-2.ogg"]
    reading, findings = find_in_paths(paths, Language.EN, frozenset())
    assert [reading.text[finding.start : finding.end] for finding in findings] == ["Lene Hansen", "20123456"]
