"""Who the agents are: by an id, else by a person's name, else as the user says; else nobody that is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convqa.agents import find_agents
from convqa.conversation import UNKNOWN_AGENT, Conversation, Doubt, Language, Role, Speaker, Transcript, Utterance
from convqa.pipeline import prepare
from convqa.redaction import Redactor, SiteKey

RULES = Redactor(key=SiteKey.default(), tagger=None)


def transcript(*agents: Speaker, said: str = "Hej, hvad kan jeg hjælpe med?", agent: str | None = None) -> Transcript:
    customer = Speaker(key="k", role=Role.CUSTOMER)
    return Transcript(
        id="1",
        source="in.txt",
        speakers=(customer, *agents),
        utterances=(
            Utterance(speaker="k", text="Min pakke er væk."),
            *(Utterance(speaker=one.key, text=said) for one in agents),
        ),
        language=Language.DA,
        agent=agent,
    )


def named(name: str | None, key: str = "a", identifier: str | None = None) -> Speaker:
    return Speaker(key=key, name=name, role=Role.AGENT, identifier=identifier)


def who(raw: Transcript) -> dict[str, str]:
    return dict(find_agents(raw, {one.key: one.role or Role.AGENT for one in raw.speakers}, Language.DA).known)


def talk(raw: Transcript) -> Conversation:
    return prepare(raw, RULES)


@pytest.mark.parametrize(
    "name",
    ["Jonas Holm", "Jonas", "jonas", "Xhemajli", "jho12", "MK", "4711", "Bo", "Dag", "Storm", "Mette (Kundeservice)",
     "Agent - Lone", "Sara L."],
)  # fmt: skip
def test_a_persons_name_tells_who_the_agent_is(name: str) -> None:
    assert who(transcript(named(name))) == {"a": name}


@pytest.mark.parametrize(
    "name",
    [None, "Agent", "Agent 2", "agent_1", "Kundeservice", "Support", "Rådgiver", "Support Team", "AmazonHelp",
     "Telia Kundeservice", "Jyske Bank", "Nordea", "Harald Nyborg", "Kvitly AS", "Salg", "IT", "SPEAKER_00", "A",
     "Speaker 1", "2", "Kanal 1"],
)  # fmt: skip
def test_what_several_can_be_called_tells_nothing(name: str | None) -> None:
    assert who(transcript(named(name))) == {}
    assert talk(transcript(named(name))).agent_ids[0].startswith(UNKNOWN_AGENT)


@pytest.mark.parametrize("identifier", ["E-77", "12", "agent-12", "Agent 7", "mette"])
def test_the_sources_id_goes_before_the_name(identifier: str) -> None:
    assert who(transcript(named("Jonas Holm", identifier=identifier))) == {"a": identifier}


@pytest.mark.parametrize("identifier", ["Agent", "Kundeservice"])
def test_an_id_that_is_a_role_is_none(identifier: str) -> None:
    assert who(transcript(named("Jonas Holm", identifier=identifier))) == {"a": "Jonas Holm"}
    assert who(transcript(named(None, identifier=identifier))) == {}


def test_unknown_agents_are_never_added_up_as_one() -> None:
    two_talks = [talk(transcript(named(None), said=said)) for said in ("Hej med dig.", "Godmorgen.")]
    two_in_one = talk(transcript(named("Agent 1"), named("Agent 2", key="b")))
    ids = {agent for one in (*two_talks, two_in_one) for agent in one.agent_ids}
    assert len(ids) == 4
    another = replace(RULES, key=SiteKey(b"another key of some length"))
    again = talk(transcript(named(None), said="Hej med dig."))
    assert again.agent_ids == two_talks[0].agent_ids
    assert prepare(transcript(named(None)), another).agent_ids[0] not in ids


def test_what_the_user_states_is_an_id_like_the_sources() -> None:
    stated = talk(transcript(named("Agent"), agent="E-77"))
    assert stated.agent_ids == talk(transcript(named("Jonas", identifier="e-77"))).agent_ids
    assert stated.doubts == ()


def test_what_the_user_states_is_of_the_nameless_alone() -> None:
    both = transcript(named("Jonas Holm"), named("Agent", key="b"), agent="E-77")
    assert who(both) == {"a": "Jonas Holm", "b": "E-77"}


def test_a_name_of_two_whom_the_source_keeps_apart_is_neithers() -> None:
    assert who(transcript(named("Mette"), named("mette", key="b"))) == {}
    assert who(transcript(named("Mette"), named("Mette", key="b", identifier="7"))) == {"a": "Mette", "b": "7"}
    twice = transcript(named("Mette", identifier="7"), named("Mette H.", key="b", identifier="7"))
    assert who(twice) == {"a": "7", "b": "7"}


def test_one_stated_agent_cannot_be_two() -> None:
    stated = talk(transcript(named("Agent 1"), named("Agent 2", key="b"), agent="E-77"))
    assert len(set(stated.agent_ids)) == 2
    assert all(agent.startswith(UNKNOWN_AGENT) for agent in stated.agent_ids)
    assert stated.doubts == (Doubt.AGENTS,)
