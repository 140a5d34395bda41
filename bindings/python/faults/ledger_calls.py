"""One call for each export of the facade that is about a ledger."""

import io
import time
from collections.abc import Callable

from calls import DIRECTORY, DOCUMENT, PATIENT, SEALED, SEALED_FILE, fresh

from medseal import (
    AccessRequest,
    AuthorityList,
    Decision,
    DecisionRules,
    DisclosureLog,
    ErasureReceipt,
    Grant,
    GrantTerms,
    Ledger,
    LedgerEntry,
    LedgerFollower,
    LedgerState,
    MedsealError,
    Receipt,
    SealedRecord,
    SecretIdentity,
    Unlocked,
)

ORIGIN = "hospital.example/ledger"
AUTHORITY = SecretIdentity.generate()
CUSTODIAN = AUTHORITY.identity_id
GRANTEE = SecretIdentity.generate()
SIGNERS = DIRECTORY / "signers"
SIGNERS.mkdir()
STORED = DIRECTORY / "ledger"
Ledger.create(STORED, SIGNERS, [AUTHORITY], ORIGIN).close()
LEDGER = Ledger.in_memory([AUTHORITY], ORIGIN)
LEDGER_ID = LEDGER.details().ledger_id
AUTHORITIES = LEDGER.authorities()
HEADER = SEALED.header
COMMITMENT = HEADER.details().commitment
RECEIPT = LEDGER.anchor(PATIENT, HEADER)
TERMS = GrantTerms(["GENERAL"], ["TREAT"], int(time.time()) + 3600, delegation=1)
EMERGENCY = GrantTerms(["EMERGENCY"], ["BTG"], int(time.time()) + 3600)
GRANT = LEDGER.grant(PATIENT, GRANTEE.public(), TERMS)
BREAK_GLASS = LEDGER.grant(PATIENT, GRANTEE.public(), EMERGENCY)
LEDGER.register(GRANTEE)
LEDGER.register(AUTHORITY)
RULES = DecisionRules(CUSTODIAN)


def request() -> AccessRequest:
    return AccessRequest(GRANTEE, GRANT, HEADER, CUSTODIAN)


def decision() -> Decision:
    return LEDGER.decide_and_prove(request(), GRANT, HEADER, RULES, AUTHORITY)


def unlocked() -> Unlocked:
    permit = LEDGER.decide(request(), GRANT, HEADER, RULES)
    return permit.unlock(GRANTEE, GRANT, HEADER)


def another() -> SealedRecord:
    return SealedRecord.seal(PATIENT, DOCUMENT, b"another")


def erased() -> ErasureReceipt:
    record = another().header
    LEDGER.anchor(PATIENT, record)
    commitment = record.details().commitment
    tombstone = LEDGER.erase(PATIENT, commitment)
    attested = ErasureReceipt.attest(AUTHORITY, LEDGER_ID, commitment, keys_destroyed=True)
    return ErasureReceipt(tombstone, [attested])


def create() -> Ledger:
    signers = fresh("signers")
    signers.mkdir()
    return Ledger.create(fresh("ledger"), signers, [AUTHORITY], ORIGIN)


def no_evidence() -> None:
    try:
        LedgerFollower.verify_evidence("", AUTHORITIES)
    except MedsealError as error:
        if error.code == "internal":
            raise


OPENED = unlocked()
ENTRY = LEDGER.entry(0)
PROOF = LEDGER.prove_state([COMMITMENT], [COMMITMENT])
STATE = LedgerState.verify(PROOF, LEDGER_ID, AUTHORITIES)
ERASURE = erased()
DECIDED = decision()
FOLLOWER = LedgerFollower(AUTHORITIES)

