"""Runs ``python -m bot …`` with Discord's two addresses replaced, and no way to any other machine.

Called as ``rerouted.py API_ADDRESS GATEWAY_ADDRESS ARGUMENT…`` in the project's folder. The bot
itself knows nothing of it. The five seconds between two identifies, which Discord's limit asks
for and the loopback Discord does not, are left out.
"""

from __future__ import annotations

import os
import runpy
import sys

BLOCKED = "BLOCKED: a connection to"
"""How a line begins that reports a connection to another machine."""

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def guard(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: it sees every connection and every look-up of a name, and can't be removed."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if isinstance(host, str) and host and not host.startswith(_LOOPBACK):
        sys.stderr.write(f"{BLOCKED} {host}\n")
        sys.stderr.flush()
        raise ConnectionRefusedError(f"no way to {host} in a test")


async def at_once(*_: object, **__: object) -> None:
    """What is done before an identify: nothing."""


def main() -> None:
    """Replace the addresses and run the bot."""
    api, gateway, *words = sys.argv[1:]
    # The project in the current folder, not the folder of this file.
    sys.path[0] = os.getcwd()
    sys.addaudithook(guard)

    import yarl  # noqa: PLC0415
    from discord import Client  # noqa: PLC0415
    from discord.gateway import DiscordWebSocket  # noqa: PLC0415
    from discord.http import Route  # noqa: PLC0415

    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    Client.before_identify_hook = at_once  # type: ignore[method-assign]
    sys.argv = ["reroute", *words]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
