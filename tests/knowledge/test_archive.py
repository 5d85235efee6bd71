"""Zips of knowledge: what goes out comes in, and what is made to harm stays out."""

from __future__ import annotations

import io
import stat
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.archive import MAX_ARCHIVE, MAX_FILES, pack, unpack
from knowledge.base import load_knowledge
from knowledge.problems import KnowledgeError
from knowledge.records import Subject, as_yaml

BASE = load_knowledge()
YOGA = as_yaml(BASE.entries["yoga"])
NAME = "entries/exercise/yoga.yaml"


def zipped(files: dict[str, str | bytes], **info: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            for key, value in info.items():
                setattr(member, key, value)
            archive.writestr(member, content)
    return packed.getvalue()


def test_all_that_is_packed_comes_back() -> None:
    records = [*BASE.entries.values(), *BASE.sources.values(), *BASE.signposts.values()]
    packed = pack(records)
    assert packed == pack(reversed(records))
    assert unpack(packed) == {Subject.of(record): record for record in records}


def test_one_file_or_a_list_is_read_as_well() -> None:
    trust = BASE.signposts["ms-trust"]
    source = next(iter(BASE.sources.values()))
    assert unpack(YOGA.encode()) == {Subject.entry("yoga"): BASE.entries["yoga"]}
    assert set(unpack(as_yaml(trust).encode())) == {Subject.of(trust)}
    listed = "".join("- " + as_yaml(one).rstrip().replace("\n", "\n  ") + "\n" for one in [source])
    assert unpack(zipped({"sources.yaml": listed})) == {Subject.of(source): source}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped({"../yoga.yaml": YOGA}), "is not the name of a knowledge file"),
        (zipped({"/etc/passwd": "x"}), "is not the name of a knowledge file"),
        (zipped({"entries\\exercise\\yoga.yaml": YOGA}), "is not the name"),
        (zipped({"entries/exercise/../../yoga.yaml": YOGA}), "is not the name"),
        (zipped({"entries/exercise/yoga.py": YOGA}), "is not the name"),
        (zipped({NAME: "x"}, external_attr=(stat.S_IFLNK | 0o777) << 16), "is not a plain file"),
        (zipped({NAME: b"#" * 300_000 + YOGA.encode()}), "is too big once unpacked"),
        (
            zipped({f"sources/s-{i}.yaml": b"#" * 250_000 for i in range(150)}),
            "is too big once unpacked",
        ),
        (zipped({f"sources/s-{i}.yaml": "" for i in range(MAX_FILES + 1)}), "files; at most"),
        (b"PK" + b"\0" * MAX_ARCHIVE, "bytes; at most"),
        (zipped({NAME: YOGA})[:-30], "is not a sound zip"),
        (zipped({"entries/rights/yoga.yaml": YOGA}), f"must lie at {NAME}"),
        (zipped({NAME: YOGA.replace("id: yoga", "id: yogi")}), "must lie at"),
        (zipped({NAME: YOGA + "more: x\n"}), f"{NAME}: more: extra inputs"),
        (zipped({NAME: "a: &a [x]\nb: *a\n"}), "anchors are not allowed"),
        (zipped({NAME: "!!python/object/apply:os.system [ls]"}), "tags are not allowed"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"just words", "must be a list of fields"),
        (b"", "must be a list of fields"),
    ],
)
def test_what_could_harm_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        unpack(data)
    assert said in str(caught.value)


def test_a_bomb_is_not_unpacked() -> None:
    """200 MB of zeros pack into 200 KB."""
    bomb = zipped({NAME: bytes(200_000_000)})
    assert len(bomb) < MAX_ARCHIVE
    tracemalloc.start()
    with pytest.raises(KnowledgeError, match="too big once unpacked"):
        unpack(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_file_that_stands_there_twice_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(NAME, YOGA)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(NAME, YOGA)
    with pytest.raises(KnowledgeError, match="stands there twice"):
        unpack(packed.getvalue())


@given(st.binary(max_size=200), st.integers(0, 2_000), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_a_damaged_zip_is_refused_or_read_never_worse(noise: bytes, place: int, byte: int) -> None:
    whole = bytearray(zipped({NAME: YOGA, "signposts.yaml": "[]"}))
    whole[place % len(whole)] = byte
    for data in (bytes(whole), bytes(whole) + noise, b"PK" + noise, noise):
        found = None
        with suppress(KnowledgeError):
            found = unpack(data)
        assert not found or set(found) == {Subject.entry("yoga")}