CALLS: dict[str, Callable[[], object]] = {
    "AccessPermit.details": lambda: LEDGER.decide(request(), GRANT, HEADER, RULES).details(),
    "AccessPermit.unlock": unlocked,
    "AccessRequest.details": lambda: request().details(),
    "AccessRequest.from_bytes": lambda: AccessRequest.from_bytes(request().to_bytes()),
    "AccessRequest.new": request,
    "AccessRequest.to_bytes": lambda: request().to_bytes(),
    "AuthorityList.details": AUTHORITIES.details,
    "AuthorityList.from_verifier_keys": lambda: AuthorityList.from_verifier_keys(
        ORIGIN, AUTHORITIES.details().verifier_keys
    ),
    "AuthorityList.new": lambda: AuthorityList(ORIGIN, [AUTHORITY.public()]),
    "Decision.details": DECIDED.details,
    "Decision.from_bytes": lambda: Decision.from_bytes(DECIDED.to_bytes()),
    "Decision.take_permit": lambda: decision().take_permit(),
    "Decision.to_bytes": DECIDED.to_bytes,
    "Decision.verify": lambda: DECIDED.verify(AUTHORITIES),
    "DisclosureLog.verify": lambda: DisclosureLog.verify(
        LEDGER.disclosure_evidence(PATIENT.identity_id), LEDGER_ID, AUTHORITIES, PATIENT
    ),
    "ErasureReceipt.attest": lambda: ErasureReceipt.attest(AUTHORITY, LEDGER_ID, COMMITMENT),
    "ErasureReceipt.from_bytes": lambda: ErasureReceipt.from_bytes(ERASURE.to_bytes()),
    "ErasureReceipt.new": erased,
    "ErasureReceipt.to_bytes": ERASURE.to_bytes,
    "ErasureReceipt.verify": lambda: ERASURE.verify(AUTHORITIES),
    "Grant.delegate": lambda: GRANT.delegate(
        GRANTEE, DOCUMENT, GrantTerms(["GENERAL"], ["TREAT"], TERMS.expires - 60)
    ),
    "Grant.details": GRANT.details,
    "Grant.from_bytes": lambda: Grant.from_bytes(GRANT.to_bytes()),
    "Grant.to_bytes": GRANT.to_bytes,
    "Grant.verify": lambda: GRANT.verify(PATIENT.public()),
    "Ledger.access": lambda: LEDGER.access(GRANTEE, GRANT, HEADER, CUSTODIAN),
    "Ledger.anchor": lambda: LEDGER.anchor(PATIENT, another().header),
    "Ledger.anchor_all": lambda: LEDGER.anchor_all(PATIENT, [another().header]),
    "Ledger.authorities": LEDGER.authorities,
    "Ledger.break_glass": lambda: LEDGER.break_glass(GRANTEE, BREAK_GLASS, "a reason"),
    "Ledger.checkpoint": LEDGER.checkpoint,
    "Ledger.consistency_proof": lambda: LEDGER.consistency_proof(1),
    "Ledger.create": create,
    "Ledger.decide": lambda: LEDGER.decide(request(), GRANT, HEADER, RULES),
    "Ledger.decide_and_prove": decision,
    "Ledger.details": LEDGER.details,
    "Ledger.disclosure_evidence": lambda: LEDGER.disclosure_evidence(PATIENT.identity_id),
    "Ledger.disclosure_log": lambda: LEDGER.disclosure_log(PATIENT),
    "Ledger.entries": lambda: LEDGER.entries(0, 2),
    "Ledger.entry": lambda: LEDGER.entry(0),
    "Ledger.erase": erased,
    "Ledger.fsck": lambda: Ledger.fsck(STORED),
    "Ledger.grant": lambda: LEDGER.grant(PATIENT, GRANTEE.public(), TERMS),
    "Ledger.grant_status": lambda: LEDGER.grant_status(COMMITMENT),
    "Ledger.in_memory": lambda: Ledger.in_memory([AUTHORITY], ORIGIN),
    "Ledger.open": lambda: Ledger.open(STORED, SIGNERS, [AUTHORITY]).close(),
    "Ledger.prove_state": lambda: LEDGER.prove_state([], [COMMITMENT]),
    "Ledger.receipt": lambda: LEDGER.receipt(0),
    "Ledger.record_status": lambda: LEDGER.record_status(COMMITMENT),
    "Ledger.record_access": lambda: LEDGER.record_access(GRANTEE, GRANT, unlocked()),
    "Ledger.refresh": LEDGER.refresh,
    "Ledger.register": lambda: LEDGER.register(SecretIdentity.generate()),
    "Ledger.revoke": lambda: LEDGER.revoke(
        PATIENT, LEDGER.grant(PATIENT, GRANTEE.public(), EMERGENCY)
    ),
    "LedgerEntry.details": ENTRY.details,
    "LedgerEntry.from_bytes": lambda: LedgerEntry.from_bytes(ENTRY.to_bytes()),
    "LedgerEntry.to_bytes": ENTRY.to_bytes,
    "LedgerFollower.accept": lambda: FOLLOWER.accept(
        LEDGER.checkpoint(), LEDGER.consistency_proof(FOLLOWER.size)
    ),
    "LedgerFollower.evidence": FOLLOWER.evidence,
    "LedgerFollower.new": lambda: LedgerFollower(AUTHORITIES),
    "LedgerFollower.replace_authorities": lambda: FOLLOWER.replace_authorities(AUTHORITIES),
    "LedgerFollower.size": lambda: FOLLOWER.size,
    "LedgerFollower.verify_evidence": no_evidence,
    "LedgerState.checkpoint": STATE.checkpoint,
    "LedgerState.grant_status": lambda: STATE.grant_status(COMMITMENT),
    "LedgerState.point": STATE.point,
    "LedgerState.record_status": lambda: STATE.record_status(COMMITMENT),
    "LedgerState.verify": lambda: LedgerState.verify(PROOF, LEDGER_ID, AUTHORITIES),
    "Receipt.entry": RECEIPT.entry,
    "Receipt.from_text": lambda: Receipt.from_text(RECEIPT.to_text()),
    "Receipt.to_text": RECEIPT.to_text,
    "Receipt.verify": lambda: RECEIPT.verify(AUTHORITIES),
    "Unlocked.event_commitment": lambda: OPENED.event_commitment,
    "Unlocked.open": lambda: OPENED.open(SEALED),
    "Unlocked.open_file": lambda: OPENED.open_file(SEALED_FILE, fresh("opened")),
    "Unlocked.open_payload": lambda: OPENED.open_payload(
        io.BytesIO(SEALED.payload()), io.BytesIO()
    ),
    "Unlocked.open_range": lambda: OPENED.open_range(SEALED, 0, 1),
}
