"""Sending interactions to the bot, and Discord's rules for what it does with them."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import TYPE_CHECKING, Any

from . import permissions
from .command_limits import check_choices
from .errors import ApiError, Findings
from .interaction import AUTOCOMPLETE, COMMAND, COMPONENT, FORM, Interaction, Response
from .limits import Files
from .modal_limits import check_modal
from .payloads import (
    EPHEMERAL,
    of_guild_alone,
    of_interaction_channel,
    of_member,
    of_message,
    of_user,
)
from .posting import Store
from .world import Channel, Json, Message, User

if TYPE_CHECKING:
    from .server import Loopback

TOKEN_SECONDS = 15 * 60

_ALLOWED = {
    COMMAND: (Response.REPLY, Response.DEFER, Response.SHOW_FORM),
    COMPONENT: (
        Response.REPLY,
        Response.DEFER,
        Response.DEFER_UPDATE,
        Response.UPDATE,
        Response.SHOW_FORM,
    ),
    AUTOCOMPLETE: (Response.CHOICES,),
    FORM: (Response.REPLY, Response.DEFER, Response.DEFER_UPDATE, Response.UPDATE),
}


class Interactions:
    """All interactions that were sent."""

    def __init__(self, loopback: Loopback) -> None:
        self._loopback = loopback
        self._world = loopback.world
        self._by_token: dict[str, Interaction] = {}
        self.store = Store(loopback)

    @property
    def unanswered(self) -> list[Interaction]:
        """Those for which somebody still waits: no response, or "is thinking"."""
        return [one for one in self._by_token.values() if one.waits]

    def close(self) -> None:
        """Give up those for which somebody still waits."""
        for interaction in self.unanswered:
            interaction.lose()

    def send(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Json,
        *,
        owners: Json,
        name: str = "",
        source: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        """Send one to the bot. ``trigger``: the one that showed the form."""
        world = self._world
        token = secrets.token_urlsafe(48)
        made = Interaction(
            self._loopback,
            world.snowflakes.next(),
            token,
            kind,
            user,
            channel,
            data,
            owners,
            source,
            name,
            trigger,
        )
        self._by_token[token] = made
        loop = asyncio.get_running_loop()
        made.timer = loop.call_later(self._loopback.response_seconds, self._check_answered, made)
        payload = self._payload(made)
        guild = channel.guild
        with_bot = guild is not None and world.bot.id in guild.members
        # Interactions of people who installed it for themselves come even from guilds without it.
        for session in self._loopback.gateway.sessions:
            if session.has(guild if with_bot else None):
                self._loopback.gateway.send(session, "INTERACTION_CREATE", payload)
        return made

    def _check_answered(self, interaction: Interaction) -> None:
        if interaction.response is None and not interaction.lost:
            seconds = self._loopback.response_seconds
            what = interaction.name or interaction.data.get("custom_id")
            self._loopback.violate(f"{what}: not answered within {seconds:g} s")

    def _payload(self, interaction: Interaction) -> Json:
        user, channel, guild = interaction.user, interaction.channel, interaction.channel.guild
        bot = self._world.bot
        data: Json = {
            "id": str(interaction.id),
            "application_id": str(self._world.application_id),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": of_interaction_channel(channel, user),
            "locale": user.locale,
            "entitlements": [],
            "authorizing_integration_owners": interaction.owners,
            "context": channel.context,
            "attachment_size_limit": 10 * 2**20,
            "data": interaction.data,
            "app_permissions": str(permissions.of_channel(channel, bot)),
        }
        if guild:
            bits = permissions.of_channel(channel, user)
            data["guild_id"] = str(guild.id)
            data["guild_locale"] = "en-GB"
            data["guild"] = {"id": str(guild.id), "locale": "en-GB", "features": []}
            data["member"] = of_member(guild.members[user.id]) | {"permissions": str(bits)}
            if bot.id not in guild.members:
                data["guild"] = of_guild_alone(guild) | {"locale": "en-GB"}
        else:
            data["user"] = of_user(user)
        if interaction.source:
            # An interaction shows its message whole, whatever the intents.
            data["message"] = of_message(interaction.source, bot=bot)
        return data

    # --- what the bot does with them

    def respond(self, interaction_id: int, token: str, payload: Json, files: Files) -> Interaction:
        """The first response. Raises :class:`ApiError`."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise ApiError(10062, "no such interaction", fault=True)
        late = time.monotonic() - interaction.sent_at > self._loopback.response_seconds
        if interaction.lost or (late and interaction.response is None):
            raise ApiError(10062, "responded too late", fault=not interaction.lost)
        if interaction.response is not None:
            raise ApiError(40060, interaction.name)
        kind, data = payload["type"], payload.get("data") or {}
        allowed = _ALLOWED[interaction.kind]
        if kind not in allowed or (
            kind in (Response.DEFER_UPDATE, Response.UPDATE) and not interaction.source
        ):
            detail = f"response type {kind} to an interaction of type {interaction.kind}"
            raise ApiError(50035, detail)
        if interaction.expired:
            raise ApiError(50027)
        self._carry_out(interaction, kind, data, files)
        interaction.response = kind
        if interaction.timer:
            interaction.timer.cancel()
        return interaction

    def _carry_out(self, interaction: Interaction, kind: int, data: Json, files: Files) -> None:
        match kind:
            case Response.REPLY:
                interaction.original = self._post(interaction, data, files)
            case Response.DEFER:
                loading = self._empty(interaction, data)
                interaction.original = self._loopback.changes.post(loading)
                interaction.pending = True
            case Response.DEFER_UPDATE:
                interaction.original = interaction.source
                interaction.pending = True
            case Response.UPDATE:
                assert interaction.source is not None
                self._edit(interaction.source, data, files)
                interaction.original = interaction.source
            case Response.CHOICES:
                findings = Findings()
                kind = self._focused(interaction)
                check_choices(data.get("choices") or [], "data", findings, kind)
                findings.check()
                interaction.choices = data.get("choices") or []
            case Response.SHOW_FORM:
                check_modal(data)
                interaction.shown_form = data

    def _focused(self, interaction: Interaction) -> int:
        """The type of the option that is being completed."""
        options = interaction.data.get("options") or []
        while options:
            for option in options:
                if option.get("focused"):
                    return int(option["type"])
            options = options[0].get("options") or []
        return 3

    def followup(self, token: str, data: Json, files: Files) -> Message:
        """A message after the first response; the first one after a deferral fills that."""
        interaction = self._alive(token)
        if interaction.pending and interaction.response == Response.DEFER:
            return self._fill(interaction, data, files)
        if interaction.response == Response.DEFER_UPDATE:
            interaction.pending = False
        return self._post(interaction, data, files)

    def edit(self, token: str, message_id: str, data: Json, files: Files) -> Message:
        """Edit the original response or a followup."""
        interaction = self._alive(token)
        message = self.find(token, message_id)
        if message is interaction.original and interaction.pending:
            if interaction.response == Response.DEFER:
                return self._fill(interaction, data, files)
            interaction.pending = False
        self._edit(message, data, files)
        return message

    def delete(self, token: str, message_id: str) -> None:
        interaction = self._alive(token)
        message = self.find(token, message_id)
        if message is interaction.original:
            interaction.pending = False
        self._loopback.changes.delete(message)

    def find(self, token: str, message_id: str) -> Message:
        """A message of the interaction, by its id or ``@original``."""
        interaction = self._alive(token)
        known = [*interaction.messages, interaction.original, interaction.source]
        if message_id == "@original":
            known = [interaction.original]
        for message in known:
            if message and message_id in ("@original", str(message.id)) and not message.deleted:
                return message
        raise ApiError(10008)

    def _alive(self, token: str) -> Interaction:
        interaction = self._by_token.get(token)
        if interaction is None or interaction.response is None:
            raise ApiError(10015, "used before the first response", fault=True)
        if interaction.expired or time.monotonic() - interaction.sent_at > TOKEN_SECONDS:
            raise ApiError(50027)
        return interaction

    def _post(self, interaction: Interaction, data: Json, files: Files) -> Message:
        private = bool((data.get("flags") or 0) & EPHEMERAL)
        message = self._make(interaction, data, files, interaction.user if private else None)
        interaction.messages.append(message)
        return self._loopback.changes.post(message)

    def _fill(self, interaction: Interaction, data: Json, files: Files) -> Message:
        """Put the text into the message that says "is thinking"; who sees it stays as it was."""
        message = interaction.original
        assert message is not None
        made = self._make(interaction, data, files, message.only_for)
        parts = ("content", "embeds", "components", "attachments", "flags")
        interaction.pending = False
        interaction.messages.append(message)
        fields = {part: getattr(made, part) for part in parts}
        self._loopback.changes.edit(message, loading=False, **fields)
        message.edited_at = None
        return message

    def _edit(self, message: Message, data: Json, files: Files) -> None:
        fields = self.store.edited(message, data, files)
        self._loopback.changes.edit(message, **fields)

    def _make(
        self, interaction: Interaction, data: Json, files: Files, only_for: User | None
    ) -> Message:
        return self.store.build(
            interaction.channel,
            data,
            files,
            only_for=only_for,
            private=True,
            **self._origin(interaction),
        )

    def _empty(self, interaction: Interaction, data: Json) -> Message:
        private = bool((data.get("flags") or 0) & EPHEMERAL)
        return Message(
            self._world.snowflakes.next(),
            interaction.channel,
            self._world.bot,
            only_for=interaction.user if private else None,
            loading=True,
            **self._origin(interaction),
        )

    def _origin(self, interaction: Interaction) -> dict[str, Any]:
        """What a message carries of the interaction that it came from."""
        user = of_user(interaction.user)
        fields: dict[str, Any] = {
            "interaction_metadata": _metadata(interaction),
            "webhook_id": self._world.application_id,
            "application_id": self._world.application_id,
        }
        if interaction.kind == COMMAND:
            kind = interaction.data.get("type", 1)
            fields["type"] = 20 if kind == 1 else 23
            name = interaction.name
            legacy = {"id": str(interaction.id), "type": 2, "name": name, "user": user}
            fields["interaction"] = legacy
        return fields


def _metadata(interaction: Interaction) -> Json:
    """Where a message came from; for a form, also what showed that."""
    data: Json = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "user": of_user(interaction.user),
        "authorizing_integration_owners": interaction.owners,
    }
    if interaction.kind == COMPONENT and interaction.source:
        data["interacted_message_id"] = str(interaction.source.id)
    if interaction.trigger:
        data["triggering_interaction_metadata"] = _metadata(interaction.trigger)
    return data
