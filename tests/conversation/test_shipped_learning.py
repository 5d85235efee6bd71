"""What was learned from the examples is shipped: a first start must not have to learn it again."""

from __future__ import annotations

from bot.conversation.mind import SHIPPED
from bot.parts import Parts


def test_what_is_shipped_was_learned_from_the_shipped_knowledge(parts: Parts) -> None:
    """Else ``reroute evaluate --fit`` was forgotten after the examples or the questions changed."""
    names = sorted(path.stem for path in SHIPPED.glob("*.npz"))
    assert names == ["decision", "follow_up", "urgent"]
    assert not list((parts.settings.cache / "learned").glob("*.npz"))
    assert not (parts.settings.cache / "examples").exists()
