"""Two pictures of how far the answers can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.evaluation.measures import hit_at
from bot.evaluation.running import Outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS = 10
RELIABILITY = "reliability.svg"
COVERAGE = "coverage.svg"


def draw(asked: Sequence[Outcome], outside: Sequence[Outcome], folder: Path) -> list[Path]:
    """Draw the reliability curve and coverage against false answers into ``folder``, as SVG."""
    import matplotlib as mpl

    mpl.use("Agg")
    # The same data give the same file, and letters stay letters, for screen readers and diffs.
    mpl.rcParams.update({"svg.hashsalt": "reroute", "svg.fonttype": "none"})
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _save(folder / RELIABILITY, lambda axes: _reliability(axes, [*asked, *outside])),
        _save(folder / COVERAGE, lambda axes: _coverage(axes, asked, outside)),
    ]


def _save(path: Path, plot: Callable[[Axes], None]) -> Path:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4.5), layout="constrained")
    plot(figure.add_subplot())
    figure.savefig(path, metadata={"Date": None})
    return path


def _reliability(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    scores = np.array([o.reply.evidence.score for o in outcomes])
    right = np.array([hit_at(1)(o.ranked, o.case.topics) for o in outcomes])
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    used = [b for b in range(BINS) if (bins == b).any()]
    said = [scores[bins == b].mean() for b in used]
    was = [right[bins == b].mean() for b in used]
    axes.plot([0, 1], [0, 1], linestyle="--", color="0.5", label="as it should be")
    axes.plot(said, was, marker="o", color="black", label="as it is")
    for x, y, b in zip(said, was, used, strict=True):
        axes.annotate(f"{(bins == b).sum()} messages", (x, y), (6, -10), textcoords="offset points")
    axes.set(
        xlabel="Probability given that the first entry answers",
        ylabel="Share of messages for which it does",
        title="Reliability on the test half",
        xlim=(0, 1.08),
        ylim=(0, 1.05),
    )
    axes.legend()


def _coverage(axes: Axes, asked: Sequence[Outcome], outside: Sequence[Outcome]) -> None:
    inside = np.array([o.reply.evidence.in_scope for o in asked])
    others = np.array([o.reply.evidence.in_scope for o in outside])
    floors = np.sort(np.concatenate([inside, others]))
    axes.plot(
        [(others > floor).mean() for floor in floors],
        [(inside > floor).mean() for floor in floors],
        color="black",
    )
    for wrongly in (0.02, 0.05):
        axes.axvline(wrongly, linestyle="--", color="0.5")
    axes.set(
        xlabel="Share of out-of-scope messages answered (dashed: 2% and 5%)",
        ylabel="Share of in-scope questions answered",
        title="Coverage against false answers on the test half",
        xlim=(0, 0.2),
        ylim=(0, 1.02),
    )
