//! Small values that exist only when they are valid: identifiers, digests, times, codes.

pub(crate) mod bytes;
mod code;
pub(crate) mod id;
mod progress;
mod time;
mod version;

pub use bytes::HexError;
pub use code::{CategoryCode, CodeError, MediaType};
pub use id::{
    Commitment, EventId, GrantId, IdentityId, KeyId, LedgerId, ManifestDigest, PayloadDigest,
    RecordId, Salt, Sha256Digest,
};
pub use progress::{Cancelled, NoProgress, Progress};
pub use time::{Duration, TimeError, Timestamp};
pub(crate) use version::Version1;
