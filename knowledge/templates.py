"""Templates of letters: words with gaps and conditions, and nothing else.

A template is written by editors and reviewed; what a person answered only ever
fills its gaps, as data. What a template may hold is a short list, so that a
template from a stranger's folder cannot loop, call or reach anything either.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)


@lru_cache(maxsize=4096)
def variables(template: str) -> frozenset[str]:
    """The names whose values ``template`` needs.

    Raises :class:`ValueError` with the reason if it is not a template, or holds
    more than gaps, conditions, comparisons and the filter ``sentence``.
    """
    try:
        tree = _environment().parse(template)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED):
                kind = type(node).__name__.lower()
                raise ValueError(f"only gaps, conditions and comparisons may stand here, no {kind}")
            if isinstance(node, nodes.Filter) and node.name != "sentence":
                raise ValueError(f"there is no filter {node.name!r}")
        return frozenset(find_undeclared_variables(tree))
    except TemplateError as error:
        raise ValueError(f"is not a template: {error.message}") from error


def render(template: str, values: Mapping[str, str]) -> str:
    """``template`` with its gaps filled; a gap without a value is an error."""
    return _compiled(template).render(values).strip()


def _sentence(words: str) -> str:
    """``words`` with a full stop, unless they end in a sign of their own."""
    return f"{words}." if words and words[-1].isalnum() else words


@lru_cache(maxsize=4096)
def _compiled(template: str) -> Template:
    return _environment().from_string(template)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    environment.filters = {"sentence": _sentence}
    return environment
