"""From a draft to the revision that is kept, and from a proposal back to a draft."""

from __future__ import annotations

from collections.abc import Mapping

from bot.editing.drafts import (
    Draft,
    NotAllowedError,
    fingerprint,
    follows_base,
    from_content,
    to_content,
)
from bot.editing.live import Standing
from bot.store.revisions import Kind, NewRevision, Revision, State
from knowledge.overlay import record_in
from knowledge.records import Subject

LONGEST_REASON = 500


def _kind(standing: Standing, draft: Draft) -> Kind:
    if draft.follows_base:
        return Kind.RESTORE
    if standing.record(draft.subject) is not None:
        return Kind.EDIT
    return Kind.RESTORE if draft.subject in standing.held else Kind.ADD


def revision_of(
    standing: Standing, draft: Draft, kind: Kind | None, *, author: int, reason: str, state: State
) -> NewRevision:
    """``draft`` as it is kept; without a ``kind`` it is told from what is there now."""
    released = record_in(standing.shipped, draft.subject)
    retired = draft.record is None and not draft.follows_base
    return NewRevision(
        subject=str(draft.subject),
        kind=Kind.RETIRE if retired else kind or _kind(standing, draft),
        content=to_content(draft.record) if draft.record else None,
        made_from=draft.made_from,
        base_hash=fingerprint(released) if released else None,
        base_content=to_content(released) if released else None,
        reason=reason,
        author=author,
        state=state,
        answers=draft.answers,
    )


def draft_of(proposal: Revision) -> Draft:
    """What publishing ``proposal`` would change."""
    subject = Subject.parse(proposal.subject)
    return Draft(
        subject,
        from_content(subject, proposal.content),
        proposal.made_from,
        follows_base(proposal),
    )


def settling(proposal: Revision, state: State, approver: int, reason: str) -> NewRevision:
    """What approves (published) or rejects ``proposal``."""
    same: Mapping[str, object] = {
        name: getattr(proposal, name) for name in NewRevision.__dataclass_fields__
    }
    changed = {
        "state": state,
        "settles": proposal.number,
        "approver": approver,
        "reason": reason,
    }
    return NewRevision(**{**same, **changed})  # type: ignore[arg-type]


def checked_reason(reason: str) -> str:
    """``reason`` on one line. Raises :class:`NotAllowedError` if it is empty or too long."""
    reason = " ".join(reason.split())
    if not reason:
        raise NotAllowedError("Please say in a few words why.")
    if len(reason) > LONGEST_REASON:
        raise NotAllowedError(f"Please give the reason in at most {LONGEST_REASON} characters.")
    return reason
