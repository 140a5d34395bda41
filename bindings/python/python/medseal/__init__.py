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
from ._medseal import __version__
from .consent import (
    AccessPermit,
    AccessRequest,
    AccessRequestDetails,
    BreakGlass,
    Decision,
    DecisionDetails,
    DecisionRules,
    Grant,
    GrantDetails,
    GrantTerms,
    PermitDetails,
    Unlocked,
)
from .eligibility import (
    AttributeDetails,
    CredentialIssuer,
    CredentialSchema,
    CredentialSchemaDetails,
    EligibilityPolicy,
    EligibilityPolicyDetails,
    EligibilityRequest,
    EligibilityRequestDetails,
    EligibilityVerifier,
    Eligible,
    Issuance,
    Wallet,
    WalletEntry,
)
from .identities import (
    CategoryDetails,
    KeyFileCost,
    PublicIdentity,
    PublicIdentityDetails,
    SecretIdentity,
)
from .ledger import (
    AttestationDetails,
    AuthorityList,
    AuthorityListDetails,
    CheckpointDetails,
    CosignerDetails,
    DisclosureLine,
    DisclosureLog,
    ErasureDetails,
    ErasureReceipt,
    FindingDetails,
    FsckDetails,
    Ledger,
    LedgerDetails,
    LedgerFollower,
    LedgerPoint,
    Receipt,
    ReceiptDetails,
)
from .sealing import (
    Cancel,
    HeaderDetails,
    Plaintext,
    SealedHeader,
    SealedRecord,
    SlotDetails,
)

__all__ = [
    "AccessPermit",
    "AccessRequest",
    "AccessRequestDetails",
    "AttestationDetails",
    "AttributeDetails",
    "AuthorityList",
    "AuthorityListDetails",
    "BreakGlass",
    "Cancel",
    "CancelledError",
    "CategoryDetails",
    "CheckpointDetails",
    "ClosedError",
    "ConflictError",
    "CosignerDetails",
    "CredentialIssuer",
    "CredentialSchema",
    "CredentialSchemaDetails",
    "CryptographicError",
    "Decision",
    "DecisionDetails",
    "DecisionRules",
    "DeniedError",
    "DisclosureLine",
    "DisclosureLog",
    "EligibilityPolicy",
    "EligibilityPolicyDetails",
    "EligibilityRequest",
    "EligibilityRequestDetails",
    "EligibilityVerifier",
    "Eligible",
    "ErasureDetails",
    "ErasureReceipt",
    "FindingDetails",
    "FsckDetails",
    "Grant",
    "GrantDetails",
    "GrantTerms",
    "HeaderDetails",
    "InternalError",
    "Issuance",
    "KeyFileCost",
    "Ledger",
    "LedgerDetails",
    "LedgerFollower",
    "LedgerPoint",
    "MalformedError",
    "MedsealError",
    "PermitDetails",
    "Plaintext",
    "PublicIdentity",
    "PublicIdentityDetails",
    "Receipt",
    "ReceiptDetails",
    "SealedHeader",
    "SealedRecord",
    "SecretIdentity",
    "SlotDetails",
    "StorageError",
    "Unlocked",
    "Wallet",
    "WalletEntry",
    "__version__",
]
