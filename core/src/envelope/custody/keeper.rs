//! The custodian: keeps records, serves them, erases them.

use super::{BlobStore, HeaderStore, ShredKey, ShredKeyStore, StoreError};
use crate::domain;
use crate::envelope::blob::{BlobAddress, BlobReader};
use crate::envelope::error::HeaderError;
use crate::envelope::header::SealedHeader;
use crate::envelope::payload::{PayloadError, PayloadSalt, open_bytes, seal_bytes};
use crate::errors::{EntropyError, ErrorCode};
use crate::random::os_rng;
use crate::types::{PayloadDigest, RecordId};
use rand_core::CryptoRng;
use std::io::{self, Read};

/// Keeps sealed records in three stores, of which the third is outside of every backup.
///
/// Whom it serves is not its business: an operator decides by grants and ledger before it asks.
///
/// ```
/// use medseal::envelope::custody::{Custodian, MemoryHeaderStore, MemoryShredKeyStore};
/// use medseal::envelope::{MemoryBlobStore, Sealer};
/// use medseal::keys::SecretIdentity;
/// use medseal::types::{NoProgress, Timestamp};
///
/// let (author, patient) = (SecretIdentity::generate()?, SecretIdentity::generate()?);
/// let sealed = Sealer::new(&author.signing_key(), patient.identity_id(), Timestamp::now()?)
///     .to(patient.sealing_key().public_key()?)
///     .seal(b"record")?;
/// let record = sealed.header().manifest().record_id();
///
/// let custodian = Custodian::new(
///     MemoryBlobStore::default(),
///     MemoryHeaderStore::default(),
///     MemoryShredKeyStore::default(),
/// );
/// custodian.keep(sealed.header(), sealed.payload())?;
///
/// let header = custodian.header(record, 1)?;
/// let mut plaintext = Vec::new();
/// header
///     .unwrap_key(&patient.sealing_key())?
///     .open_stream(custodian.payload(&header), &mut plaintext, NoProgress)?;
/// assert_eq!(plaintext, b"record");
///
/// custodian.erase(record)?;
/// assert!(custodian.header(record, 1).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Custodian<B, H, K> {
    blobs: B,
    headers: H,
    keys: K,
}

/// What was removed when a record was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The record.
    pub record: RecordId,
    /// Versions whose headers were kept until then.
    pub versions: Vec<u64>,
    /// Payloads that the blob store deleted. Copies of them in backups are of no use any more.
    pub payloads: Vec<BlobAddress>,
}

/// Why a custodian cannot keep, serve or erase a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CustodyError {
    /// A store says no. Code: that of the [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The payload is not the one the header describes. Code: that of the [`PayloadError`].
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// The header cannot be read or stored. Code: that of the [`HeaderError`].
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for CustodyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Payload(error) => error.code(),
            Self::Header(error) => error.code(),
            Self::Entropy(error) => error.code(),
        }
    }
}

impl<B: BlobStore, H: HeaderStore, K: ShredKeyStore> Custodian<B, H, K> {
    /// A custodian over these stores.
    pub fn new(blobs: B, headers: H, keys: K) -> Self {
        Self {
            blobs,
            headers,
            keys,
        }
    }

    /// The stores that belong into the backup set: payloads and headers.
    pub fn backup_set(&self) -> (&B, &H) {
        (&self.blobs, &self.headers)
    }

    /// Keeps a record version. The payload is checked against the header while it is stored.
    ///
    /// # Errors
    ///
    /// [`CustodyError`]: a payload that is not the signed one, a version that is already kept, a
    /// record that was erased, a store that fails. A payload stored before an error stays, unused; a
    /// payload that is refused leaves no shred key behind.
    pub fn keep(&self, header: &SealedHeader, payload: impl Read) -> Result<(), CustodyError> {
        self.keep_with_rng(header, payload, &mut os_rng()?)
    }

    /// [`keep`](Self::keep) with all randomness drawn from `rng`, which must never give the same
    /// bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`CustodyError`].
    pub fn keep_with_rng(
        &self,
        header: &SealedHeader,
        payload: impl Read,
        rng: &mut impl CryptoRng,
    ) -> Result<(), CustodyError> {
        let manifest = header.manifest();
        let (record, version) = (manifest.record_id(), manifest.version());
        let known = self.key(record)?;
        let mut content = Checked::new(payload, header);
        let address = BlobAddress::from(manifest.payload_digest());
        match self.blobs.put(address, &mut content) {
            Err(_) if content.failure.is_some() => {
                return Err(content.failure.unwrap_or(PayloadError::Truncated).into());
            }
            stored => stored?,
        };
        // Only for what is kept: a key of nothing would have to be destroyed by nobody.
        let key = match known {
            Some(key) => key,
            None => self.new_key(record, rng)?,
        };
        let protected = protect(header, &key, rng)?;
        Ok(self.headers.put(record, version, None, &protected)?)
    }

    /// The header of a version that is kept.
    ///
    /// # Errors
    ///
    /// [`CustodyError`], with code `record-erased` after [`erase`](Self::erase).
    pub fn header(&self, record: RecordId, version: u64) -> Result<SealedHeader, CustodyError> {
        let key = self.keys.get(record)?;
        let protected = self.headers.get(record, version)?;
        unprotect(record, version, &protected, &key)
    }

    /// The versions that are kept of a record, ascending.
    ///
    /// # Errors
    ///
    /// [`CustodyError::Store`].
    pub fn versions(&self, record: RecordId) -> Result<Vec<u64>, CustodyError> {
        Ok(self.headers.versions(record)?)
    }

