"""Changing a community's knowledge: checked, kept, and live in under a second."""

from __future__ import annotations

from collections.abc import Sequence

from bot.editing.agreement import Agreement, agreement_for
from bot.editing.checking import check
from bot.editing.drafts import (
    Conflict,
    ConflictError,
    Draft,
    NotAllowedError,
    Saved,
    follows_base,
    from_content,
)
from bot.editing.live import Live, Standing
from bot.editing.making import checked_reason, draft_of, revision_of, settling
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
from knowledge.overlay import record_in
from knowledge.records import Subject

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
        reason = checked_reason(reason)
        agreement = await self.agreement(community, drafts)
        async with self.live.lock(community):
            standing = await self.live.current(community)
            for draft in drafts:
                await self._refuse_stale(community, standing, draft)
            check(standing, drafts)
            state = State.PROPOSED if agreement.needed else State.PUBLISHED
            rows = [
                revision_of(standing, one, kind, author=author, reason=reason, state=state)
                for one in drafts
            ]
            kept = await self._keep(community, drafts, rows)
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
            drafts = [draft_of(one) for one in chosen]
            for draft in drafts:
                await self._refuse_stale(community, standing, draft)
            check(standing, drafts)
            rows = [settling(one, State.PUBLISHED, approver, one.reason) for one in chosen]
            kept = await self._keep(community, drafts, rows)
            return await self._serve(community, kept)

    async def reject(self, community: int, proposal: Revision, approver: int, reason: str) -> Saved:
        """Put a proposal aside for good."""
        row = settling(proposal, State.REJECTED, approver, checked_reason(reason))
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
