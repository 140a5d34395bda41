"""What is the same in every language: values that get lost between languages, and files sealed in one
and opened in another."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medseal import (
    Ledger,
    MedsealError,
    PublicIdentity,
    SealedHeader,
    SealedRecord,
    SecretIdentity,
    hazmat,
)

ROOT = Path(__file__).parents[3]
EXEMPLAR: dict[str, Any] = json.loads((ROOT / "vectors/bindings/exemplar.json").read_text())
FIRST: dict[str, str] = json.loads((ROOT / "vectors/keys/documents.json").read_text())["cases"][0]


@pytest.fixture(scope="module")
def identity() -> SecretIdentity:
    return SecretIdentity.from_key_file(EXEMPLAR["key_file"])


def test_the_identity_of_the_exemplar(identity: SecretIdentity) -> None:
    protected = SecretIdentity.from_key_file(
        EXEMPLAR["protected_key_file"], EXEMPLAR["passphrase"]
    )
    assert identity.identity_id == protected.identity_id == EXEMPLAR["identity_id"]
    document = PublicIdentity.from_json(EXEMPLAR["document"])
    assert document.details().issued == EXEMPLAR["issued"]
    assert EXEMPLAR["pairwise"]
    for case in EXEMPLAR["pairwise"]:
        assert identity.pairwise(case["relationship"]).identity_id == case["identity_id"]


def test_the_records_of_the_exemplar(identity: SecretIdentity) -> None:
    assert EXEMPLAR["records"]
    for case in EXEMPLAR["records"]:
        container = bytes.fromhex(case["container"])
        assert SealedRecord.open_bytes(container, identity).decode() == case["plaintext"]
        details = SealedHeader.from_bytes(container).details()
        assert (details.created, details.record_id) == (case["created"], case["record_id"])


@pytest.mark.parametrize("case", EXEMPLAR["refused"], ids=lambda case: str(case["call"]))
def test_what_is_refused_has_the_same_code_everywhere(
    case: dict[str, Any], identity: SecretIdentity
) -> None:
    record = SealedRecord.from_bytes(bytes.fromhex(EXEMPLAR["records"][-1]["container"]))
    ledger = Ledger.in_memory([identity], "node.example")
    calls: dict[str, Callable[[], object]] = {
        "SecretIdentity.public": lambda: identity.public(now=case["now"]),
        "SecretIdentity.add_category": lambda: identity.add_category(case["category"]),
        "SecretIdentity.set_also_known_as": lambda: identity.set_also_known_as(case["did_web"]),
        "Ledger.consistency_proof": lambda: ledger.consistency_proof(case["older_size"]),
        "hazmat.verify_inclusion": lambda: hazmat.verify_inclusion(
            bytes(32), case["index"], case["size"], b"", bytes(32)
        ),
        "SealedRecord.open_range": lambda: record.open_range(identity, case["begin"], case["end"]),
    }
    with pytest.raises(MedsealError) as refused:
        calls[case["call"]]()
    assert refused.value.code == case["expected"]


def test_what_other_languages_sealed_opens_here() -> None:
    """Each language's tests leave a record in ``target/interop``, sealed for the patient of the first
    case of ``vectors/keys/documents.json``, or for the one whose key file lies beside it."""
    place = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "interop"
    place.mkdir(parents=True, exist_ok=True)
    text = "sealed by Python: naïve 🩺 𝒙".encode()
    with SecretIdentity.generate() as author:
        document = PublicIdentity.from_json(FIRST["document"])
        own = SealedRecord.seal(author, document, text)
    place.joinpath("python.sealed").write_bytes(own)
    found = sorted(place.glob("*.sealed"))
    assert found
    for sealed in found:
        key = sealed.with_suffix(".key")
        with SecretIdentity.from_key_file(
            key.read_text() if key.exists() else FIRST["key_file"]
        ) as patient:
            opened = SealedRecord.open_bytes(sealed.read_bytes(), patient)
        assert len(opened) > 0
        assert sealed.stem != "python" or opened == text
