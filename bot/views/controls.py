"""Buttons and menus that never expire: all they need to know stands in their custom id.

A control is pressed perhaps a year after it was sent, by anybody who sees it,
after any number of restarts. So it carries the name of its action and a few
arguments; whoever handles the action checks anew what the presser may do.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import discord
from discord import ui

from bot.views.once import Once
from bot.views.trouble import RefusalError, report_trouble, take_up

Interaction = discord.Interaction[Any]

Handler = Callable[[Interaction, tuple[str, ...]], Awaitable[None]]
"""Given the interaction and the control's arguments; for a menu, what was chosen follows them."""

PREFIX = "rr"
OUTDATED = "That is from an earlier version of me. Please ask again, or open `/topics`."
LONGEST_LABEL = 80
LONGEST_PLACEHOLDER = 150
LONGEST_ID = 100
_TEMPLATE = rf"{PREFIX}:(?P<action>[a-z-]+)(?P<arguments>(?::[^:]*)*)"


class Controls:
    """The handler of each action. Filled by the cogs when they are loaded."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}
        self._once = Once()

    def add(self, action: str, handler: Handler) -> None:
        """Let ``handler`` do ``action``."""
        if action in self._handlers:
            raise ValueError(f"the action {action!r} has a handler already")
        self._handlers[action] = handler

    async def dispatch(
        self, interaction: Interaction, custom_id: str, chosen: Sequence[str] = ()
    ) -> None:
        """Do what the control ``custom_id`` stands for; a fault becomes a plain sentence."""
        if not self._once.first(interaction.id):
            return
        try:
            take_up(interaction)
            action, arguments = read_id(custom_id)
            handler = self._handlers.get(action)
            if handler is None:
                raise RefusalError(OUTDATED)
            await handler(interaction, (*arguments, *chosen))
        except Exception as error:
            await report_trouble(interaction, error)


@runtime_checkable
class HasControls(Protocol):
    """A client that holds the handlers."""

    controls: Controls


def make_id(action: str, *arguments: str) -> str:
    """The custom id for ``action`` with ``arguments``."""
    if any(":" in argument for argument in arguments):
        raise ValueError(f"an argument holds a colon: {arguments}")
    custom_id = ":".join((PREFIX, action, *arguments))
    if len(custom_id) > LONGEST_ID:
        raise ValueError(f"longer than a custom id may be: {custom_id}")
    return custom_id


def read_id(custom_id: str) -> tuple[str, tuple[str, ...]]:
    """The action and the arguments of ``custom_id``; raises :class:`ValueError` if not ours."""
    found = re.fullmatch(_TEMPLATE, custom_id)
    if found is None:
        raise ValueError(f"not one of our controls: {custom_id!r}")
    return found["action"], tuple(found["arguments"].split(":")[1:])


class Control(ui.DynamicItem[Any], template=_TEMPLATE):
    """What all controls share. Made again from a message when one is used.

    All kinds have one template, and discord.py keeps one class for each template, whichever
    was last seen: so any of them makes whatever kind was used.
    """

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Any:  # noqa: ANN401 - the kind that was used, not this one
        """The control that was used, made again from its id."""
        return _made_again(item, *read_id(match.string))

    async def callback(self, interaction: Interaction) -> None:
        """Do what the control stands for, with what was chosen in it."""
        client = interaction.client
        data: Any = interaction.data
        if isinstance(client, HasControls):
            await client.controls.dispatch(interaction, self.custom_id, data.get("values", ()))


class Button(Control, template=_TEMPLATE):
    """A button with words on it."""

    def __init__(
        self,
        label: str,
        action: str,
        *arguments: str,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        text = shortened(label, LONGEST_LABEL)
        super().__init__(ui.Button(label=text, style=style, custom_id=make_id(action, *arguments)))


class Menu(Control, template=_TEMPLATE):
    """A menu of which one thing (or several) is chosen."""

    def __init__(
        self,
        placeholder: str,
        options: Sequence[discord.SelectOption],
        action: str,
        *arguments: str,
        most: int = 1,
    ) -> None:
        super().__init__(
            ui.Select(
                placeholder=shortened(placeholder, LONGEST_PLACEHOLDER),
                options=list(options),
                max_values=most,
                custom_id=make_id(action, *arguments),
            )
        )


class ChannelMenu(Control, template=_TEMPLATE):
    """A menu of the server's channels; none may be chosen. The handler gets their ids."""

    def __init__(
        self,
        placeholder: str,
        kinds: Sequence[discord.ChannelType],
        action: str,
        *arguments: str,
        chosen: Sequence[int] = (),
        most: int = 1,
    ) -> None:
        defaults = [discord.SelectDefaultValue.from_channel(discord.Object(i)) for i in chosen]
        super().__init__(
            ui.ChannelSelect(
                placeholder=shortened(placeholder, LONGEST_PLACEHOLDER),
                channel_types=list(kinds),
                default_values=defaults,
                min_values=0,
                max_values=most,
                custom_id=make_id(action, *arguments),
            )
        )


class RoleMenu(Control, template=_TEMPLATE):
    """A menu of the server's roles; none may be chosen. The handler gets their ids."""

    def __init__(
        self, placeholder: str, action: str, *arguments: str, chosen: Sequence[int] = ()
    ) -> None:
        defaults = [discord.SelectDefaultValue.from_role(discord.Object(i)) for i in chosen]
        super().__init__(
            ui.RoleSelect(
                placeholder=shortened(placeholder, LONGEST_PLACEHOLDER),
                default_values=defaults,
                min_values=0,
                max_values=1,
                custom_id=make_id(action, *arguments),
            )
        )


CONTROLS = (Button, Menu, ChannelMenu, RoleMenu)


def _made_again(item: ui.Item[Any], action: str, arguments: tuple[str, ...]) -> Control:
    match item:
        case ui.Button():
            return Button(item.label or action, action, *arguments, style=item.style)
        case ui.Select():
            return Menu(
                item.placeholder or "", item.options, action, *arguments, most=item.max_values
            )
        case ui.ChannelSelect():
            return ChannelMenu(
                item.placeholder or "",
                item.channel_types,
                action,
                *arguments,
                most=item.max_values,
            )
        case ui.RoleSelect():
            return RoleMenu(item.placeholder or "", action, *arguments)
        case _:
            raise TypeError(f"not one of our controls: {type(item).__name__}")


def shortened(text: str, longest: int) -> str:
    """``text`` cut to ``longest`` characters, at a word where it can be."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut) + "…"
