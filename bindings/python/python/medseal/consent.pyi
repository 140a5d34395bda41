from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self, final

from typing_extensions import Buffer

from ._arguments import Moment, Path, Progress, Readable, Writable
from .identities import CategoryDetails, PublicIdentity, SecretIdentity
from .ledger import AuthorityList
from .sealing import Cancel, Plaintext, SealedHeader, SealedRecord

__all__ = [
    "AccessPermit",
    "AccessRequest",
    "AccessRequestDetails",
    "BreakGlass",
    "Decision",
    "DecisionDetails",
    "DecisionPoint",
    "DecisionRules",
    "Grant",
    "GrantChain",
    "GrantDetails",
    "GrantTerms",
    "PermitDetails",
    "RecordFacts",
    "SignedGrant",
    "SignedGrantDetails",
    "StatedView",
    "Unlocked",
]

@final
class GrantTerms:
    def __new__(
        cls,
        categories: Sequence[str],
        purposes: Sequence[str],
        expires: Moment,
        *,
        not_before: Moment | None = None,
        delegation: int = 0,
        records: Sequence[str] | None = None,
        resource_types: Sequence[str] | None = None,
        confidentiality: str | None = None,
        period_from: Moment | None = None,
        period_to: Moment | None = None,
    ) -> Self: ...
    categories: Final[list[str]]
    purposes: Final[list[str]]
    not_before: Final[int | None]
    expires: Final[int]
    delegation: Final[int]
    records: Final[list[str] | None]
    resource_types: Final[list[str] | None]
    confidentiality: Final[str | None]
    period_from: Final[int | None]
    period_to: Final[int | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class GrantDetails:
    grant_id: Final[str]
    commitment: Final[str]
    ledger_id: Final[str]
    controller: Final[str]
    issuer: Final[str]
    grantee: Final[str]
    issued: Final[int]
    chain_length: Final[int]
    is_break_glass: Final[bool]
    terms: Final[GrantTerms]
    keys: Final[list[CategoryDetails]]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Grant:
    @staticmethod
    def from_bytes(data: Buffer) -> Grant: ...
    def to_bytes(self) -> bytes: ...
    def details(self) -> GrantDetails: ...
    def verify(self, patient: PublicIdentity) -> None: ...
    def chain(self) -> GrantChain: ...
    def delegate(
        self,
        holder: SecretIdentity,
        grantee: PublicIdentity,
        terms: GrantTerms,
        *,
        now: Moment | None = None,
    ) -> Grant: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class SignedGrantDetails:
    grant_id: Final[str]
    commitment: Final[str]
    digest: Final[str]
    parent: Final[str | None]
    ledger_id: Final[str]
    controller: Final[str]
    issuer: Final[str]
    grantee: Final[str]
    grantee_key: Final[str]
    issued: Final[int]
    terms: Final[GrantTerms]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class SignedGrant:
    @staticmethod
    def from_bytes(data: Buffer, salt: Buffer) -> SignedGrant: ...
    def details(self) -> SignedGrantDetails: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class GrantChain:
    @staticmethod
    def from_bytes(data: Buffer) -> GrantChain: ...
    def to_bytes(self) -> bytes: ...
    def grants(self) -> list[SignedGrantDetails]: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class BreakGlass: ...

@final
class AccessRequestDetails:
    ledger_id: Final[str]
    custodian: Final[str]
    grantee_key: Final[str]
    grant_commitment: Final[str]
    record_id: Final[str]
    commitment: Final[str]
    purpose: Final[str]
    reason: Final[str | None]
    issued: Final[int]
    expires: Final[int]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AccessRequest:
    def __new__(
        cls,
        holder: SecretIdentity,
        grant: Grant,
        header: SealedHeader,
        custodian: str,
        *,
        purpose: str | None = None,
        break_glass: BreakGlass | None = None,
        now: Moment | None = None,
    ) -> Self: ...
    @staticmethod
    def from_bytes(data: Buffer) -> AccessRequest: ...
    def to_bytes(self) -> bytes: ...
    def details(self) -> AccessRequestDetails: ...

@final
class DecisionRules:
    def __new__(
        cls,
        custodian: str,
        *,
        maximum_view_age: int | None = None,
        minimum_height: int | None = None,
        clock_skew: int | None = None,
        permit_lifetime: int | None = None,
        break_glass_lifetime: int | None = None,
    ) -> Self: ...
    custodian: Final[str]
    maximum_view_age: Final[int | None]
    minimum_height: Final[int | None]
    clock_skew: Final[int | None]
    permit_lifetime: Final[int | None]
    break_glass_lifetime: Final[int | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class DecisionDetails:
    is_permit: Final[bool]
    reasons: Final[list[str]]
    obligations: Final[list[str]]
    expires: Final[int | None]
    decider: Final[str]
    ledger_id: Final[str]
    height: Final[int]
    decided: Final[int]
    record_id: Final[str]
    purpose: Final[str]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Decision:
    @staticmethod
    def from_bytes(data: Buffer) -> Decision: ...
    def to_bytes(self) -> bytes: ...
    def details(self) -> DecisionDetails: ...
    def verify(self, authorities: AuthorityList) -> None: ...
    def replay(self, view: StatedView) -> None: ...
    def take_permit(self) -> AccessPermit: ...

@final
class StatedView:
    @staticmethod
    def from_json(json: str) -> StatedView: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class RecordFacts:
    def __new__(
        cls,
        record_id: str,
        commitment: str,
        category: str,
        created: Moment,
        *,
        resource_types: Sequence[str] | None = None,
        confidentiality: str | None = None,
    ) -> Self: ...
    record_id: Final[str]
    commitment: Final[str]
    category: Final[str]
    created: Final[int]
    resource_types: Final[list[str] | None]
    confidentiality: Final[str | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class DecisionPoint:
    def __new__(cls, rules: DecisionRules) -> Self: ...
    @staticmethod
    def open(path: Path, rules: DecisionRules) -> DecisionPoint: ...
    def decide(
        self,
        request: AccessRequest,
        grants: GrantChain,
        record: RecordFacts,
        view: StatedView,
        *,
        now: Moment | None = None,
    ) -> AccessPermit: ...
    def close(self) -> None: ...
    @property
    def is_closed(self) -> bool: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

@final
class PermitDetails:
    controller: Final[str]
    record_id: Final[str]
    commitment: Final[str]
    grant_id: Final[str]
    grantee: Final[str]
    purpose: Final[str]
    obligations: Final[list[str]]
    height: Final[int]
    decided: Final[int]
    expires: Final[int]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AccessPermit:
    def details(self) -> PermitDetails: ...
    def unlock(
        self,
        holder: SecretIdentity,
        grant: Grant,
        header: SealedHeader,
        *,
        break_glass: BreakGlass | None = None,
        now: Moment | None = None,
    ) -> Unlocked: ...
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
class Unlocked:
    def open(self, /, record: SealedRecord) -> Plaintext: ...
    def open_range(self, record: SealedRecord, begin: int, end: int) -> Plaintext: ...
    def open_file(
        self,
        /,
        source: Path,
        target: Path,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> None: ...
    def open_payload(
        self,
        /,
        source: Readable,
        sink: Writable,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> None: ...
    @property
    def event_commitment(self) -> str: ...
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
