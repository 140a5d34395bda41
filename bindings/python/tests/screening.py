"""A laboratory, a patient and a trial, for the tests of eligibility."""

import json

from medseal import (
    CredentialIssuer,
    CredentialSchema,
    EligibilityPolicy,
    EligibilityRequest,
    EligibilityVerifier,
    Issuance,
    Ledger,
    SecretIdentity,
    Wallet,
)

NOW = 1_800_000_000
AUDIENCE = "https://trial.example.org/screening"
SCHEMA = CredentialSchema.from_json(
    json.dumps(
        {
            "medseal_schema": 1,
            "name": "panel",
            "attributes": [
                {
                    "name": "hba1c",
                    "kind": "number",
                    "unit": "%",
                    "scale": 1,
                    "bits": 8,
                    "rounding": "exact",
                }
            ],
        }
    )
)


class Screening:
    """A laboratory that certifies, a patient with a wallet, and a trial that asks."""

    def __init__(self) -> None:
        self.authority, self.laboratory, self.patient, self.trial = (
            SecretIdentity.generate("x25519") for _ in range(4)
        )
        self.ledger = Ledger.in_memory([self.authority], "node.example/trial", now=NOW)
        self.issuer = CredentialIssuer(self.laboratory, self.ledger.details().ledger_id)
        self.policy = EligibilityPolicy.from_json(
            json.dumps(
                {
                    "medseal_policy": 1,
                    "name": "screening",
                    "credentials": {
                        "lab": {
                            "schema": SCHEMA.details().hash,
                            "issuers": [self.laboratory.public(now=NOW).details().signing_key],
                        }
                    },
                    "one_enrolment": {"credential": "lab", "trial": "trial 🧪"},
                    "require": {"number": "lab.hba1c", "unit": "%", "min": "6.5"},
                }
            ),
            [SCHEMA],
        )
        self.wallet = Wallet(self.patient)
        self.verifier = EligibilityVerifier(self.trial.public(now=NOW), AUDIENCE, self.policy)

    def certify(self, hba1c: str) -> Issuance:
        challenge = self.issuer.challenge()
        laboratory = self.laboratory.public(now=NOW)
        asked = self.wallet.request(SCHEMA, laboratory, challenge, 3)
        issued = self.issuer.issue(asked, challenge, SCHEMA, {"hba1c": hba1c}, 8, now=NOW)
        self.wallet.accept(issued.batch)
        return issued

    def request(self) -> EligibilityRequest:
        made = EligibilityRequest.issue(
            self.trial, self.policy, AUDIENCE, self.ledger.point(), now=NOW
        )
        read = EligibilityRequest.from_bytes(made.to_bytes())
        assert read.details() == made.details()
        return read
