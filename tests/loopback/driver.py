"""Acting as people do: commands, buttons, menus and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .command_limits import CHAT, MESSAGE, USER
from .component_limits import Kind
from .forms import filled, value_of
from .interaction import AUTOCOMPLETE, COMMAND, COMPONENT, FORM, Interaction
from .offers import NotOffered, Values, descend, find_command, owners
from .reading import buttons, name_of, selects
from .world import Channel, Json, Message, User
from .writing import Writer

if TYPE_CHECKING:
    pass


class Person(Writer):
    """Somebody with a Discord client, who also uses commands, buttons, menus and forms."""

    # --- commands

    def slash(
        self, name: str, channel: Channel, /, *, stale: bool = False, **options: Any
    ) -> Interaction:
        """Run a command; ``name`` with its subcommands, such as "knowledge add". Values are what
        the option takes: text, number, bool, User, Role, Channel, or (filename, content).
        """
        self.loopback.said += [value for value in options.values() if isinstance(value, str)]
        return self._chat(COMMAND, name, channel, options, stale=stale)

    async def completes(
        self, name: str, channel: Channel, option: str, text: str, /, **others: Any
    ) -> list[Json]:
        """Type ``text`` into an option, and see what is suggested: name and value."""
        given = {**others, option: text}
        interaction = self._chat(AUTOCOMPLETE, name, channel, given, focused=option)
        return await interaction.suggestions()

    def _chat(
        self,
        kind: int,
        name: str,
        channel: Channel,
        given: dict[str, Any],
        *,
        stale: bool = False,
        focused: str | None = None,
    ) -> Interaction:
        first, *rest = name.split()
        command = find_command(self.loopback, self.user, channel, CHAT, first, stale=stale)
        path, known = descend(command, rest)
        if focused and not any(o["name"] == focused and o.get("autocomplete") for o in known):
            raise NotOffered(f"{focused!r} suggests nothing")
        values = Values(self.loopback, channel)
        options = values.options(known, given, focused)
        for step in reversed(path):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        data = self._command(command) | {"options": options}
        if values.resolved:
            data["resolved"] = values.resolved
        return self._send(kind, channel, data, name)

    def message_menu(self, name: str, message: Message, *, stale: bool = False) -> Interaction:
        """Apps → ``name`` on a message."""
        self._sees(message)
        return self._menu(MESSAGE, name, message.channel, message, stale=stale)

    def user_menu(
        self, name: str, channel: Channel, target: User, *, stale: bool = False
    ) -> Interaction:
        """Apps → ``name`` on a person."""
        return self._menu(USER, name, channel, target, stale=stale)

    def _menu(
        self, kind: int, name: str, channel: Channel, target: Message | User, *, stale: bool
    ) -> Interaction:
        command = find_command(self.loopback, self.user, channel, kind, name, stale=stale)
        values = Values(self.loopback, channel)
        target_id = values.resolve(target)
        data = self._command(command) | {"target_id": target_id, "resolved": values.resolved}
        return self._send(COMMAND, channel, data, name)

    def _command(self, command: Json) -> Json:
        data = {key: command[key] for key in ("id", "name", "type")}
        return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})

    # --- components and forms

    def presses(
        self,
        message: Message,
        label: str | None = None,
        *,
        custom_id: str | None = None,
    ) -> Interaction:
        """Press a button of the message as it is now, named by its label or custom_id."""
        self._sees(message)
        button = self._find(buttons(message), label, custom_id)
        if button.get("url"):
            raise NotOffered("a link tells the bot nothing")
        data: Json = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        name = f"button {label or custom_id}"
        return self._send(COMPONENT, message.channel, data, name, source=message)

    def chooses(
        self,
        message: Message,
        *wanted: Any,
        menu: str | None = None,
        custom_id: str | None = None,
    ) -> Interaction:
        """Choose in a select menu (the only one, or named by placeholder or custom_id): options
        by label or value, or users, roles and channels.
        """
        self._sees(message)
        select = self._find(selects(message), menu, custom_id)
        low, high = select.get("min_values"), select.get("max_values") or 1
        if not (1 if low is None else low) <= len(wanted) <= high:
            raise NotOffered(f"this menu takes {low} to {high} values")
        values = Values(self.loopback, message.channel)
        if select["type"] == Kind.STRING_SELECT:
            chosen = [value_of(select["options"], one, name_of(select)) for one in wanted]
        else:
            chosen = [values.resolve(one) for one in wanted]
        data: Json = {
            "component_type": select["type"],
            "custom_id": select["custom_id"],
            "id": select["id"],
            "values": chosen,
        }
        if values.resolved:
            data["resolved"] = values.resolved
        return self._send(COMPONENT, message.channel, data, "select", source=message)

    async def submits(self, shown: Interaction, given: dict[str, Any]) -> Interaction:
        """Fill in the form that ``shown`` opened and send it; values by label or custom_id."""
        form = await shown.form()
        self.loopback.said += [value for value in given.values() if isinstance(value, str)]
        values = Values(self.loopback, shown.channel)
        data: Json = {
            "custom_id": form["custom_id"],
            "components": filled(form, given, values),
        }
        if values.resolved:
            data["resolved"] = values.resolved
        return self._send(
            FORM, shown.channel, data, form["title"], source=shown.source, trigger=shown
        )

    def _find(self, components: list[Json], label: str | None, custom_id: str | None) -> Json:
        found = [
            one
            for one in components
            if (label is None or name_of(one) == label)
            and (custom_id is None or one.get("custom_id") == custom_id)
        ]
        if len(found) != 1:
            names = [name_of(one) for one in components]
            raise NotOffered(f"{len(found)} fit {label or custom_id!r}; there are {names}")
        if found[0].get("disabled"):
            raise NotOffered(f"{label or custom_id!r} is switched off")
        return found[0]

    def _send(
        self,
        kind: int,
        channel: Channel,
        data: Json,
        name: str,
        *,
        source: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        there = owners(self.loopback, self.user, channel)
        return self.loopback.interactions.send(
            kind,
            self.user,
            channel,
            data,
            owners=there,
            name=name,
            source=source,
            trigger=trigger,
        )
