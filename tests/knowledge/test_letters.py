"""The letters that ship, filled with few answers, with all, and with wild ones."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import SHIPPED, load_knowledge
from knowledge.filling import LONGEST, AnswersError, FilledLetter, fill, read_answer
from knowledge.letters import Kind, Letter, LetterQuestion
from knowledge.problems import KnowledgeError
from knowledge.schema import UK_NATIONS, Nation

BASE = load_knowledge()
LETTERS = sorted(path.stem for path in (SHIPPED / "letters").glob("*.yaml"))
ANYWHERE = [*Nation, None]
PAGE_LINES, LINE = 50, 90
"""A page of A4 in letters of 11 points."""

WILD = [
    "{{ 7*7 }}",
    "{% for %}",
    "{{ rights }}",
    "{# gone #}",
    "{{ changed.__class__ }}",
    "\x00\x1b[2J",
]


def answers_to(letter: Letter, words: str, *, every: bool) -> dict[str, str]:
    return {
        question.id: question.options[0] if question.options else words
        for question in letter.questions
        if every or question.required
    }


def filled(letter_id: str, nation: Nation | None, script: bool, every: bool) -> FilledLetter:
    letter = BASE.letters[letter_id]
    words = answers_to(letter, "I trip on the stairs.", every=every)
    return fill(letter, words, nation, BASE, script=script)


def test_the_letters_that_people_need_are_there() -> None:
    assert set(LETTERS) >= {
        "physio-referral",
        "chase-referral",
        "referral-refused",
        "yearly-review",
        "complaint",
        "adjustments",
        "appointment-summary",
    }


@pytest.mark.parametrize("every", [False, True], ids=["required", "every"])
@pytest.mark.parametrize("script", [False, True], ids=["letter", "script"])
@pytest.mark.parametrize("nation", ANYWHERE, ids=str)
@pytest.mark.parametrize("letter_id", LETTERS)
def test_a_letter_fills_without_a_gap(
    letter_id: str, nation: Nation | None, script: bool, every: bool
) -> None:
    text = filled(letter_id, nation, script, every).text
    words = answers_to(BASE.letters[letter_id], "I trip on the stairs.", every=every).values()
    assert text.count("I trip on the stairs.") == list(words).count("I trip on the stairs.")
    assert not re.search(r"None|Undefined|\{\{|\}\}|\{%|%\}|\n\n\n|  |: *\n|\.\.| [.,]", text)
    assert all(paragraph == paragraph.strip() != "" for paragraph in text.split("\n\n"))


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.parametrize("nation", UK_NATIONS, ids=str)
def test_a_letter_quotes_what_holds_where_it_is_sent(letter_id: str, nation: Nation) -> None:
    assert filled(letter_id, nation, script=False, every=False).sources
    quoted = filled(letter_id, nation, script=False, every=True).text
    elsewhere = {
        Nation.ENGLAND: "Scotland|Wales|Northern Ireland|Llais",
        Nation.SCOTLAND: r"\bNICE\b|England|Wales|Northern Ireland|PALS|Llais",
        Nation.WALES: "Scotland|England|Northern Ireland|PALS|NG252",
        Nation.NORTHERN_IRELAND: "Scotland|England|Wales|Equality Act|QS108|NG252|Llais",
    }[nation]
    assert not re.search(elsewhere, quoted)


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.parametrize("nation", [Nation.OUTSIDE_UK, None], ids=str)
def test_a_letter_quotes_no_rule_of_another_country(letter_id: str, nation: Nation | None) -> None:
    letter = filled(letter_id, nation, script=False, every=True)
    assert letter.sources == ()
    assert not re.search(r"NICE|NHS|Act \d|Ombudsman|PALS", letter.text)


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.parametrize("nation", Nation, ids=str)
def test_a_letter_fits_on_a_page(letter_id: str, nation: Nation) -> None:
    letter = BASE.letters[letter_id]
    longest = {
        question.id: question.options[0]
        if question.options
        else ("a word " * 100)[: LONGEST[question.kind]]
        for question in letter.questions
    }
    text = fill(letter, longest, nation, BASE).text
    lines = [row for line in text.split("\n") for row in textwrap.wrap(line, LINE) or [""]]
    assert len(lines) <= PAGE_LINES


@pytest.mark.parametrize("letter_id", LETTERS)
def test_every_choice_fills(letter_id: str) -> None:
    letter = BASE.letters[letter_id]
    for question in letter.questions:
        for option in question.options:
            for nation in Nation:
                words = answers_to(letter, "words", every=True) | {question.id: option}
                assert "\n\n\n" not in fill(letter, words, nation, BASE).text


def test_a_refusal_is_met_with_what_answers_it() -> None:
    letter = BASE.letters["referral-refused"]
    words = {"recipient": "GP", "reason": "Not bad enough yet"}
    told = fill(letter, words, Nation.ENGLAND, BASE)
    assert "nice-ng252-assessing" in {source.id for source in told.sources}
    assert "even before problems show" in told.text
    other = fill(letter, words | {"reason": "No reason"}, Nation.ENGLAND, BASE)
    assert "nice-ng252-assessing" not in {source.id for source in other.sources}


def test_whom_to_ask_depends_on_the_nation() -> None:
    ids = {
        nation: {s.id for s in filled("complaint", nation, script=False, every=False).signposts}
        for nation in UK_NATIONS
    }
    assert "spso" in ids[Nation.SCOTLAND]
    assert not ids[Nation.SCOTLAND] & ids[Nation.WALES]


@settings(deadline=None)
@given(
    letter=st.sampled_from([BASE.letters[letter_id] for letter_id in LETTERS]),
    typed=st.lists(st.text(max_size=80) | st.sampled_from(WILD), min_size=5, max_size=5),
    nation=st.sampled_from(ANYWHERE),
    script=st.booleans(),
)
def test_an_answer_is_data_and_never_template(
    letter: Letter, typed: list[str], nation: Nation | None, script: bool
) -> None:
    answers = answers_to(letter, "words", every=False)
    for question, text in zip(letter.questions, typed, strict=False):
        if not question.options and (
            read_answer(optional(question), text) or not question.required
        ):
            answers[question.id] = text
    result = fill(letter, answers, nation, BASE, script=script)
    for question in letter.questions:
        assert read_answer(question, answers.get(question.id, "")) in result.text or (
            question.kind is Kind.CHOICE
        )
    # Whatever was typed, the rights that it quotes are the reviewed ones.
    plain = answers_to(letter, "words", every=False) | {
        name: "words" for name, text in answers.items() if read_answer(LONG, text)
    }
    choices = {q.id: answers[q.id] for q in letter.questions if q.options and q.id in answers}
    same = fill(letter, plain | choices, nation, BASE, script=script)
    assert result.sources == same.sources
    odd = {"Cc", "Cs", "Co"}
    assert not any(unicodedata.category(c) in odd for c in result.text.replace("\n", ""))
    result.text.encode("utf-8")


def test_template_signs_are_shown_as_they_were_typed() -> None:
    letter = BASE.letters["complaint"]
    words = {"happened": "{{ 7*7 }} {% for %}", "wanted": "{{ rights }} {# x #}"}
    text = fill(letter, words, Nation.WALES, BASE).text
    assert "{{ 7*7 }} {% for %}" in text
    assert "{{ rights }} {# x #}" in text


def optional(question: LetterQuestion) -> LetterQuestion:
    return question.model_copy(update={"required": False})


LONG = LetterQuestion(id="a", label="A", kind=Kind.LONG)


def question(kind: Kind, *, required: bool = False) -> LetterQuestion:
    options = ("My GP", "A nurse") if kind is Kind.CHOICE else ()
    return LetterQuestion(id="a", label="A", kind=kind, required=required, options=options)


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        (Kind.SHORT, "  two\nlines\t", "two lines"),
        (Kind.SHORT, "a\u202eb\u200bc\x07", "abc"),
        (Kind.SHORT, "n/a", ""),
        (Kind.LONG, "one\r\n\r\n\r\n two ", "one\ntwo"),
        (Kind.DATE, "3/5/2026", "3 May 2026"),
        (Kind.DATE, "2026-05-03", "3 May 2026"),
        (Kind.DATE, "early March", "early March"),
        (Kind.DATE, "31/02/2026", "31/02/2026"),
        (Kind.CHOICE, "my gp", "My GP"),
        (Kind.CHOICE, "2", "A nurse"),
        (Kind.CHOICE, "", ""),
    ],
)
def test_an_answer_is_tidied(kind: Kind, typed: str, read: str) -> None:
    assert read_answer(question(kind), typed) == read


@pytest.mark.parametrize(
    ("kind", "typed", "reason"),
    [
        (Kind.SHORT, " \u200d ", "needs an answer"),
        (Kind.SHORT, "x" * 101, "has 101 characters; at most 100 fit"),
        (Kind.LONG, "x\n" * 9, "has more than 8 lines"),
        (Kind.CHOICE, "my cat", "must be one of: My GP, A nurse"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(kind: Kind, typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_answer(question(kind, required=True), typed)


def test_all_answers_at_fault_are_told_at_once() -> None:
    with pytest.raises(AnswersError) as caught:
        fill(BASE.letters["complaint"], {"hapened": "x", "wanted": "y" * 501}, None, BASE)
    assert set(caught.value.reasons) == {"hapened", "happened", "wanted"}


LETTER = "letters/complaint.yaml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[pass-procedure,", "[nowhere,", "rights[2].sources: there is no 'nowhere'"),
        ("signposts: [pals,", "signposts: [nobody,", "signposts: there is no 'nobody'"),
        ("entries: [complaints,", "entries: [nothing,", "entries: there is no 'nothing'"),
        ("id: complaint\n", "id: moan\n", "id: must lie at letters/moan.yaml"),
        ("{{ day | sentence }}", "{{ dai | sentence }}", "letter[5]: there is no question dai"),
        ("{{ day | sentence }}", "{{ day | upper }}", "letter[5]: there is no filter 'upper'"),
        ("{{ day | sentence }}", "{{ day.x }}", "letter[5]: only gaps, conditions and comparisons"),
        ("{% if day %}When", "{% if day %When", "letter[5]: is not a template"),
        ("Dear complaints team,", "'{{ lipsum() }}'", "letter[1]: only gaps"),
        ('- "{{ rights }}"\n', "", "letter: has no gap for rights"),
        ("id: effect", "id: nation", "questions[3]: id: 'nation' has a meaning of its own"),
        ("kind: short", "kind: choice", "questions[5]: options: a choice needs two or more"),
        ("Make a complaint", "M" * 46, "title: string should have at most 45 characters"),
    ],
)
def test_a_fault_in_a_letter_names_file_field_and_reason(
    knowledge_copy: Path, old: str, new: str, said: str
) -> None:
    path = knowledge_copy / LETTER
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(knowledge_copy)
    assert f"{LETTER}: {said}" in str(caught.value)


def test_every_citation_in_a_letter_resolves() -> None:
    for letter in BASE.letters.values():
        for right in letter.rights:
            assert set(right.sources) <= set(BASE.sources)
        assert set(letter.signposts) <= set(BASE.signposts)
