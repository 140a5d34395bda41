//! The signature around a credential: COSE_Sign1 (RFC 9052) with one possible protected header.

use super::error::CredentialError;
use crate::{
    codec::Limits,
    domain::CREDENTIAL,
    keys::cose::{CoseError, CoseForm},
};

pub(super) const FORM: CoseForm = CoseForm {
    label: CREDENTIAL,
    media_type: "application/medseal-credential+cose",
    limits: LIMITS,
};

/// Bounds of a credential.
pub(super) const LIMITS: Limits = Limits {
    bytes: 8 * 1024,
    ..Limits::MESSAGE
};

impl From<CoseError> for CredentialError {
    fn from(error: CoseError) -> Self {
        match error {
            CoseError::Encoding(error) => Self::Encoding(error),
            _ => Self::Malformed,
        }
    }
}
