"""Every address on the web that the knowledge base names."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.base import KnowledgeBase


def addresses(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Each place, such as ``sources.yaml (nice-ng220)``, with the address that it names."""
    registries = (
        ("sources.yaml", base.sources),
        ("signposts.yaml", base.signposts),
        ("threads.yaml", base.threads),
    )
    for name, registry in registries:
        for record in registry.values():
            if record.url:
                yield f"{name} ({record.id})", str(record.url)
