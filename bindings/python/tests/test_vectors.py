"""The conformance vectors: what everybody reads and refuses alike, with the same codes.

Each function below runs one file; all languages have the same ones under the same names. What this
language cannot run is in ``vectors/rust-only.json`` with its reason, and nothing else is left out.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import blake3
import pytest

from medseal import (
    AccessRequest,
    AuthorityList,
    CredentialIssuer,
    CredentialSchema,
    Decision,
    DecisionPoint,
    DecisionRules,
    DeniedError,
    EligibilityPolicy,
    EligibilityRequest,
    ErasureReceipt,
    GrantChain,
    GrantTerms,
    LedgerEntry,
    LedgerFollower,
    MedsealError,
    PublicIdentity,
    Receipt,
    RecordFacts,
    SealedHeader,
    SecretIdentity,
    SignedGrant,
    StatedView,
    hazmat,
)

VECTORS = Path(__file__).parents[3] / "vectors"
Case = dict[str, Any]


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def attestations(case: Case) -> None:
    about = case.get("ledger", "01" * 32), case.get("record", "02" * 32)
    read = ErasureReceipt.read_attestation(hexadecimal(case, "bytes"), *about)
    assert (read.custodian, read.time) == (case["custodian"], case["time"])
    assert (read.keys_destroyed, read.payload_destroyed) == (case["keys"], case["payload"])


def category_grants(case: Case) -> None:
    seed, wrapped = hexadecimal(case, "seed", "wrapped")
    secret = hazmat.unwrap_category_key(suite(case), seed, wrapped)
    assert secret == hexadecimal(case, "category_seed")


def chains(case: Case) -> None:
    chain = GrantChain.from_bytes(hexadecimal(case, "chain"))
    assert [grant.commitment for grant in chain.grants()] == case["grants"]
    assert chain.to_bytes() == hexadecimal(case, "chain")


def checkpoints(case: Case) -> None:
    verified = authorities("ledger/checkpoints").verify_checkpoint(case["note"])
    origin, size, *_ = case["note"].splitlines()
    assert (verified.origin, verified.size, verified.link) == (origin, int(size), case["link"])


def consistency(case: Case) -> None:
    older, newer = case["older"], case["newer"]
    roots = bytes.fromhex(older["root"]), bytes.fromhex(newer["root"])
    path = hexadecimal(case, "path")
    hazmat.verify_consistency(older["size"], newer["size"], path, *roots)


def decisions(case: Case) -> None:
    record = RecordFacts(
        case["record"]["record"],
        case["record"]["commitment"],
        case["record"]["category"],
        case["record"]["created"],
        resource_types=case["record"]["resource_types"],
        confidentiality=case["record"].get("confidentiality"),
    )
    rules = {name: value for name, value in case["rules"].items() if name != "audience"}
    point = DecisionPoint(DecisionRules(case["rules"]["audience"], **rules))
    request = AccessRequest.from_bytes(hexadecimal(case, "request"))
    grants = GrantChain.from_bytes(hexadecimal(case, "chain"))
    view = StatedView.from_json(json.dumps(case["view"]))
    try:
        permit = point.decide(request, grants, record, view, now=case["now"]).details()
        found = {"permit": {"expires": permit.expires, "obligations": permit.obligations}}
    except DeniedError as denied:
        found = {"deny": {"reasons": list(denied.reasons)}}
    assert found == case["expected"]
    Decision.from_bytes(hexadecimal(case, "proof")).replay(view)


def documents(case: Case) -> None:
    document = PublicIdentity.from_json(case["document"])
    details, claims = document.details(), case["claims"]
    assert document.to_json() == case["document"]
    assert (document.identity_id, details.issued) == (case["identity"], claims["issued"])
    assert details.signing_key == claims["keys"][-1]["key"]
    assert len(details.categories) == len(claims["categories"])
    assert SecretIdentity.from_key_file(case["key_file"]).identity_id == case["identity"]


def eligibility_requests(case: Case) -> None:
    details = EligibilityRequest.from_bytes(hexadecimal(case, "request")).details()
    assert (details.ledger.ledger_id, details.ledger.height) == (case["ledger"], case["height"])
    for field in ("audience", "policy", "issued", "expires"):
        assert getattr(details, field) == case[field]


def entries(case: Case) -> None:
    entry = LedgerEntry.from_bytes(hexadecimal(case, "entry"))
    found = entry.details()
    assert (entry.to_bytes().hex(), found.leaf_hash) == (case["entry"], case["leaf_hash"])
    stated = case["decoded"][found.kind]
    action, of = next(iter(stated.get("action", {None: stated}).items()))
    assert found.action == action
    # The ledger that a genesis entry founds has its name from the entry's hash.
    assert found.kind == "genesis" or found.ledger_id == stated.get("ledger")
    for field in ("time", "nonce", "signer", "origin", "revision", "height", "state_root"):
        assert getattr(found, field) == stated.get(field), field
    for field in ("identity", "document", "next", "controller", "record", "previous", "expires"):
        assert getattr(found, field) == of.get(field), field
    assert (found.grant, found.parent, found.event) == tuple(
        of.get(field) for field in ("grant", "parent", "event")
    )
    authorities = stated.get("authorities", {})
    assert found.quorum == authorities.get("quorum")
    members = [{"key": one.key, "name": one.name} for one in found.authorities]
    assert members == authorities.get("members", [])
    assert bool(found.approved_by) == (found.kind == "authorities")


def erasure_receipts(case: Case) -> None:
    ErasureReceipt.from_bytes(hexadecimal(case, "bytes"))


def evidence(case: Case) -> None:
    known = authorities("ledger/evidence")
    assert LedgerFollower.verify_evidence(case["evidence"], known) == case["signed_both"]


def grants(case: Case) -> None:
    details = SignedGrant.from_bytes(*hexadecimal(case, "grant", "salt")).details()
    claims, scope = case["claims"], case["claims"]["scope"]
    for field in ("controller", "issued", "issuer", "parent"):
        assert getattr(details, field) == claims[field]
    assert (details.grant_id, details.ledger_id) == (claims["id"], claims["ledger"])
    assert {"identity": details.grantee, "key": details.grantee_key} == claims["grantee"]
    assert (details.commitment, details.digest) == (case["commitment"], case["digest"])
    whole = scope["period"] == {"from": 0, "to": 253_402_300_799}
    assert details.terms == GrantTerms(
        scope["categories"],
        scope["purposes"],
        claims["expires"],
        not_before=claims["not_before"],
        delegation=claims["delegation"],
        records=scope.get("records"),
        resource_types=scope.get("resource_types"),
        confidentiality=scope["confidentiality"],
        period_from=None if whole else scope["period"]["from"],
        period_to=None if whole else scope["period"]["to"],
    )


def inclusion(case: Case) -> None:
    leaf = sha256(b"\x00" + hexadecimal(case, "entry")).digest()
    size, root = case["head"]["size"], bytes.fromhex(case["head"]["root"])
    hazmat.verify_inclusion(leaf, case["index"], size, hexadecimal(case, "path"), root)


def issuance(case: Case) -> None:
    # Who issues is somebody else: what can be read is refused for that, and only for that.
    challenge = bytes.fromhex(case.get("challenge", "00" * 32))
    schema = CredentialSchema.from_json(load("eligibility/schemas")["cases"][0]["json"])
    issuer = CredentialIssuer(SecretIdentity.generate("x25519"), "00" * 32)
    values = {
        "birth_date": "1968-04-12",
        "hba1c": "7.4",
        "measured": "2026-02-17",
        "creatinine": "0.84",
        "systolic": "134",
        "diastolic": "82",
        "diagnosis": "44054006",
    }
    with pytest.raises(MedsealError) as refused:
        issuer.issue(hexadecimal(case, "request"), challenge, schema, values, 1)
    if "expected" in case:
        raise refused.value
    assert refused.value.code == "credential-request-mismatch"


def payloads(case: Case) -> None:
    key, context = hexadecimal(case, "key", "context")
    if "plaintext_length" not in case:
        hazmat.cobblestone256_open(key, context, hexadecimal(case, "sealed"))
        return
    # Byte number n of the plaintext is n modulo 251.
    plaintext = (bytes(range(251)) * 400)[: case["plaintext_length"]]
    sealed = hazmat.cobblestone256_seal(key, context, hexadecimal(case, "salt"), plaintext)
    assert blake3.blake3(sealed).hexdigest() == case["digest"]
    assert hazmat.cobblestone256_open(key, context, sealed) == plaintext


def policies(case: Case) -> None:
    schema = CredentialSchema.from_json(case["schema"])
    assert EligibilityPolicy.from_json(case["json"], [schema]).details().hash == case["hash"]


def proofs(case: Case) -> None:
    view = StatedView.from_json(json.dumps(load("consent/proofs")["view"]))
    Decision.from_bytes(hexadecimal(case, "proof")).replay(view)


def receipts(case: Case) -> None:
    receipt = Receipt.from_text(case["receipt"])
    verified = receipt.verify_entry(authorities("ledger/receipts"), hexadecimal(case, "entry"))
    size = case["receipt"].split("example.org/ledger\n")[1].splitlines()[0]
    assert (receipt.to_text(), verified.size) == (case["receipt"], int(size))


def records(case: Case) -> None:
    seed, container = hexadecimal(case, "seed", "container")
    opened = hazmat.open_record(suite(case), seed, container)
    assert opened == hexadecimal(case, "plaintext")
    details = SealedHeader.from_bytes(container).details()
    stated = ("author", "category", "commitment", "controller", "created", "manifest_digest")
    for field in (*stated, "media_type", "payload_address", "version"):
        assert getattr(details, field) == case[field]
    assert details.record_id == case["record"]


def refused_keys(case: Case) -> None:
    hazmat.ed25519_verify(hexadecimal(case, "public_key"), b"", bytes(64))


def requests(case: Case) -> None:
    details = AccessRequest.from_bytes(hexadecimal(case, "request")).details()
    fields, record = case["fields"], case["fields"]["record"]
    for field in ("purpose", "issued", "expires"):
        assert getattr(details, field) == fields[field]
    assert (details.ledger_id, details.custodian) == (fields["ledger"], fields["audience"])
    assert (details.grantee_key, details.grant_commitment) == (fields["grantee"], fields["grant"])
    assert (details.record_id, details.commitment) == (record["record"], record["commitment"])
    assert details.reason == (fields["break_glass"] or {}).get("reason")


def schemas(case: Case) -> None:
    details = CredentialSchema.from_json(case["json"]).details()
    assert details.hash == case["hash"] and details.attributes


def signatures(case: Case) -> None:
    hazmat.ed25519_verify(*hexadecimal(case, "public_key", "message", "signature"))


def state_proofs(case: Case) -> None:
    value = hazmat.verify_state(*hexadecimal(case, "key", "proof", "root"))
    assert value == (None if case["value"] is None else hexadecimal(case, "value"))


def verifier_keys(case: Case) -> None:
    known = AuthorityList.from_verifier_keys("example.org/ledger", [case["vkey"]])
    assert known.details().verifier_keys == [case["vkey"]]


def wrapped_keys(case: Case) -> None:
    seed, info, enc, ct = hexadecimal(case, "seed", "info", "encapsulated_key", "ciphertext")
    opened = hazmat.hpke_open(suite(case), seed, info, b"", enc, ct)
    assert opened == hexadecimal(case, "secret")


RUNNERS: dict[str, Callable[[Case], None]] = {
    "audit/erasure-attestation": attestations,
    "audit/erasure-receipt": erasure_receipts,
    "consent/chains": chains,
    "consent/decisions": decisions,
    "consent/grants": grants,
    "consent/proofs": proofs,
    "consent/requests": requests,
    "eligibility/issuance": issuance,
    "eligibility/policies": policies,
    "eligibility/requests": eligibility_requests,
    "eligibility/schemas": schemas,
    "envelope/category_grants": category_grants,
    "envelope/payloads": payloads,
    "envelope/records": records,
    "keys/documents": documents,
    "keys/ed25519-speccheck": signatures,
    "keys/refused": refused_keys,
    "keys/wrapped": wrapped_keys,
    "ledger/checkpoints": checkpoints,
    "ledger/consistency": consistency,
    "ledger/entries": entries,
    "ledger/evidence": evidence,
    "ledger/inclusion": inclusion,
    "ledger/receipts": receipts,
    "ledger/state-proofs": state_proofs,
    "ledger/verifier-keys": verifier_keys,
}

#: By file, the cases that only Rust runs; an empty list is the whole file.
RUST_ONLY: dict[str, list[str]] = {
    entry["file"]: entry.get("cases", []) for entry in load("rust-only")["files"]
}


def expected(case: Case) -> str:
    """The error's code, or ``ok``: also where the file has what is found in place of a code."""
    found = case.get("expected", "ok")
    return found if isinstance(found, str) and found != "confirmed" else "ok"


