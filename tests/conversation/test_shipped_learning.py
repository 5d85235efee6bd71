"""What triage learned is shipped: a first start must not have to learn it again."""

from __future__ import annotations

from bot.conversation.mind import SHIPPED
from bot.parts import Parts


def test_what_is_shipped_was_learned_from_the_shipped_knowledge(parts: Parts) -> None:
    """Else ``reroute evaluate --fit`` was forgotten after the examples or the questions changed."""
    assert sorted(path.name for path in SHIPPED.glob("*.npz")) == ["decision.npz", "urgent.npz"]
    assert not list((parts.settings.cache / "learned").glob("*.npz"))
    assert not (parts.settings.cache / "examples").exists()
