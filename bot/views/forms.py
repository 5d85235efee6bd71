"""Forms (modals) that survive a restart: what was sent in is handled by the form's custom id.

discord.py forgets an open form when the process ends. Somebody who is halfway
through typing must not lose it, so a form's values are read from the
interaction itself and given to the handler of its action.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.views.controls import OUTDATED, PREFIX, Interaction, make_id, read_id, shortened
from bot.views.once import Once
from bot.views.trouble import RefusalError, report_trouble, take_up
from knowledge.schema import Nation

Values = Mapping[str, str | list[str] | bool | None]
"""By custom id: what was typed, what was chosen (a list), or whether it was ticked."""

FormHandler = Callable[[Interaction, tuple[str, ...], Values], Awaitable[None]]

LONGEST_TITLE = 45
LONGEST_LABEL = 45
MOST_PARTS = 5


class Forms:
    """The handler of each form. Filled by the cogs when they are loaded."""

    def __init__(self) -> None:
        self._handlers: dict[str, FormHandler] = {}
        self._once = Once()

    def add(self, action: str, handler: FormHandler) -> None:
        """Let ``handler`` receive the form ``action``."""
        if action in self._handlers:
            raise ValueError(f"the form {action!r} has a handler already")
        self._handlers[action] = handler

    async def dispatch(self, interaction: Interaction) -> None:
        """Handle a form that was sent in; anything else is let pass."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Any = interaction.data
        if not str(data.get("custom_id", "")).startswith(f"{PREFIX}:"):
            return
        if not self._once.first(interaction.id):
            return
        try:
            take_up(interaction)
            action, arguments = read_id(data["custom_id"])
            handler = self._handlers.get(action)
            if handler is None:
                raise RefusalError(OUTDATED)
            await handler(interaction, arguments, values_of(data["components"]))
        except Exception as error:
            await report_trouble(interaction, error)


def form(title: str, parts: Iterable[ui.Item[Any]], action: str, *arguments: str) -> ui.Modal:
    """A form of at most five ``parts`` (labels and texts), handled by ``action``."""
    modal = ui.Modal(
        title=shortened(title, LONGEST_TITLE), timeout=None, custom_id=make_id(action, *arguments)
    )
    for part in parts:
        modal.add_item(part)
    # discord.py would keep it, with all that stands in it, until it is sent in.
    modal.stop()
    return modal


def field(
    name: str,
    label: str,
    *,
    value: str = "",
    long: bool = False,
    required: bool = True,
    most: int = 1000,
    hint: str | None = None,
) -> ui.Label[Any]:
    """A field to type in, called ``name``; ``hint`` stands under its label."""
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    box = ui.TextInput[Any](
        custom_id=name,
        style=style,
        default=value[:most] or None,
        required=required,
        max_length=most,
    )
    return ui.Label(
        text=shortened(label, LONGEST_LABEL),
        description=shortened(hint, 100) if hint else None,
        component=box,
    )


def nations_box(now: Sequence[str]) -> ui.Item[Any]:
    """Boxes to tick for the nations in which something holds; those in ``now`` are ticked."""
    group = ui.CheckboxGroup[Any](
        custom_id="nations",
        required=False,
        options=[
            discord.CheckboxGroupOption(
                label=nation.label[0].upper() + nation.label[1:],
                value=nation.value,
                default=nation.value in now,
            )
            for nation in Nation
        ],
    )
    return ui.Label(text="Where it holds", description="None ticked: everywhere.", component=group)


def values_of(components: Iterable[Mapping[str, Any]]) -> Values:
    """What a form was sent in with, by custom id."""
    found: dict[str, str | list[str] | bool | None] = {}
    for component in components:
        if "component" in component:
            found.update(values_of([component["component"]]))
        elif "components" in component:
            found.update(values_of(component["components"]))
        elif "custom_id" in component:
            found[component["custom_id"]] = component.get("value", component.get("values"))
    return found


def typed(values: Values, name: str) -> str:
    """What was typed into the field ``name``, without space around it."""
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""
