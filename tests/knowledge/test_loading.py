"""Loading the base: a wrong file gives file, field and reason, and everything wrong at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.base import load_knowledge
from knowledge.problems import KnowledgeError

ENTRY = "entries/exercise/yoga.yaml"


def problems_after(root: Path, pattern: str, replacement: str) -> list[str]:
    path = root / ENTRY
    text = path.read_text("utf-8")
    changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE | re.DOTALL)
    assert changed != text
    path.write_text(changed, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(root)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("pattern", "replacement", "said"),
    [
        (r"^title:[^\n]*", "titel: Yoga", [f"{ENTRY}: titel: extra inputs are not permitted"]),
        (
            r"sources: \[",
            "sources: [no-such-source, ",
            [f"{ENTRY}: points[1].sources: there is no 'no-such-source'"],
        ),
        (
            r"signposts: \[",
            "signposts: [nobody, ",
            [f"{ENTRY}: signposts: there is no 'nobody'"],
        ),
        (r"related: \[", "related: [yoga, ", ["an entry cannot be related to itself"]),
        (r"basis: \w+", "basis: hearsay", [f"{ENTRY}: points[1].basis: input should be"]),
        (r"^review_by:.*", "review_by: 2020-01-01", ["review_by: must be later than reviewed"]),
        (r"^id: yoga", "id: yogi", [f"{ENTRY}: id: must lie at entries/exercise/yogi.yaml"]),
        (r"^answer:.*?^points", "answer: " + "word " * 61 + "\npoints", ["61 words; at most 60"]),
    ],
)
def test_a_fault_names_file_field_and_reason(
    knowledge_copy: Path, pattern: str, replacement: str, said: list[str]
) -> None:
    problems = "\n".join(problems_after(knowledge_copy, pattern, replacement))
    for words in said:
        assert words in problems


def test_all_faults_are_told_at_once(knowledge_copy: Path) -> None:
    (knowledge_copy / "entries/exercise/pilates.yaml").write_text("a: [", "utf-8")
    (knowledge_copy / "sources.yaml").unlink()
    problems = problems_after(knowledge_copy, r"^title:[^\n]*\n", "")
    files = {problem.split(":")[0] for problem in problems}
    assert {ENTRY, "entries/exercise/pilates.yaml", "sources.yaml"} <= files


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path)
    assert "sources.yaml: No such file or directory" in str(caught.value)


def test_a_thread_on_a_topic_that_is_not_there_is_told(knowledge_copy: Path) -> None:
    path = knowledge_copy / "threads.yaml"
    path.write_text(path.read_text("utf-8").replace("- yoga", "- yogurt"), "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(knowledge_copy)
    words = "threads.yaml (mssociety-physio-neuroplasticity): topics: there is no 'yogurt'"
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("line", "replacement", "said"),
    [
        ("seen: 2026-11-22", "seen: lately", "seen: input should be a valid date"),
        ("url: https", "url: ftp", "url: "),
        ("    - yoga", "    - yoga\n    - yoga", "topics: the same one stands there twice"),
        ("  title:", "  heading:", "heading: extra inputs are not permitted"),
    ],
)
def test_a_fault_in_a_thread_names_the_field(
    knowledge_copy: Path, line: str, replacement: str, said: str
) -> None:
    path = knowledge_copy / "threads.yaml"
    path.write_text(path.read_text("utf-8").replace(line, replacement, 1), "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(knowledge_copy)
    assert said in str(caught.value)
