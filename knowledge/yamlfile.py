"""Reading YAML that people wrote: data only, nothing that could act or swell.

Tags, anchors and aliases are refused. So are files over a size limit, duplicate
keys (YAML would silently keep the last) and deep nesting.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from knowledge.problems import KnowledgeError, Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12


class _PlainLoader(yaml.SafeLoader):
    """A safe loader that also refuses what content never needs."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        refused = {
            "aliases are not allowed": isinstance(event, yaml.AliasEvent),
            "anchors are not allowed": getattr(event, "anchor", None),
            "tags are not allowed": getattr(event, "tag", None),
            "nested too deeply": self.depth >= MAX_DEPTH,
        }
        for reason, applies in refused.items():
            if applies:
                raise yaml.composer.ComposerError(None, None, reason, event.start_mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a field's name must be plain text", key.start_mark
                )
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the field {key.value!r} stands there twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse_yaml(text: str | bytes, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Parse ``text``; ``name`` is the file's name for messages.

    Raises :class:`KnowledgeError` with the line at fault.
    """
    size = len(text.encode() if isinstance(text, str) else text)
    if size > MAX_BYTES:
        raise KnowledgeError([Problem(name, "", f"{size} bytes; at most {MAX_BYTES} are read")])
    try:
        content = text.decode("utf-8") if isinstance(text, bytes) else text
        return yaml.load(content, _PlainLoader)  # noqa: S506 - a stricter SafeLoader
    except UnicodeDecodeError as error:
        raise KnowledgeError([Problem(name, "", f"is not UTF-8 (byte {error.start})")]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise KnowledgeError([Problem(name, _line(error), _reason(error))]) from error


def read_yaml(path: Path, root: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """Parse the file ``path``, named in messages as seen from ``root``."""
    name = path.relative_to(root).as_posix()
    try:
        with path.open("rb") as file:
            return parse_yaml(file.read(MAX_BYTES + 1), name)
    except OSError as error:
        raise KnowledgeError([Problem(name, "", error.strerror or "cannot be read")]) from error


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark else ""


def _reason(error: Exception) -> str:
    return getattr(error, "problem", None) or str(error).splitlines()[0] or "is not valid YAML"
