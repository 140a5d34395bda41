"""The exchange on a ledger: register, anchor, grant, decide, open, revoke, audit, erase."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from medseal import (
    AccessRequest,
    AuthorityList,
    Cancel,
    CancelledError,
    ClosedError,
    ConflictError,
    CryptographicError,
    Decision,
    DecisionRules,
    DeniedError,
    DisclosureLog,
    ErasureReceipt,
    Grant,
    GrantTerms,
    Ledger,
    LedgerFollower,
    MalformedError,
    MedsealError,
    Receipt,
    SealedRecord,
    SecretIdentity,
    StorageError,
)

NOW = 1_800_000_000
MONTH = 30 * 24 * 3600
ORIGIN = "hospital.example/ledger"


@dataclass
class Stage:
    """A ledger with one record on it and a grant to the specialist."""

    ledger: Ledger
    authority: SecretIdentity
    patient: SecretIdentity
    laboratory: SecretIdentity
    specialist: SecretIdentity
    record: SealedRecord
    receipt: Receipt
    grant: Grant

    def rules(self) -> DecisionRules:
        return DecisionRules(self.authority.identity_id)

    def request(self, holder: SecretIdentity | None = None) -> AccessRequest:
        return AccessRequest(
            holder or self.specialist,
            self.grant,
            self.record.header,
            self.authority.identity_id,
            now=NOW + 10,
        )


@pytest.fixture
def stage(laboratory: SecretIdentity, specialist: SecretIdentity) -> Iterator[Stage]:
    # Revoking rotates the patient's keys: a patient of its own for each test.
    authority, patient = SecretIdentity.generate(), SecretIdentity.generate()
    with Ledger.in_memory([authority], ORIGIN, now=NOW) as ledger:
        record = SealedRecord.seal(
            laboratory, patient.public(now=NOW), b"HbA1c 6.9 %", category="LAB", created=NOW
        )
        receipt = ledger.anchor(laboratory, record.header, now=NOW)
        terms = GrantTerms(["LAB"], ["TREAT"], NOW + MONTH, delegation=1)
        grant = ledger.grant(patient, specialist.public(now=NOW), terms, now=NOW)
        ledger.register(specialist, now=NOW)
        yield Stage(ledger, authority, patient, laboratory, specialist, record, receipt, grant)


def test_a_permitted_access_is_opened_and_recorded(stage: Stage) -> None:
    permit = stage.ledger.decide(
        stage.request(), stage.grant, stage.record.header, stage.rules(), now=NOW + 10
    )
    details = permit.details()
    assert (details.purpose, details.controller) == ("TREAT", stage.patient.identity_id)
    assert "record-access" in details.obligations
    unlocked = permit.unlock(stage.specialist, stage.grant, stage.record.header, now=NOW + 10)
    with pytest.raises(ClosedError):
        permit.unlock(stage.specialist, stage.grant, stage.record.header, now=NOW + 10)
    receipt = stage.ledger.record_access(stage.specialist, stage.grant, unlocked, now=NOW + 10)
    verified = receipt.verify(stage.ledger.authorities())
    assert (verified.action, verified.commitment) == ("access", unlocked.event_commitment)
    with unlocked:
        assert unlocked.open(stage.record) == b"HbA1c 6.9 %"
        assert unlocked.open_range(stage.record, 6, 9) == b"6.9"
    with pytest.raises(ClosedError):
        unlocked.open(stage.record)


def test_who_was_not_granted_access_is_denied_with_reasons(stage: Stage) -> None:
    with SecretIdentity.generate() as clinic:
        stage.ledger.register(clinic, now=NOW)
        with pytest.raises(DeniedError) as denied:
            stage.ledger.decide(
                stage.request(clinic),
                stage.grant,
                stage.record.header,
                stage.rules(),
                now=NOW + 10,
            )
    assert denied.value.code == "access-denied"
    assert denied.value.reasons


def test_a_decision_is_proven_to_others(stage: Stage) -> None:
    stage.ledger.register(stage.authority, now=NOW)
    decision = stage.ledger.decide_and_prove(
        stage.request(),
        stage.grant,
        stage.record.header,
        stage.rules(),
        stage.authority,
        now=NOW + 10,
    )
    read = Decision.from_bytes(decision.to_bytes())
    read.verify(stage.ledger.authorities())
    assert read.details() == decision.details()
    assert read.details().is_permit
    with pytest.raises(ClosedError):
        read.take_permit()
    with decision.take_permit() as permit:
        assert permit.details().record_id == read.details().record_id
    with SecretIdentity.generate() as stranger, pytest.raises(CryptographicError):
        read.verify(AuthorityList(ORIGIN, [stranger.public(now=NOW)]))


def test_a_grant_is_passed_on_and_only_narrows(stage: Stage) -> None:
    with SecretIdentity.generate() as colleague:
        document = colleague.public(now=NOW)
        narrower = GrantTerms(["LAB"], ["TREAT"], NOW + MONTH - 1)
        child = stage.grant.delegate(stage.specialist, document, narrower, now=NOW)
        assert Grant.from_bytes(child.to_bytes()) == child
        assert child.details().chain_length == 2
        child.verify(stage.patient.public(now=NOW))
        with pytest.raises(MedsealError) as wider:
            terms = GrantTerms(["LAB", "IMG"], ["TREAT"], NOW + MONTH)
            stage.grant.delegate(stage.specialist, document, terms, now=NOW)
        assert wider.value.code == "delegation-widens-scope"
        custodian = stage.authority.identity_id
        with stage.ledger.access(
            colleague, child, stage.record.header, custodian, now=NOW + 10
        ) as unlocked:
            assert unlocked.open(stage.record) == b"HbA1c 6.9 %"


def test_a_revoked_grant_opens_nothing_more(stage: Stage) -> None:
    receipt = stage.ledger.revoke(stage.patient, stage.grant, now=NOW + 20)
    assert receipt.verify(stage.ledger.authorities()).action == "revoke"
    custodian = stage.authority.identity_id
    with pytest.raises(DeniedError) as denied:
        stage.ledger.access(
            stage.specialist, stage.grant, stage.record.header, custodian, now=NOW + 30
        )
    assert "grant-revoked" in denied.value.reasons
    with pytest.raises(ConflictError) as twice:
        stage.ledger.revoke(stage.patient, stage.grant, now=NOW + 30)
    assert twice.value.code == "already-revoked"
    epochs = {category.category: category.epoch for category in stage.patient.categories}
    assert (epochs["LAB"], epochs["IMG"]) == (1, 0)


def test_breaking_the_glass_is_stated_where_the_patient_sees_it(stage: Stage) -> None:
    terms = GrantTerms(["EMERGENCY"], ["BTG"], NOW + MONTH)
    grant = stage.ledger.grant(
        stage.patient, stage.specialist.public(now=NOW), terms, now=NOW
    )
    assert grant.details().is_break_glass
    record = SealedRecord.seal(
        stage.laboratory,
        stage.patient.public(now=NOW),
        b"penicillin",
        category="EMERGENCY",
        created=NOW,
    )
    stage.ledger.anchor(stage.laboratory, record.header, now=NOW)
    custodian = stage.authority.identity_id
    reason = "unconscious, große Blutung 🩸"
    stated = stage.ledger.break_glass(stage.specialist, grant, reason, now=NOW + 5)
    request = AccessRequest(
        stage.specialist, grant, record.header, custodian, break_glass=stated, now=NOW + 5
    )
    assert AccessRequest.from_bytes(request.to_bytes()).details().reason == reason
    permit = stage.ledger.decide(request, grant, record.header, stage.rules(), now=NOW + 5)
    with permit.unlock(
        stage.specialist, grant, record.header, break_glass=stated, now=NOW + 5
    ) as unlocked:
        assert unlocked.open(record) == b"penicillin"
    log = stage.ledger.disclosure_log(stage.patient)
    assert [line.reason for line in log.lines if line.action == "break-glass"] == [reason]


def test_the_patient_reads_a_complete_log(stage: Stage) -> None:
    custodian = stage.authority.identity_id
    stage.ledger.access(
        stage.specialist, stage.grant, stage.record.header, custodian, now=NOW + 10
    ).close()
    log = stage.ledger.disclosure_log(stage.patient)
    assert log.is_explained
    assert [line.action for line in log.lines] == ["anchor", "register", "grant", "access"]
    assert log.lines[3].record_id == stage.record.header.details().record_id
    evidence = stage.ledger.disclosure_evidence(stage.patient.identity_id)
    ledger_id = stage.ledger.details().ledger_id
    authorities = stage.ledger.authorities()
    assert DisclosureLog.verify(evidence, ledger_id, authorities, stage.patient) == log
    altered = bytearray(evidence)
    altered[-1] ^= 1
    with pytest.raises(MedsealError):
        DisclosureLog.verify(altered, ledger_id, authorities, stage.patient)


def test_receipts_verify_offline(stage: Stage) -> None:
    receipt = Receipt.from_text(stage.receipt.to_text())
    assert receipt == stage.receipt
    # Nothing but the authorities' keys, as text.
    details = stage.ledger.authorities().details()
    authorities = AuthorityList.from_verifier_keys(ORIGIN, details.verifier_keys)
    verified = receipt.verify(authorities, stage.record.header)
    assert verified.action == "anchor"
    assert verified.checkpoint.origin == ORIGIN
    assert verified.checkpoint.cosigners[0].name == stage.authority.identity_id
    other = SealedRecord.seal(stage.laboratory, stage.patient.public(now=NOW), b"", created=NOW)
    with pytest.raises(CryptographicError) as mismatch:
        receipt.verify(authorities, other.header)
    assert mismatch.value.code == "receipt-mismatch"
    with pytest.raises(MalformedError):
        Receipt.from_text("c2sp.org/tlog-proof@v1\n")


def test_an_erasure_has_a_receipt(stage: Stage) -> None:
    commitment = stage.record.header.details().commitment
    tombstone = stage.ledger.erase(stage.patient, commitment, now=NOW + 10)
    ledger_id = stage.ledger.details().ledger_id
    attestation = ErasureReceipt.attest(
        stage.authority, ledger_id, commitment, keys_destroyed=True, now=NOW + 11
    )
    receipt = ErasureReceipt(tombstone, [attestation])
    read = ErasureReceipt.from_bytes(receipt.to_bytes())
    erasure = read.verify(stage.ledger.authorities())
    assert erasure.commitment == commitment
    (attested,) = erasure.attestations
    assert (attested.keys_destroyed, attested.payload_destroyed) == (True, False)
    with pytest.raises(MedsealError):
        ErasureReceipt(tombstone, [])


def test_a_follower_is_not_told_two_stories(stage: Stage) -> None:
    authorities = stage.ledger.authorities()
    with LedgerFollower(authorities) as follower:
        first = stage.ledger.checkpoint()
        accepted = follower.accept(first)
        assert accepted.size == follower.size == stage.ledger.details().size
        with SecretIdentity.generate() as somebody:
            stage.ledger.register(somebody, now=NOW + 10)
        second = stage.ledger.checkpoint()
        with pytest.raises(MedsealError) as unproven:
            follower.accept(second)
        assert unproven.value.code == "extension-not-proven"
        follower.accept(second, stage.ledger.consistency_proof(follower.size))
        with pytest.raises(MedsealError) as rollback:
            follower.accept(first, stage.ledger.consistency_proof(accepted.size))
        assert rollback.value.code == "checkpoint-rollback"
        assert follower.evidence() is None
    resumed = LedgerFollower(authorities, second)
    assert resumed.size == stage.ledger.details().size
    with pytest.raises(ClosedError):
        follower.accept(second)


def test_a_ledger_in_a_directory_is_kept_and_checked(
    tmp_path: Path, laboratory: SecretIdentity, patient: SecretIdentity
) -> None:
    directory, signers = tmp_path / "ledger", tmp_path / "signers"
    signers.mkdir()
    authorities = [SecretIdentity.generate() for _ in range(3)]
    record = SealedRecord.seal(laboratory, patient.public(), b"6.9")
    with Ledger.create(directory, signers, authorities, ORIGIN, quorum=2) as ledger:
        receipts = ledger.anchor_all(laboratory, [record.header])
        size = ledger.details().size
        with pytest.raises(StorageError) as busy:
            Ledger.fsck(directory)
        assert busy.value.code == "ledger-busy"
        with pytest.raises(MedsealError) as exists:
            Ledger.create(directory, signers, authorities, ORIGIN)
        assert exists.value.code == "ledger-exists"
    told: list[int] = []
    with Ledger.open(
        directory, signers, authorities, progress=lambda done, total: told.append(done)
    ) as ledger:
        assert ledger.details().size == size
        assert ledger.authorities().details().quorum == 2
        ledger.refresh()
        receipts[0].verify(ledger.authorities(), record.header)
    assert told
    report = Ledger.fsck(directory)
    assert (report.findings, report.entries) == ([], size)
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(CancelledError):
        Ledger.fsck(directory, cancel=cancel)
    with pytest.raises(StorageError):
        Ledger.open(tmp_path / "nowhere", signers, authorities)


def test_threads_share_a_ledger(stage: Stage) -> None:
    def work() -> None:
        for _ in range(5):
            with SecretIdentity.generate("x25519") as somebody:
                stage.ledger.register(somebody, now=NOW + 1)

    before = stage.ledger.details().height
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stage.ledger.details().height == before + 40


def test_a_closed_ledger_is_closed() -> None:
    ledger = Ledger.in_memory([SecretIdentity.generate()], ORIGIN)
    assert not ledger.is_closed
    ledger.close()
    assert ledger.is_closed
    for use in (ledger.details, ledger.checkpoint, ledger.refresh, ledger.authorities):
        with pytest.raises(ClosedError):
            use()


def test_terms_that_cannot_be_are_refused(stage: Stage) -> None:
    document = stage.specialist.public(now=NOW)
    for terms, code in (
        (GrantTerms([], ["TREAT"], NOW + MONTH), "empty-scope"),
        (GrantTerms(["LAB"], ["FUN"], NOW + MONTH), "unknown-purpose"),
        (GrantTerms(["LAB"], ["TREAT"], NOW - 1), "empty-validity"),
    ):
        with pytest.raises(MedsealError) as refused:
            stage.ledger.grant(stage.patient, document, terms, now=NOW)
        assert refused.value.code == code
    with pytest.raises(OverflowError):
        GrantTerms(["LAB"], ["TREAT"], 2**64)
    assert GrantTerms(["LAB"], ["TREAT"], 2**64 - 1).expires == 2**64 - 1
