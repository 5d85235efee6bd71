"""All that moderators use, joined."""

from __future__ import annotations

from discord.ext import commands

from bot.app import Services
from bot.cogs.draft_pages import DraftPages
from bot.cogs.drafting import Drafting
from bot.cogs.knowledge import Knowledge, Parts
from bot.cogs.log_channel import LogChannel
from bot.cogs.looking import Looking
from bot.cogs.publishing import Publishing
from bot.cogs.queue import Queue
from bot.cogs.routine import Routine
from bot.cogs.transfer import Transfer
from bot.views.controls import Controls
from bot.views.forms import Forms


def moderating_cogs(
    bot: commands.Bot, services: Services, controls: Controls, forms: Forms
) -> tuple[commands.Cog, ...]:
    """The cogs, each with the parts that it leans on."""
    pages, log = DraftPages(services), LogChannel(services.store)
    drafting = Drafting(pages, controls, forms)
    publishing = Publishing(pages, log, controls, forms)
    looking = Looking(pages, controls)
    queue = Queue(pages, drafting, controls, forms)
    transfer = Transfer(pages, log, controls, forms)
    parts = Parts(drafting, publishing, looking, queue, transfer)
    routine = Routine(bot, pages, log, controls)
    knowledge = Knowledge(bot, services, parts)
    return (drafting, publishing, looking, queue, transfer, routine, knowledge)
