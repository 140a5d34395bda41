"""What becomes of grants and records: asked of the ledger, and proven to somebody without it."""

import pytest

from medseal import (
    AuthorityList,
    CryptographicError,
    GrantTerms,
    Ledger,
    LedgerFollower,
    LedgerState,
    MalformedError,
    SealedRecord,
    SecretIdentity,
)

ORIGIN = "hospital.example/ledger"
NOW = 1_800_000_000


def test_what_the_ledger_says_is_proven_elsewhere(
    laboratory: SecretIdentity, specialist: SecretIdentity
) -> None:
    patient = SecretIdentity.generate()
    with Ledger.in_memory([SecretIdentity.generate()], ORIGIN, now=NOW) as ledger:
        header = SealedRecord.seal(laboratory, patient.public(), b"HbA1c 6.9 %").header
        ledger.anchor(laboratory, header, now=NOW)
        terms = GrantTerms(["GENERAL"], ["TREAT"], NOW + 3600)
        grant = ledger.grant(patient, specialist.public(), terms, now=NOW)
        record, granted = header.details().commitment, grant.chain().grants()[0].commitment
        known, ledger_id = ledger.authorities(), ledger.details().ledger_id

        def proven() -> LedgerState:
            proof = ledger.prove_state([granted], [record])
            return LedgerState.verify(proof, ledger_id, known)

        before = proven()
        assert before.record_status(record) == ledger.record_status(record)
        assert before.grant_status(granted) == ledger.grant_status(granted)
        assert before.record_status(record).status == "current"
        assert before.record_status(record).controller == patient.identity_id
        assert before.grant_status(granted).status == "active"
        assert before.point() == ledger.point()
        assert before.checkpoint().root == ledger.details().root

        ledger.revoke(patient, grant, now=NOW)
        ledger.erase(patient, record, now=NOW)
        after = proven()
        assert after.record_status(record).status == "erased"
        assert after.grant_status(granted).status == "revoked"
        assert after.grant_status(granted).revoked == before.point().height + 1
        # A proof stays true of its own height.
        assert before.grant_status(granted).status == "active"

        with pytest.raises(CryptographicError) as error:
            after.record_status(granted)
        assert error.value.code == "not-proven"
        strangers = AuthorityList(ORIGIN, [patient.public()])
        with pytest.raises(CryptographicError) as error:
            LedgerState.verify(ledger.prove_state([granted], []), ledger_id, strangers)
        assert error.value.code == "quorum-not-reached"
        with pytest.raises(MalformedError) as malformed:
            ledger.grant_status("nothing")
        assert malformed.value.code == "malformed-hex"

        index = ledger.record_status(record).index
        assert index is not None
        assert ledger.receipt(index).verify(known, header).action == "anchor"
        with pytest.raises(MalformedError) as malformed:
            ledger.receipt(ledger.details().size)
        assert malformed.value.code == "out-of-range"

        with LedgerFollower(strangers) as follower:
            with pytest.raises(CryptographicError) as error:
                follower.replace_authorities(AuthorityList("elsewhere", [patient.public()]))
            assert error.value.code == "other-origin"
            follower.replace_authorities(known)
            assert follower.accept(ledger.checkpoint()).size == ledger.details().size
