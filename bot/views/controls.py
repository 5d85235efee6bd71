"""Buttons and menus that never expire: all they need to know stands in their custom id.

A control is pressed perhaps a year after it was sent, by anybody who sees it,
after any number of restarts. So it carries the name of its action and a few
arguments; whoever handles the action checks anew what the presser may do.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, Self, runtime_checkable

import discord
from discord import ui

from bot.views.trouble import report_trouble

Interaction = discord.Interaction[Any]

Handler = Callable[[Interaction, tuple[str, ...]], Awaitable[None]]
"""Given the interaction and the control's arguments; for a menu, what was chosen follows them."""

PREFIX = "rr"
LONGEST_LABEL = 80
LONGEST_ID = 100
_TEMPLATE = rf"{PREFIX}:(?P<action>[a-z-]+)(?P<arguments>(?::[^:]*)*)"


class Controls:
    """The handler of each action. Filled by the cogs when they are loaded."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def add(self, action: str, handler: Handler) -> None:
        """Let ``handler`` do ``action``."""
        if action in self._handlers:
            raise ValueError(f"the action {action!r} has a handler already")
        self._handlers[action] = handler

    async def dispatch(
        self, interaction: Interaction, custom_id: str, chosen: Sequence[str] = ()
    ) -> None:
        """Do what the control ``custom_id`` stands for; a fault becomes a plain sentence."""
        try:
            action, arguments = read_id(custom_id)
            handler = self._handlers.get(action)
            if handler is None:
                raise LookupError(f"no handler for the action {action!r}")
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


class Button(ui.DynamicItem[ui.Button[Any]], template=_TEMPLATE):
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

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed, made again from its id."""
        if not isinstance(item, ui.Button):
            raise TypeError("not a button")
        action, arguments = read_id(match.string)
        return cls(item.label or action, action, *arguments, style=item.style)

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button stands for."""
        client = interaction.client
        if isinstance(client, HasControls):
            await client.controls.dispatch(interaction, self.custom_id)


class Menu(ui.DynamicItem[ui.Select[Any]], template=_TEMPLATE):
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
                placeholder=shortened(placeholder, 150),
                options=list(options),
                max_values=most,
                custom_id=make_id(action, *arguments),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The menu that was used, made again from its id."""
        if not isinstance(item, ui.Select):
            raise TypeError("not a menu")
        action, arguments = read_id(match.string)
        return cls(item.placeholder or "", item.options, action, *arguments, most=item.max_values)

    async def callback(self, interaction: Interaction) -> None:
        """Do what the choice stands for."""
        client = interaction.client
        data: Any = interaction.data
        if isinstance(client, HasControls):
            await client.controls.dispatch(interaction, self.custom_id, data.get("values", ()))


def shortened(text: str, longest: int) -> str:
    """``text`` cut to ``longest`` characters, at a word where it can be."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut) + "…"
