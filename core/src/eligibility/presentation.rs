//! Presentations: what a holder sends, and what a verifier makes of it.
//!
//! ```text
//! verifier                                  holder
//!   EligibilityRequest (signed)  ───────▶   reads the policy, finds credentials that meet it
//!                                           takes a copy of each out of the wallet, for good
//!   Verifier::verify  ◀── Presentation ──   the copies, one proof, a signature by each copy's key
//! ```
//!
//! The proof is bound to the request (and with it to the verifier, its audience, its nonce and its
//! end), to the policy, to a state of the ledger and to each credential; the holders' signatures are
//! over the proof's last challenge and its bytes. The verifier derives everything it can derive: of
//! the statements, nothing is read from the presentation.

mod batch;
mod eligible;
mod error;
mod present;
mod verify;

pub use batch::{PreparedBatch, VerifiedBatch};
pub use eligible::{Eligible, Pseudonym};
pub use error::{PresentError, PresentationError};
pub use verify::Verifier;

use super::{
    context::{Context, PresentedCredential},
    credential::{Credential, CredentialError},
    policy::{Compiled, Policy},
    request::EligibilityRequest,
    status::StatusHandle,
};
use crate::{
    codec::{self, CodecError, Limits},
    keys::Signature,
    types::Sha256Digest,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// What answers one request: credentials, a proof over them, and the holder's signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    bytes: Vec<u8>,
    wire: Wire,
}

impl Presentation {
    /// Most bytes of a presentation.
    pub const MAX_BYTES: usize = 256 * 1024;

    /// Reads a presentation. Whether anything in it is true, a [`Verifier`] tells.
    ///
    /// # Errors
    ///
    /// [`CodecError`]; an unknown version or field is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let wire: Wire = codec::decode(bytes, LIMITS)?;
        let shaped = wire.v == 1 && wire.signatures.len() == wire.credentials.len();
        if !shaped {
            return Err(CodecError::Structure);
        }
        Ok(Self {
            bytes: bytes.to_vec(),
            wire,
        })
    }

    fn new(wire: Wire) -> Result<Self, CodecError> {
        Self::from_bytes(&codec::encode(&wire)?)
    }

    /// The bytes that travel.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The digest of the request that is answered, for a verifier with many of them open.
    #[must_use]
    pub const fn request(&self) -> Sha256Digest {
        self.wire.request
    }

    /// The handles whose status decides about this presentation: what a verifier without a ledger of
    /// its own asks a node to prove. They are as the presentation states them.
    ///
    /// # Errors
    ///
    /// [`CredentialError`] if one of the credentials cannot be read.
    pub fn status_handles(&self) -> Result<Vec<StatusHandle>, CredentialError> {
        let credentials = self.wire.credentials.iter();
        credentials
            .map(|bytes| Credential::stated_handle(bytes))
            .collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    v: u64,
    request: Sha256Digest,
    /// In the order of the policy's names.
    credentials: Vec<ByteBuf>,
    proof: ByteBuf,
    /// One for each credential, by its holder key.
    signatures: Vec<Signature>,
}

const LIMITS: Limits = Limits {
    bytes: Presentation::MAX_BYTES,
    ..Limits::MESSAGE
};

/// What holder and verifier each bind a proof to. `credentials` are in the order of the policy's
/// names; `None` if one has no commitment where the policy needs one.
fn context(
    request: &EligibilityRequest,
    policy: &Policy,
    compiled: &Compiled,
    credentials: &[&Credential],
) -> Option<Context> {
    let presented = |(name, credential): (&String, &&Credential)| {
        let positions = compiled.layout.iter().filter(|(of, _)| of == name);
        let commitments = positions.map(|(_, position)| {
            let commitment = credential.commitments().get(*position)?;
            Some((u16::try_from(*position).ok()?, *commitment))
        });
        Some(PresentedCredential {
            digest: credential.digest(),
            issuer: credential.issuer().key_id(),
            holder: *credential.holder(),
            status: credential.status().handle.as_bytes().to_vec(),
            commitments: commitments.collect::<Option<_>>()?,
        })
    };
    let named = policy.credentials().keys().zip(credentials);
    Some(Context {
        request: request.digest(),
        verifier: request.verifier().key_id(),
        audience: request.audience().to_owned(),
        nonce: *request.nonce().as_bytes(),
        expires: request.expires(),
        policy: policy.hash(),
        ledger: request.ledger().clone(),
        credentials: named.map(presented).collect::<Option<_>>()?,
    })
}
