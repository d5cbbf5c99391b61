"""Flags about what one agent did. What the text alone cannot settle is called possible. They never change a rating."""

from __future__ import annotations

from convqa.assessment import Flag, Rating, Scorecard
from convqa.rubric import Critical, Rubric
from convqa.scoring.case import MAX_CITED, Case, strongest

__all__ = ["card_flags", "cited_ratings"]


def card_flags(case: Case, card: Scorecard) -> tuple[Flag, ...]:
    """Raise the flags of one agent's card, each with the turns it rests on.

    A card with a doubt about what the agent did is not exemplary, however high its total.
    """
    doubts = [*_possible(case, card.agent_id), *_critical(case, card)]
    remarks = [*_missing_phrases(case, card.agent_id), *_unsure(case, card)]
    exemplary = [] if doubts else _exemplary(case, card)
    return (*exemplary, *doubts, *remarks)


def cited_ratings(card: Scorecard, rubric: Rubric) -> frozenset[str]:
    """The ratings whose contributions and absences choose the turns that the flags of a card name.

    Whether a flag is raised depends on none of them, so a card that was judged without them says which it needs.
    """
    by_rating = {one.id: one.rating for one in rubric.critical if one.rating is not None}
    found: set[str] = set()
    for flag in card.flags:
        if flag.name == "exemplary":
            found |= _counting(card, rubric).keys()
        elif flag.name == "critical" and flag.detail in by_rating:
            found.add(by_rating[flag.detail])
        elif flag.name == "unsure":
            found.add(_widest(card))
    return frozenset(found)


def _exemplary(case: Case, card: Scorecard) -> list[Flag]:
    """Good enough by the rubric alone, or a little less where the model calls the conversation exemplary too."""
    limits, weights = case.rubric.thresholds, case.rubric.weights
    counting = _counting(card, case.rubric)
    enough = limits.supported_total if case.says("exemplary") else limits.exemplary_total
    if card.total is None or card.total < enough:
        return []
    if min(rating.rating for rating in counting.values()) < limits.exemplary_rating:
        return []
    gains: dict[int, float] = {}
    for name, rating in counting.items():
        for part in rating.contributions:
            if case.hears(part.turn):
                gains[part.turn] = gains.get(part.turn, 0.0) + part.amount * weights[name]
    turns = case.cite(strongest(gains, 3), case.turns_of(card.agent_id))
    return [Flag(name="exemplary", severity="good", turns=turns)]


def _counting(card: Scorecard, rubric: Rubric) -> dict[str, Rating]:
    """The ratings that there are and that have weight."""
    return {name: rating for name, rating in card.ratings.items() if rating is not None and rubric.weights[name] > 0}


def _possible(case: Case, agent_id: str) -> list[Flag]:
    """What the model suspects of the conversation, on the cards of the agents whose turns show it."""
    own = {
        "possible_abuse": case.broken("presence", agent_id=agent_id) if case.says("abuse") else [],
        "possible_wrong_answer": _doubtful_answers(case, agent_id) if case.says("wrong_answer") else [],
        "possible_broken_promise": (
            case.broken("ownership", "clarity", agent_id=agent_id) if case.says("broken_promise") else []
        ),
    }
    return [Flag(name=name, severity="look", turns=case.cite(turns)) for name, turns in own.items() if turns]


def _doubtful_answers(case: Case, agent_id: str) -> list[int]:
    """The agent's turns with effort broken (wrong, half or careless answers).

    Where no agent has one, the one agent turn with most evidence against effort stands for them: a
    suspected wrong answer must reach a person, and be pinned to the likeliest turn only.
    """
    if case.broken("effort"):
        return case.broken("effort", agent_id=agent_id)
    likeliest = case.grounds.weakest_effort_turn
    return [likeliest] if likeliest is not None and case.grounds.turns[likeliest].agent_id == agent_id else []


def _critical(case: Case, card: Scorecard) -> list[Flag]:
    flags = []
    for criterion in case.rubric.critical:
        turns = _shows(case, card, criterion)
        if turns is not None:
            cited = case.cite(turns, case.turns_of(card.agent_id))
            flags.append(Flag(name="critical", severity="look", turns=cited, detail=criterion.id))
    return flags


def _shows(case: Case, card: Scorecard, criterion: Critical) -> list[int] | None:
    """The turns that meet a critical criterion, none where a rating is low by its base alone; `None` if not met.

    A rating that may as well be two higher, by its interval, is not critical: it is merely unsure. Nor is a label of
    a turn that was badly heard.
    """
    if criterion.behaviour is not None:
        turns = [i for i in case.broken(criterion.behaviour, agent_id=card.agent_id) if case.hears(i)]
        return turns if len(turns) >= criterion.at_least else None
    rating = card.ratings.get(criterion.rating or "")
    limit = criterion.at_most or 0
    if rating is None or rating.rating > limit or rating.interval[1] > limit + 1:
        return None
    losses: dict[int, float] = {}
    parts = [(part.turn, part.amount) for part in rating.contributions]
    parts += [(part.turn, part.amount) for part in rating.absences]
    for turn, amount in parts:
        losses[turn] = losses.get(turn, 0.0) - amount
    return strongest(losses, MAX_CITED)


def _missing_phrases(case: Case, agent_id: str) -> list[Flag]:
    """What the company wants said and nobody said, on the card of the agent who opened the conversation."""
    if case.grounds.agent_ids[0] != agent_id:
        return []
    return [
        Flag(
            name="missing_phrase",
            severity="look",
            turns=tuple(case.turns_of(agent_id)[:1]),
            detail=phrase.id,
        )
        for phrase in case.rubric.phrases
        if phrase.id in case.missing
    ]


def _unsure(case: Case, card: Scorecard) -> list[Flag]:
    """Intervals so wide, on average, that the ratings say little; cites what moved the least certain rating most."""
    widths = _widths(card)
    if not widths or sum(widths.values()) / len(widths) < case.rubric.thresholds.interval_width:
        return []
    widest = card.ratings[_widest(card)]
    moved = strongest({part.turn: abs(part.amount) for part in widest.contributions}, 3) if widest else []
    return [
        Flag(name="unsure", severity="look", turns=case.cite(moved, case.turns_of(card.agent_id)), detail="ratings")
    ]


def _widest(card: Scorecard) -> str:
    """The rating that is least certain, the first of equals."""
    widths = _widths(card)
    return max(widths, key=widths.__getitem__)


def _widths(card: Scorecard) -> dict[str, int]:
    """How wide the interval of each rating is that there is."""
    return {
        name: rating.interval[1] - rating.interval[0] for name, rating in card.ratings.items() if rating is not None
    }
