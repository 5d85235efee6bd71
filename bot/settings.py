"""Settings, from the environment (``REROUTE_…``) and from one file, ``reroute.toml``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from platformdirs import user_cache_path, user_data_path
from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.logs import Level, Style
from knowledge.base import SHIPPED
from knowledge.schema import Nation


class SettingsError(Exception):
    """The settings are wrong; the message names each and says why, without its value."""


def read_shards(value: object) -> object:
    """Shards as written, "0-3" or "0,2", as numbers."""
    if not isinstance(value, str):
        return value
    found: list[int] = []
    for part in value.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise ValueError("write shards as 0-3 or 0,2")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


class Settings(BaseSettings):
    """Everything an operator can choose. The environment wins over the file."""

    model_config = SettingsConfigDict(
        env_prefix="REROUTE_", toml_file="reroute.toml", extra="forbid", frozen=True
    )

    discord_token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    """The bot's token. Only from the environment: a file is too easily shared."""
    model: str = "all-MiniLM-L6-v2"
    """The embedding model: the default, a folder, or a name on a model hub."""
    backend: Literal["onnx", "torch"] = "onnx"
    """How the model runs; torch needs no compiling and is slower."""
    threads: int = Field(default_factory=lambda: min(2, os.cpu_count() or 1), ge=1, le=64)
    """Threads for the model: by default two, where there are two cores."""
    cache: Path = Field(default_factory=lambda: user_cache_path("reroute"))
    """Where the compiled model and the vectors are kept. Can be deleted at any time."""
    database: str = Field(
        default_factory=lambda: f"sqlite+aiosqlite:///{user_data_path('reroute') / 'reroute.db'}",
        repr=False,
    )
    """Where what must survive a restart is kept: an SQLAlchemy address, SQLite or PostgreSQL."""
    knowledge: Path = SHIPPED
    """The folder of the knowledge base."""
    nation: Nation | None = None
    """The nation assumed where a member has named none."""
    message_content: bool = False
    """Ask Discord for the text of messages that do not mention the bot: a privileged intent."""
    shard_count: int | None = Field(default=None, ge=1, le=10_000)
    """Into how many shards the servers are divided; none: one connection, no shards."""
    shard_ids: Annotated[tuple[int, ...], NoDecode, BeforeValidator(read_shards)] = ()
    """The shards of this process; none: all."""
    log: Style = "plain"
    """How the log is written: lines for people, or JSON."""
    log_level: Level = "info"
    """What of our own doings is logged."""

    @field_validator("discord_token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        text = token.get_secret_value().strip() if token else ""
        if token and not text:
            raise ValueError("DISCORD_TOKEN is empty")
        if not (text.isascii() and text.isprintable()) or " " in text:
            raise ValueError("DISCORD_TOKEN holds signs that no token has")
        return SecretStr(text) if token else None

    @model_validator(mode="after")
    def _shards_fit(self) -> Self:
        if self.shard_ids and self.shard_count is None:
            raise ValueError("REROUTE_SHARD_IDS needs REROUTE_SHARD_COUNT")
        if self.shard_count is not None and max(self.shard_ids, default=0) >= self.shard_count:
            raise ValueError("REROUTE_SHARD_IDS count from 0 and stay below REROUTE_SHARD_COUNT")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was given in code, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """Read the settings. Raises :class:`SettingsError`."""
    try:
        return Settings()
    except ValidationError as error:
        # Not str(error): it would print the values, a token among them.
        lines = [
            f"setting {'.'.join(map(str, detail['loc'])) or 's'}: {detail['msg']}"
            for detail in error.errors(include_input=False)
        ]
        raise SettingsError("\n".join(lines)) from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"reroute.toml: {error}") from error
