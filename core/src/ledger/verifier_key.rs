//! Who may sign a note: names, verifier keys ("vkeys") and the two Ed25519 signature types.

use super::note::NoteSignature;
use crate::errors::ErrorCode;
use crate::keys::{Signature, SignatureError, SigningKey, VerifyingKey};
use crate::types::{IdentityId, Timestamp};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// The name of a note's key: 1 to 255 bytes without white space, control characters and `+`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// How a key signs a note (C2SP signed-note, "Signature types").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureType {
    /// Type 0x01: an Ed25519 signature over the note's text, as public logs sign their checkpoints.
    Ed25519,
    /// Type 0x04: a timestamped Ed25519 cosignature of a checkpoint (C2SP tlog-cosignature), as
    /// medseal's authorities sign theirs.
    CosignatureV1,
}

/// A public key together with the name and the way it signs notes under.
///
/// Its text form is C2SP's vkey, `name+key id+base64(type ‖ key)`:
///
/// ```
/// use medseal::ledger::VerifierKey;
///
/// let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
/// let key: VerifierKey = text.parse()?;
/// assert_eq!(key.name().as_str(), "example.com/foo");
/// assert_eq!(key.to_string(), text);
/// # Ok::<(), medseal::ledger::VerifierKeyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VerifierKey {
    name: KeyName,
    signature_type: SignatureType,
    key: VerifyingKey,
}

impl KeyName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = VerifierKeyError;

    fn from_str(text: &str) -> Result<Self, VerifierKeyError> {
        let allowed = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
        if (1..=255).contains(&text.len()) && text.chars().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(VerifierKeyError)
        }
    }
}

/// Identities cosign under their identifier: their document is all that a verifier needs.
impl From<IdentityId> for KeyName {
    fn from(identity: IdentityId) -> Self {
        Self(identity.to_string())
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl SignatureType {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::CosignatureV1 => 0x04,
        }
    }

    fn from_byte(byte: u8) -> Result<Self, VerifierKeyError> {
        match byte {
            0x01 => Ok(Self::Ed25519),
            0x04 => Ok(Self::CosignatureV1),
            _ => Err(VerifierKeyError),
        }
    }
}

impl VerifierKey {
    /// A key that signs under this name in this way.
    #[must_use]
    pub const fn new(name: KeyName, signature_type: SignatureType, key: VerifyingKey) -> Self {
        Self {
            name,
            signature_type,
            key,
        }
    }

    /// The key of an authority: it cosigns checkpoints under this name.
    #[must_use]
    pub const fn cosigner(name: KeyName, key: VerifyingKey) -> Self {
        Self::new(name, SignatureType::CosignatureV1, key)
    }

    /// The key's name.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// How the key signs.
    #[must_use]
    pub const fn signature_type(&self) -> SignatureType {
        self.signature_type
    }

    /// The public key.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// The key id of its signature lines: the first four bytes of
    /// `SHA-256(name ‖ 0x0A ‖ type ‖ key)`.
    #[must_use]
    pub fn key_id(&self) -> u32 {
        let hash = Sha256::new()
            .chain_update(self.name.as_str())
            .chain_update([b'\n', self.signature_type.byte()])
            .chain_update(self.key.as_bytes())
            .finalize();
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
        u32::from_be_bytes([a, b, c, d])
    }

    /// Whether a signature line says it is by this key.
    #[must_use]
    pub fn is_named_by(&self, signature: &NoteSignature) -> bool {
        *signature.name() == self.name && signature.key_id() == self.key_id()
    }

    /// Verifies a signature of a note's text; of a cosignature, returns the time it states.
    ///
    /// # Errors
    ///
    /// [`SignatureError`], without detail, also if the line names another key.
    pub fn verify(
        &self,
        text: &str,
        signature: &NoteSignature,
    ) -> Result<Option<Timestamp>, SignatureError> {
        if !self.is_named_by(signature) {
            return Err(SignatureError);
        }
        match self.signature_type {
            SignatureType::Ed25519 => {
                let signature = signature.bytes().try_into().map_err(|_| SignatureError)?;
                let signature = Signature::from_bytes(signature);
                self.key.verify_foreign(text.as_bytes(), &signature)?;
                Ok(None)
            }
            SignatureType::CosignatureV1 => {
                let (time, signature) = match signature.bytes().split_first_chunk() {
                    Some((time, rest)) => (u64::from_be_bytes(*time), rest),
                    None => return Err(SignatureError),
                };
                let signature = signature.try_into().map_err(|_| SignatureError)?;
                let signature = Signature::from_bytes(signature);
                let time = Timestamp::from_seconds(time).map_err(|_| SignatureError)?;
                let message = cosigned_message(text, time);
                self.key.verify_foreign(message.as_bytes(), &signature)?;
                Ok(Some(time))
            }
        }
    }
}

/// Cosigns a checkpoint's text. Whoever calls this has checked what it is about to state.
pub(super) fn cosign(
    name: &KeyName,
    key: &SigningKey,
    text: &str,
    time: Timestamp,
) -> NoteSignature {
    let signature = key.sign_foreign(cosigned_message(text, time).as_bytes());
    let bytes = [&time.seconds().to_be_bytes(), &signature.as_bytes()[..]].concat();
    let verifier = VerifierKey::cosigner(name.clone(), key.verifying_key());
    NoteSignature::new(name.clone(), verifier.key_id(), bytes)
}

/// The message of C2SP tlog-cosignature, "Ed25519 signed message".
fn cosigned_message(text: &str, time: Timestamp) -> String {
    format!("cosignature/v1\ntime {}\n{text}", time.seconds())
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.signature_type.byte()], &self.key.as_bytes()[..]].concat();
        let (name, id) = (&self.name, self.key_id());
        write!(f, "{name}+{id:08x}+{}", STANDARD.encode(key))
    }
}

impl FromStr for VerifierKey {
    type Err = VerifierKeyError;

    fn from_str(text: &str) -> Result<Self, VerifierKeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VerifierKeyError);
        };
        if key.len() > 64 {
            return Err(VerifierKeyError);
        }
        let key = STANDARD.decode(key).map_err(|_| VerifierKeyError)?;
        let (kind, key) = key.split_first().ok_or(VerifierKeyError)?;
        let key = Self {
            name: name.parse()?,
            signature_type: SignatureType::from_byte(*kind)?,
            key: VerifyingKey::from_bytes(key).map_err(|_| VerifierKeyError)?,
        };
        // One form only, and the key id in it must be the key's.
        if key.to_string() == text {
            Ok(key)
        } else {
            Err(VerifierKeyError)
        }
    }
}

/// A text is not a key name or verifier key that is known here. Code: `invalid-verifier-key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a key name or verifier key of a known type")]
pub struct VerifierKeyError;

impl ErrorCode for VerifierKeyError {
    fn code(&self) -> &'static str {
        "invalid-verifier-key"
    }
}
