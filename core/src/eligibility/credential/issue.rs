//! The issuer's side: certifying values.

use super::{
    batch::CredentialBatch,
    body::{Credential, Validity},
    error::{CredentialError, IssueError},
    request::{CredentialRequest, IssuerChallenge, RequestedCopy, blinding},
};
use crate::{
    eligibility::{
        group::{Blinding, Opening, PublicValue, ValueCommitment},
        schema::{CertifiedValue, CertifiedValues, Kind, Part, Schema},
        status::{Status, StatusHandle},
    },
    keys::SigningKey,
    random::os_rng,
    types::LedgerId,
};
use rand_core::CryptoRng;
use rayon::prelude::*;
use zeroize::Zeroizing;

/// Who certifies values.
pub struct Issuer {
    key: SigningKey,
    registry: LedgerId,
}

/// What an issuer keeps of an issuance.
#[derive(Debug, Clone)]
pub struct Issuance {
    /// What goes to the holder.
    pub batch: CredentialBatch,
    /// The person's lasting commitment, to be kept with the person's record and given to the next
    /// [`issue`](Issuer::issue).
    pub registration: ValueCommitment,
    /// By which each copy can be revoked, all of them together if the values turn out wrong.
    pub handles: Vec<StatusHandle>,
}

impl Issuer {
    /// An issuer with this key, whose revocations are written to this ledger.
    #[must_use]
    pub const fn new(key: SigningKey, registry: LedgerId) -> Self {
        Self { key, registry }
    }

    /// Certifies values, one copy for each that the holder asked for.
    ///
    /// `challenge` is the one that was given to this holder, and is not used again; `registered` the
    /// person's registration from an earlier issuance. Seeing to it that the asker *is* the person,
    /// and that no two persons register one commitment, is the caller's.
    ///
    /// # Errors
    ///
    /// [`IssueError`]; nothing is issued then.
    pub fn issue(
        &self,
        request: &CredentialRequest,
        challenge: &IssuerChallenge,
        registered: Option<&ValueCommitment>,
        schema: &Schema,
        values: &CertifiedValues,
        validity: Validity,
    ) -> Result<Issuance, IssueError> {
        let rng = &mut os_rng()?;
        self.issue_with_rng(
            request, challenge, registered, schema, values, validity, rng,
        )
    }

    /// [`issue`](Self::issue) with seeds, handles and the encapsulation drawn from `rng`.
    ///
    /// # Errors
    ///
    /// [`IssueError`]; nothing is issued then.
    #[allow(clippy::too_many_arguments)] // Each is one fact that the issuer alone can know.
    pub fn issue_with_rng(
        &self,
        request: &CredentialRequest,
        challenge: &IssuerChallenge,
        registered: Option<&ValueCommitment>,
        schema: &Schema,
        values: &CertifiedValues,
        validity: Validity,
        rng: &mut impl CryptoRng,
    ) -> Result<Issuance, IssueError> {
        let asked = *request.issuer() == self.key.verifying_key()
            && request.schema() == schema.hash()
            && request.challenge() == *challenge;
        if !asked {
            return Err(IssueError::Mismatch);
        }
        if registered.is_some_and(|registered| registered != request.registration()) {
            return Err(IssueError::LinkChanged);
        }
        // All randomness is drawn before the copies are made side by side.
        let copies = request.copies().iter();
        let (seeds, handles): (Vec<_>, Vec<_>) = copies
            .map(|_| {
                let mut seed = Zeroizing::new([0; 32]);
                rng.fill_bytes(seed.as_mut());
                (seed, StatusHandle::random(rng))
            })
            .unzip();
        let fresh = seeds.par_iter().zip(&handles);
        let made = request.copies().par_iter().zip(fresh);
        let credentials = made
            .map(|(copy, (seed, handle))| {
                self.certify(copy, seed, *handle, schema, values, validity)
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Issuance {
            batch: CredentialBatch::seal(&credentials, values, &seeds, request.sealing(), rng)?,
            registration: *request.registration(),
            handles,
        })
    }

    fn certify(
        &self,
        copy: &RequestedCopy,
        seed: &[u8; 32],
        handle: StatusHandle,
        schema: &Schema,
        values: &CertifiedValues,
        validity: Validity,
    ) -> Result<Credential, IssueError> {
        let hash = schema.hash();
        let certified = openings(schema, values, |position| blinding(seed, &hash, position));
        let certified = certified.ok_or(IssueError::Mismatch)?;
        let commitments = certified.iter().map(Opening::commitment);
        let credential = Credential::sign(
            &self.key,
            schema,
            copy.holder,
            [copy.link].into_iter().chain(commitments).collect(),
            validity,
            Status {
                registry: self.registry,
                handle,
            },
        );
        credential.map_err(|error| match error {
            CredentialError::Encoding(error) => IssueError::Encoding(error),
            _ => IssueError::Mismatch,
        })
    }
}

/// How the commitments of all positions but the first open. `None` if the values are not the
/// schema's.
pub(in crate::eligibility) fn openings(
    schema: &Schema,
    values: &CertifiedValues,
    blinding: impl Fn(u32) -> Blinding,
) -> Option<Vec<Opening>> {
    let positions = schema.positions().iter().enumerate().skip(1);
    positions
        .map(|(index, position)| {
            let attribute = position.attribute?;
            let value = values.as_slice().get(attribute)?;
            let kind = schema.attributes().get(attribute)?.kind();
            let blinding = blinding(u32::try_from(index).ok()?);
            opening(kind, position.part, value, &blinding)
        })
        .collect()
}

fn opening(
    kind: &Kind,
    part: Part,
    value: &CertifiedValue,
    blinding: &Blinding,
) -> Option<Opening> {
    let integer = |value: u64| Some(Opening::integer(value, blinding));
    match (kind, part, value) {
        (Kind::Number { minimum, .. }, Part::Number, CertifiedValue::Number(number)) => {
            integer(u64::try_from(number.checked_sub(*minimum)?).ok()?)
        }
        (Kind::Date { .. }, Part::Earliest, CertifiedValue::Days(day, _))
        | (Kind::Date { .. }, Part::Latest, CertifiedValue::Days(_, day)) => integer((*day).into()),
        (Kind::Code { system, .. }, Part::Identifier, CertifiedValue::Code(code)) => {
            // No code is the empty one, which no code system has.
            let identifier = PublicValue::code(system, code.as_deref().unwrap_or_default());
            Some(Opening::code(&identifier, blinding))
        }
        (
            Kind::Code {
                hierarchy: Some(tree),
                ..
            },
            Part::Order,
            CertifiedValue::Code(code),
        ) => match code {
            Some(code) => integer(tree.position(code).ok()?.into()),
            None => integer(0),
        },
        _ => None,
    }
}
