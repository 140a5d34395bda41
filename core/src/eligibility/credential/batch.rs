//! A batch on its way to the holder.

use super::{
    body::Credential,
    error::{CredentialError, IssueError},
    issue::openings,
    request::{CopySecret, blinding},
};
use crate::{
    codec::{self, Limits},
    domain::CREDENTIAL_BATCH,
    eligibility::{
        group::Opening,
        schema::{CertifiedValue, CertifiedValues, Schema},
        wallet::WalletSecret,
    },
    keys::{SealingPublicKey, SealingSecretKey, VerifyingKey, WrappedKey},
    types::id::labelled_sha256,
};
use rand_core::CryptoRng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};
use std::collections::BTreeSet;
use zeroize::{Zeroize, Zeroizing};

/// Copies of one credential, with their values and seeds sealed to the holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialBatch(Wire);

/// A copy that the wallet found to certify what it should.
pub(in crate::eligibility) struct AcceptedCopy {
    pub(in crate::eligibility) credential: Credential,
    pub(in crate::eligibility) seed: Zeroizing<[u8; 32]>,
    pub(in crate::eligibility) secret: CopySecret,
}

impl AcceptedCopy {
    /// How all commitments of this copy open, the link secret's first.
    pub(in crate::eligibility) fn openings(
        &self,
        wallet: &WalletSecret,
        schema: &Schema,
        values: &CertifiedValues,
    ) -> Option<Vec<Opening>> {
        let hash = schema.hash();
        let certified = openings(schema, values, |position| {
            blinding(&self.seed, &hash, position)
        })?;
        let link = self.secret.link(wallet, &hash);
        Some([link].into_iter().chain(certified).collect())
    }
}

impl CredentialBatch {
    /// Most bytes of a batch.
    pub const MAX_BYTES: usize = 4 << 20;

    pub(super) fn seal(
        credentials: &[Credential],
        values: &CertifiedValues,
        seeds: &[Zeroizing<[u8; 32]>],
        holder: &SealingPublicKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, IssueError> {
        let credentials: Vec<_> = credentials
            .iter()
            .map(|credential| ByteBuf::from(credential.as_bytes()))
            .collect();
        let mut secret = Secret {
            v: 1,
            values: values.as_slice().to_vec(),
            seeds: seeds.iter().map(|seed| ByteArray::new(**seed)).collect(),
        };
        let plaintext = codec::encode(&secret).map(Zeroizing::new);
        secret.wipe();
        let sealed = holder.wrap_with_rng(&info(&credentials), &plaintext?, rng)?;
        Ok(Self(Wire {
            v: 1,
            credentials,
            sealed,
        }))
    }

    /// Reads a batch. What is in it is verified when a wallet accepts it.
    ///
    /// # Errors
    ///
    /// [`CredentialError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CredentialError> {
        let wire: Wire = codec::decode(bytes, LIMITS)?;
        match wire.v {
            1 => Ok(Self(wire)),
            _ => Err(CredentialError::Version),
        }
    }

