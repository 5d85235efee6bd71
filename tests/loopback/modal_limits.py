"""Discord's rules for forms (modals)."""

from __future__ import annotations

from .component_limits import (
    SELECTS,
    Kind,
    check_counts,
    check_options,
    check_select,
    is_in_label,
    walk,
)
from .errors import Findings
from .world import Json


def check_modal(data: Json) -> None:
    """Refuse a form that Discord would refuse. Raises :class:`ApiError`."""
    findings = Findings()
    findings.length(data.get("title"), "title", 1, 45)
    findings.length(data.get("custom_id"), "custom_id", 1, 100)
    components = data.get("components") or []
    findings.length(components, "components", 1, 5)
    ids = [c["custom_id"] for c in walk(components) if c.get("custom_id")]
    findings.require(len(ids) == len(set(ids)), "components", "Doubled custom_ids")
    for index, component in enumerate(components):
        path = f"components.{index}"
        match component.get("type"):
            case Kind.ROW:
                children = component.get("components") or []
                findings.require(len(children) == 1, path, "One text input in each row")
                for child in children:
                    fine = child.get("type") == Kind.TEXT_INPUT
                    if findings.require(fine, path, "Only a text input may stand in a row"):
                        findings.length(child.get("label"), f"{path}.components.0.label", 1, 45)
                        _check_input(child, f"{path}.components.0", findings)
            case Kind.LABEL:
                _check_label(component, path, findings)
            case Kind.TEXT:
                findings.length(component.get("content"), f"{path}.content", 1, 4000)
            case kind:
                findings.add(path, "UNION_TYPE_CHOICES", f"Type {kind} is not allowed in a form")
    findings.check()


def _check_label(label: Json, path: str, findings: Findings) -> None:
    findings.length(label.get("label"), f"{path}.label", 1, 45)
    findings.length(label.get("description"), f"{path}.description", 0, 100)
    inner = label.get("component") or {}
    path = f"{path}.component"
    kind = inner.get("type")
    if not findings.require(is_in_label(kind), path, f"Type {kind} is not allowed in a label"):
        return
    if kind in SELECTS:
        check_select(inner, path, findings)
        findings.require(not inner.get("disabled"), path, "Nothing in a form can be disabled")
    elif kind == Kind.TEXT_INPUT:
        findings.require(not inner.get("label"), path, "The label holds the text")
        _check_input(inner, path, findings)
    else:
        findings.length(inner.get("custom_id"), f"{path}.custom_id", 1, 100)
    if kind == Kind.RADIO_GROUP:
        check_options(inner, path, findings, 2, 10)
    elif kind == Kind.CHECKBOX_GROUP:
        check_options(inner, path, findings, 1, 10)
    elif kind == Kind.FILE_UPLOAD:
        check_counts(inner, path, findings, 10)


def _check_input(field: Json, path: str, findings: Findings) -> None:
    findings.length(field.get("custom_id"), f"{path}.custom_id", 1, 100)
    findings.require(field.get("style") in (1, 2), f"{path}.style", "Unknown style")
    findings.length(field.get("placeholder"), f"{path}.placeholder", 0, 100)
    low, high = field.get("min_length"), field.get("max_length")
    findings.within(low, f"{path}.min_length", 0, 4000)
    findings.within(high, f"{path}.max_length", 1, 4000)
    findings.require((low or 0) <= (high or 4000), f"{path}.min_length", "More than max_length")
    value = field.get("value")
    if value:
        findings.length(value, f"{path}.value", low or 0, high or 4000)
