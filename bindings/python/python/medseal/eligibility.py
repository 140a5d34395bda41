"""Eligibility: certified values, policies over them, and proofs that show nothing else."""

from ._medseal import (
    AttributeDetails,
    CredentialIssuer,
    CredentialSchema,
    CredentialSchemaDetails,
    EligibilityPolicy,
    EligibilityPolicyDetails,
    EligibilityRequest,
    EligibilityRequestDetails,
    EligibilityVerdict,
    EligibilityVerifier,
    Eligible,
    Issuance,
    RevocableCopies,
    Wallet,
    WalletEntry,
)

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
