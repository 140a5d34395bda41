"""One call for each export of the facade that is about eligibility."""

import json
from collections.abc import Callable

from calls import PATIENT, fresh
from ledger_calls import LEDGER, LEDGER_ID

from medseal import (
    CredentialIssuer,
    CredentialSchema,
    EligibilityPolicy,
    EligibilityRequest,
    EligibilityVerifier,
    SecretIdentity,
    Wallet,
)

AUDIENCE = "https://trial.example.org"
LABORATORY, TRIAL = SecretIdentity.generate("x25519"), SecretIdentity.generate("x25519")
SCHEMA_JSON = """{"medseal_schema": 1, "name": "panel", "attributes": [
    {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"}]}"""
SCHEMA = CredentialSchema.from_json(SCHEMA_JSON)
POLICY_JSON = json.dumps(
    {
        "medseal_policy": 1,
        "name": "screening",
        "credentials": {
            "lab": {
                "schema": SCHEMA.details().hash,
                "issuers": [LABORATORY.public().details().signing_key],
            }
        },
        "require": {"number": "lab.hba1c", "unit": "%", "min": "6.5"},
    }
)
POLICY = EligibilityPolicy.from_json(POLICY_JSON, [SCHEMA])
ISSUER = CredentialIssuer(LABORATORY, LEDGER_ID)


def certified() -> Wallet:
    """A wallet with a credential of its own."""
    wallet = Wallet(PATIENT)
    challenge = ISSUER.challenge()
    asked = wallet.request(SCHEMA, LABORATORY.public(), challenge, 2)
    wallet.accept(ISSUER.issue(asked, challenge, SCHEMA, {"hba1c": "7.4"}, 8).batch)
    return wallet


def request() -> EligibilityRequest:
    return EligibilityRequest.issue(TRIAL, POLICY, AUDIENCE, LEDGER.point())


def verified() -> None:
    asked, verifier = request(), EligibilityVerifier(TRIAL.public(), AUDIENCE, POLICY)
    verifier.verify(certified().present(POLICY, asked), asked, LEDGER)


def verified_with_proof() -> None:
    asked, verifier = request(), EligibilityVerifier(TRIAL.public(), AUDIENCE, POLICY)
    shown = certified().present(POLICY, asked)
    proof = LEDGER.prove_status(EligibilityVerifier.status_handles(shown))
    verifier.verify_with_proof(shown, asked, proof, LEDGER.authorities())


def opened() -> None:
    with EligibilityVerifier.open(fresh("seen"), TRIAL.public(), AUDIENCE, POLICY):
        pass


def verified_batch() -> None:
    asked, verifier = request(), EligibilityVerifier(TRIAL.public(), AUDIENCE, POLICY)
    verifier.verify_batch([(certified().present(POLICY, asked), asked)], LEDGER)


def verified_batch_with_proof() -> None:
    asked, verifier = request(), EligibilityVerifier(TRIAL.public(), AUDIENCE, POLICY)
    shown = certified().present(POLICY, asked)
    proof = LEDGER.prove_status(EligibilityVerifier.status_handles(shown))
    verifier.verify_batch_with_proof([(shown, asked)], proof, LEDGER.authorities())


def saved() -> None:
    path = fresh("wallet")
    certified().save(path)
    Wallet.load(path, PATIENT)


CALLS: dict[str, Callable[[], object]] = {
    "CredentialIssuer.challenge": ISSUER.challenge,
    "CredentialIssuer.issue": certified,
    "CredentialIssuer.new": lambda: CredentialIssuer(LABORATORY, LEDGER_ID),
    "CredentialSchema.details": SCHEMA.details,
    "CredentialSchema.from_json": lambda: CredentialSchema.from_json(SCHEMA_JSON),
    "CredentialSchema.to_json": SCHEMA.to_json,
    "EligibilityPolicy.details": POLICY.details,
    "EligibilityPolicy.from_json": lambda: EligibilityPolicy.from_json(POLICY_JSON, [SCHEMA]),
    "EligibilityPolicy.to_json": POLICY.to_json,
    "EligibilityRequest.details": lambda: request().details(),
    "EligibilityRequest.from_bytes": lambda: EligibilityRequest.from_bytes(request().to_bytes()),
    "EligibilityRequest.issue": request,
    "EligibilityRequest.to_bytes": lambda: request().to_bytes(),
    "EligibilityVerifier.new": verified,
    "EligibilityVerifier.open": opened,
    "EligibilityVerifier.status_handles": verified_with_proof,
    "EligibilityVerifier.verify": verified,
    "EligibilityVerifier.verify_batch": verified_batch,
    "EligibilityVerifier.verify_batch_with_proof": verified_batch_with_proof,
    "EligibilityVerifier.verify_with_proof": verified_with_proof,
    "Ledger.point": LEDGER.point,
    "Ledger.prove_status": verified_with_proof,
    "Ledger.revoke_credentials": lambda: LEDGER.revoke_credentials(LABORATORY, []),
    "Wallet.accept": certified,
    "Wallet.discard_expired": lambda: certified().discard_expired(),
    "Wallet.discard_revoked": lambda: certified().discard_revoked([]),
    "Wallet.entries": lambda: certified().entries(),
    "Wallet.from_bytes": lambda: Wallet.from_bytes(certified().to_bytes(), PATIENT),
    "Wallet.load": saved,
    "Wallet.new": certified,
    "Wallet.present": verified,
    "Wallet.request": certified,
    "Wallet.revocable": lambda: certified().revocable(),
    "Wallet.save": saved,
    "Wallet.to_bytes": lambda: certified().to_bytes(),
}
