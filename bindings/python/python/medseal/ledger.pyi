from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self, final

from typing_extensions import Buffer

from ._arguments import Moment, Path, Progress
from .consent import (
    AccessPermit,
    AccessRequest,
    BreakGlass,
    Decision,
    DecisionRules,
    Grant,
    GrantTerms,
    Unlocked,
)
from .identities import PublicIdentity, SecretIdentity
from .sealing import Cancel, SealedHeader

__all__ = [
    "AttestationDetails",
    "AuthorityDetails",
    "AuthorityList",
    "AuthorityListDetails",
    "CheckpointDetails",
    "CosignerDetails",
    "DisclosureLine",
    "DisclosureLog",
    "ErasureDetails",
    "ErasureReceipt",
    "FindingDetails",
    "FsckDetails",
    "GrantStatus",
    "Ledger",
    "LedgerDetails",
    "LedgerEntry",
    "LedgerEntryDetails",
    "LedgerFollower",
    "LedgerPoint",
    "LedgerState",
    "Receipt",
    "ReceiptDetails",
    "RecordStatus",
]

@final
class AuthorityListDetails:
    origin: Final[str]
    quorum: Final[int]
    verifier_keys: Final[list[str]]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AuthorityList:
    def __new__(
        cls, origin: str, authorities: Sequence[PublicIdentity], *, quorum: int | None = None
    ) -> Self: ...
    @staticmethod
    def from_verifier_keys(
        origin: str, verifier_keys: Sequence[str], *, quorum: int | None = None
    ) -> AuthorityList: ...
    def verify_checkpoint(self, checkpoint: str) -> CheckpointDetails: ...
    def details(self) -> AuthorityListDetails: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class CosignerDetails:
    name: Final[str]
    time: Final[int]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class CheckpointDetails:
    origin: Final[str]
    size: Final[int]
    root: Final[str]
    link: Final[str]
    cosigners: Final[list[CosignerDetails]]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class LedgerFollower:
    def __new__(cls, authorities: AuthorityList, kept_checkpoint: str | None = None) -> Self: ...
    @property
    def size(self) -> int: ...
    def accept(
        self, checkpoint: str, consistency_proof: Buffer | None = None
    ) -> CheckpointDetails: ...
    def replace_authorities(self, authorities: AuthorityList) -> None: ...
    def evidence(self) -> str | None: ...
    @staticmethod
    def verify_evidence(evidence: str, authorities: AuthorityList) -> list[str]: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

