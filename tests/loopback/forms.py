"""Filling in a form as a person does, and what Discord's client sends for it."""

from __future__ import annotations

from typing import Any

from .component_limits import SELECTS, Kind
from .offers import NotOffered, Values
from .world import Json


def filled(form: Json, given: dict[str, Any], values: Values) -> list[Json]:
    """The components of a submission. ``given`` holds values by label or custom_id; what is not
    given stays as the form had it. Raises :class:`NotOffered` as the client would refuse.
    """
    left = dict(given)
    made = []
    for component in form["components"]:
        base = {"type": component["type"], "id": component.get("id", 0)}
        if component["type"] == Kind.TEXT:
            made.append(base)
        elif component["type"] == Kind.ROW:
            field = component["components"][0]
            made.append(base | {"components": [_field(field, field["label"], left, values)]})
        else:
            field = _field(component["component"], component["label"], left, values)
            made.append(base | {"component": field})
    if left:
        raise NotOffered(f"the form has no fields {sorted(left)}")
    return made


def _field(field: Json, label: str, left: dict[str, Any], values: Values) -> Json:
    kind = field["type"]
    key = label if label in left else field["custom_id"]
    given = left.pop(key, None)
    data: Json = {"type": kind, "id": field.get("id", 0), "custom_id": field["custom_id"]}
    if kind == Kind.TEXT_INPUT:
        return data | {"value": _text(field, label, given)}
    if kind == Kind.CHECKBOX:
        return data | {"value": bool(field.get("default") if given is None else given)}
    chosen = _chosen(field, label, given, values)
    if kind == Kind.RADIO_GROUP:
        return data | {"value": chosen[0] if chosen else None}
    return data | {"values": chosen}


def _text(field: Json, label: str, given: str | None) -> str:
    text = (field.get("value") or "") if given is None else given
    if not text and field.get("required", True):
        raise NotOffered(f"{label!r} is required")
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    if text and not low <= len(text) <= high:
        raise NotOffered(f"{label!r} takes {low} to {high} characters, not {len(text)}")
    return text


def _chosen(field: Json, label: str, given: Any, values: Values) -> list[str]:
    """The values chosen in a select menu, a group or a file upload."""
    kind = field["type"]
    options = field.get("options") or []
    if given is None:
        picked: list[Any] = [option["value"] for option in options if option.get("default")]
    else:
        picked = list(given) if isinstance(given, list | set) else [given]
    needed = field.get("required", True)
    low = field.get("min_values")
    low = (1 if needed else 0) if low is None else low
    many = len(options) if kind == Kind.CHECKBOX_GROUP else 1
    high = field.get("max_values") or many
    if not (low <= len(picked) <= high) and (picked or needed):
        raise NotOffered(f"{label!r} takes {low} to {high} values, not {len(picked)}")
    if kind in (Kind.STRING_SELECT, Kind.RADIO_GROUP, Kind.CHECKBOX_GROUP):
        return [value_of(options, one, label) for one in picked]
    assert kind in (*SELECTS, Kind.FILE_UPLOAD)
    return [values.resolve(one) for one in picked]


def value_of(options: list[Json], wanted: str, label: str) -> str:
    """The value of the option with this label or value."""
    for option in options:
        if wanted in (option["label"], option["value"]):
            return str(option["value"])
    raise NotOffered(f"{label!r} offers {[o['label'] for o in options]}, not {wanted!r}")
