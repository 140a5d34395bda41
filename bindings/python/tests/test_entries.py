"""What stands on a ledger, read by everybody who has it or a receipt."""

import pytest

from medseal import (
    AuthorityList,
    ClosedError,
    Ledger,
    LedgerEntry,
    MalformedError,
    Receipt,
    SealedRecord,
    SecretIdentity,
)

ORIGIN = "hospital.example/ledger"
NOW = 1_800_000_000


def test_a_receipts_entry_is_the_ledgers(laboratory: SecretIdentity, patient: SecretIdentity) -> None:
    authority = SecretIdentity.generate()
    with Ledger.in_memory([authority], ORIGIN, now=NOW) as ledger:
        header = SealedRecord.seal(laboratory, patient.public(), b"HbA1c 6.9 %").header
        receipt = Receipt.from_text(ledger.anchor(laboratory, header, now=NOW).to_text())
        entry, known = receipt.entry(), ledger.authorities()
        verified = receipt.verify(known)
        assert ledger.entry(verified.index) == entry
        assert receipt.verify_entry(known, entry.to_bytes()) == verified.checkpoint
        details = entry.details()
        assert (details.kind, details.action, details.time) == ("statement", "anchor", NOW)
        assert details.record == header.details().commitment
        assert details.controller == patient.identity_id
        assert (details.signer, details.ledger_id) == (verified.signer, verified.ledger_id)

        everything = ledger.entries(0, ledger.details().size)
        assert everything[verified.index] == entry
        first, last = everything[0].details(), everything[-1].details()
        assert (first.kind, first.origin) == ("genesis", ORIGIN)
        assert first.ledger_id == details.ledger_id
        keys = [one.verifier_key for one in first.authorities]
        assert AuthorityList.from_verifier_keys(ORIGIN, keys, quorum=first.quorum) == known
        assert (last.kind, last.height) == ("state", ledger.details().height)

        for outside in [(0, len(everything) + 1), (2, 1)]:
            with pytest.raises(MalformedError, match="does not have") as error:
                ledger.entries(*outside)
            assert error.value.code == "out-of-range"
        with pytest.raises(MalformedError) as error:
            ledger.entry(2**64 - 1)
        assert error.value.code == "out-of-range"
        assert ledger.entries(1, 1) == []
    with pytest.raises(ClosedError):
        ledger.entry(0)
    assert LedgerEntry.from_bytes(memoryview(entry.to_bytes())) == entry
