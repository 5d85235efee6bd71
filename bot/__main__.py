"""The command line."""

from __future__ import annotations

from bot.commands import app


def main() -> None:
    """Run the command line; for ``reroute`` and ``python -m bot``."""
    app(prog_name="reroute")


if __name__ == "__main__":
    main()
