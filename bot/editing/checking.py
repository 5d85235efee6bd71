"""Whether changes fit what is there, and each other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.editing.drafts import Draft, fingerprint, follows_base
from bot.editing.live import Standing
from knowledge.base import KnowledgeBase
from knowledge.overlay import laid_over, laid_over_as_fits, record_in
from knowledge.problems import KnowledgeError, Problem


def check(standing: Standing, drafts: Sequence[Draft]) -> KnowledgeBase:
    """The knowledge with ``drafts`` in it. Raises :class:`KnowledgeError` with every fault."""
    changes = dict(standing.changes)
    problems = []
    for draft in drafts:
        now, released = standing.record(draft.subject), record_in(standing.shipped, draft.subject)
        after = released if draft.follows_base else draft.record
        if after is None and (now is None or draft.follows_base):
            problems.append(Problem(str(draft.subject), "", "is not there"))
        elif after == now and not _changes_rule(standing, draft):
            problems.append(Problem(str(draft.subject), "", "nothing was changed"))
        if draft.follows_base:
            changes.pop(draft.subject, None)
        else:
            changes[draft.subject] = after
    if problems:
        raise KnowledgeError(problems)
    try:
        return laid_over(standing.shipped, changes)
    except KnowledgeError as error:
        # What a release broke elsewhere must not stand in the way of this change.
        known = _faults(standing)
        new = [problem for problem in error.problems if problem not in known]
        if new:
            raise KnowledgeError(new) from None
        return laid_over_as_fits(standing.shipped, changes).base


def _faults(standing: Standing) -> tuple[Problem, ...]:
    try:
        laid_over(standing.shipped, standing.changes)
    except KnowledgeError as error:
        return error.problems
    return ()


def _changes_rule(standing: Standing, draft: Draft) -> bool:
    """Whether the same words come from elsewhere, or stand over another release's, from now on."""
    held = standing.held.get(draft.subject)
    if held is None:
        return False
    if draft.follows_base:
        return not follows_base(held.revision)
    released = record_in(standing.shipped, draft.subject)
    return held.revision.base_hash != (fingerprint(released) if released else None)
