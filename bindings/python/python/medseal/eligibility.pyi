from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self, final

from typing_extensions import Buffer

from ._arguments import Moment, Path, Progress
from .identities import PublicIdentity, SecretIdentity
from .ledger import AuthorityList, Ledger, LedgerPoint
from .sealing import Cancel

__all__ = [
    "AttributeDetails",
    "CredentialIssuer",
    "CredentialSchema",
    "CredentialSchemaDetails",
    "EligibilityPolicy",
    "EligibilityPolicyDetails",
    "EligibilityRequest",
    "EligibilityRequestDetails",
    "EligibilityVerdict",
    "EligibilityVerifier",
    "Eligible",
    "Issuance",
    "RevocableCopies",
    "Wallet",
    "WalletEntry",
]

@final
class AttributeDetails:
    name: Final[str]
    kind: Final[str]
    unit: Final[str | None]
    code_system: Final[str | None]
    meaning: Final[str | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class CredentialSchemaDetails:
    name: Final[str]
    hash: Final[str]
    attributes: Final[list[AttributeDetails]]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class CredentialSchema:
    @staticmethod
    def from_json(json: str) -> CredentialSchema: ...
    def to_json(self) -> str: ...
    def details(self) -> CredentialSchemaDetails: ...

@final
class Issuance:
    @property
    def batch(self) -> bytes: ...
    @property
    def registration(self) -> bytes: ...
    @property
    def handles(self) -> list[str]: ...

@final
class CredentialIssuer:
    def __new__(cls, issuer: SecretIdentity, ledger_id: str) -> Self: ...
    def challenge(self) -> bytes: ...
    def issue(
        self,
        request: Buffer,
        challenge: Buffer,
        schema: CredentialSchema,
        values: dict[str, str],
        weeks: int,
        *,
        registration: Buffer | None = None,
        now: Moment | None = None,
    ) -> Issuance: ...

@final
class WalletEntry:
    issuer: Final[str]
    schema: Final[str]
    name: Final[str]
    left: Final[int]
    issued: Final[int]
    not_before: Final[int]
    expires: Final[int]
    needs_renewal: Final[bool]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class RevocableCopies:
    issuer: Final[str]
    schema: Final[str]
    name: Final[str]
    expires: Final[int]
    ledger_id: Final[str]
    handles: Final[list[str]]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Wallet:
    def __new__(cls, holder: SecretIdentity) -> Self: ...
    @staticmethod
    def from_bytes(data: Buffer, holder: SecretIdentity) -> Wallet: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def load(path: Path, holder: SecretIdentity) -> Wallet: ...
    def save(self, path: Path) -> None: ...
    def request(
        self, schema: CredentialSchema, issuer: PublicIdentity, challenge: Buffer, copies: int
    ) -> bytes: ...
    def accept(self, batch: Buffer) -> None: ...
    def entries(self, *, now: Moment | None = None) -> list[WalletEntry]: ...
    def revocable(self) -> list[RevocableCopies]: ...
    def discard_revoked(self, handles: Sequence[str]) -> int: ...
    def discard_expired(self, *, now: Moment | None = None) -> None: ...
    def present(
        self,
        policy: EligibilityPolicy,
        request: EligibilityRequest,
        *,
        now: Moment | None = None,
    ) -> bytes: ...
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
class EligibilityPolicyDetails:
    name: Final[str]
    hash: Final[str]
    credentials: Final[list[str]]
    trial: Final[str | None]
    explanation: Final[str]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class EligibilityPolicy:
    @staticmethod
    def from_json(json: str, schemas: Sequence[CredentialSchema]) -> EligibilityPolicy: ...
    def to_json(self) -> str: ...
    def details(self) -> EligibilityPolicyDetails: ...

@final
class EligibilityRequestDetails:
    verifier: Final[str]
    audience: Final[str]
    policy: Final[str]
    ledger: Final[LedgerPoint]
    issued: Final[int]
    expires: Final[int]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class EligibilityRequest:
    @staticmethod
    def issue(
        verifier: SecretIdentity,
        policy: EligibilityPolicy,
        audience: str,
        ledger: LedgerPoint,
        *,
        lifetime: int | None = None,
        now: Moment | None = None,
    ) -> EligibilityRequest: ...
    @staticmethod
    def from_bytes(data: Buffer) -> EligibilityRequest: ...
    def to_bytes(self) -> bytes: ...
    def details(self) -> EligibilityRequestDetails: ...

@final
class Eligible:
    policy: Final[str]
    credentials: Final[list[str]]
    issuers: Final[list[str]]
    pseudonym: Final[str | None]
    ledger: Final[LedgerPoint]
    time: Final[int]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class EligibilityVerdict:
    eligible: Final[Eligible | None]
    refusal: Final[str | None]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class EligibilityVerifier:
    def __new__(
        cls, verifier: PublicIdentity, audience: str, policy: EligibilityPolicy
    ) -> Self: ...
    @staticmethod
    def open(
        path: Path, verifier: PublicIdentity, audience: str, policy: EligibilityPolicy
    ) -> EligibilityVerifier: ...
    def verify(
        self,
        presentation: Buffer,
        request: EligibilityRequest,
        ledger: Ledger,
        *,
        now: Moment | None = None,
    ) -> Eligible: ...
    def verify_with_proof(
        self,
        presentation: Buffer,
        request: EligibilityRequest,
        status_proof: Buffer,
        authorities: AuthorityList,
        *,
        now: Moment | None = None,
    ) -> Eligible: ...
    def verify_batch(
        self,
        /,
        answers: Sequence[tuple[Buffer, EligibilityRequest]],
        ledger: Ledger,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
        now: Moment | None = None,
    ) -> list[EligibilityVerdict]: ...
    def verify_batch_with_proof(
        self,
        /,
        answers: Sequence[tuple[Buffer, EligibilityRequest]],
        status_proof: Buffer,
        authorities: AuthorityList,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
        now: Moment | None = None,
    ) -> list[EligibilityVerdict]: ...
    @staticmethod
    def status_handles(presentation: Buffer) -> list[str]: ...
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