    /// The bytes that travel.
    ///
    /// # Errors
    ///
    /// [`CredentialError::Encoding`] never happens for a batch that was issued or read.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CredentialError> {
        Ok(codec::encode(&self.0)?)
    }

    /// How many copies there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.credentials.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.credentials.is_empty()
    }

    /// The batch as an issuer could send it instead, for attacks in tests.
    #[cfg(test)]
    pub(in crate::eligibility) fn resealed(
        &self,
        sealing: &SealingSecretKey,
        change: impl FnOnce(&mut Parts),
        rng: &mut impl CryptoRng,
    ) -> Self {
        let plaintext = sealing
            .unwrap(&info(&self.0.credentials), &self.0.sealed)
            .unwrap();
        let secret: Secret = codec::decode(&plaintext, LIMITS).unwrap();
        let mut parts = Parts {
            version: secret.v,
            credentials: self.0.credentials.clone(),
            values: secret.values,
            seeds: secret.seeds,
        };
        change(&mut parts);
        let secret = Secret {
            v: parts.version,
            values: parts.values,
            seeds: parts.seeds,
        };
        let plaintext = codec::encode(&secret).unwrap();
        let holder = sealing.public_key().unwrap();
        let sealed = holder.wrap_with_rng(&info(&parts.credentials), &plaintext, rng);
        Self(Wire {
            v: 1,
            credentials: parts.credentials,
            sealed: sealed.unwrap(),
        })
    }

    /// Opens a batch and checks everything in it: each signature, that each copy is for the key and
    /// link that were asked for, that no two share a handle or a commitment, and that every
    /// commitment is to the values that came along.
    pub(in crate::eligibility) fn accept(
        &self,
        wallet: &WalletSecret,
        issuer: &VerifyingKey,
        schema: &Schema,
        sealing: &SealingSecretKey,
        copies: Vec<CopySecret>,
    ) -> Result<(CertifiedValues, Vec<AcceptedCopy>), CredentialError> {
        let plaintext = sealing.unwrap(&info(&self.0.credentials), &self.0.sealed)?;
        let mut secret: Secret = codec::decode(&plaintext, LIMITS)?;
        let values = CertifiedValues::checked(schema, std::mem::take(&mut secret.values));
        let seeds: Vec<_> = secret
            .seeds
            .iter()
            .map(|seed| Zeroizing::new(**seed))
            .collect();
        secret.wipe();
        let values = values.map_err(|_| CredentialError::Unexpected)?;
        let expected = secret.v == 1
            && self.0.credentials.len() == copies.len()
            && seeds.len() == copies.len();
        if !expected {
            return Err(CredentialError::Unexpected);
        }
        let sent: Vec<_> = self.0.credentials.iter().zip(seeds).zip(copies).collect();
        let read = sent.into_par_iter().map(|((bytes, seed), secret)| {
            let credential = Credential::from_bytes(bytes, &[*issuer])?;
            let asked = credential.schema() == schema.hash()
                && *credential.holder() == secret.signing_key().verifying_key();
            let copy = AcceptedCopy {
                credential,
                seed,
                secret,
            };
            asked.then_some(copy).ok_or(CredentialError::Unexpected)
        });
        let copies = in_order(read.collect())?;
        let mut seen = BTreeSet::new();
        let mut fresh = |copy: &AcceptedCopy| {
            let mut commitments = copy.credential.commitments().iter();
            seen.insert(*copy.credential.status().handle.as_bytes())
                && commitments.all(|commitment| seen.insert(*commitment.as_bytes()))
        };
        if !copies.iter().all(&mut fresh) {
            return Err(CredentialError::Unexpected);
        }
        let opened = copies.par_iter().map(|copy| {
            let openings = copy.openings(wallet, schema, &values);
            let openings = openings.ok_or(CredentialError::Commitment)?;
            let opened = openings.iter().map(Opening::commitment);
            let all = opened.eq(copy.credential.commitments().iter().copied());
            all.then_some(()).ok_or(CredentialError::Commitment)
        });
        in_order(opened.collect())?;
        Ok((values, copies))
    }
}

/// The first error there is, whichever was found first.
fn in_order<T>(results: Vec<Result<T, CredentialError>>) -> Result<Vec<T>, CredentialError> {
    results.into_iter().collect()
}

/// What an issuer chooses of a batch.
#[cfg(test)]
pub(in crate::eligibility) struct Parts {
    pub(in crate::eligibility) version: u64,
    pub(in crate::eligibility) credentials: Vec<ByteBuf>,
    pub(in crate::eligibility) values: Vec<CertifiedValue>,
    pub(in crate::eligibility) seeds: Vec<ByteArray<32>>,
}

/// The HPKE `info`: `label ‖ 0x00 ‖ SHA-256(label ‖ 0x00 ‖ credentials)`. The credentials tell
/// their own lengths.
fn info(credentials: &[ByteBuf]) -> Vec<u8> {
    let credentials: Vec<&[u8]> = credentials.iter().map(|bytes| &***bytes).collect();
    let digest = labelled_sha256(CREDENTIAL_BATCH, &[&credentials.concat()]);
    [CREDENTIAL_BATCH.as_bytes(), &[0], &digest].concat()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    v: u64,
    credentials: Vec<ByteBuf>,
    sealed: WrappedKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Secret {
    v: u64,
    values: Vec<CertifiedValue>,
    seeds: Vec<ByteArray<32>>,
}

impl Secret {
    fn wipe(&mut self) {
        for seed in &mut self.seeds {
            seed.as_mut().zeroize();
        }
    }
}

const LIMITS: Limits = Limits {
    bytes: CredentialBatch::MAX_BYTES,
    ..Limits::MESSAGE
};
