from collections.abc import Iterable
from types import TracebackType
from typing import Final, Self, final

from typing_extensions import Buffer

from ._arguments import Moment, Path, Progress, Readable, Writable
from .identities import PublicIdentity, SecretIdentity

__all__ = [
    "Cancel",
    "HeaderDetails",
    "Plaintext",
    "SealedHeader",
    "SealedRecord",
    "SlotDetails",
]

@final
class Cancel:
    def __new__(cls) -> Self: ...
    def cancel(self) -> None: ...
    @property
    def is_cancelled(self) -> bool: ...

@final
class Plaintext:
    def __len__(self) -> int: ...
    def __bytes__(self) -> bytes: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def __eq__(self, other: object, /) -> bool: ...
    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str: ...
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

@final
class HeaderDetails:
    record_id: Final[str]
    version: Final[int]
    previous: Final[str | None]
    author: Final[str]
    controller: Final[str]
    category: Final[str]
    media_type: Final[str]
    created: Final[int]
    plaintext_length: Final[int]
    payload_length: Final[int]
    payload_address: Final[str]
    manifest_digest: Final[str]
    commitment: Final[str]
    slots: Final[list[SlotDetails]]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class SlotDetails:
    recipient_key_id: Final[str]
    suite: Final[str]
    category: Final[str | None]
    epoch: Final[int | None]
    grant_id: Final[str | None]
    signer: Final[str]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class SealedHeader:
    @staticmethod
    def from_bytes(data: Buffer) -> SealedHeader: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def seal_payload(
        author: SecretIdentity,
        patient: PublicIdentity,
        source: Readable,
        sink: Writable,
        *,
        recipients: Iterable[PublicIdentity] = (),
        category: str | None = None,
        media_type: str | None = None,
        created: Moment | None = None,
        only_recipients: bool = False,
        previous: SealedHeader | None = None,
        total: int | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> SealedHeader: ...
    def open_payload(
        self,
        /,
        source: Readable,
        sink: Writable,
        identity: SecretIdentity,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> None: ...
    def rewrap(
        self, signer: SecretIdentity, to: PublicIdentity, *, grant_id: str | None = None
    ) -> SealedHeader: ...
    def without_slots(self, recipient_key_id: str | None = None) -> SealedHeader: ...
    def details(self) -> HeaderDetails: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class SealedRecord:
    @staticmethod
    def seal(
        author: SecretIdentity,
        patient: PublicIdentity,
        plaintext: Buffer,
        *,
        recipients: Iterable[PublicIdentity] = (),
        category: str | None = None,
        media_type: str | None = None,
        created: Moment | None = None,
        only_recipients: bool = False,
        previous: SealedHeader | None = None,
    ) -> SealedRecord: ...
    @staticmethod
    def seal_into(
        author: SecretIdentity,
        patient: PublicIdentity,
        plaintext: Buffer,
        buffer: Buffer,
        *,
        recipients: Iterable[PublicIdentity] = (),
        category: str | None = None,
        media_type: str | None = None,
        created: Moment | None = None,
        only_recipients: bool = False,
        previous: SealedHeader | None = None,
    ) -> int: ...
    @staticmethod
    def sealed_length_at_most(plaintext_length: int, recipients: int = 0) -> int: ...
    @staticmethod
    def open_into(data: Buffer, identity: SecretIdentity, buffer: Buffer) -> int: ...
    @staticmethod
    def seal_file(
        author: SecretIdentity,
        patient: PublicIdentity,
        source: Path,
        target: Path,
        *,
        recipients: Iterable[PublicIdentity] = (),
        category: str | None = None,
        media_type: str | None = None,
        created: Moment | None = None,
        only_recipients: bool = False,
        previous: SealedHeader | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> SealedHeader: ...
    @staticmethod
    def seal_stream(
        author: SecretIdentity,
        patient: PublicIdentity,
        source: Readable,
        sink: Writable,
        *,
        recipients: Iterable[PublicIdentity] = (),
        category: str | None = None,
        media_type: str | None = None,
        created: Moment | None = None,
        only_recipients: bool = False,
        previous: SealedHeader | None = None,
        total: int | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> SealedHeader: ...
    @staticmethod
    def from_bytes(data: Buffer) -> SealedRecord: ...
    @staticmethod
    def from_parts(header: SealedHeader, payload: Buffer) -> SealedRecord: ...
    @staticmethod
    def open_bytes(data: Buffer, identity: SecretIdentity) -> Plaintext: ...
    def open(self, /, identity: SecretIdentity) -> Plaintext: ...
    def open_range(self, /, identity: SecretIdentity, begin: int, end: int) -> Plaintext: ...
    @staticmethod
    def open_file(
        source: Path,
        target: Path,
        identity: SecretIdentity,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> SealedHeader: ...
    @staticmethod
    def open_file_range(
        source: Path, identity: SecretIdentity, begin: int, end: int
    ) -> Plaintext: ...
    @staticmethod
    def open_stream(
        source: Readable,
        sink: Writable,
        identity: SecretIdentity,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> SealedHeader: ...
    @staticmethod
    def replace_header(
        source: Path,
        target: Path,
        header: SealedHeader,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> None: ...
    def with_header(self, header: SealedHeader) -> SealedRecord: ...
    def payload(self) -> bytes: ...
    @property
    def header(self) -> SealedHeader: ...
    def to_bytes(self) -> bytes: ...
    def __bytes__(self) -> bytes: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def __len__(self) -> int: ...
