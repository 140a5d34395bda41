//! Notices: what an entry's commitment stands for, sealed to the patient it concerns.
//!
//! The ledger holds commitments only. So that the patient can read them, whoever writes an entry
//! puts a notice beside it: the committed bytes and their salt, sealed to the patient. Notices are
//! no part of the ledger's tree; one that is missing or does not match its commitment shows in the
//! disclosure log as an unexplained entry.

use super::{error::AuditError, event::AccessEvent};
use crate::{
    codec::{self, Limits},
    consent::{BreakGlassStatement, Grant},
    domain::NOTICE,
    keys::{SealingPublicKey, SecretIdentity, WrappedKey},
    types::{Commitment, KeyId, LedgerId, Salt, Version1},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// What a notice tells, checked against the commitment it came with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// A record was opened.
    Access(Box<AccessEvent>),
    /// A grant was made.
    Grant(Box<Grant>),
    /// Somebody broke the glass.
    BreakGlass(BreakGlassStatement),
}

impl Notice {
    /// The longest sealed notice, in bytes.
    pub const MAX_LEN: usize = 32 * 1024;

    /// Opens a sealed notice that stands beside an entry with this commitment.
    ///
    /// # Errors
    ///
    /// [`AuditError`] if it is not sealed to this identity, for this ledger and this commitment, or
    /// does not hold what the commitment was made to.
    pub fn open(
        sealed: &[u8],
        reader: &SecretIdentity,
        ledger: LedgerId,
        commitment: &Commitment,
    ) -> Result<Self, AuditError> {
        let sealed: SealedNotice = codec::decode(sealed, LIMITS)?;
        let key = reader
            .sealing_key_by_id(&sealed.recipient)
            .ok_or(crate::keys::SealingError)?;
        let opened = key.unwrap(
            &info(ledger, commitment, &sealed.recipient),
            &sealed.wrapped,
        )?;
        let content: Content = codec::decode(&opened, LIMITS)?;
        let (notice, committed) = match content.kind {
            Kind::Access => {
                let event = AccessEvent::from_bytes(&content.bytes, content.salt)?;
                let committed = event.commitment();
                (Self::Access(Box::new(event)), committed)
            }
            Kind::Grant => {
                let grant = Grant::from_bytes(&content.bytes, content.salt)
                    .map_err(|_| AuditError::Incomplete)?;
                let committed = grant.commitment();
                (Self::Grant(Box::new(grant)), committed)
            }
            Kind::BreakGlass => {
                let statement: BreakGlassStatement = codec::decode(&content.bytes, LIMITS)?;
                let committed = statement.commitment(&content.salt)?;
                (Self::BreakGlass(statement), committed)
            }
        };
        if committed == *commitment {
            Ok(notice)
        } else {
            Err(AuditError::Incomplete)
        }
    }

    /// Seals a notice of an access to the patient.
    pub(crate) fn of_access(
        event: &AccessEvent,
        patient: &SealingPublicKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, AuditError> {
        let content = Content::new(Kind::Access, event.salt(), event.as_bytes());
        content.seal(event.facts().ledger, &event.commitment(), patient, rng)
    }

    /// Seals a notice of a grant to the patient.
    pub(crate) fn of_grant(
        grant: &Grant,
        patient: &SealingPublicKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, AuditError> {
        let content = Content::new(Kind::Grant, &grant.salt(), grant.as_bytes());
        content.seal(grant.ledger(), &grant.commitment(), patient, rng)
    }

    /// Seals a notice of a break-glass statement to the patient.
    pub(crate) fn of_break_glass(
        statement: &BreakGlassStatement,
        salt: &Salt,
        patient: &SealingPublicKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, AuditError> {
        let content = Content::new(Kind::BreakGlass, salt, &codec::encode(statement)?);
        content.seal(
            statement.ledger(),
            &statement.commitment(salt)?,
            patient,
            rng,
        )
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedNotice {
    version: Version1,
    recipient: KeyId,
    wrapped: WrappedKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    kind: Kind,
    salt: Salt,
    bytes: ByteBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Access,
    Grant,
    BreakGlass,
}

impl Content {
    fn new(kind: Kind, salt: &Salt, bytes: &[u8]) -> Self {
        Self {
            kind,
            salt: *salt,
            bytes: ByteBuf::from(bytes),
        }
    }

    fn seal(
        &self,
        ledger: LedgerId,
        commitment: &Commitment,
        patient: &SealingPublicKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, AuditError> {
        let recipient = patient.key_id();
        let info = info(ledger, commitment, &recipient);
        let wrapped = patient.wrap_with_rng(&info, &codec::encode(self)?, rng)?;
        Ok(codec::encode(&SealedNotice {
            version: Version1,
            recipient,
            wrapped,
        })?)
    }
}

/// `NOTICE ‖ 0x00 ‖ ledger ‖ commitment ‖ recipient's key id`: a notice cannot be moved to another
/// entry.
fn info(ledger: LedgerId, commitment: &Commitment, recipient: &KeyId) -> Vec<u8> {
    let parts: [&[u8]; 5] = [
        NOTICE.as_bytes(),
        &[0],
        ledger.as_bytes(),
        commitment.as_bytes(),
        recipient.as_bytes(),
    ];
    parts.concat()
}

const LIMITS: Limits = Limits {
    bytes: Notice::MAX_LEN,
    depth: 4,
    items: 64,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        consent::{GrantTerms, Grantee, Purpose, Scope, Validity},
        keys::SealingSuite,
        types::Timestamp,
    };
    use rand::{SeedableRng, rngs::StdRng};

    /// Whoever writes an entry seals the notice beside it, and could tell the patient a tale.
    #[test]
    fn a_notice_of_something_else_than_the_entry_explains_nothing() {
        let rng = &mut StdRng::seed_from_u64(1);
        let patient = SecretIdentity::generate_with_rng(SealingSuite::X25519, rng);
        let at = |seconds| Timestamp::from_seconds(seconds).unwrap();
        let (key, ledger) = (patient.signing_key(), LedgerId::from_bytes([9; 32]));
        let mut grant = |code: &str| {
            let scope = Scope::new([code.parse().unwrap()], [Purpose::Treatment]).unwrap();
            let grantee = Grantee {
                identity: patient.identity_id(),
                key: key.verifying_key(),
            };
            let validity = Validity::new(at(1), at(100)).unwrap();
            let terms = GrantTerms::new(grantee, scope, validity);
            let id = patient.identity_id();
            Grant::issue_with_rng(id, &key, ledger, terms, at(1), rng).unwrap()
        };
        let (told, written) = (grant("LAB"), grant("EVERYTHING"));
        let to = patient.sealing_key().public_key().unwrap();
        let rng = &mut StdRng::seed_from_u64(2);
        let content = Content::new(Kind::Grant, &told.salt(), told.as_bytes());
        let mut read = |commitment: Commitment| {
            let sealed = content.seal(ledger, &commitment, &to, rng).unwrap();
            Notice::open(&sealed, &patient, ledger, &commitment)
        };
        assert_eq!(
            read(told.commitment()).unwrap(),
            Notice::Grant(Box::new(told.clone()))
        );
        assert_eq!(read(written.commitment()), Err(AuditError::Incomplete));
    }
}
