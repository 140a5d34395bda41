"""medseal: medical records sealed end to end, consent in patients' hands, and a ledger that everybody
can audit and nobody can read.

>>> from medseal import SealedRecord, SecretIdentity
>>> laboratory, patient = SecretIdentity.generate(), SecretIdentity.generate()
>>> sealed = SealedRecord.seal(laboratory, patient.public(), b"HbA1c 6.9 %", category="LAB")
>>> sealed.open(patient).decode()
'HbA1c 6.9 %'

Functions take bytes-like objects, paths and binary files, and moments as seconds since 1970 or as
``datetime``; they let other threads run while they work. Failures are ``MedsealError`` and its
subclasses. ``medseal.aio`` has coroutines for long work; ``medseal.hazmat`` has the primitives, for
interoperability only.
"""

from ._errors import (
    CancelledError,
    ClosedError,
    ConflictError,
    CryptographicError,
    DeniedError,
    InternalError,
    MalformedError,
    MedsealError,
    StorageError,
)
from ._medseal import (
    Cancel,
    CategoryDetails,
    HeaderDetails,
    KeyFileCost,
    Plaintext,
    PublicIdentity,
    PublicIdentityDetails,
    SealedHeader,
    SealedRecord,
    SecretIdentity,
    SlotDetails,
    __version__,
)

__all__ = [
    "Cancel",
    "CancelledError",
    "CategoryDetails",
    "ClosedError",
    "ConflictError",
    "CryptographicError",
    "DeniedError",
    "HeaderDetails",
    "InternalError",
    "KeyFileCost",
    "MalformedError",
    "MedsealError",
    "Plaintext",
    "PublicIdentity",
    "PublicIdentityDetails",
    "SealedHeader",
    "SealedRecord",
    "SecretIdentity",
    "SlotDetails",
    "StorageError",
    "__version__",
]
