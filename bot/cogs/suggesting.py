"""What is offered to a moderator who is typing what a command is about."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.app import Services
from bot.cogs.rights import moderated_guild
from bot.editing.manuscript import Desktop
from bot.views.controls import shortened
from bot.views.records import KINDS, name_of
from bot.views.trouble import RefusalError
from knowledge.base import KnowledgeBase
from knowledge.overlay import record_in
from knowledge.records import Record, RecordKind, Subject
from knowledge.schema import Entry

MOST = 25
CHOOSE = "Please choose from the list that opens while you type."

Choices = list[app_commands.Choice[str]]


class Suggesting:
    """Offers nothing to whoever may not moderate."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def records(
        self, interaction: discord.Interaction, typed: str, *, drafts: bool = False
    ) -> Choices:
        """What is there; with ``drafts``, what the moderator is writing too, and first."""
        desktop = await self._desktop(interaction)
        if desktop is None:
            return []
        named: dict[str, str] = {}
        for one in await desktop.all() if drafts else ():
            title = one.fields.get("title") or one.fields.get("name") or one.subject.id
            named[str(one.subject)] = f"Your draft: {title}"
        for record in records_of(desktop.editor.knowledge(desktop.community)):
            named.setdefault(str(Subject.of(record)), _label(record))
        return _matching(named, typed)

    async def changed(self, interaction: discord.Interaction, typed: str) -> Choices:
        """What somebody changed, also what is retired."""
        desktop = await self._desktop(interaction)
        if desktop is None:
            return []
        standing = desktop.editor.standing(desktop.community)
        named = {}
        for subject in sorted(standing.held):
            record = standing.record(subject) or record_in(standing.shipped, subject)
            label = _label(record) if record else f"{KINDS[subject.kind]}: {subject.id}"
            gone = standing.record(subject) is None
            named[str(subject)] = f"{label} (retired)" if gone else label
        return _matching(named, typed)

    async def versions(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The versions of what was chosen as ``what``."""
        desktop = await self._desktop(interaction)
        what = getattr(interaction.namespace, "what", None)
        if desktop is None or not what:
            return []
        try:
            subject = Subject.parse(str(what))
        except ValueError:
            return []
        named = {
            str(one.number): f"Version {one.number}, {one.made_at:%d %B %Y}: {one.reason}"
            for one in await desktop.editor.history(desktop.community, subject)
        }
        return _matching({**named, "0": "As it came with Reroute"}, typed)

    async def drafts(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The moderator's own drafts of entries."""
        desktop = await self._desktop(interaction)
        if desktop is None:
            return []
        named = {
            str(one.id): str(one.fields.get("title") or one.subject.id)
            for one in await desktop.all()
            if one.subject.kind is RecordKind.ENTRY
        }
        return _matching(named, typed)

    async def subject(self, interaction: discord.Interaction, what: str) -> Subject:
        """What was chosen, or typed without choosing. Raises :class:`RefusalError`."""
        guild = await moderated_guild(self._services.store, interaction)
        try:
            return Subject.parse(what)
        except ValueError:
            pass
        wanted = what.strip().lower()
        for record in records_of(self._services.editor.knowledge(guild.id)):
            if wanted in (record.id, name_of(record).lower()):
                return Subject.of(record)
        raise RefusalError(f"I do not know what you mean. {CHOOSE}")

    async def _desktop(self, interaction: discord.Interaction) -> Desktop | None:
        services = self._services
        try:
            guild = await moderated_guild(services.store, interaction)
        except RefusalError:
            return None
        return Desktop(services.store, services.editor, guild.id, interaction.user.id)


def records_of(base: KnowledgeBase) -> list[Record]:
    """Everything in ``base`` that can be changed by itself."""
    return [*base.entries.values(), *base.signposts.values(), *base.sources.values()]


def version_number(text: str) -> int:
    """The version that was chosen or typed. Raises :class:`RefusalError`."""
    digits = "".join(filter(str.isdecimal, text.partition(",")[0]))
    if not digits:
        raise RefusalError(f"I do not know that version. {CHOOSE}")
    return int(digits)


def _label(record: Record) -> str:
    name = name_of(record)
    return name if isinstance(record, Entry) else f"{KINDS[Subject.of(record).kind]}: {name}"


def _matching(named: dict[str, str], typed: str) -> Choices:
    words = typed.lower().split()
    found = [
        app_commands.Choice(name=shortened(name, 100), value=value)
        for value, name in named.items()
        if all(word in f"{value} {name}".lower() for word in words)
    ]
    return found[:MOST]