    /// The encrypted payload that a header describes.
    pub fn payload(&self, header: &SealedHeader) -> BlobReader<'_, B> {
        let manifest = header.manifest();
        let address = manifest.payload_digest().into();
        BlobReader::new(&self.blobs, address, manifest.payload_length())
    }

    /// Replaces the header of a version by one with other slots. `old` is the header as the caller
    /// read it.
    ///
    /// # Errors
    ///
    /// [`CustodyError`]; code `store-conflict` if the header was changed since, or `new` describes
    /// another version.
    pub fn update(&self, old: &SealedHeader, new: &SealedHeader) -> Result<(), CustodyError> {
        self.update_with_rng(old, new, &mut os_rng()?)
    }

    /// [`update`](Self::update) with all randomness drawn from `rng`, which must never give the
    /// same bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`CustodyError`].
    pub fn update_with_rng(
        &self,
        old: &SealedHeader,
        new: &SealedHeader,
        rng: &mut impl CryptoRng,
    ) -> Result<(), CustodyError> {
        let (record, version) = (old.manifest().record_id(), old.manifest().version());
        let key = self.keys.get(record)?;
        let stored = self.headers.get(record, version)?;
        let is_as_read = unprotect(record, version, &stored, &key)? == *old;
        if !is_as_read || old.manifest_digest() != new.manifest_digest() {
            return Err(StoreError::Conflict.into());
        }
        let protected = protect(new, &key, rng)?;
        Ok(self
            .headers
            .put(record, version, Some(&stored), &protected)?)
    }

    /// Erases a record: destroys its shred key, which cannot be undone, then deletes what the key
    /// protected.
    ///
    /// Erasing again, or a record that was never kept, is no error; it stays barred from then on.
    ///
    /// # Errors
    ///
    /// [`CustodyError::Store`]. If destroying the key failed, nothing is erased; if a deletion
    /// failed afterwards, the record is erased, and erasing again repeats what deletion it can.
    pub fn erase(&self, record: RecordId) -> Result<Erased, CustodyError> {
        let versions = self.headers.versions(record)?;
        let addresses: Vec<BlobAddress> = versions
            .iter()
            // A header that cannot be read names no payload; it must not hinder the erasure.
            .filter_map(|version| self.header(record, *version).ok())
            .map(|header| header.manifest().payload_digest().into())
            .collect();
        self.keys.destroy(record)?;
        let mut payloads = Vec::with_capacity(addresses.len());
        for address in addresses {
            if self.blobs.delete(address)? {
                payloads.push(address);
            }
        }
        self.headers.delete(record)?;
        Ok(Erased {
            record,
            versions,
            payloads,
        })
    }

    /// The record's key, if it has one yet.
    fn key(&self, record: RecordId) -> Result<Option<ShredKey>, StoreError> {
        match self.keys.get(record) {
            Err(StoreError::NotFound) => Ok(None),
            found => found.map(Some),
        }
    }

    fn new_key(&self, record: RecordId, rng: &mut impl CryptoRng) -> Result<ShredKey, StoreError> {
        let key = ShredKey::random(rng);
        match self.keys.create(record, &key) {
            Ok(()) => Ok(key),
            // Somebody else created it in between: theirs is the record's key.
            Err(StoreError::Conflict) => self.keys.get(record),
            Err(error) => Err(error),
        }
    }
}

/// Encrypts a header under the record's shred key (Cobblestone-256, its own random salt).
fn protect(
    header: &SealedHeader,
    key: &ShredKey,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, CustodyError> {
    let manifest = header.manifest();
    let context = context(manifest.record_id(), manifest.version());
    let salt = PayloadSalt::random(rng);
    let (protected, _) = seal_bytes(key.key(), &context, salt, &header.to_bytes()?)?;
    Ok(protected)
}

fn unprotect(
    record: RecordId,
    version: u64,
    protected: &[u8],
    key: &ShredKey,
) -> Result<SealedHeader, CustodyError> {
    let (bytes, _) = open_bytes(key.key(), &context(record, version), protected)?;
    Ok(SealedHeader::from_bytes(&bytes)?)
}

fn context(record: RecordId, version: u64) -> Vec<u8> {
    [
        domain::CUSTODY.as_bytes(),
        &[0],
        record.as_bytes(),
        &version.to_be_bytes(),
    ]
    .concat()
}

/// Passes a payload on, and fails at its end if it is not the expected one.
struct Checked<R> {
    source: R,
    hasher: blake3::Hasher,
    digest: PayloadDigest,
    left: u64,
    failure: Option<PayloadError>,
}

impl<R: Read> Checked<R> {
    fn new(source: R, header: &SealedHeader) -> Self {
        let manifest = header.manifest();
        Self {
            source,
            hasher: blake3::Hasher::new(),
            digest: manifest.payload_digest(),
            left: manifest.payload_length(),
            failure: None,
        }
    }

    fn check(&mut self, piece: &[u8]) -> Result<(), PayloadError> {
        let left = self.left.checked_sub(piece.len() as u64);
        self.left = left.ok_or(PayloadError::LengthMismatch)?;
        self.hasher.update(piece);
        if !piece.is_empty() {
            return Ok(());
        }
        if self.left > 0 {
            Err(PayloadError::LengthMismatch)
        } else if PayloadDigest::from_bytes(self.hasher.finalize().into()) != self.digest {
            Err(PayloadError::DigestMismatch)
        } else {
            Ok(())
        }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Nothing read into no room is not the end.
        if buffer.is_empty() {
            return Ok(0);
        }
        let count = self.source.read(buffer)?;
        let piece = buffer.get(..count).unwrap_or_default();
        self.check(piece).map_err(|failure| {
            self.failure = Some(failure);
            io::Error::from(io::ErrorKind::InvalidData)
        })?;
        Ok(count)
    }
}