def hexadecimal(case: Case, *fields: str) -> Any:
    """The bytes of one field, or of each of several."""
    found = [bytes.fromhex(case[field]) for field in fields]
    return found if len(found) > 1 else found[0]


def suite(case: Case) -> str:
    """The suite by its number in RFC 9180's registry of KEMs."""
    return "x25519" if case["suite"] == 0x20 else "x-wing"


def authorities(area: str) -> AuthorityList:
    known = load(area)["authorities"]
    return AuthorityList.from_verifier_keys(known["origin"], known["keys"], quorum=known["quorum"])


@pytest.mark.parametrize("area", RUNNERS)
def test_vectors(area: str) -> None:
    cases, left_out = load(area)["cases"], RUST_ONLY.get(area, [])
    assert {case["name"] for case in cases} > set(left_out)
    for case in cases:
        if case["name"] in left_out:
            continue
        try:
            RUNNERS[area](case)
            found = "ok"
        except MedsealError as error:
            found = error.code
        assert found == expected(case), case["name"]


def test_no_file_is_left_out() -> None:
    files = {path.relative_to(VECTORS).with_suffix("").as_posix() for path in VECTORS.glob("*/*.json")}
    whole = {area for area, cases in RUST_ONLY.items() if not cases}
    # The exemplar is run by test_interop, the queue of a screening by test_eligibility_batch.
    assert files == {*RUNNERS, "bindings/exemplar", "eligibility/screening", *whole}
    assert not whole & set(RUNNERS)
