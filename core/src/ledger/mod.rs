//! The permissioned, tamper-evident ledger: commitments only.
