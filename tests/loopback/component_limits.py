"""Discord's rules for components in messages and forms: nesting, counts and lengths."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from .errors import Findings
from .world import Json

COMPONENTS, CHARACTERS = 40, 4000


class Kind(IntEnum):
    """Discord's numbers for components."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = (
    Kind.STRING_SELECT,
    Kind.USER_SELECT,
    Kind.ROLE_SELECT,
    Kind.MENTIONABLE_SELECT,
    Kind.CHANNEL_SELECT,
)
_IN_CONTAINER = (Kind.ROW, Kind.SECTION, Kind.TEXT, Kind.GALLERY, Kind.FILE, Kind.SEPARATOR)
_IN_V2 = (*_IN_CONTAINER, Kind.CONTAINER)
_IN_LABEL = (
    *SELECTS,
    Kind.TEXT_INPUT,
    Kind.FILE_UPLOAD,
    Kind.RADIO_GROUP,
    Kind.CHECKBOX_GROUP,
    Kind.CHECKBOX,
)
_LINK, _PREMIUM = 5, 6


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, in reading order, each before what it holds."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        inner = [component[key] for key in ("component", "accessory") if component.get(key)]
        yield from walk(inner)


def text_of(components: list[Json]) -> list[str]:
    """The text displays, in reading order."""
    return [c.get("content") or "" for c in walk(components) if c.get("type") == Kind.TEXT]


def check_message_components(
    components: list[Json], findings: Findings, *, v2: bool, files: set[str]
) -> None:
    """Check the components of a message; ``files`` are the names it may refer to."""
    allowed: tuple[Kind, ...] = _IN_V2 if v2 else (Kind.ROW,)
    every = list(walk(components))
    if v2:
        message = f"At most {COMPONENTS} components in all, not {len(every)}"
        findings.require(len(every) <= COMPONENTS, "components", message)
        total = sum(map(len, text_of(components)))
        message = f"At most {CHARACTERS} characters in all, not {total}"
        findings.require(total <= CHARACTERS, "components", message)
    else:
        findings.length(components, "components", 0, 5)
    _check_custom_ids(every, findings)
    for index, component in enumerate(components):
        _Message(findings, files).check(component, f"components.{index}", allowed)


def _check_custom_ids(every: list[Json], findings: Findings) -> None:
    ids = [c["custom_id"] for c in every if c.get("custom_id")]
    for custom_id in {i for i in ids if ids.count(i) > 1}:
        message = f"Component custom id cannot be duplicated: {custom_id}"
        findings.add("components", "COMPONENT_CUSTOM_ID_DUPLICATED", message)
    numbers = [c["id"] for c in every if c.get("id")]
    findings.require(len(numbers) == len(set(numbers)), "components", "A doubled id")


class _Message:
    """Checks one component of a message, and what it holds."""

    def __init__(self, findings: Findings, files: set[str]) -> None:
        self._findings = findings
        self._files = files

    def check(self, component: Json, path: str, allowed: tuple[Kind, ...]) -> None:
        kind = component.get("type")
        if kind not in allowed:
            self._findings.add(path, "UNION_TYPE_CHOICES", f"Type {kind} is not allowed here")
            return
        children = component.get("components") or []
        match kind:
            case Kind.ROW:
                self._row(children, path)
            case Kind.SECTION:
                self._findings.length(children, f"{path}.components", 1, 3)
                self._all(children, path, (Kind.TEXT,))
                accessory = component.get("accessory") or {}
                self.check(accessory, f"{path}.accessory", (Kind.BUTTON, Kind.THUMBNAIL))
            case Kind.CONTAINER:
                self._findings.length(children, f"{path}.components", 1, COMPONENTS)
                self._all(children, path, _IN_CONTAINER)
            case Kind.TEXT:
                self._findings.length(component.get("content"), f"{path}.content", 1, CHARACTERS)
            case Kind.GALLERY:
                self._gallery(component.get("items") or [], path)
            case Kind.THUMBNAIL:
                self._media(component, "media", path)
            case Kind.FILE:
                self._media(component, "file", path)
                url = (component.get("file") or {}).get("url", "")
                fine = url.startswith("attachment://")
                self._findings.require(fine, f"{path}.file", "Only attachments")
            case Kind.SEPARATOR:
                self._findings.within(component.get("spacing"), f"{path}.spacing", 1, 2)
            case Kind.BUTTON:
                check_button(component, path, self._findings)
            case _:
                check_select(component, path, self._findings)

    def _all(self, children: list[Json], path: str, allowed: tuple[Kind, ...]) -> None:
        for index, child in enumerate(children):
            self.check(child, f"{path}.components.{index}", allowed)

    def _row(self, children: list[Json], path: str) -> None:
        self._findings.length(children, f"{path}.components", 1, 5)
        kinds = {child.get("type") for child in children}
        alone = kinds == {Kind.BUTTON} or len(children) <= 1
        self._findings.require(alone, path, "Up to five buttons, or one select menu")
        self._all(children, path, (Kind.BUTTON, *SELECTS))

    def _gallery(self, items: list[Json], path: str) -> None:
        self._findings.length(items, f"{path}.items", 1, 10)
        for index, item in enumerate(items):
            self._media(item, "media", f"{path}.items.{index}")

    def _media(self, component: Json, key: str, path: str) -> None:
        self._findings.length(component.get("description"), f"{path}.description", 0, 1024)
        url = (component.get(key) or {}).get("url") or ""
        name = url.removeprefix("attachment://")
        fine = name in self._files if name != url else url.startswith(("http://", "https://"))
        self._findings.require(fine, f"{path}.{key}.url", f"No such file or address: {url}")


