"""Which mind answers in which community: the shipped one, unless moderators changed something."""

from __future__ import annotations

from bot.conversation.mind import Mind


class Minds:
    """The minds in use. A swap is one assignment: a reply sees the old or the new, never a mix."""

    def __init__(self, base: Mind) -> None:
        self._base = base
        self._own: dict[int, Mind] = {}

    @property
    def base(self) -> Mind:
        """The mind over the knowledge that ships."""
        return self._base

    def of(self, community: int | None) -> Mind:
        """The mind for ``community``; the base for direct messages and the terminal."""
        return self._base if community is None else self._own.get(community, self._base)

    def swap(self, community: int, mind: Mind | None) -> None:
        """From now on answer in ``community`` with ``mind``, or with the base again."""
        if mind is None:
            self._own.pop(community, None)
        else:
            self._own[community] = mind
