"""What is the same in every language: values that get lost between languages, and what is made in one
and read in another."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medseal import (
    AuthorityList,
    Grant,
    GrantTerms,
    Ledger,
    MedsealError,
    PublicIdentity,
    Receipt,
    SealedHeader,
    SealedRecord,
    SecretIdentity,
    hazmat,
)

ROOT = Path(__file__).parents[3]
EXEMPLAR: dict[str, Any] = json.loads((ROOT / "vectors/bindings/exemplar.json").read_text())
FIRST: dict[str, str] = json.loads((ROOT / "vectors/keys/documents.json").read_text())["cases"][0]
TERMS = GrantTerms(["GENERAL"], ["TREAT"], 4_000_000_000)


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


def test_what_other_languages_made_is_good_here() -> None:
    """Each language leaves a sealed record, its receipt and a grant in ``target/interop``, all for the
    person of the first case of ``vectors/keys/documents.json``. `cargo xtask interop` names those
    that must be there."""
    place = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "interop"
    place.mkdir(parents=True, exist_ok=True)
    with SecretIdentity.from_key_file(FIRST["key_file"]) as person:
        leave(place / "python.json")
        found = sorted(file.stem for file in place.glob("*.json"))
        assert set(os.environ.get("MEDSEAL_INTEROP", "python").split()) <= set(found)
        for language in found:
            check(place / f"{language}.json", person)


def leave(file: Path) -> None:
    author = SecretIdentity.generate("x25519")
    person = PublicIdentity.from_json(FIRST["document"])
    sealed = SealedRecord.seal(author, person, "sealed by python: naïve 🩺 𝒙".encode())
    with Ledger.in_memory([author], "python.example/ledger") as ledger:
        known = ledger.authorities().details()
        left = {
            "origin": known.origin,
            "verifier_keys": known.verifier_keys,
            "receipt": ledger.anchor(author, sealed.header).to_text(),
            "patient": author.public().to_json(),
            "grant": ledger.grant(author, person, TERMS).to_bytes().hex(),
        }
    file.with_suffix(".sealed").write_bytes(sealed)
    file.write_text(json.dumps(left))


def check(file: Path, person: SecretIdentity) -> None:
    left = json.loads(file.read_text())
    record = SealedRecord.from_bytes(file.with_suffix(".sealed").read_bytes())
    assert record.open(person).decode() == f"sealed by {file.stem}: naïve 🩺 𝒙"
    known = AuthorityList.from_verifier_keys(left["origin"], left["verifier_keys"])
    receipt = Receipt.from_text(left["receipt"]).verify(known, record.header)
    assert receipt.action == "anchor"
    grant = Grant.from_bytes(bytes.fromhex(left["grant"]))
    grant.verify(PublicIdentity.from_json(left["patient"]))
    assert grant.details().grantee == person.identity_id
