"""Killed at any moment, the bot loses nothing that it acknowledged, and store and index agree."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.editing.crashing import SUBJECTS

UPDATES = 200
STARTS = 4
"""Of which each is killed; a last one looks at what is left."""
ROOT = Path(__file__).parents[2]


def lines(process: subprocess.Popen[str]) -> list[dict[str, object]]:
    """All that was said and not read, up to the kill; a line that was cut is no acknowledgement."""
    assert process.stdout is not None
    rest = process.stdout.read().split("\n")[:-1]
    return [json.loads(line) for line in rest]


@pytest.mark.usefixtures("parts")
def test_nothing_acknowledged_is_lost(cache_folder: Path, tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'reroute.db'}"
    command = [sys.executable, "-m", "tests.editing.crashing", database, str(cache_folder)]
    acknowledged: dict[str, int] = dict.fromkeys(SUBJECTS, 0)
    chance = random.Random()
    for start in range(STARTS + 1):
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline()) == {"failed": 0}
            for entry in SUBJECTS:
                found = json.loads(process.stdout.readline())
                last = acknowledged[entry]
                # One more may have been kept, whose acknowledgement the kill cut off.
                assert found["numbers"] in ([*range(1, last + 1)], [*range(1, last + 2)])
                acknowledged[entry] = len(found["numbers"])
                assert found["indexed"] == found["kept"] or not found["numbers"]
            assert json.loads(process.stdout.readline()) == {"ready": True}
            if start < STARTS:
                for _ in range(UPDATES // STARTS):
                    said = json.loads(process.stdout.readline())
                    acknowledged[said["acknowledged"]] = said["number"]
                time.sleep(chance.uniform(0, 0.15))
            process.kill()
            for said in lines(process):
                acknowledged[str(said["acknowledged"])] = int(str(said["number"]))
    assert sum(acknowledged.values()) >= UPDATES
