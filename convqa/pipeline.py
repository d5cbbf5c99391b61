"""The steps in their order. READ THIS FIRST.

    Transcript ─identify─> language ─assign─> roles ─redact─> Conversation
        ─classify─> Classification ─widen─> Classification ─rate─> Grounds ─judge─> Scores ─coach─> Scores
        ──> Assessment

Up to `redact` a conversation is what came in, personal data and all; after it nobody sees raw text
again. `judge` sees neither text nor numbers of the model, so that another rubric can be applied to
what is stored (`convqa.rescoring`). Each step is a function of one conversation and of nothing that
went before it, so a result never depends on its neighbours, their order or the number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from convqa import __version__, codebook
from convqa.agents import find_agents
from convqa.assessment import AssessedTurn, Assessment, Classification, ConversationInfo, Provenance, Scores
from convqa.coaching import coach
from convqa.conversation import Conversation, Doubt, Language, Transcript
from convqa.drift import Reference
from convqa.errors import InputError
from convqa.grounds import Supplement
from convqa.language import LanguageGuess, identify
from convqa.redaction import Redactor, redact
from convqa.roles import Roles, assign
from convqa.rubric import Rubric
from convqa.scoring import judge, missing_phrases, rate, widen

__all__ = ["Classifier", "Pipeline", "prepare", "redacted", "settle_language", "tell_language"]

T = TypeVar("T", AssessedTurn, ConversationInfo)


class Classifier(Protocol):
    """What reads a redacted conversation; `convqa.classify.Classifier` is the real one."""

    @property
    def name(self) -> str:
        """Name and version, e.g. ``"service@1"``."""

    @property
    def reference(self) -> Reference | None:
        """How its ratings lay on the conversations that it was tested on; `None` where that is not recorded."""

    def classify(self, conversation: Conversation) -> Classification:
        """Label and rate one conversation; safe to call from several threads, and a function of its argument alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """All that is settled once for a run.

    `feedback_language` is that of feedback and of the reasons of flags; `None` means each conversation's own.
    """

    classifier: Classifier
    rubric: Rubric
    redactor: Redactor
    feedback_language: Language | None = None

    def assess(self, transcript: Transcript) -> Assessment:
        """Take one conversation through all steps; raises as `assess_fully`."""
        return self.assess_fully(transcript)[0]

    def assess_fully(self, transcript: Transcript) -> tuple[Assessment, Supplement]:
        """The same with what has to be kept beside the assessment, so that another rubric can be applied to it.

        Raises:
            InputError: the conversation is in none of the five languages.
        """
        conversation = prepare(transcript, self.redactor)
        classification = widen(self.classifier.classify(conversation), conversation)
        grounds = rate(conversation, classification)
        scores = judge(grounds, self.rubric, missing_phrases(conversation, self.rubric))
        reader = self.feedback_language or conversation.language
        scores = coach(scores, conversation, grounds, self.rubric, reader)
        return self._assemble(conversation, classification, scores), grounds.supplement

    def _assemble(self, conversation: Conversation, classification: Classification, scores: Scores) -> Assessment:
        return Assessment(
            conversation=_gather(ConversationInfo, conversation),
            provenance=Provenance(
                convqa=__version__,
                model=self.classifier.name,
                redactor=self.redactor.name,
                speech=conversation.speech,
                rubric=self.rubric.reference,
                codebook=codebook.VERSION,
            ),
            turns=tuple(
                _gather(AssessedTurn, turn, labels)
                for turn, labels in zip(conversation.turns, classification.turns, strict=True)
            ),
            scorecards=scores.scorecards,
            outcome=classification.outcome,
            touchpoint=classification.touchpoint,
            process_failure=classification.process_failure,
            review=classification.review,
            flags=scores.flags,
            customer_effort=scores.customer_effort,
        )


def prepare(transcript: Transcript, redactor: Redactor) -> Conversation:
    """The steps up to redaction: language, roles, and every name and number replaced.

    Raises:
        InputError: the conversation is in none of the five languages.
    """
    language = settle_language(transcript)
    return redacted(transcript, language, assign(transcript, language), redactor)


def redacted(transcript: Transcript, language: Language, guesses: Roles, redactor: Redactor) -> Conversation:
    """The last of these steps: who the agents are, and redaction."""
    roles = {speaker: guess.role for speaker, guess in guesses.guesses.items()}
    agents = find_agents(transcript, roles, language)
    conversation = redact(
        transcript,
        language=language,
        roles=roles,
        role_certainty=min(guesses.certainty, 1.0 if transcript.role_certainty is None else transcript.role_certainty),
        key=redactor.key,
        agents=agents.known,
        tagger=redactor.tagger,
    )
    if not agents.unsure:
        return conversation
    doubts = (*conversation.doubts, Doubt.AGENTS)
    return replace(conversation, doubts=tuple(doubt for doubt in Doubt if doubt in doubts))


def settle_language(transcript: Transcript) -> Language:
    """The language the source states, else the one the conversation is written in; raises as `tell_language`."""
    return tell_language(transcript).language


def tell_language(transcript: Transcript) -> LanguageGuess:
    """The same with how sure it is.

    Raises:
        InputError: it is written in none of the five.
    """
    guess = identify(transcript)
    if guess.problem is not None:
        raise InputError(
            source=transcript.source,
            line=transcript.utterances[0].line,
            problem=guess.problem,
            remedy="if it is one of these after all, name it with --language",
        )
    return guess


def _gather(kind: type[T], *parts: object) -> T:
    """A `kind` whose every field is the one of that name in one of the parts."""
    return kind(**{name: getattr(part, name) for part in parts for name in kind.__slots__ if hasattr(part, name)})
