//! The wallet at rest: AES-256-GCM under a key of its own for each time it is written.
//!
//! HKDF-SHA-512 over the wallet's secret and a fresh salt gives the key and a commitment to it,
//! compared before anything is decrypted, as in a protected key file.

use super::{Holding, Pending, Wallet, WalletError, WalletSecret};
use crate::{
    codec::{self, Limits},
    domain::WALLET_FILE,
    eligibility::{
        credential::{AcceptedCopy, CopySecret, Credential, Validity},
        schema::{CertifiedValue, CertifiedValues, Schema, Schemas},
    },
    keys::{RootSecret, VerifyingKey},
    random::os_rng,
    types::Sha256Digest,
};
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit, Nonce};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};
use sha2::Sha512;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

impl Wallet {
    /// The wallet as a file, encrypted under its secret.
    ///
    /// # Errors
    ///
    /// [`WalletError::Entropy`] without randomness.
    pub fn to_bytes(&self) -> Result<Vec<u8>, WalletError> {
        self.to_bytes_with_rng(&mut os_rng()?)
    }

    /// [`to_bytes`](Self::to_bytes) with the salt drawn from `rng`, which must never give the same
    /// bytes twice.
    ///
    /// # Errors
    ///
    /// [`WalletError`] if the wallet is larger than 64 MiB.
    pub fn to_bytes_with_rng(&self, rng: &mut impl CryptoRng) -> Result<Vec<u8>, WalletError> {
        let mut salt = [0; 32];
        rng.fill_bytes(&mut salt);
        let (key, commitment) = keys(&self.secret, &salt)?;
        let mut ciphertext = Zeroizing::new(codec::encode(&self.content())?);
        if ciphertext.len() > MAX_BYTES {
            return Err(WalletError::Malformed);
        }
        // The key belongs to this salt alone and encrypts once: a constant nonce is never repeated.
        cipher(&key)?
            .encrypt_in_place(&Nonce::default(), &associated_data(&salt), &mut *ciphertext)
            .map_err(|_| WalletError::Malformed)?;
        Ok(codec::encode(&File {
            v: 1,
            salt: ByteArray::new(salt),
            commitment: ByteArray::new(*commitment),
            ciphertext: ByteBuf::from(ciphertext.to_vec()),
        })?)
    }

    /// Reads a wallet's file.
    ///
    /// # Errors
    ///
    /// [`WalletError::WrongSecret`] if the secret is another wallet's or the file was altered.
    pub fn from_bytes(bytes: &[u8], secret: WalletSecret) -> Result<Self, WalletError> {
        let file: File = codec::decode(bytes, LIMITS)?;
        if file.v != 1 {
            return Err(WalletError::Malformed);
        }
        let (key, commitment) = keys(&secret, &file.salt)?;
        if !bool::from(commitment.ct_eq(file.commitment.as_slice())) {
            return Err(WalletError::WrongSecret);
        }
        let mut plaintext = Zeroizing::new(file.ciphertext.into_vec());
        cipher(&key)?
            .decrypt_in_place(
                &Nonce::default(),
                &associated_data(&file.salt),
                &mut *plaintext,
            )
            .map_err(|_| WalletError::WrongSecret)?;
        Self::from_content(codec::decode(&plaintext, LIMITS)?, secret)
    }

    fn content(&self) -> Content {
        let pending = self.pending.iter().map(|pending| PendingForm {
            issuer: pending.issuer,
            schema: pending.schema,
            sealing: ByteArray::new(*pending.sealing.expose_bytes()),
            copies: secrets(&pending.copies),
        });
        let holdings = self.holdings.iter().map(|holding| HoldingForm {
            issuer: holding.issuer,
            schema: holding.schema,
            values: holding.values.as_slice().to_vec(),
            copies: holding.copies.iter().map(CopyForm::of).collect(),
            issued: holding.issued,
            validity: holding.validity,
        });
        Content {
            v: 1,
            schemas: self
                .schemas
                .iter()
                .map(|s| s.as_json().to_owned())
                .collect(),
            pending: pending.collect(),
            holdings: holdings.collect(),
        }
    }

