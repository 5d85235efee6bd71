"""What differs between two versions of a record, field by field, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from knowledge.records import Record
from knowledge.schema import Area, Nation, Point


@dataclass(frozen=True)
class Difference:
    """What was taken out of one field and what was put in, item by item."""

    field: str
    """The field's name in words, such as "review by"."""
    removed: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def in_words(self) -> tuple[str, ...]:
        """A line for each thing that changed."""
        if sorted(self.removed) == sorted(self.added):
            return (f"{self.field}: in another order",)
        pairs = min(len(self.removed), len(self.added))
        changed = zip(self.removed[:pairs], self.added[:pairs], strict=True)
        return (
            *(f"{self.field}: was “{before}”, is now “{after}”" for before, after in changed),
            *(f"{self.field}: without “{text}”" for text in self.removed[pairs:]),
            *(f"{self.field}: new “{text}”" for text in self.added[pairs:]),
        )


def differences(before: Record | None, after: Record | None) -> tuple[Difference, ...]:
    """What changed from ``before`` to ``after``; ``None`` has no field at all."""
    return tuple(_differences(before, after))


def lines_of(record: Record | None) -> dict[str, tuple[str, ...]]:
    """Each field of ``record`` that is set, as its items in words."""
    if record is None:
        return {}
    found = {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        items = value if isinstance(value, tuple) else () if value is None else (value,)
        if items:
            found[name.replace("_", " ")] = tuple(_in_words(item) for item in items)
    return found


def _differences(before: Record | None, after: Record | None) -> Iterator[Difference]:
    old, new = lines_of(before), lines_of(after)
    for field in dict.fromkeys((*old, *new)):
        one, other = old.get(field, ()), new.get(field, ())
        if one == other:
            continue
        removed: list[str] = []
        added: list[str] = []
        for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            if tag != "equal":
                removed += one[i:j]
                added += other[k:m]
        yield Difference(field, tuple(removed), tuple(added))


def _in_words(item: object) -> str:
    if isinstance(item, Area | Nation):
        return item.label
    if not isinstance(item, Point):
        return str(item)
    where = f"{', '.join(nation.label for nation in item.nations)}; " if item.nations else ""
    return f"{item.text} ({where}{item.basis.value}; sources: {', '.join(item.sources)})"
