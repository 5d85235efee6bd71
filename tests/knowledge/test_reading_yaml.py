"""YAML that people wrote: data only, and every fault told with its place."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.problems import KnowledgeError
from knowledge.yamlfile import MAX_BYTES, MAX_DEPTH, parse_yaml

# PyYAML writes these three plainly and reads them as line ends.
letters = st.text(st.characters(exclude_characters="\x85\u2028\u2029", exclude_categories=("Cs",)))
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | letters,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(letters, inner, max_size=3),
    max_leaves=8,
)


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@given(plain)
def test_what_was_written_is_read(content: object) -> None:
    text = yaml.dump(content, Dumper=_WithoutAliases, allow_unicode=True)
    assert parse_yaml(text, "a.yaml") == content


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_any_input_is_read_or_refused_with_the_file_named(content: bytes | str) -> None:
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    try:
        parse_yaml(content, "odd.yaml")
    except KnowledgeError as error:
        told = error.problems
    else:
        return
    assert all(problem.file == "odd.yaml" and problem.reason for problem in told)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x [1]\nb: *x", "anchors are not allowed"),
        ("a: !!python/name:os.system x", "tags are not allowed"),
        ("a: !!str 3", "tags are not allowed"),
        ("a: 1\nb: 2\na: 3", "the field 'a' stands there twice"),
        ("? [1, 2]\n: x", "a field's name must be plain text"),
        ("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "nested too deeply"),
        ("a: 'never closed", "found unexpected end of stream"),
        ("x" * (MAX_BYTES + 1), "bytes; at most"),
    ],
)
def test_what_content_never_needs_is_refused(text: str, reason: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse_yaml(text, "a.yaml")
    assert reason in str(caught.value)


def test_the_line_is_named() -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse_yaml("a: 1\nb: 2\nc: *nowhere", "entries/x.yaml")
    assert str(caught.value) == "entries/x.yaml: line 3: aliases are not allowed"
