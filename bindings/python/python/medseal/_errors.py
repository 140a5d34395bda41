"""The exceptions of medseal: one class per kind of failure, the same in every language.

What exactly failed is in ``code``, which never changes; ``docs/errors.md`` lists all codes. The
message is a sentence for a person, and may improve.
"""

from collections.abc import Iterable

__all__ = [
    "CancelledError",
    "ClosedError",
    "ConflictError",
    "CryptographicError",
    "DeniedError",
    "InternalError",
    "MalformedError",
    "MedsealError",
    "StorageError",
]


class MedsealError(Exception):
    """Any failure that medseal reports.

    >>> from medseal import MedsealError, PublicIdentity
    >>> try:
    ...     PublicIdentity.from_json("not a document")
    ... except MedsealError as error:
    ...     print(type(error).__name__, error.code)
    MalformedError invalid-identity-document
    """

    code: str
    """The stable code, for programs: ``"wrong-key"``, ``"access-denied"``, …"""

    message: str
    """A sentence for a person. It holds nothing out of a record, a key or a grant."""

    reasons: tuple[str, ...]
    """Of a refusal, the code of each reason; otherwise empty."""

    def __init__(self, message: str, code: str, reasons: Iterable[str] = ()) -> None:
        self.message = message
        self.code = code
        self.reasons = tuple(reasons)
        # All three, so that an exception survives the pickling between processes.
        super().__init__(message, code, self.reasons)

    def __str__(self) -> str:
        return f"[{self.code}] {self.message}"


class MalformedError(MedsealError, ValueError):
    """An argument or an input is not well formed, or is over a limit."""


class CryptographicError(MedsealError):
    """A key does not fit, a signature or proof does not verify, or bytes were altered."""


class DeniedError(MedsealError):
    """Consent does not allow it; ``reasons`` says why."""


class ConflictError(MedsealError):
    """The ledger, or the state of what it is asked of, does not admit it."""


class StorageError(MedsealError):
    """Reading or writing failed."""


class CancelledError(MedsealError):
    """The caller stopped the work."""


class ClosedError(MedsealError, ValueError):
    """The object was closed before."""


class InternalError(MedsealError):
    """A fault of medseal or of the machine, not of the caller. The process goes on."""


for _error in (
    MedsealError,
    MalformedError,
    CryptographicError,
    DeniedError,
    ConflictError,
    StorageError,
    CancelledError,
    ClosedError,
    InternalError,
):
    _error.__module__ = "medseal"
del _error
