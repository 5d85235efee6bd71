"""Which changes a second person has to agree to, and why."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from bot.editing.drafts import Draft
from bot.store.communities import CommunitySettings
from knowledge.base import KnowledgeBase
from knowledge.overlay import record_in
from knowledge.records import RecordKind, Subject


class Agreement(Enum):
    """Why a second moderator has to agree."""

    NOT_NEEDED = auto()
    CHOSEN = auto()
    """The community wants it for every change."""
    URGENT = auto()
    """Members in a crisis or an emergency are told it, whatever the community chose."""

    @property
    def needed(self) -> bool:
        """Whether the change waits for a second moderator."""
        return self is not Agreement.NOT_NEEDED


def is_urgent(shipped: KnowledgeBase, subject: Subject) -> bool:
    """Whether the reply to a crisis or an emergency names ``subject``."""
    return subject.kind is RecordKind.SIGNPOST and subject.id in shipped.safety.urgent_signposts


def agreement_for(
    settings: CommunitySettings, shipped: KnowledgeBase, drafts: Iterable[Draft]
) -> Agreement:
    """What publishing ``drafts`` together needs.

    Going back to the release's own words of an urgent signpost needs no second
    person: two have checked them, and it is the quickest way out of a mistake.
    """
    for draft in drafts:
        released = draft.follows_base or draft.record == record_in(shipped, draft.subject)
        if is_urgent(shipped, draft.subject) and not released:
            return Agreement.URGENT
    return Agreement.CHOSEN if settings.needs_approval else Agreement.NOT_NEEDED
