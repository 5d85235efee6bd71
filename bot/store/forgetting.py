"""What is kept about a person, said in sentences, and its deletion. One list for all parts."""

from __future__ import annotations

from bot.store.drafts import count_drafts, forget_drafts
from bot.store.engine import Store
from bot.store.members import forget_member, remembered_nation, threads_opted_out
from bot.store.revisions import count_of, forget_in_revisions
from bot.wording import lives


async def kept_about(store: Store, member: int) -> list[str]:
    """A sentence for each thing that is stored about ``member``; empty if nothing is."""
    found = []
    nation = await remembered_nation(store, member)
    if nation:
        found.append(f"You asked me to remember that you live {lives(nation)}.")
    changes = await count_of(store, member)
    if changes:
        times = "once" if changes == 1 else f"{changes} times"
        found.append(f"Your name stands beside changes to what I know: {times}.")
    if await threads_opted_out(store, [member]):
        found.append(
            "You asked me never to suggest threads that you started (`/threads opt-out`). "
            "Without this, I may suggest them again."
        )
    drafts = await count_drafts(store, member)
    if drafts:
        found.append(f"Changes to what I know that you began and did not publish: {drafts}.")
    return found


async def forget(store: Store, member: int) -> None:
    """Delete all that is stored about ``member``; it is gone when this returns."""
    await forget_member(store, member)
    await forget_in_revisions(store, member)
    await forget_drafts(store, member)
