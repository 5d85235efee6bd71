"""``reroute threads rank --batch`` from outside."""

from __future__ import annotations

import json

THREADS = [
    {"kind": "thread", "id": "falls", "title": "Third tumble", "body": "Bathroom floor again."},
    {"kind": "thread", "id": 7, "title": "Waiting since March", "body": "No physio letter yet."},
    {"kind": "thread", "id": "7", "title": "Cooling vests", "body": "Sight blurs when I am hot."},
]


def test_queries_are_answered_and_bad_lines_are_told(run) -> None:
    lines = [
        *map(json.dumps, THREADS),
        '{"kind": "thread", "id": "untitled"}',
        "not json",
        '{"kind": "query", "id": 1, "text": "How long is the wait for a physio on the NHS?"}',
        '{"kind": "query", "id": "no text"}',
        '{"kind": "poem", "id": 2, "text": "x"}',
        '{"kind": "query", "id": true, "text": "x"}',
        "[" * 100_000,
        '{"kind": "query", "id": ' + "9" * 5_000 + ', "text": "x"}',
        '{"kind": "query", "id": "1", "text": "heat makes my eyes worse \\ud800 \\u0000"}',
        '{"kind": "query", "id": "empty", "text": ""}',
        json.dumps({"kind": "thread", "id": 7, "title": "Bread", "body": "Which flour?"}),
        '{"kind": "query", "id": "later", "text": "How long is the wait for a physio?"}',
    ]
    done = run("threads", "rank", "--batch", stdin="\n".join(lines).encode())
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert b"3 threads" in done.stderr
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    bad = [record for record in records if "error" in record]
    assert len(bad) == 7
    assert all(record["id"] is None for record in bad)
    assert "line 4" in bad[0]["error"]
    good = {json.dumps(r["id"]): r for r in records if "error" not in r}
    assert list(good) == ["1", '"1"', '"empty"', '"later"']
    for record in good.values():
        assert set(record) == {"id", "thread_ids", "shown"}
        assert sorted(map(repr, record["thread_ids"])) == ["'7'", "'falls'", "7"]
        assert set(map(repr, record["shown"])) <= set(map(repr, record["thread_ids"]))
    assert good["1"]["thread_ids"][0] == 7
    assert good["1"]["shown"] == [7]
    assert good['"1"']["thread_ids"][0] == "7"
    assert good['"empty"']["shown"] == []
    # The thread was replaced by one about bread.
    assert good['"later"']["thread_ids"][0] != 7 or good['"later"']["shown"] == []


def test_without_threads_there_is_nothing_to_show(run) -> None:
    done = run("threads", "rank", "--batch", stdin=b'{"kind": "query", "id": 1, "text": "yoga"}')
    assert json.loads(done.stdout) == {"id": 1, "thread_ids": [], "shown": []}


def test_it_says_what_it_needs(run) -> None:
    done = run("threads", "rank")
    assert done.returncode == 1
    assert b"--batch" in done.stderr
