"""Settings, from the environment (``REROUTE_…``) and from one file, ``reroute.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from knowledge.base import SHIPPED
from knowledge.schema import Nation


class SettingsError(Exception):
    """The settings are wrong; the message names each and says why, without its value."""


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
    threads: int = Field(default=1, ge=1, le=64)
    """Threads for the model."""
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
            f"setting {'.'.join(map(str, detail['loc']))}: {detail['msg']}"
            for detail in error.errors(include_input=False)
        ]
        raise SettingsError("\n".join(lines)) from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"reroute.toml: {error}") from error
