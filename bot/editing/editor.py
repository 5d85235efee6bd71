"""Changing a community's knowledge: checked, kept, and live in under a second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.editing.agreement import Agreement, agreement_for
from bot.editing.drafts import (
    Conflict,
    ConflictError,
    Draft,
    NotAllowedError,
    Saved,
    fingerprint,
    follows_base,
    from_content,
    to_content,
)
from bot.editing.live import Live, Standing
from bot.store.communities import load_community
from bot.store.revisions import (
    Kind,
    NewRevision,
    Revision,
    StaleError,
    State,
    history,
    keep_all,
    proposals,
    revision,
)
from knowledge.base import KnowledgeBase
from knowledge.overlay import laid_over, laid_over_as_fits, record_in
from knowledge.problems import KnowledgeError, Problem
from knowledge.records import Subject

LONGEST_REASON = 500

ATTEMPTS = 5
"""Times that a change is tried when other processes take the same number."""


class Editor:
    """What moderators can do to the knowledge of their community. Belongs to one event loop.

    Everything that keeps something returns after the commit, and after the new
    words answer or it is known why they do not. It raises :class:`KnowledgeError`
    with the faults in plain words, :class:`ConflictError` or
    :class:`NotAllowedError`, and then nothing was kept.
    """

    def __init__(self, live: Live) -> None:
        self.live = live

    def knowledge(self, community: int) -> KnowledgeBase:
        """All that ``community`` has, with entries that are withdrawn until they are reviewed."""
        return self.live.standing(community).base

    def standing(self, community: int) -> Standing:
        """The same with what was changed and what had to be set aside."""
        return self.live.standing(community)

    def draft(self, community: int, subject: Subject) -> Draft:
        """``subject`` as it is now, to be changed; empty if it is new or retired."""
        standing = self.live.standing(community)
        return Draft(subject, standing.record(subject), standing.number(subject))

    async def publish(self, community: int, draft: Draft, author: int, reason: str) -> Saved:
        """Check ``draft``, keep it, and answer with it.

        Where two people must agree (:mod:`bot.editing.agreement`) it is kept as a
        proposal. If the new mind cannot be made after it was kept, the old one
        answers, ``trouble`` says why, and the next change or start tries again.
        """
        return await self.publish_all(community, [draft], author, reason)

    async def publish_all(
        self,
        community: int,
        drafts: Sequence[Draft],
        author: int,
        reason: str,
        kind: Kind | None = None,
    ) -> Saved:
        """Publish several changes that need each other: all of them, or none."""
        reason = _checked_reason(reason)
        agreement = await self.agreement(community, drafts)
        async with self.live.lock(community):
            standing = await self.live.current(community)
            for draft in drafts:
                await self._refuse_stale(community, standing, draft)
            check(standing, drafts)
            state = State.PROPOSED if agreement.needed else State.PUBLISHED
            kept = await self._keep(
                community,
                drafts,
                [
                    _revision(
                        standing,
                        one,
                        kind or _kind(standing, one),
                        author=author,
                        reason=reason,
                        state=state,
                    )
                    for one in drafts
                ],
            )
            if agreement.needed:
                urgent = agreement is Agreement.URGENT
                return Saved(tuple(kept), live=False, urgent=urgent)
            return await self._serve(community, kept)

    async def agreement(self, community: int, drafts: Sequence[Draft]) -> Agreement:
        """Whether a second moderator has to agree to ``drafts``, and why."""
        settings = await load_community(self.live.store, community)
        return agreement_for(settings, self.live.standing(community).shipped, drafts)

    async def retire(self, community: int, subject: Subject, author: int, reason: str) -> Saved:
        """Take ``subject`` out of the knowledge."""
        draft = self.draft(community, subject).retired()
        return await self.publish(community, draft, author, reason)

    async def undo(self, community: int, subject: Subject, author: int, reason: str) -> Saved:
        """Go back to what was before the published revision of ``subject``, by a new revision."""
        standing = self.live.standing(community)
        held = standing.held.get(subject)
        if held is None:
            raise NotAllowedError("Nothing was changed here, so there is nothing to undo.")
        return await self.restore(community, subject, held.revision.made_from, author, reason)

    async def restore(
        self, community: int, subject: Subject, number: int, author: int, reason: str
    ) -> Saved:
        """Make revision ``number`` of ``subject`` what is published again; 0: the release's own."""
        draft = self.draft(community, subject)
        old = await revision(self.live.store, community, str(subject), number) if number else None
        if number and old is None:
            raise NotAllowedError(f"There is no version {number}.")
        if old is None or follows_base(old):
            released = record_in(self.live.minds.base.base, subject)
            draft = draft.as_released() if released else draft.retired()
        else:
            record = from_content(subject, old.content)
            draft = Draft(subject, record, draft.made_from)
        return await self.publish_all(community, [draft], author, reason, Kind.RESTORE)

    async def proposals(self, community: int) -> list[Revision]:
        """What waits for a second moderator, oldest first."""
        return await proposals(self.live.store, community)

    async def approve(self, community: int, chosen: Sequence[Revision], approver: int) -> Saved:
        """Publish what somebody else proposed: all of ``chosen``, or none."""
        if any(one.author == approver for one in chosen):
            raise NotAllowedError("Somebody else has to agree to your own change.")
        if any(one.author is None for one in chosen):
            # It may have been whoever agrees now.
            raise NotAllowedError(
                "Whoever proposed this had their name deleted, so I cannot tell that you are "
                "somebody else. Please refuse it, and propose it yourself."
            )
        async with self.live.lock(community):
            standing = await self.live.current(community)
            drafts = [_draft_of(one) for one in chosen]
            for draft in drafts:
                await self._refuse_stale(community, standing, draft)
            check(standing, drafts)
            rows = [_settling(one, State.PUBLISHED, approver, one.reason) for one in chosen]
            kept = await self._keep(community, drafts, rows)
            return await self._serve(community, kept)

    async def reject(self, community: int, proposal: Revision, approver: int, reason: str) -> Saved:
        """Put a proposal aside for good."""
        row = _settling(proposal, State.REJECTED, approver, _checked_reason(reason))
        async with self.live.lock(community):
            return Saved(tuple(await self._keep(community, [], [row])), live=False)

    async def history(self, community: int, subject: Subject) -> list[Revision]:
        """All that was done to ``subject``, newest first."""
        return await history(self.live.store, community, str(subject))

    async def refresh(self, community: int) -> str:
        """Answer with what is kept now: after settings changed, on a new day, or to try again.

        Returns what went wrong, if anything.
        """
        return await self.live.refresh(community)

    async def _serve(self, community: int, kept: Sequence[Revision]) -> Saved:
        trouble = await self.live.renew(community)
        return Saved(tuple(kept), live=not trouble, trouble=trouble)

    async def _keep(
        self, community: int, drafts: Sequence[Draft], rows: Sequence[NewRevision]
    ) -> list[Revision]:
        for _ in range(ATTEMPTS):
            try:
                return await keep_all(self.live.store, community, rows)
            except StaleError:
                standing = await self.live.current(community)
                for draft in drafts:
                    await self._refuse_stale(community, standing, draft)
        # Nobody published anything else, so it was settled; or others are very busy.
        raise NotAllowedError("Somebody else has just decided on this. Please look again.")

    async def _refuse_stale(self, community: int, standing: Standing, draft: Draft) -> None:
        now = standing.number(draft.subject)
        if now == draft.made_from:
            return
        old = await revision(self.live.store, community, str(draft.subject), draft.made_from)
        ancestor = (
            record_in(standing.shipped, draft.subject)
            if old is None or follows_base(old)
            else from_content(draft.subject, old.content)
        )
        theirs = standing.record(draft.subject)
        raise ConflictError(Conflict(draft.subject, ancestor, theirs, draft.record, now))


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


