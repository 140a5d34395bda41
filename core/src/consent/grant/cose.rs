//! The signature around a grant: COSE_Sign1 with one possible protected header.

use super::{Grant, error::GrantError};
use crate::{
    codec::Limits,
    domain::GRANT,
    keys::cose::{CoseError, CoseForm},
};

pub(super) const FORM: CoseForm = CoseForm {
    label: GRANT,
    media_type: "application/medseal-grant+cwt",
    limits: Limits {
        bytes: Grant::MAX_BYTES,
        ..Limits::MESSAGE
    },
};

impl From<CoseError> for GrantError {
    fn from(error: CoseError) -> Self {
        match error {
            CoseError::Encoding(error) => Self::Encoding(error),
            CoseError::Malformed => Self::Malformed,
            CoseError::CriticalHeader => Self::UnknownCriticalHeader,
            CoseError::Algorithm => Self::Algorithm,
            CoseError::Header => Self::UnknownHeader,
        }
    }
}
