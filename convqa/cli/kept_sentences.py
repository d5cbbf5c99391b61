"""What a run into a store says of itself; no text, no names."""

from __future__ import annotations

import shlex

from convqa.batch.counts import Counts
from convqa.cli.counts import counted
from convqa.errors import InputError
from convqa.redaction import mask_path
from convqa.store.samples import Drawn

__all__ = ["counts_told", "failure_told", "sample_told"]


def failure_told(error: InputError) -> dict[str, object]:
    """A failure for the log of the run."""
    return {"place": mask_path(error.source), "line": error.line, "problem": error.problem}


def sample_told(drawn: Drawn, drawn_at: str | None, *, whole: bool) -> list[str]:
    """What there is to say of a sample; `whole`: with how many were drawn of each agent."""
    size, agents = counted(len(drawn.all), "conversation"), counted(len(drawn.population), "agent")
    lines = [f"The sample: {size} of {agents}, drawn with --seed {shlex.quote(drawn.seed)}."]
    if drawn_at is not None:
        lines.append(f"It is the one that was drawn on {drawn_at}.")
    if whole:
        lines += [f"  {agent}  {len(drawn.members[agent]):,} of {n:,}" for agent, n in sorted(drawn.population.items())]
    return lines


def counts_told(counts: Counts, *, is_dry: bool) -> str:
    """What the run came to; `is_dry`: or would."""
    stored = "would be scored and stored" if is_dry else "stored"
    parts = [f"{counted(counts.new, 'conversation')} {stored}"]
    if counts.changed:
        which = "" if counts.new == 1 else f"{counts.changed:,} of them "
        parts[0] += f", {which}changed since an earlier run"
    parts += [f"{counts.known:,} there already"] if counts.known else []
    parts += [f"{counts.left_out:,} not asked for"] if counts.left_out else []
    parts += [f"{counts.gone:,} erased earlier and left out"] if counts.gone else []
    parts += [f"{counts.purged:,} purged earlier and left out"] if counts.purged else []
    parts += [f"{counts.outdated:,} older than the store keeps"] if counts.outdated else []
    if counts.failed_before:
        parts.append(f"{counts.failed_before:,} that failed earlier not tried again (--retry-failed tries them)")
    sentence = f"{'; '.join(parts)}."
    if counts.apart:
        sentence += (
            f" {counts.apart:,} of them {'has' if counts.apart == 1 else 'have'} the id of a conversation that began "
            "otherwise: both are kept, and --source keeps the ids of several systems apart."
        )
    return sentence
