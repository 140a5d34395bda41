"""The conformance vectors: what everybody reads and refuses alike, with the same codes.

Vectors about values that never leave the library (single entries, decisions on a stated view,
state proofs) are run in Rust only.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import blake3
import pytest

from medseal import (
    MedsealError,
    PublicIdentity,
    SealedHeader,
    SecretIdentity,
    hazmat,
)

VECTORS = Path(__file__).parents[3] / "vectors"
Case = dict[str, Any]


def cases(area: str) -> list[Any]:
    """The cases of a file as pytest parameters, each under its name."""
    found = json.loads((VECTORS / area).with_suffix(".json").read_text())["cases"]
    assert found
    return [pytest.param(case, id=case["name"]) for case in found]


def code(work: Callable[[], object]) -> str:
    """What becomes of it: the error's code, or ``ok``."""
    try:
        work()
    except MedsealError as error:
        return error.code
    return "ok"


def suite(case: Case) -> str:
    return "x25519" if case["suite"] in (0x20, "X25519") else "x-wing"


def pattern(length: int) -> bytes:
    """The plaintext of the payload vectors: byte number n is n modulo 251."""
    return (bytes(range(251)) * (length // 251 + 1))[:length]


@pytest.mark.parametrize("case", cases("envelope/payloads"))
def test_payloads(case: Case) -> None:
    key, context = bytes.fromhex(case["key"]), bytes.fromhex(case["context"])
    if "plaintext_length" not in case:
        altered = bytes.fromhex(case["sealed"])
        opened = code(lambda: hazmat.cobblestone256_open(key, context, altered))
        assert opened == case["expected"]
        return
    plaintext = pattern(case["plaintext_length"])
    sealed = hazmat.cobblestone256_seal(key, context, bytes.fromhex(case["salt"]), plaintext)
    assert blake3.blake3(sealed).hexdigest() == case["digest"]
    assert hazmat.cobblestone256_open(key, context, sealed) == plaintext


@pytest.mark.parametrize("case", cases("envelope/records"))
def test_records(case: Case) -> None:
    seed, container = bytes.fromhex(case["seed"]), bytes.fromhex(case["container"])
    if "expected" in case:
        opened = code(lambda: hazmat.open_record(suite(case), seed, container))
        assert opened == case["expected"]
        return
    assert hazmat.open_record(suite(case), seed, container) == bytes.fromhex(case["plaintext"])
    details = SealedHeader.from_bytes(container).details()
    stated = ("author", "category", "commitment", "controller", "created", "manifest_digest")
    for field in (*stated, "media_type", "payload_address", "version"):
        assert getattr(details, field) == case[field]
    assert details.record_id == case["record"]


@pytest.mark.parametrize("case", cases("keys/wrapped"))
def test_wrapped_keys(case: Case) -> None:
    seed, info, enc, ct = (
        bytes.fromhex(case[field]) for field in ("seed", "info", "encapsulated_key", "ciphertext")
    )
    if "expected" in case:
        opened = code(lambda: hazmat.hpke_open(suite(case), seed, info, b"", enc, ct))
        assert opened == case["expected"]
        return
    assert hazmat.hpke_open(suite(case), seed, info, b"", enc, ct) == bytes.fromhex(case["secret"])


@pytest.mark.parametrize("case", cases("keys/documents"))
def test_identity_documents(case: Case) -> None:
    if "expected" in case:
        assert code(lambda: PublicIdentity.from_json(case["document"])) == case["expected"]
        return
    document = PublicIdentity.from_json(case["document"])
    assert document.to_json() == case["document"]
    assert document.identity_id == case["identity"]
    assert SecretIdentity.from_key_file(case["key_file"]).identity_id == case["identity"]


@pytest.mark.parametrize("case", cases("keys/ed25519-speccheck"))
def test_signatures(case: Case) -> None:
    key, message, signature = (
        bytes.fromhex(case[field]) for field in ("public_key", "message", "signature")
    )
    assert code(lambda: hazmat.ed25519_verify(key, message, signature)) == case["expected"]


def bare(area: str) -> list[Any]:
    """The cases that can be put to the bare functions: those about an encoding, or about a proof
    that names another size than the tree's, cannot."""
    return [
        parameter
        for parameter in cases(area)
        for case in parameter.values
        if "path" in case and case.get("proof_size") in (None, case["head"]["size"])
    ]


@pytest.mark.parametrize("case", bare("ledger/inclusion"))
def test_inclusion_proofs(case: Case) -> None:
    leaf = sha256(b"\x00" + bytes.fromhex(case["entry"])).digest()
    size, root = case["head"]["size"], bytes.fromhex(case["head"]["root"])
    proof = bytes.fromhex(case["path"])
    verified = code(lambda: hazmat.verify_inclusion(leaf, case["index"], size, proof, root))
    assert verified == case["expected"]


@pytest.mark.parametrize("case", cases("ledger/consistency"))
def test_consistency_proofs(case: Case) -> None:
    older, newer, proof = case["older"], case["newer"], bytes.fromhex(case["path"])
    roots = bytes.fromhex(older["root"]), bytes.fromhex(newer["root"])
    verified = code(
        lambda: hazmat.verify_consistency(older["size"], newer["size"], proof, *roots)
    )
    assert verified == case["expected"]


def test_lengths_that_cannot_be_are_refused() -> None:
    short = b"short"
    for work in (
        lambda: hazmat.cobblestone256_seal(short, b"", bytes(24), b""),
        lambda: hazmat.cobblestone256_seal(bytes(32), b"", short, b""),
        lambda: hazmat.cobblestone256_open(short, b"", b""),
        lambda: hazmat.hpke_open("x-wing", short, b"", b"", b"", b""),
        lambda: hazmat.verify_inclusion(short, 0, 1, b"", bytes(32)),
        lambda: hazmat.open_record("x-wing", short, b""),
    ):
        assert code(work) == "invalid-argument"
    with pytest.raises(OverflowError):
        hazmat.verify_inclusion(bytes(32), 2**64, 2**64, b"", bytes(32))
    assert code(lambda: hazmat.verify_inclusion(bytes(32), 2**64 - 1, 1, b"", bytes(32))) != "ok"
