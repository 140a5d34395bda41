//! The detached form: payloads in a content-addressed store, headers beside it.

use crate::errors::ErrorCode;
use crate::types::PayloadDigest;
use cid::Cid;
use multihash::Multihash;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where a payload is kept: its BLAKE3 digest, shown as a CIDv1 (codec raw, multihash `blake3`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobAddress(PayloadDigest);

impl BlobAddress {
    /// The digest of what lies there.
    #[must_use]
    pub fn digest(&self) -> PayloadDigest {
        self.0
    }

    /// The address as a CIDv1, for stores and tools that speak it.
    ///
    /// # Errors
    ///
    /// [`AddressError`] never happens for a digest of this length; the library's own check is
    /// passed on.
    pub fn to_cid(&self) -> Result<Cid, AddressError> {
        Multihash::wrap(BLAKE3, self.0.as_bytes())
            .map(|hash| Cid::new_v1(RAW, hash))
            .map_err(|_| AddressError)
    }
}

impl From<PayloadDigest> for BlobAddress {
    fn from(digest: PayloadDigest) -> Self {
        Self(digest)
    }
}

impl fmt::Display for BlobAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_cid().map_err(|_| fmt::Error)?.fmt(f)
    }
}

impl FromStr for BlobAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let cid = Cid::from_str(text).map_err(|_| AddressError)?;
        let digest = cid.hash().digest().try_into().map_err(|_| AddressError)?;
        let address = Self(PayloadDigest::from_bytes(digest));
        // One text for each address: base32 of version 1, raw, BLAKE3.
        if address.to_cid()? == cid && address.to_string() == text {
            Ok(address)
        } else {
            Err(AddressError)
        }
    }
}

/// A text is not the address of a payload. Code: `invalid-address`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not the CIDv1 of a BLAKE3 digest")]
pub struct AddressError;

impl ErrorCode for AddressError {
    fn code(&self) -> &'static str {
        "invalid-address"
    }
}

/// Why a store did not do as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Nothing is kept there. Code: `not-in-store`.
    #[error("the store does not have this")]
    NotFound,
    /// Something else is there than the caller believes. Code: `store-conflict`.
    #[error("the store was changed by somebody else in between")]
    Conflict,
    /// The record's shred key was destroyed, for good. Code: `record-erased`.
    #[error("the record was erased")]
    Erased,
    /// The store failed. Code: `store-failed`.
    #[error("the store failed")]
    Failed(#[source] io::Error),
}

impl ErrorCode for StoreError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-in-store",
            Self::Conflict => "store-conflict",
            Self::Erased => "record-erased",
            Self::Failed(_) => "store-failed",
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Keeps encrypted payloads by their address. May be remote, and need not be trusted: whoever reads
/// a payload verifies it.
///
/// An implementation is safe to share between threads, stores all or nothing, and does not return
/// from `put` before what it stored is durable.
pub trait BlobStore {
    /// Stores everything `content` has, unless the address is taken: what is there is never
    /// replaced. Returns whether it was stored.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`], also if `content` fails; then nothing is stored.
    fn put(&self, address: BlobAddress, content: &mut dyn Read) -> Result<bool, StoreError>;

    /// The bytes in `range`; fewer if the payload ends before.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] or [`StoreError::Failed`].
    fn read(&self, address: BlobAddress, range: Range<u64>) -> Result<Vec<u8>, StoreError>;

    /// Deletes a payload. Returns whether there was one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`].
    fn delete(&self, address: BlobAddress) -> Result<bool, StoreError>;
}

/// Payloads in memory, for tests and small tools. A clone is an independent copy, like a backup.
#[derive(Default)]
pub struct MemoryBlobStore(Mutex<BTreeMap<BlobAddress, Arc<[u8]>>>);

impl MemoryBlobStore {
    fn blobs(&self) -> MutexGuard<'_, BTreeMap<BlobAddress, Arc<[u8]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for MemoryBlobStore {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.blobs().clone()))
    }
}

