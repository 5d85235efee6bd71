"""Looking into the knowledge, and taking it out and in as a file."""

from __future__ import annotations

import io
import zipfile

import pytest
from loopback.community import Community
from writing import FARM, QUESTION, WORDS, filled, new_entry, published

from knowledge.archive import unpack
from knowledge.records import Subject, as_yaml

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHY = {"Why? Other moderators will read it": "Checked outside"}


async def test_entries_are_found_by_meaning(community: Community) -> None:
    found = await community.mo.slash("knowledge search", community.staff, text="wobbly").reply()
    assert "Exercises for poor balance" in community.text(found)
    _, last = await community.mo.chooses(found, "Exercises for poor balance").replies(2)
    assert "**Reviewed** 24 November 2026" in community.text(last)


async def test_what_is_due_is_listed(community: Community) -> None:
    none = await community.mo.slash("knowledge due", community.staff, days=0).reply()
    assert "No entry has to be reviewed in the next 0 days." in community.text(none)
    some = await community.mo.slash("knowledge due", community.staff, days=730).reply()
    assert "### To be reviewed" in community.text(some)


async def test_why_shows_the_ranking_and_the_decision(community: Community) -> None:
    asked = community.mo.slash(
        "knowledge why", community.staff, question="Is yoga any good for MS?"
    )
    text = community.text(await asked.reply())
    assert "It is answered with the first entry." in text
    assert "1. Yoga with MS" in text
    assert "same words" in text
    asked = community.mo.slash("knowledge why", community.staff, question="I want to kill myself")
    assert "sounds like a crisis" in community.text(await asked.reply())


async def test_a_draft_can_be_tried_before_it_is_published(community: Community) -> None:
    await new_entry(community, community.mo)
    offered = await community.mo.completes("knowledge test", community.staff, "draft", "llama")
    asked = community.mo.slash(
        "knowledge test", community.staff, question=QUESTION, draft=offered[0]["value"]
    )
    text = community.text(await asked.reply())
    assert "**Now:** “I don't know”" in text
    assert "**With your draft:** answered with “Llama trekking with MS”" in text
    asked = community.ann.slash("ask", community.general, question=QUESTION)
    assert "Llama" not in community.text(await asked.reply()).split("You asked")[0]


async def test_an_incomplete_draft_cannot_be_tried(community: Community) -> None:
    asked = community.mo.slash("knowledge add", community.staff)
    await filled(community.mo, asked, WORDS, fresh=True)
    offered = await community.mo.completes("knowledge test", community.staff, "draft", "llama")
    asked = community.mo.slash(
        "knowledge test", community.staff, question=QUESTION, draft=offered[0]["value"]
    )
    assert "cannot be tried yet" in community.text(await asked.reply())


async def test_what_goes_out_comes_in_again_as_a_proposal(community: Community) -> None:
    mo = community.mo
    page = await new_entry(community, mo)
    await published(mo, page, "Somebody asked")
    sent = await mo.slash("knowledge export", community.staff).reply()
    (file,) = sent.attachments
    path = file["url"].removeprefix(f"{community.loopback.cdn_url}/")
    content = community.loopback.interactions.store.contents[path]
    records = unpack(content)
    llama = records[Subject.entry("llama-trekking-with-ms")]
    assert FARM.splitlines()[1] in [getattr(one, "title", "") for one in records.values()]
    same = await mo.slash("knowledge import", community.staff, file=("k.zip", content)).reply()
    assert "Nothing in that file differs" in community.text(same)
    changed = as_yaml(llama).replace("Farms lend a stick", "Farms lend you a stick")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"entries/exercise/{llama.id}.yaml", changed)
    found = await mo.slash(
        "knowledge import", community.staff, file=("k.zip", packed.getvalue())
    ).reply()
    text = community.text(found)
    assert "New: 0. Changed: 1. Unchanged: 0." in text
    assert "Farms lend you a stick" in text
    done = await filled(mo, mo.presses(found, "Publish all of it"), WHY)
    assert "Published" in community.text(done)
    shown = await mo.slash(
        "knowledge show", community.staff, what="entry:llama-trekking-with-ms"
    ).reply()
    assert "Farms lend you a stick" in community.text(shown)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", b"- nothing: of use", b"\xff\xfe", b"a: [unclosed"]
)
async def test_a_file_that_is_no_good_changes_nothing(community: Community, content: bytes) -> None:
    asked = community.mo.slash("knowledge import", community.staff, file=("a.yaml", content))
    text = community.text(await asked.reply())
    assert "That file cannot be used yet. Nothing was changed." in text
