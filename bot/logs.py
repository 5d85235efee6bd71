"""What is logged, and how: lines for people or JSON, without anybody's words or keys."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

Style = Literal["plain", "json"]
Level = Literal["debug", "info", "warning", "error"]

OURS = ("bot", "index", "knowledge")

_TOKENS = (
    # The token of an interaction stands in the address of its webhook.
    (re.compile(r"((?:webhooks|interactions)/\d+/)[\w.-]+"), r"\1…"),
    (re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), "…"),
)
_BESIDE_THE_POINT = "voice will NOT be supported"
_RECONNECTS = ("Attempting a reconnect", "Failed to connect for shard_id")


def set_up_logging(style: Style, level: Level, secret: str = "") -> None:
    """Log to standard error from now on. ``secret`` never appears in it.

    Only what is our own follows ``level``: discord.py at DEBUG prints what people write.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(secret) if style == "json" else PlainLines(secret))
    handler.addFilter(lambda record: _BESIDE_THE_POINT not in str(record.msg))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    chosen = logging.getLevelNamesMapping()[level.upper()]
    for name in OURS:
        logging.getLogger(name).setLevel(chosen)
    logging.getLogger("discord").setLevel(max(chosen, logging.INFO))


class PlainLines(logging.Formatter):
    """A line for people: when, how grave, where, what."""

    def __init__(self, secret: str) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """The line, with a trace below it where one is needed."""
        return _harmless(super().format(_shortened(record)), self._secret)


class JsonLines(logging.Formatter):
    """A JSON object on a line: time, level, logger, message, and trace where one is needed."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        record = _shortened(record)
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _harmless(record.getMessage(), self._secret),
        }
        if record.exc_info:
            fields["trace"] = _harmless(self.formatException(record.exc_info), self._secret)
        return json.dumps(fields, ensure_ascii=False)


def _shortened(record: logging.LogRecord) -> logging.LogRecord:
    """A lost connection is a matter of course: one line, no trace."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None or not str(record.msg).startswith(_RECONNECTS):
        return record
    plain = logging.makeLogRecord(record.__dict__)
    plain.msg = f"the connection to Discord was lost ({type(error).__name__}). {record.msg}"
    plain.levelno, plain.levelname = logging.WARNING, "WARNING"
    plain.exc_info = plain.exc_text = None
    return plain


def _harmless(text: str, secret: str) -> str:
    if secret:
        text = text.replace(secret, "…")
    for pattern, instead in _TOKENS:
        text = pattern.sub(instead, text)
    return text