impl BlobStore for MemoryBlobStore {
    fn put(&self, address: BlobAddress, content: &mut dyn Read) -> Result<bool, StoreError> {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        let mut blobs = self.blobs();
        let is_free = !blobs.contains_key(&address);
        if is_free {
            blobs.insert(address, bytes.into());
        }
        Ok(is_free)
    }

    fn read(&self, address: BlobAddress, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let blobs = self.blobs();
        let blob = blobs.get(&address).ok_or(StoreError::NotFound)?;
        let at = |offset: u64| usize::try_from(offset).map_or(blob.len(), |at| at.min(blob.len()));
        let piece = blob.get(at(range.start)..at(range.end));
        Ok(piece.unwrap_or_default().to_vec())
    }

    fn delete(&self, address: BlobAddress) -> Result<bool, StoreError> {
        Ok(self.blobs().remove(&address).is_some())
    }
}

/// Reads one payload out of a store, from any position: give it to
/// [`RecordKey::open_stream`](super::RecordKey::open_stream) or
/// [`RecordKey::open_range`](super::RecordKey::open_range).
pub struct BlobReader<'a, B: ?Sized> {
    store: &'a B,
    address: BlobAddress,
    length: u64,
    at: u64,
}

impl<'a, B: BlobStore + ?Sized> BlobReader<'a, B> {
    /// Reads the payload at `address`, of `length` bytes as its manifest says.
    pub fn new(store: &'a B, address: BlobAddress, length: u64) -> Self {
        Self {
            store,
            address,
            length,
            at: 0,
        }
    }
}

impl<B: BlobStore + ?Sized> Read for BlobReader<'_, B> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.at.saturating_add(buffer.len() as u64);
        let range = self.at..end.min(self.length);
        if range.is_empty() {
            return Ok(0);
        }
        let bytes = self
            .store
            .read(self.address, range)
            .map_err(io::Error::other)?;
        let place = buffer
            .get_mut(..bytes.len())
            .ok_or_else(|| io::Error::other(StoreError::Conflict))?;
        place.copy_from_slice(&bytes);
        self.at = self.at.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }
}

impl<B: BlobStore + ?Sized> Seek for BlobReader<'_, B> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Multicodec `raw`.
const RAW: u64 = 0x55;
/// Multicodec `blake3`.
const BLAKE3: u64 = 0x1e;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_text() {
        let address = BlobAddress::from(PayloadDigest::from_bytes([0; 32]));
        let text = address.to_string();
        // bafkr4i… is CIDv1, raw, blake3 of 32 bytes.
        assert!(text.starts_with("bafkr4i"));
        assert_eq!(text.parse::<BlobAddress>(), Ok(address));
        for other in [
            text.to_uppercase(),
            // SHA-256 instead of BLAKE3.
            "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy".to_owned(),
            // Version 0.
            "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n".to_owned(),
            String::new(),
        ] {
            assert_eq!(other.parse::<BlobAddress>(), Err(AddressError));
        }
    }

    #[test]
    fn what_is_stored_is_never_replaced() {
        let store = MemoryBlobStore::default();
        let address = BlobAddress::from(PayloadDigest::from_bytes([1; 32]));
        assert!(store.put(address, &mut &b"first"[..]).unwrap());
        assert!(!store.put(address, &mut &b"second"[..]).unwrap());
        assert_eq!(store.read(address, 1..99).unwrap(), b"irst");
        let mut reader = BlobReader::new(&store, address, 5);
        reader.seek(SeekFrom::End(-2)).unwrap();
        let mut rest = String::new();
        reader.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "st");
        assert!(store.delete(address).unwrap() && !store.delete(address).unwrap());
        let gone = store.read(address, 0..1).unwrap_err();
        assert_eq!(gone.code(), "not-in-store");
    }
}
