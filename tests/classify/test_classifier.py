"""The released model as a piece of software: whole, deterministic, bounded. How good it is, its card says."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from convqa.assessment import ABSENCES, AGAINST
from convqa.classify import Classifier
from convqa.classify.artefact import Meta
from convqa.classify.classifier import role_indices
from convqa.classify.encoder import Encoder
from convqa.classify.judge import Judge
from convqa.codebook import RATINGS
from convqa.conversation import Conversation, Language, Role, Turn
from convqa.errors import ModelError


def conversation(*turns: tuple[Role, str]) -> Conversation:
    return Conversation(
        id="1",
        source="1.txt",
        language=Language.EN,
        content_hash="hmac-sha256:0",
        turns=tuple(
            Turn(index=i, role=role, text=text, agent_id="a" if role is Role.AGENT else None)
            for i, (role, text) in enumerate(turns)
        ),
    )


GOOD = conversation(
    (Role.CUSTOMER, "My order never came and this is the third time I write. I am really upset."),
    (Role.AGENT, "I am so sorry, three times is two too many. I have sent a new one, you have it on Thursday."),
    (Role.CUSTOMER, "Thank you so much, that is wonderful!"),
)
BAD = conversation(
    (Role.CUSTOMER, "My order never came and this is the third time I write. I am really upset."),
    (Role.AGENT, "Not our problem. Ask somebody else."),
    (Role.CUSTOMER, "Then I will cancel everything."),
)


HELPED = conversation(
    (Role.AGENT, "Hi, this is Anna from Norfield, thanks for calling. What can I do for you?"),
    (Role.CUSTOMER, "My heating has been off since yesterday and I have a baby at home."),
    (
        Role.AGENT,
        "Oh no, that is not good with a little one. Let me check right now. I can see the fault in your street; a "
        "technician is with you before four today and I will call you at five to hear that it works.",
    ),
    (Role.CUSTOMER, "Brilliant, thank you so much, you've been really helpful."),
    (Role.AGENT, "You're very welcome. Keep warm until then, Anna."),
)
HJULPET = conversation(
    (Role.CUSTOMER, "Min ordre kom aldrig, og det er tredje gang jeg skriver. Jeg er virkelig ked af det."),
    (
        Role.AGENT,
        "Det er jeg virkelig ked af, tre gange er to for mange. Jeg har sendt en ny, den er hos dig på torsdag.",
    ),
    (Role.CUSTOMER, "Tusind tak, det er fantastisk!"),
)
ANSWERED = conversation(
    (Role.CUSTOMER, "How do I change my password?"),
    (
        Role.AGENT,
        "Hi, click your name at the top right, then Security, then Change password. It takes effect at once.",
    ),
    (Role.CUSTOMER, "Worked, thanks!"),
)


@pytest.fixture(scope="module")
def model(released_model: Path) -> Classifier:
    return Classifier.load(released_model)


def test_shapes_and_where_evidence_may_stand(model: Classifier) -> None:
    found = model.classify(GOOD)
    assert len(found.turns) == 3
    assert found.evidence.shape == (3, len(RATINGS))
    assert found.absences.shape == (3, 3, len(RATINGS))
    assert not found.evidence[[0, 2]].any()  # only the agent's turns speak for or against
    assert not found.absences[1].any()  # only the customer's call for something
    assert (found.absences >= 0).all()
    assert ((found.base > 1) & (found.base < 5)).all()
    assert found.shortened == ()


def test_good_service_is_told_from_bad(model: Classifier) -> None:
    good, bad = model.classify(GOOD), model.classify(BAD)
    assert (good.evidence.sum(0) > bad.evidence.sum(0)).all()
    assert good.outcome.satisfaction.value > bad.outcome.satisfaction.value
    assert bad.turns[0].labels.startswith("-")


def test_good_service_leaves_a_far_more_satisfied_customer(model: Classifier) -> None:
    good, bad = model.classify(GOOD), model.classify(BAD)
    assert good.outcome.satisfaction.value > bad.outcome.satisfaction.value + 1


@pytest.mark.parametrize("talk", [HELPED, HJULPET, ANSWERED], ids=["helped", "hjulpet", "answered"])
def test_what_the_customer_says_is_solved_is_resolved(model: Classifier, talk: Conversation) -> None:
    assert model.classify(talk).outcome.resolution.value == "resolved"


@pytest.mark.parametrize("talk", [HELPED, HJULPET, ANSWERED], ids=["helped", "hjulpet", "answered"])
def test_a_customer_who_was_helped_is_seen_as_satisfied(model: Classifier, talk: Conversation) -> None:
    found = model.classify(talk).outcome
    assert found.satisfaction.value > 3
    assert found.loyalty.value in ("neutral", "staying", "ambassador")


def test_every_absence_concerns_some_ratings_and_none_concerns_all() -> None:
    assert set(AGAINST) == set(ABSENCES)
    for names in AGAINST.values():
        assert set(names) < set(RATINGS)
        assert "extra" not in names, "nobody owes an extra"


@pytest.mark.parametrize("talk", [GOOD, BAD, HELPED], ids=["good", "bad", "helped"])
def test_an_absence_lowers_only_what_it_concerns(model: Classifier, talk: Conversation) -> None:
    absences = model.classify(talk).absences
    concerned = np.array([[name in AGAINST[kind] for name in RATINGS] for kind in ABSENCES])
    assert (absences[:, ~concerned] == 0).all()
    assert (absences[-1, ABSENCES.index("feeling_not_met")] == 0).all(), "nobody from the company spoke again"


def test_what_was_left_out_is_charged_where_it_was(model: Classifier) -> None:
    bad, good = (model.classify(talk).absences.sum((0, 2)) for talk in (BAD, GOOD))
    assert (bad > 0.05).any()
    assert (good[1:] < bad[1:]).all(), "who answered is charged less for not having answered"


def test_a_conversation_alone_in_the_world_is_read_like_any_other(model: Classifier) -> None:
    before = model.classify(GOOD)
    model.classify(BAD)
    after = model.classify(GOOD)
    assert before.turns == after.turns
    assert before.evidence.tobytes() == after.evidence.tobytes()
    assert before.absences.tobytes() == after.absences.tobytes()


@pytest.mark.parametrize("role", list(Role))
def test_one_turn_is_enough(model: Classifier, role: Role) -> None:
    found = model.classify(conversation((role, "x")))
    assert len(found.turns) == 1


def test_of_a_very_long_turn_the_ends_are_read_and_it_is_said(model: Classifier) -> None:
    found = model.classify(conversation((Role.CUSTOMER, "word " * 100_000), (Role.AGENT, "I see.")))
    assert found.shortened == (0,)


def test_a_short_conversation_of_many_windows_reads_each_token_once(model: Classifier) -> None:
    turns = [Turn(index=i, role=Role.AGENT, text=f"This is sentence number {i} of a long talk.") for i in range(90)]
    tokens = model.encoder.tokenize(turns)
    windows = model.encoder.windows(tokens)
    assert len(windows) > 3
    assert sum(len(window.ids) - 1 - window.first for window in windows) == sum(map(len, tokens.ids))
    assert model.encoder.features(tokens).shape[0] == 90


def test_long_conversations_are_judged_in_segments_that_agree(released_model: Path, model: Classifier) -> None:
    turns = [(Role.CUSTOMER, "Where is my parcel?"), (Role.AGENT, "I will find out and write to you today.")]
    talk = conversation(*(turns * 120))
    features = model.encoder.features(model.encoder.tokenize(talk.turns))
    roles = role_indices(talk.turns)
    whole, parts = Judge(released_model).run(features, roles), Judge(released_model, segment=100).run(features, roles)
    assert set(whole) == set(parts)
    assert {name: value.shape for name, value in whole.items()} == {name: v.shape for name, v in parts.items()}
    assert np.abs(whole["evidence"] - parts["evidence"]).max() < 0.1  # beside evidence of up to 1


def damaged(tmp_path: Path, source: Path, change: Callable[[Path], None]) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(source, folder)
    change(folder)
    return folder


def rewrite(**fields: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        (folder / "meta.json").write_text(json.dumps(meta | fields), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "meta.json").unlink(), "cannot be read"),
        (lambda folder: (folder / "meta.json").write_text("{", encoding="utf-8"), "cannot be read"),
        (rewrite(format=99), "is not of format"),
        (rewrite(codebook="0"), "was trained on codebook 0"),
        (rewrite(base="many"), "the field base"),
        (lambda folder: (folder / "judge.onnx").write_bytes(b"no model"), "cannot be loaded"),
    ],
)
def test_a_damaged_folder_is_refused_with_a_sentence(
    tmp_path: Path, released_model: Path, change: Callable[[Path], None], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        Classifier.load(damaged(tmp_path, released_model, change))


def test_the_encoder_of_the_folder_is_the_one_that_the_figures_are_of(released_model: Path) -> None:
    encoder = Encoder(released_model, Meta.load(released_model).packing)
    turns = [Turn(index=0, role=Role.CUSTOMER, text="Min pakke er væk.")]
    assert encoder.features(encoder.tokenize(turns)).shape == (
        1,
        2 * (3 * 384 + 2 * 256),
    )  # states, and cues of two networks


def test_a_plain_question_to_a_cross_customer_is_no_failure(model: Classifier) -> None:
    cross = (Role.CUSTOMER, "You lost my bag AGAIN. Worst airline ever, I am so angry.")
    found = {
        text: model.classify(conversation(cross, (Role.AGENT, text), (Role.CUSTOMER, "DL104."))).evidence[1]
        for text in ("What was your flight number?", "Not our problem. Ask somebody else.")
    }
    plain, rude = found.values()
    assert plain.min() > -0.5
    assert rude.sum() < 4 * min(plain.sum(), -0.1)
