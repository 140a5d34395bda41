//! Sealed records: a record encrypted once, and its key wrapped to each of its recipients.
//!
//! ```text
//! container ─┬─ preamble            magic, format version, length of the header
//!            ├─ header ─┬─ manifest  what the author states and signs; the same for everybody
//!            │          ├─ salt      of the commitment that the ledger holds
//!            │          └─ slots     the data key, wrapped to one recipient each (HPKE)
//!            └─ payload              the plaintext, encrypted in chunks (Cobblestone-256)
//! ```
//!
//! An *author* seals a record with a [`Sealer`], in memory or from a stream of any size, for
//! identities or for a patient's category key. A *recipient* unwraps the [`RecordKey`] from the
//! [`SealedHeader`] and decrypts all of the payload, a stream of it, or a range. Whoever can open a
//! record can add a recipient without touching the payload ([`SealedHeader::rewrap`]); a patient
//! grants a whole category with one [`CategoryGrantKey`]. A custodian keeps header and payload, and
//! learns what the manifest says: author, controller, category, media type, length, times, and
//! the recipients by the identifiers of their keys. It learns nothing of the plaintext.
//!
//! What must never be reused: a data key for a second payload; each version draws a fresh one. No
//! function takes a nonce. What an opened record does *not* prove: that its author is anybody the
//! reader should trust, or that the patient consented. The first is for the reader to know, the
//! second for the areas `ledger` and `consent`.
//!
//! The formats are specified in `docs/formats/envelope.md`.

mod blob;
mod category_grant;
pub mod custody;
mod error;
pub mod hazmat;
mod header;
mod manifest;
mod open;
mod own_keys;
mod payload;
mod record;
mod seal;
mod slot;

pub use blob::{AddressError, BlobAddress, BlobReader, BlobStore, MemoryBlobStore, StoreError};
pub use category_grant::{CategoryGrantError, CategoryGrantKey};
pub use error::{HeaderError, OpenError, SealError};
pub use header::SealedHeader;
pub use manifest::{Manifest, SignedManifest};
pub use open::RecordKey;
pub use payload::{DataKey, PayloadError};
pub use record::{SealedRecord, replace_header};
pub use seal::{PreparedContainer, Sealer};
pub use slot::{Recipient, RecipientKey, Slot};
