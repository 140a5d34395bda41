//! Keeping, serving and erasing; what a backup can and cannot bring back.

use super::*;
use crate::envelope::{MemoryBlobStore, RecipientKey, SealedRecord, Sealer};
use crate::errors::ErrorCode;
use crate::keys::{SealingSuite, SecretIdentity};
use crate::types::{NoProgress, Timestamp};
use rand::{SeedableRng, rngs::StdRng};
use std::sync::Arc;

type Memory = Custodian<MemoryBlobStore, MemoryHeaderStore, Arc<MemoryShredKeyStore>>;

impl<K: ShredKeyStore> ShredKeyStore for Arc<K> {
    fn create(&self, record: crate::types::RecordId, key: &ShredKey) -> Result<(), StoreError> {
        (**self).create(record, key)
    }
    fn get(&self, record: crate::types::RecordId) -> Result<ShredKey, StoreError> {
        (**self).get(record)
    }
    fn destroy(&self, record: crate::types::RecordId) -> Result<bool, StoreError> {
        (**self).destroy(record)
    }
}

fn identity(seed: u64) -> SecretIdentity {
    SecretIdentity::generate_with_rng(SealingSuite::X25519, &mut StdRng::seed_from_u64(seed))
}

fn sealed(text: &[u8]) -> SealedRecord {
    Sealer::new(
        &identity(1).signing_key(),
        identity(2).identity_id(),
        Timestamp::EPOCH,
    )
    .to(identity(2).sealing_key().public_key().unwrap())
    .seal(text)
    .unwrap()
}

/// What the patient reads from this custodian.
fn read(custodian: &Memory, record: &SealedRecord) -> Result<Vec<u8>, CustodyError> {
    let header = custodian.header(record.header().manifest().record_id(), 1)?;
    let mut plaintext = Vec::new();
    header
        .unwrap_key(&identity(2).sealing_key())
        .unwrap()
        .open_stream(custodian.payload(&header), &mut plaintext, NoProgress)?;
    Ok(plaintext)
}

#[test]
fn threat_21_an_erased_record_does_not_return_from_the_oldest_backup() {
    let keys = Arc::new(MemoryShredKeyStore::default());
    let custodian = Custodian::new(
        MemoryBlobStore::default(),
        MemoryHeaderStore::default(),
        Arc::clone(&keys),
    );
    let (record, other) = (sealed(b"to be erased"), sealed(b"to be kept"));
    for record in [&record, &other] {
        custodian.keep(record.header(), record.payload()).unwrap();
    }
    // The backup set: payloads and headers, as early as they exist; never the keys.
    let (blobs, headers) = custodian.backup_set();
    let backup = (blobs.clone(), headers.clone());
    let restore = |keys: &Arc<MemoryShredKeyStore>| {
        Custodian::new(backup.0.clone(), backup.1.clone(), Arc::clone(keys))
    };
    // The backup is complete: as long as the key exists, it opens.
    assert_eq!(read(&restore(&keys), &record).unwrap(), b"to be erased");

    let id = record.header().manifest().record_id();
    let erased = custodian.erase(id).unwrap();
    assert_eq!((erased.versions.len(), erased.payloads.len()), (1, 1));
    assert_eq!(
        read(&custodian, &record).unwrap_err().code(),
        "record-erased"
    );

    let restored = restore(&keys);
    assert_eq!(
        read(&restored, &record).unwrap_err().code(),
        "record-erased"
    );
    assert_eq!(read(&restored, &other).unwrap(), b"to be kept");
    // Nor do the restored bytes hold the slots in any readable form.
    let bytes = restored.backup_set().1.get(id, 1).unwrap();
    let slot = record.header().slots()[0].recipient_key_id();
    assert!(!bytes.windows(32).any(|part| part == slot.as_bytes()));
    let other_key = ShredKey::from_slice(&[0; 32]).unwrap();
    assert!(keys.create(id, &other_key).is_err());
    // Nor can the record be kept again by mistake.
    let error = restored
        .keep(record.header(), record.payload())
        .unwrap_err();
    assert_eq!(error.code(), "record-erased");
    assert!(
        restored.erase(id).is_ok(),
        "erasing again cleans the backup"
    );
    assert!(restored.backup_set().1.get(id, 1).is_err());
}

