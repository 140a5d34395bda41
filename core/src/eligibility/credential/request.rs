//! What a holder asks an issuer for: copies, each with its own key and link commitment.

use super::error::IssueError;
use crate::{
    codec::{self, Limits},
    domain::{DERIVE_SIGNING, ELIGIBILITY_BLINDING, Label},
    eligibility::{
        group::{Blinding, Opening, ValueCommitment},
        link_proof,
        wallet::WalletSecret,
    },
    keys::{RootSecret, SealingPublicKey, SigningKey, VerifyingKey},
    types::{Sha256Digest, bytes::byte_values},
};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::Sha512;
use zeroize::Zeroizing;

byte_values! {
    /// What an issuer draws for one issuance, so that no request is answered twice: 32 random bytes.
    IssuerChallenge[32];
}

impl IssuerChallenge {
    /// Draws a fresh challenge.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; Self::LEN];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

/// What a holder asks for, whose proof of the link secret verifies.
///
/// `registration` is the holder's lasting commitment at this issuer, the same in every request; the
/// proof shows that all copies commit to the secret in it.
#[derive(Debug, Clone)]
pub struct CredentialRequest {
    bytes: Vec<u8>,
    body: Body,
}

/// One copy asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedCopy {
    /// The key that presentations of this copy will be signed with.
    pub holder: VerifyingKey,
    /// The commitment to the link secret.
    pub link: ValueCommitment,
}

impl CredentialRequest {
    /// Most copies in one batch.
    pub const MAX_COPIES: usize = 256;

    /// Reads a request and verifies its proof over exactly these bytes.
    ///
    /// # Errors
    ///
    /// [`IssueError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IssueError> {
        let Wire { body: inner, proof } = codec::decode(bytes, LIMITS)?;
        let body: Body = codec::decode(&inner, LIMITS)?;
        if body.v != 1 {
            return Err(IssueError::Version);
        }
        if !(1..=Self::MAX_COPIES).contains(&body.copies.len()) {
            return Err(IssueError::Mismatch);
        }
        if !link_proof::verify(&body.commitments(), &inner, &proof) {
            return Err(IssueError::LinkProof);
        }
        Ok(Self {
            bytes: bytes.to_vec(),
            body,
        })
    }

    /// The bytes that travel.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The issuer that is asked.
    #[must_use]
    pub const fn issuer(&self) -> &VerifyingKey {
        &self.body.issuer
    }

    /// The schema of what is asked for.
    #[must_use]
    pub const fn schema(&self) -> Sha256Digest {
        self.body.schema
    }

    /// The issuer's challenge that is answered.
    #[must_use]
    pub const fn challenge(&self) -> IssuerChallenge {
        self.body.challenge
    }

    /// The commitment to the link secret that the issuer keeps with the person's record. Each
    /// person must have one, and no two persons the same.
    #[must_use]
    pub const fn registration(&self) -> &ValueCommitment {
        &self.body.registration
    }

    /// The copies.
    #[must_use]
    pub fn copies(&self) -> &[RequestedCopy] {
        &self.body.copies
    }

    /// The key that values and seeds are sealed to.
    pub(super) const fn sealing(&self) -> &SealingPublicKey {
        &self.body.sealing
    }

    /// Asks for copies with these secrets.
    pub(in crate::eligibility) fn new(
        wallet: &WalletSecret,
        issuer: VerifyingKey,
        schema: Sha256Digest,
        challenge: IssuerChallenge,
        sealing: SealingPublicKey,
        copies: &[CopySecret],
        rng: &mut impl CryptoRng,
    ) -> Result<Self, IssueError> {
        let registration = wallet.registration(&issuer);
        let links = copies.iter().map(|copy| copy.link(wallet, &schema));
        let openings: Vec<Opening> = [registration].into_iter().chain(links).collect();
        let registration = openings.first().map(Opening::commitment);
        let requested = copies.iter().zip(openings.iter().skip(1));
        let body = Body {
            v: 1,
            issuer,
            schema,
            challenge,
            sealing,
            registration: registration.ok_or(IssueError::Mismatch)?,
            copies: requested
                .map(|(copy, link)| RequestedCopy {
                    holder: copy.signing_key().verifying_key(),
                    link: link.commitment(),
                })
                .collect(),
        };
        let body = codec::encode(&body)?;
        let proof = link_proof::prove(&openings, &body, rng).ok_or(IssueError::LinkProof)?;
        Self::from_bytes(&codec::encode(&Wire { body, proof })?)
    }
}

/// The secret of one copy: its signing key and the blinding of its link commitment follow.
#[derive(Clone)]
pub(in crate::eligibility) struct CopySecret(RootSecret);

impl CopySecret {
    pub(in crate::eligibility) fn random(rng: &mut impl CryptoRng) -> Self {
        Self(RootSecret::generate_with_rng(rng))
    }

    pub(in crate::eligibility) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(RootSecret::from_bytes(bytes))
    }

    pub(in crate::eligibility) const fn expose_bytes(&self) -> &[u8; 32] {
        self.0.expose_bytes()
    }

    pub(in crate::eligibility) fn signing_key(&self) -> SigningKey {
        SigningKey::from_seed(&self.0.derive(DERIVE_SIGNING, &[]))
    }

    /// How the copy's link commitment opens.
    pub(in crate::eligibility) fn link(
        &self,
        wallet: &WalletSecret,
        schema: &Sha256Digest,
    ) -> Opening {
        wallet.link(&blinding(self.0.expose_bytes(), schema, 0))
    }
}

/// The blinding of one position: `HKDF-SHA-512(seed, label ‖ 0x00 ‖ schema ‖ position)`, 64 bytes,
/// reduced. The seed of position 0 is the holder's, that of the others the issuer's.
pub(super) fn blinding(seed: &[u8; 32], schema: &Sha256Digest, position: u32) -> Blinding {
    let context = [&schema.as_bytes()[..], &position.to_be_bytes()].concat();
    let bytes = wide(seed, ELIGIBILITY_BLINDING, &context);
    Blinding::from_wide_bytes(&bytes)
}

/// HKDF-SHA-512 (RFC 5869) without salt, `info = label ‖ 0x00 ‖ context`.
pub(in crate::eligibility) fn wide(
    secret: &[u8; 32],
    label: Label,
    context: &[u8],
) -> Zeroizing<[u8; 64]> {
    let info = [label.as_bytes(), &[0], context].concat();
    let mut bytes = Zeroizing::new([0; 64]);
    // 64 bytes are one block: far below what HKDF can give.
    let expanded = Hkdf::<Sha512>::new(None, secret).expand(&info, bytes.as_mut());
    debug_assert!(expanded.is_ok());
    bytes
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    v: u64,
    issuer: VerifyingKey,
    schema: Sha256Digest,
    challenge: IssuerChallenge,
    sealing: SealingPublicKey,
    registration: ValueCommitment,
    copies: Vec<RequestedCopy>,
}

impl Body {
    /// All commitments to the link secret, in the order of the proof.
    fn commitments(&self) -> Vec<ValueCommitment> {
        let copies = self.copies.iter().map(|copy| copy.link);
        [self.registration].into_iter().chain(copies).collect()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(with = "serde_bytes")]
    body: Vec<u8>,
    #[serde(with = "serde_bytes")]
    proof: Vec<u8>,
}

const LIMITS: Limits = Limits {
    bytes: 64 * 1024,
    ..Limits::MESSAGE
};