    fn from_content(mut content: Content, secret: WalletSecret) -> Result<Self, WalletError> {
        let malformed = WalletError::Malformed;
        if content.v != 1 {
            return Err(malformed);
        }
        let schemas: Schemas = content
            .schemas
            .iter()
            .map(|json| Schema::from_json(json))
            .collect::<Result<_, _>>()
            .map_err(|_| malformed)?;
        let pending = std::mem::take(&mut content.pending)
            .into_iter()
            .map(|form| Pending {
                issuer: form.issuer,
                schema: form.schema,
                sealing: RootSecret::from_bytes(*form.sealing),
                copies: form
                    .copies
                    .iter()
                    .map(|secret| CopySecret::from_bytes(**secret))
                    .collect(),
            });
        let holding = |form: HoldingForm| {
            let schema = schemas.find(&form.schema).ok_or(malformed)?;
            let copies = form.copies.iter().map(|copy| copy.read(&form.issuer));
            Ok(Holding {
                issuer: form.issuer,
                schema: form.schema,
                values: CertifiedValues::checked(schema, form.values).map_err(|_| malformed)?,
                copies: copies.collect::<Result<_, WalletError>>()?,
                issued: form.issued,
                validity: form.validity,
            })
        };
        let holdings = std::mem::take(&mut content.holdings)
            .into_iter()
            .map(holding);
        Ok(Self {
            holdings: holdings.collect::<Result<_, WalletError>>()?,
            pending: pending.collect(),
            schemas,
            secret,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    v: u64,
    salt: ByteArray<32>,
    commitment: ByteArray<32>,
    ciphertext: ByteBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    v: u64,
    schemas: Vec<String>,
    pending: Vec<PendingForm>,
    holdings: Vec<HoldingForm>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PendingForm {
    issuer: VerifyingKey,
    schema: Sha256Digest,
    sealing: ByteArray<32>,
    copies: Vec<ByteArray<32>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldingForm {
    issuer: VerifyingKey,
    schema: Sha256Digest,
    values: Vec<CertifiedValue>,
    copies: Vec<CopyForm>,
    issued: usize,
    validity: Validity,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CopyForm {
    credential: ByteBuf,
    seed: ByteArray<32>,
    secret: ByteArray<32>,
}

impl CopyForm {
    fn of(copy: &AcceptedCopy) -> Self {
        Self {
            credential: ByteBuf::from(copy.credential.as_bytes()),
            seed: ByteArray::new(*copy.seed),
            secret: ByteArray::new(*copy.secret.expose_bytes()),
        }
    }

    fn read(&self, issuer: &VerifyingKey) -> Result<AcceptedCopy, WalletError> {
        let credential = Credential::from_bytes(&self.credential, &[*issuer]);
        Ok(AcceptedCopy {
            credential: credential.map_err(|_| WalletError::Malformed)?,
            seed: Zeroizing::new(*self.seed),
            secret: CopySecret::from_bytes(*self.secret),
        })
    }
}

/// Forms hold secrets in the clear for as long as they are encoded or read.
impl Drop for Content {
    fn drop(&mut self) {
        for pending in &mut self.pending {
            pending.sealing.as_mut().zeroize();
            pending
                .copies
                .iter_mut()
                .for_each(|secret| secret.as_mut().zeroize());
        }
        for copy in self
            .holdings
            .iter_mut()
            .flat_map(|holding| &mut holding.copies)
        {
            copy.seed.as_mut().zeroize();
            copy.secret.as_mut().zeroize();
        }
    }
}

fn secrets(copies: &[CopySecret]) -> Vec<ByteArray<32>> {
    copies
        .iter()
        .map(|copy| ByteArray::new(*copy.expose_bytes()))
        .collect()
}

type Keys = (Zeroizing<[u8; 32]>, Zeroizing<[u8; 32]>);

/// The encryption key for one salt, and the commitment to it.
fn keys(secret: &WalletSecret, salt: &[u8; 32]) -> Result<Keys, WalletError> {
    let info = [WALLET_FILE.as_bytes(), &[0]].concat();
    let mut output = Zeroizing::new([[0; 32]; 2]);
    Hkdf::<Sha512>::new(Some(salt), secret.expose_bytes())
        .expand(&info, output.as_flattened_mut())
        .map_err(|_| WalletError::Malformed)?;
    let [key, commitment] = *output;
    Ok((Zeroizing::new(key), Zeroizing::new(commitment)))
}

fn cipher(key: &[u8; 32]) -> Result<Aes256Gcm, WalletError> {
    Aes256Gcm::new_from_slice(key).map_err(|_| WalletError::Malformed)
}

fn associated_data(salt: &[u8; 32]) -> Vec<u8> {
    [WALLET_FILE.as_bytes(), &[0], salt].concat()
}

const MAX_BYTES: usize = 64 << 20;

const LIMITS: Limits = Limits {
    bytes: MAX_BYTES + 256,
    depth: 8,
    items: 1 << 20,
};
