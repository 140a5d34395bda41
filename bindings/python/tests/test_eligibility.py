"""From a certified value to a decision that shows nothing of it."""

import json
from pathlib import Path

import pytest
from screening import AUDIENCE, NOW, SCHEMA, Screening

from medseal import (
    ClosedError,
    CredentialSchema,
    CryptographicError,
    EligibilityVerifier,
    MedsealError,
    Wallet,
)


@pytest.fixture
def screening() -> Screening:
    return Screening()


def test_the_eligible_are_found_eligible_and_nothing_more_is_shown(screening: Screening) -> None:
    screening.certify("7.4")
    (entry,) = screening.wallet.entries(now=NOW)
    assert (entry.name, entry.left, entry.issued) == ("panel", 3, 3)
    request = screening.request()
    assert request.details().audience == AUDIENCE
    shown = screening.wallet.present(screening.policy, request, now=NOW)
    eligible = screening.verifier.verify(shown, request, screening.ledger, now=NOW)
    assert eligible.policy == screening.policy.details().hash
    assert eligible.credentials == ["lab"] and eligible.pseudonym
    assert eligible.ledger == screening.ledger.point()
    with pytest.raises(MedsealError) as replayed:
        screening.verifier.verify(shown, request, screening.ledger, now=NOW)
    assert replayed.value.code == "not-eligible"
    (entry,) = screening.wallet.entries(now=NOW)
    assert entry.left == 2


def test_whoever_does_not_meet_the_policy_shows_nothing(screening: Screening) -> None:
    screening.certify("6.4")
    with pytest.raises(MedsealError) as refused:
        screening.wallet.present(screening.policy, screening.request(), now=NOW)
    assert refused.value.code == "policy-not-met"
    (entry,) = screening.wallet.entries(now=NOW)
    assert entry.left == 3


def test_a_verifier_without_a_ledger_has_the_status_proven(screening: Screening) -> None:
    screening.certify("7.4")
    request = screening.request()
    shown = screening.wallet.present(screening.policy, request, now=NOW)
    proof = screening.ledger.prove_status(EligibilityVerifier.status_handles(shown))
    authorities = screening.ledger.authorities()
    eligible = screening.verifier.verify_with_proof(
        shown, request, proof, authorities, now=NOW
    )
    assert eligible.time == NOW


def test_what_was_revoked_is_no_good(screening: Screening) -> None:
    issued = screening.certify("7.4")
    assert screening.ledger.revoke_credentials(
        screening.laboratory, issued.handles, now=NOW
    ) == len(issued.handles)
    request = screening.request()
    shown = screening.wallet.present(screening.policy, request, now=NOW)
    with pytest.raises(MedsealError) as refused:
        screening.verifier.verify(shown, request, screening.ledger, now=NOW)
    assert refused.value.code == "not-eligible"


def test_a_wallet_is_kept_in_a_file_for_its_holder_only(
    screening: Screening, tmp_path: Path
) -> None:
    screening.certify("7.4")
    screening.wallet.save(tmp_path / "wallet")
    with Wallet.load(tmp_path / "wallet", screening.patient) as wallet:
        assert wallet.entries(now=NOW) == screening.wallet.entries(now=NOW)
        wallet.discard_expired(now=NOW + 365 * 24 * 3600)
        assert wallet.entries(now=NOW) == []
    with pytest.raises(ClosedError):
        wallet.entries()
    with pytest.raises(CryptographicError):
        Wallet.from_bytes(screening.wallet.to_bytes(), screening.trial)


def test_documents_say_what_they_are_about(screening: Screening) -> None:
    (attribute,) = SCHEMA.details().attributes
    assert (attribute.name, attribute.kind, attribute.unit) == ("hba1c", "number", "%")
    assert CredentialSchema.from_json(SCHEMA.to_json()).details() == SCHEMA.details()
    details = screening.policy.details()
    assert (details.name, details.credentials) == ("screening", ["lab"])
    assert details.trial == "trial 🧪" and details.explanation
    assert json.loads(screening.policy.to_json())["name"] == "screening"
    with pytest.raises(MedsealError) as invalid:
        CredentialSchema.from_json("{}")
    assert invalid.value.code == "invalid-schema"
