"""A request is permitted once, whoever is closed and opened again, and whoever else is there."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from medseal import (
    AccessPermit,
    AccessRequest,
    DecisionPoint,
    DecisionRules,
    DeniedError,
    GrantChain,
    MalformedError,
    RecordFacts,
    StatedView,
    StorageError,
)

DECISIONS = Path(__file__).parents[3] / "vectors/consent/decisions.json"
CASE: dict[str, Any] = json.loads(DECISIONS.read_text())["cases"][0]
RULES = DecisionRules(CASE["rules"]["audience"])


def decide(point: DecisionPoint) -> AccessPermit:
    record = CASE["record"]
    return point.decide(
        AccessRequest.from_bytes(bytes.fromhex(CASE["request"])),
        GrantChain.from_bytes(bytes.fromhex(CASE["chain"])),
        RecordFacts(record["record"], record["commitment"], record["category"], record["created"]),
        StatedView.from_json(json.dumps(CASE["view"])),
        now=CASE["now"],
    )


def refused(point: DecisionPoint) -> None:
    with pytest.raises(DeniedError) as denied:
        decide(point)
    assert denied.value.reasons == ("request-replayed",)


def test_a_request_is_permitted_once_also_after_a_restart(tmp_path: Path) -> None:
    permitted = tmp_path / "permitted"
    with DecisionPoint.open(permitted, RULES) as point:
        decide(point)
        refused(point)
        assert not point.is_closed
    for _ in range(2):
        with DecisionPoint.open(str(permitted), RULES) as point:
            refused(point)
    # In memory it would have been permitted.
    decide(DecisionPoint(RULES))


def test_two_on_one_file_are_an_error(tmp_path: Path) -> None:
    permitted = tmp_path / "permitted"
    script = (
        "import sys, medseal\n"
        "try:\n"
        "    medseal.DecisionPoint.open(sys.argv[1], medseal.DecisionRules(sys.argv[2]))\n"
        "except medseal.StorageError as error:\n"
        "    print(error.code)\n"
    )
    with DecisionPoint.open(permitted, RULES):
        with pytest.raises(StorageError) as error:
            DecisionPoint.open(permitted, RULES)
        assert error.value.code == "nonce-store-busy"
        arguments = [sys.executable, "-c", script, str(permitted), CASE["rules"]["audience"]]
        other = subprocess.run(arguments, capture_output=True, text=True, check=True)
        assert other.stdout.strip() == "nonce-store-busy"


def test_what_cannot_be_opened_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(MalformedError):
        DecisionPoint.open(tmp_path / "permitted", DecisionRules("nobody"))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "something").write_bytes(b"something else")
    with pytest.raises(StorageError) as error:
        DecisionPoint.open(tmp_path / "something", RULES)
    assert error.value.code == "storage-damaged"
    with pytest.raises(StorageError) as error:
        DecisionPoint.open(tmp_path / "nowhere" / "permitted", RULES)
    assert error.value.code == "storage-denied"