@final
class AuthorityDetails:
    name: Final[str]
    key: Final[str]
    verifier_key: Final[str]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class LedgerEntryDetails:
    kind: Final[str]
    leaf_hash: Final[str]
    time: Final[int]
    ledger_id: Final[str | None]
    nonce: Final[str | None]
    signer: Final[str | None]
    action: Final[str | None]
    identity: Final[str | None]
    document: Final[str | None]
    next: Final[str | None]
    controller: Final[str | None]
    record: Final[str | None]
    previous: Final[str | None]
    grant: Final[str | None]
    parent: Final[str | None]
    event: Final[str | None]
    expires: Final[int | None]
    origin: Final[str | None]
    revision: Final[int | None]
    authorities: Final[list[AuthorityDetails]]
    quorum: Final[int | None]
    approved_by: Final[list[str]]
    height: Final[int | None]
    state_root: Final[str | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class LedgerEntry:
    @staticmethod
    def from_bytes(data: Buffer) -> LedgerEntry: ...
    def to_bytes(self) -> bytes: ...
    def details(self) -> LedgerEntryDetails: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class ReceiptDetails:
    action: Final[str]
    index: Final[int]
    ledger_id: Final[str]
    signer: Final[str]
    time: Final[int]
    commitment: Final[str | None]
    controller: Final[str | None]
    checkpoint: Final[CheckpointDetails]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Receipt:
    @staticmethod
    def from_text(text: str) -> Receipt: ...
    def to_text(self) -> str: ...
    def entry(self) -> LedgerEntry: ...
    def verify(
        self, authorities: AuthorityList, header: SealedHeader | None = None
    ) -> ReceiptDetails: ...
    def verify_entry(self, authorities: AuthorityList, entry: Buffer) -> CheckpointDetails: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class AttestationDetails:
    custodian: Final[str]
    keys_destroyed: Final[bool]
    payload_destroyed: Final[bool]
    time: Final[int]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class ErasureDetails:
    commitment: Final[str]
    controller_key: Final[str]
    time: Final[int]
    attestations: Final[list[AttestationDetails]]
    checkpoint: Final[CheckpointDetails]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class ErasureReceipt:
    def __new__(cls, tombstone: Receipt, attestations: Sequence[Buffer]) -> Self: ...
    @staticmethod
    def attest(
        custodian: SecretIdentity,
        ledger_id: str,
        commitment: str,
        *,
        keys_destroyed: bool = False,
        payload_destroyed: bool = False,
        now: Moment | None = None,
    ) -> bytes: ...
    @staticmethod
    def read_attestation(
        attestation: Buffer, ledger_id: str, commitment: str
    ) -> AttestationDetails: ...
    @staticmethod
    def from_bytes(data: Buffer) -> ErasureReceipt: ...
    def to_bytes(self) -> bytes: ...
    def verify(self, authorities: AuthorityList) -> ErasureDetails: ...

@final
class DisclosureLine:
    index: Final[int]
    time: Final[int]
    action: Final[str]
    signer: Final[str]
    record_id: Final[str | None]
    grant_id: Final[str | None]
    grantee: Final[str | None]
    categories: Final[list[str]]
    purposes: Final[list[str]]
    reason: Final[str | None]
    until: Final[int | None]
    unexplained: Final[str | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class DisclosureLog:
    lines: Final[list[DisclosureLine]]
    height: Final[int]
    is_explained: Final[bool]
    @staticmethod
    def verify(
        evidence: Buffer, ledger_id: str, authorities: AuthorityList, patient: SecretIdentity
    ) -> DisclosureLog: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class LedgerDetails:
    ledger_id: Final[str]
    origin: Final[str]
    height: Final[int]
    time: Final[int]
    size: Final[int]
    root: Final[str]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class FindingDetails:
    code: Final[str]
    message: Final[str]
    height: Final[int | None]
    index: Final[int | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class FsckDetails:
    ledger_id: Final[str | None]
    blocks: Final[int]
    entries: Final[int]
    outstanding: Final[bool]
    findings: Final[list[FindingDetails]]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class LedgerPoint:
    ledger_id: Final[str]
    height: Final[int]
    state_root: Final[str]
    time: Final[int]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class GrantStatus:
    status: Final[str]
    controller: Final[str | None]
    issuer: Final[str | None]
    parent: Final[str | None]
    index: Final[int | None]
    revoked: Final[int | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class RecordStatus:
    status: Final[str]
    controller: Final[str | None]
    author: Final[str | None]
    index: Final[int | None]
    previous: Final[str | None]
    replaced_by: Final[str | None]
    erased: Final[int | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class LedgerState:
    @staticmethod
    def verify(proof: Buffer, ledger_id: str, authorities: AuthorityList) -> LedgerState: ...
    def point(self) -> LedgerPoint: ...
    def checkpoint(self) -> CheckpointDetails: ...
    def grant_status(self, commitment: str) -> GrantStatus: ...
    def record_status(self, commitment: str) -> RecordStatus: ...

@final
class Ledger:
    @staticmethod
    def in_memory(
        authorities: Sequence[SecretIdentity],
        origin: str,
        *,
        quorum: int | None = None,
        now: Moment | None = None,
    ) -> Ledger: ...
    @staticmethod
    def create(
        directory: Path,
        signer_directory: Path,
        authorities: Sequence[SecretIdentity],
        origin: str,
        *,
        quorum: int | None = None,
        now: Moment | None = None,
    ) -> Ledger: ...
    @staticmethod
    def open(
        directory: Path,
        signer_directory: Path,
        authorities: Sequence[SecretIdentity],
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Ledger: ...
    @staticmethod
    def fsck(
        directory: Path,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> FsckDetails: ...
    def details(self) -> LedgerDetails: ...
    def authorities(self) -> AuthorityList: ...
    def refresh(self, *, now: Moment | None = None) -> None: ...
    def checkpoint(self) -> str: ...
    def consistency_proof(self, older_size: int) -> bytes: ...
    def entry(self, index: int) -> LedgerEntry: ...
    def entries(self, begin: int, end: int) -> list[LedgerEntry]: ...
    def register(self, identity: SecretIdentity, *, now: Moment | None = None) -> None: ...
    def anchor(
        self,
        author: SecretIdentity,
        header: SealedHeader,
        previous: SealedHeader | None = None,
        *,
        now: Moment | None = None,
    ) -> Receipt: ...
    def anchor_all(
        self,
        author: SecretIdentity,
        headers: Sequence[SealedHeader],
        *,
        now: Moment | None = None,
    ) -> list[Receipt]: ...
    def grant(
        self,
        patient: SecretIdentity,
        grantee: PublicIdentity,
        terms: GrantTerms,
        *,
        now: Moment | None = None,
    ) -> Grant: ...
    def revoke(
        self, issuer: SecretIdentity, grant: Grant, *, now: Moment | None = None
    ) -> Receipt: ...
    def decide(
        self,
        request: AccessRequest,
        grant: Grant,
        header: SealedHeader,
        rules: DecisionRules,
        *,
        now: Moment | None = None,
    ) -> AccessPermit: ...
    def decide_and_prove(
        self,
        request: AccessRequest,
        grant: Grant,
        header: SealedHeader,
        rules: DecisionRules,
        custodian: SecretIdentity,
        *,
        now: Moment | None = None,
    ) -> Decision: ...
    def break_glass(
        self,
        holder: SecretIdentity,
        grant: Grant,
        reason: str,
        *,
        lifetime: int | None = None,
        now: Moment | None = None,
    ) -> BreakGlass: ...
    def record_access(
        self,
        holder: SecretIdentity,
        grant: Grant,
        unlocked: Unlocked,
        *,
        now: Moment | None = None,
    ) -> Receipt: ...
    def access(
        self,
        holder: SecretIdentity,
        grant: Grant,
        header: SealedHeader,
        custodian: str,
        *,
        purpose: str | None = None,
        reason: str | None = None,
        now: Moment | None = None,
    ) -> Unlocked: ...
    def point(self) -> LedgerPoint: ...
    def revoke_credentials(
        self, by: SecretIdentity, handles: Sequence[str], *, now: Moment | None = None
    ) -> int: ...
    def prove_status(self, handles: Sequence[str]) -> bytes: ...
    def receipt(self, index: int) -> Receipt: ...
    def grant_status(self, commitment: str) -> GrantStatus: ...
    def record_status(self, commitment: str) -> RecordStatus: ...
    def prove_state(self, grants: Sequence[str], records: Sequence[str]) -> bytes: ...
    def disclosure_log(self, patient: SecretIdentity) -> DisclosureLog: ...
    def disclosure_evidence(self, patient_id: str) -> bytes: ...
    def erase(
        self, patient: SecretIdentity, commitment: str, *, now: Moment | None = None
    ) -> Receipt: ...
    @property
    def is_closed(self) -> bool: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...