def check_button(button: Json, path: str, findings: Findings) -> None:
    style = button.get("style")
    findings.require(style in range(1, 7), f"{path}.style", "Unknown style")
    findings.length(button.get("label"), f"{path}.label", 0, 80)
    shown = button.get("label") or button.get("emoji") or style == _PREMIUM
    findings.require(shown, path, "A button needs a label or an emoji")
    if style == _LINK:
        findings.length(button.get("url"), f"{path}.url", 1, 512)
        fine = (button.get("url") or "").startswith(("http://", "https://", "discord://"))
        findings.require(fine, f"{path}.url", "Not an address")
        findings.require(not button.get("custom_id"), path, "A link has no custom_id")
    elif style != _PREMIUM:
        findings.length(button.get("custom_id"), f"{path}.custom_id", 1, 100)
        findings.require(not button.get("url"), path, "Only a link has a url")


def check_select(select: Json, path: str, findings: Findings) -> None:
    """Check a select menu, in a message or in a form."""
    findings.length(select.get("custom_id"), f"{path}.custom_id", 1, 100)
    findings.length(select.get("placeholder"), f"{path}.placeholder", 0, 150)
    if select["type"] == Kind.STRING_SELECT:
        check_options(select, path, findings, 1, 25)
    else:
        findings.require(not select.get("options"), path, "Only a string select has options")
        check_counts(select, path, findings, 25)


def check_counts(select: Json, path: str, findings: Findings, most: int) -> None:
    """Check how many values may be chosen."""
    low, high = select.get("min_values"), select.get("max_values")
    findings.within(low, f"{path}.min_values", 0, most)
    findings.within(high, f"{path}.max_values", 1, most)
    fine = low is None or high is None or low <= high
    findings.require(fine, f"{path}.min_values", "More than max_values")


def check_options(select: Json, path: str, findings: Findings, fewest: int, most: int) -> None:
    """Check the options of a select menu or a group, and how many may be chosen."""
    options = select.get("options") or []
    findings.length(options, f"{path}.options", fewest, most)
    for index, option in enumerate(options):
        for key, low in (("label", 1), ("value", 1), ("description", 0)):
            findings.length(option.get(key), f"{path}.options.{index}.{key}", low, 100)
    values = [option.get("value") for option in options]
    findings.require(len(values) == len(set(values)), f"{path}.options", "Doubled values")
    one = select["type"] in (Kind.STRING_SELECT, Kind.RADIO_GROUP)
    chosen = sum(bool(option.get("default")) for option in options)
    ceiling = select.get("max_values") or (1 if one else most)
    findings.require(chosen <= ceiling, f"{path}.options", "Too many defaults")
    check_counts(select, path, findings, max(len(options), 1))


def is_in_label(kind: object) -> bool:
    """Whether a form's label may hold this kind of component."""
    return kind in _IN_LABEL