#[test]
fn what_is_kept_is_what_the_author_signed() {
    let keys = Arc::new(MemoryShredKeyStore::default());
    let custodian = Custodian::new(
        MemoryBlobStore::default(),
        MemoryHeaderStore::default(),
        Arc::clone(&keys),
    );
    let (record, other) = (sealed(b"one"), sealed(b"two"));
    let id = record.header().manifest().record_id();
    for (payload, code) in [
        (other.payload(), "payload-digest-mismatch"),
        (&record.payload()[1..], "payload-length-mismatch"),
        (
            &[record.payload(), b"+"].concat(),
            "payload-length-mismatch",
        ),
    ] {
        let error = custodian.keep(record.header(), payload).unwrap_err();
        assert_eq!(error.code(), code);
        // A refused payload leaves no key that nobody would ever destroy.
        assert_eq!(keys.get(id).err().unwrap().code(), "not-in-store");
    }
    custodian.keep(record.header(), record.payload()).unwrap();
    let error = custodian
        .keep(record.header(), record.payload())
        .unwrap_err();
    assert_eq!(error.code(), "store-conflict");
    assert_eq!(custodian.versions(id).unwrap(), [1]);
    assert_eq!(read(&custodian, &record).unwrap(), b"one");
    let error = custodian.header(other.header().manifest().record_id(), 1);
    assert_eq!(error.unwrap_err().code(), "not-in-store");
}

#[test]
fn what_was_erased_is_refused_before_its_payload_is_stored() {
    let custodian = Custodian::new(
        MemoryBlobStore::default(),
        MemoryHeaderStore::default(),
        MemoryShredKeyStore::default(),
    );
    let record = sealed(b"one");
    let manifest = record.header().manifest();
    custodian.erase(manifest.record_id()).unwrap();
    let error = custodian.keep(record.header(), record.payload());
    assert_eq!(error.unwrap_err().code(), "record-erased");
    let address = crate::envelope::BlobAddress::from(manifest.payload_digest());
    let stored = custodian.backup_set().0.read(address, 0..1);
    assert_eq!(stored.unwrap_err().code(), "not-in-store");
}

/// A store that asks for nothing before it asks for something.
#[derive(Default)]
struct Hesitant(MemoryBlobStore);

impl BlobStore for Hesitant {
    fn put(
        &self,
        address: crate::envelope::BlobAddress,
        content: &mut dyn std::io::Read,
    ) -> Result<bool, StoreError> {
        assert_eq!(content.read(&mut [])?, 0);
        self.0.put(address, content)
    }
    fn read(
        &self,
        address: crate::envelope::BlobAddress,
        range: std::ops::Range<u64>,
    ) -> Result<Vec<u8>, StoreError> {
        self.0.read(address, range)
    }
    fn delete(&self, address: crate::envelope::BlobAddress) -> Result<bool, StoreError> {
        self.0.delete(address)
    }
}

#[test]
fn a_payload_ends_where_it_ends_and_not_at_an_empty_read() {
    let custodian = Custodian::new(
        Hesitant::default(),
        MemoryHeaderStore::default(),
        MemoryShredKeyStore::default(),
    );
    let (record, other) = (sealed(b"one"), sealed(b"two"));
    let error = custodian.keep(record.header(), other.payload());
    assert_eq!(error.unwrap_err().code(), "payload-digest-mismatch");
    custodian.keep(record.header(), record.payload()).unwrap();
}

#[test]
fn a_slot_added_in_between_is_not_lost() {
    let custodian = Custodian::new(
        MemoryBlobStore::default(),
        MemoryHeaderStore::default(),
        Arc::new(MemoryShredKeyStore::default()),
    );
    let record = sealed(b"plaintext");
    custodian.keep(record.header(), record.payload()).unwrap();
    let (patient, read_before) = (identity(2), record.header());
    let key = read_before.unwrap_key(&patient.sealing_key()).unwrap();
    let wider = |reader: u64| {
        let to = RecipientKey::Direct(identity(reader).sealing_key().public_key().unwrap());
        read_before
            .rewrap(&key, &to, None, &patient.signing_key())
            .unwrap()
    };
    custodian.update(read_before, &wider(3)).unwrap();
    let error = custodian.update(read_before, &wider(4)).unwrap_err();
    assert_eq!(error.code(), "store-conflict");
    let id = read_before.manifest().record_id();
    assert_eq!(custodian.header(id, 1).unwrap().slots().len(), 2);
}
