//! Proof of opening: whoever hands over a commitment shows that they know what it commits to.
//!
//! The holder sends the issuer `C_0`, the commitment to the link secret, with this proof; otherwise
//! a commitment copied from somebody else could be certified. It is Schnorr's protocol for two
//! bases (Okamoto), made non-interactive over its own transcript.

use super::{
    group::{GENERATORS, Opening, ValueCommitment, commit, decompress, scalar},
    transcript::{Bridge, absorb_generators, challenge},
    verify::VerifyError,
};
use crate::{domain, errors::EntropyError, random::os_rng};
use curve25519_dalek_4::{
    RistrettoPoint, Scalar,
    traits::{IsIdentity, VartimeMultiscalarMul},
};
use merlin::Transcript;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Shows that its maker can open one commitment, within one context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpeningProof([u8; Self::LEN]);

impl OpeningProof {
    /// Length in bytes: the announcement and two responses.
    pub const LEN: usize = 96;

    /// Proves that `opening` is known. `context` says to whom and for what, and should hold
    /// something fresh of the issuer's.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] if there is no randomness.
    pub fn new(opening: &Opening, context: &[u8]) -> Result<Self, EntropyError> {
        Ok(Self::with_rng(opening, context, &mut os_rng()?))
    }

    /// Like [`new`](Self::new), with a given source of randomness.
    #[must_use]
    pub fn with_rng(opening: &Opening, context: &[u8], rng: &mut impl CryptoRng) -> Self {
        let mut transcript = transcript(&opening.commitment(), context);
        let mut random = transcript
            .build_rng()
            .rekey_with_witness_bytes(b"value", opening.value.as_bytes())
            .rekey_with_witness_bytes(b"blinding", opening.blinding.as_bytes())
            .finalize(&mut Bridge(rng));
        let value = Zeroizing::new(Scalar::random(&mut random));
        let blinding = Zeroizing::new(Scalar::random(&mut random));
        let announcement = commit(&value, &blinding).compress().to_bytes();
        transcript.append_message(b"announcements", &announcement);
        let challenge = challenge(b"challenge", &mut transcript);
        let elements = [
            announcement,
            (*value + challenge * opening.value).to_bytes(),
            (*blinding + challenge * opening.blinding).to_bytes(),
        ];
        let mut bytes = [0; Self::LEN];
        bytes.copy_from_slice(elements.as_flattened());
        Self(bytes)
    }

    /// Verifies the proof for a commitment and a context.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Invalid`] if it does not hold.
    pub fn verify(&self, commitment: &ValueCommitment, context: &[u8]) -> Result<(), VerifyError> {
        match self.holds(commitment, context) {
            Some(true) => Ok(()),
            _ => Err(VerifyError::Invalid),
        }
    }

    fn holds(&self, commitment: &ValueCommitment, context: &[u8]) -> Option<bool> {
        let ([announcement, value, blinding], []) = self.0.as_chunks::<32>() else {
            return None;
        };
        let mut transcript = transcript(commitment, context);
        transcript.append_message(b"announcements", announcement);
        let challenge = challenge(b"challenge", &mut transcript);
        let sum = RistrettoPoint::vartime_multiscalar_mul(
            [scalar(value)?, scalar(blinding)?, -Scalar::ONE, -challenge],
            [
                GENERATORS.B,
                GENERATORS.B_blinding,
                decompress(announcement)?,
                *commitment.point(),
            ],
        );
        Some(sum.is_identity())
    }

    /// The proof with these bytes; whether it holds, verifying tells.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// The proof's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

fn transcript(commitment: &ValueCommitment, context: &[u8]) -> Transcript {
    let mut transcript = Transcript::new(domain::ELIGIBILITY_OPENING.as_bytes());
    absorb_generators(&mut transcript);
    transcript.append_message(b"context", context);
    transcript.append_message(b"commitment", commitment.as_bytes());
    transcript
}
