//! The Fiat–Shamir transcript. Its order is normative.
//!
//! Each step consumes the one before and gives the next, so that no challenge can be drawn before
//! all that it must depend on is absorbed. The `bulletproofs` crate absorbs no generators and nothing
//! of ours: all of it comes before its first label.

use super::{check::CheckedProgram, context::Context, group::GENERATORS, group::Opening};
use crate::{
    codec::{self, CodecError},
    domain,
};
use curve25519_dalek_4::Scalar;
use merlin::{Transcript, TranscriptRng};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

/// The transcript with the context and the statements in it.
pub(super) struct Bound(Transcript);

impl Bound {
    pub(super) fn new(program: &CheckedProgram, context: &Context) -> Result<Self, CodecError> {
        let mut transcript = Transcript::new(domain::ELIGIBILITY_PROOF.as_bytes());
        transcript.append_message(b"suite", SUITE);
        absorb_generators(&mut transcript);
        transcript.append_message(b"request", context.request.as_bytes());
        transcript.append_message(b"verifier", context.verifier.as_bytes());
        transcript.append_message(b"audience", &codec::encode(&context.audience)?);
        transcript.append_message(b"nonce", &context.nonce);
        transcript.append_u64(b"expires", context.expires.seconds());
        transcript.append_message(b"policy", context.policy.as_bytes());
        transcript.append_message(b"statements", &program.encoded);
        transcript.append_message(b"ledger", &codec::encode(&context.ledger)?);
        transcript.append_message(b"credentials", &codec::encode(&context.credentials)?);
        Ok(Self(transcript))
    }

    /// The prover's randomness: keyed with what is bound, with the witness and with `rng`. Should
    /// `rng` ever repeat, another witness or context still gives other nonces.
    pub(super) fn randomness(
        &self,
        openings: &[Opening],
        rng: &mut impl CryptoRng,
    ) -> TranscriptRng {
        let mut builder = self.0.build_rng();
        for opening in openings {
            builder = builder.rekey_with_witness_bytes(b"value", opening.value.as_bytes());
            builder = builder.rekey_with_witness_bytes(b"blinding", opening.blinding.as_bytes());
        }
        builder.finalize(&mut Bridge(rng))
    }

    /// Absorbs auxiliary commitments and pseudonyms.
    pub(super) fn commit(mut self, auxiliary: &[[u8; 32]], pseudonyms: &[[u8; 32]]) -> Committed {
        self.0
            .append_message(b"auxiliary", auxiliary.as_flattened());
        self.0
            .append_message(b"pseudonyms", pseudonyms.as_flattened());
        Committed(self.0)
    }
}

/// The transcript with all commitments in it.
pub(super) struct Committed(Transcript);

impl Committed {
    /// Absorbs the announcements and gives the one challenge of all sigma proofs.
    pub(super) fn announce(mut self, announcements: &[[u8; 32]]) -> (Scalar, Challenged) {
        self.0
            .append_message(b"announcements", announcements.as_flattened());
        let challenge = challenge(b"challenge", &mut self.0);
        (challenge, Challenged(self.0))
    }
}

/// The transcript after the challenge.
pub(super) struct Challenged(Transcript);

impl Challenged {
    /// Absorbs the responses.
    pub(super) fn respond(mut self, responses: &[[u8; 32]]) -> Responded {
        self.0
            .append_message(b"responses", responses.as_flattened());
        Responded(self.0)
    }
}

/// The transcript with the sigma proofs in it, ready for the range proofs.
pub(super) struct Responded(Transcript);

impl Responded {
    /// What the range proofs continue, in ascending order of their width.
    pub(super) fn ranges(&mut self) -> &mut Transcript {
        &mut self.0
    }

    /// What the holder signs: a last challenge, and the hash of all bytes of the proof.
    pub(super) fn finish(mut self, proof: &[u8]) -> HolderMessage {
        let mut message = [0; 64];
        let (bound, hash) = message.split_at_mut(32);
        self.0.challenge_bytes(b"holder-bind", bound);
        hash.copy_from_slice(&Sha256::digest(proof));
        HolderMessage(message)
    }
}

/// What the holder signs to make a proof theirs: 32 bytes of the transcript's last challenge, then
/// the SHA-256 of the proof's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HolderMessage([u8; 64]);

impl HolderMessage {
    /// The bytes to sign.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

/// Absorbs B, B̃ and the name of the construction they and the range proofs' generators come from.
pub(super) fn absorb_generators(transcript: &mut Transcript) {
    let blinding = GENERATORS.B_blinding.compress();
    let generators = [GENERATORS.B.compress().to_bytes(), blinding.to_bytes()];
    transcript.append_message(b"generators", generators.as_flattened());
    transcript.append_message(b"generators-id", GENERATORS_ID);
}

/// A challenge: 64 bytes, reduced.
pub(super) fn challenge(label: &'static [u8], transcript: &mut Transcript) -> Scalar {
    let mut bytes = [0; 64];
    transcript.challenge_bytes(label, &mut bytes);
    Scalar::from_bytes_mod_order_wide(&bytes)
}

/// Hands a generator of today's `rand_core` to crates that use the one of 2019.
pub(super) struct Bridge<'a, R>(pub(super) &'a mut R);

impl<R: CryptoRng> rand_core_06::RngCore for Bridge<'_, R> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl<R: CryptoRng> rand_core_06::CryptoRng for Bridge<'_, R> {}

const SUITE: &[u8] = b"ristretto255 merlin bulletproofs";
const GENERATORS_ID: &[u8] = b"bulletproofs 5 PedersenGens::default BulletproofGens";