def _kind(standing: Standing, draft: Draft) -> Kind:
    if draft.follows_base:
        return Kind.RESTORE
    if standing.record(draft.subject) is not None:
        return Kind.EDIT
    return Kind.RESTORE if draft.subject in standing.held else Kind.ADD


def _revision(
    standing: Standing, draft: Draft, kind: Kind, *, author: int, reason: str, state: State
) -> NewRevision:
    released = record_in(standing.shipped, draft.subject)
    retired = draft.record is None and not draft.follows_base
    return NewRevision(
        subject=str(draft.subject),
        kind=Kind.RETIRE if retired else kind,
        content=to_content(draft.record) if draft.record else None,
        made_from=draft.made_from,
        base_hash=fingerprint(released) if released else None,
        base_content=to_content(released) if released else None,
        reason=reason,
        author=author,
        state=state,
        answers=draft.answers,
    )


def _draft_of(proposal: Revision) -> Draft:
    subject = Subject.parse(proposal.subject)
    return Draft(
        subject,
        from_content(subject, proposal.content),
        proposal.made_from,
        follows_base(proposal),
    )


def _settling(proposal: Revision, state: State, approver: int, reason: str) -> NewRevision:
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


def _checked_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise NotAllowedError("Please say in a few words why.")
    if len(reason) > LONGEST_REASON:
        raise NotAllowedError(f"Please give the reason in at most {LONGEST_REASON} characters.")
    return reason
