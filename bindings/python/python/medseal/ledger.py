"""The ledger: the steps people take on it, and the proofs that it gives."""

from ._medseal import (
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
    Receipt,
    ReceiptDetails,
)

__all__ = [
    "AttestationDetails",
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
    "Ledger",
    "LedgerDetails",
    "LedgerFollower",
    "Receipt",
    "ReceiptDetails",
]
