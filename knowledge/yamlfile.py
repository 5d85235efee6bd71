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


# libyaml reads some ten times faster; where it is missing, the same rules hold without it.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Base):  # type: ignore[misc]
    """A safe loader that also refuses a field that stands there twice."""

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
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def _refuse_what_content_never_needs(text: str) -> None:
    """Look through the events, before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, _PlainLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        refused = {
            "aliases are not allowed": isinstance(event, yaml.AliasEvent),
            "anchors are not allowed": getattr(event, "anchor", None),
            "tags are not allowed": getattr(event, "tag", None),
            "nested too deeply": depth > MAX_DEPTH,
        }
        for reason, applies in refused.items():
            if applies:
                mark: Any = event.start_mark
                raise yaml.composer.ComposerError(None, None, reason, mark)


def parse_yaml(text: str | bytes, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Parse ``text``; ``name`` is the file's name for messages.

    Raises :class:`KnowledgeError` with the line at fault.
    """
    size = len(text.encode() if isinstance(text, str) else text)
    if size > MAX_BYTES:
        raise KnowledgeError([Problem(name, "", f"{size} bytes; at most {MAX_BYTES} are read")])
    try:
        content = text.decode("utf-8") if isinstance(text, bytes) else text
        _refuse_what_content_never_needs(content)
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
