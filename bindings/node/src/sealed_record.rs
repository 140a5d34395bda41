//! Sealing and opening in memory.

use crate::bytes::{Input, Output, SecretOutput};
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::pool::in_pool;
use crate::public_identity::PublicIdentity;
use crate::sealed_header::SealedHeader;
use crate::sealing::{SealOptions, SealOrder};
use crate::secret_identity::SecretIdentity;
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

/// A sealed record in memory: its header, and the bytes that are stored and sent.
#[napi]
pub struct SealedRecord {
    inner: facade::SealedRecord,
}

#[napi]
impl SealedRecord {
    /// Seals a plaintext in the author's name, to the patient's key for the category and to the
    /// recipients' own keys.
    ///
    /// @throws `closed`; `unknown-category` if the patient has no key for the category;
    /// `invalid-code`; `no-recipients`; `version-mismatch` if the version before is another patient's or
    /// of another category.
    #[napi(
        ts_args_type = "author: SecretIdentity, patient: PublicIdentity, plaintext: Uint8Array, options?: SealOptions",
        ts_return_type = "Promise<SealedRecord>"
    )]
    pub fn seal(
        env: Env,
        author: &SecretIdentity,
        patient: &PublicIdentity,
        plaintext: Input,
        options: Option<SealOptions>,
    ) -> napi::Result<Object<'static>> {
        let order = SealOrder::new(author, patient, options);
        in_pool::<_, SealedRecord>(env, move || order.seal(&plaintext))
    }

    /// As `seal`, on this thread: for records of a few KiB.
    #[napi(
        ts_args_type = "author: SecretIdentity, patient: PublicIdentity, plaintext: Uint8Array, options?: SealOptions"
    )]
    pub fn seal_sync(
        env: Env,
        author: &SecretIdentity,
        patient: &PublicIdentity,
        plaintext: &[u8],
        options: Option<SealOptions>,
    ) -> napi::Result<Self> {
        let sealed = SealOrder::new(author, patient, options).seal(plaintext);
        sealed.or_throw(env).map(Self::from)
    }

    /// As `seal`, for the bytes alone, which are not copied on their way out.
    #[napi(
        ts_args_type = "author: SecretIdentity, patient: PublicIdentity, plaintext: Uint8Array, options?: SealOptions",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn seal_bytes(
        env: Env,
        author: &SecretIdentity,
        patient: &PublicIdentity,
        plaintext: Input,
        options: Option<SealOptions>,
    ) -> napi::Result<Object<'static>> {
        let order = SealOrder::new(author, patient, options);
        in_pool::<_, Output>(env, move || {
            order.seal(&plaintext).map(facade::SealedRecord::into_vec)
        })
    }

    /// Takes the bytes of a sealed record and verifies its header. The payload is verified when it is
    /// opened.
    ///
    /// @throws as `SealedHeader.fromBytes`, and with `payload-length-mismatch` if it was cut short or
    /// goes on.
    #[napi(
        ts_args_type = "container: Uint8Array",
        ts_return_type = "Promise<SealedRecord>"
    )]
    pub fn from_bytes(env: Env, container: Input) -> napi::Result<Object<'static>> {
        in_pool::<_, SealedRecord>(env, move || {
            facade::SealedRecord::from_bytes(container.to_vec())
        })
    }

    /// As `fromBytes`, on this thread.
    #[napi]
    pub fn from_bytes_sync(env: Env, container: &[u8]) -> napi::Result<Self> {
        let read = facade::SealedRecord::from_bytes(container.to_vec());
        read.or_throw(env).map(Self::from)
    }

    /// Opens a sealed record with a recipient's or its patient's secrets: all of it, or nothing.
    /// Neither the container nor the plaintext is copied; leave the container alone until the promise
    /// settles.
    ///
    /// @throws as `fromBytes` and `open`.
    #[napi(
        ts_args_type = "container: Uint8Array, identity: SecretIdentity",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn open_bytes(
        env: Env,
        container: Input,
        identity: &SecretIdentity,
    ) -> napi::Result<Object<'static>> {
        let identity = identity.inner();
        in_pool::<_, SecretOutput>(env, move || {
            facade::SealedRecord::open_bytes(&container, &identity)
        })
    }

    /// As `openBytes`, on this thread: for records of a few KiB.
    #[napi(ts_return_type = "Buffer")]
    pub fn open_bytes_sync(
        env: Env,
        container: &[u8],
        identity: &SecretIdentity,
    ) -> napi::Result<SecretOutput> {
        let opened = facade::SealedRecord::open_bytes(container, &identity.inner());
        opened.or_throw(env).map(SecretOutput::from)
    }

    /// Opens the record with a recipient's or its patient's secrets: all of it, or nothing.
    ///
    /// @throws `closed`; `not-a-recipient`, `wrong-key`, or another code of kind `Cryptographic` if
    /// the record was altered.
    #[napi(ts_return_type = "Promise<Buffer>")]
    pub fn open(&self, env: Env, identity: &SecretIdentity) -> napi::Result<Object<'static>> {
        let (inner, identity) = (self.inner.clone(), identity.inner());
        in_pool::<_, SecretOutput>(env, move || inner.open(&identity))
    }

    /// As `open`, on this thread: for records of a few KiB.
    #[napi(ts_return_type = "Buffer")]
    pub fn open_sync(&self, env: Env, identity: &SecretIdentity) -> napi::Result<SecretOutput> {
        let opened = self.inner.open(&identity.inner());
        opened.or_throw(env).map(SecretOutput::from)
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext, decrypting only the chunks they lie
    /// in. Each chunk is verified; that the whole is what the author signed is not.
    ///
    /// @throws as `open`, and with `range-outside-payload`.
    #[napi(
        ts_args_type = "identity: SecretIdentity, begin: bigint | number, end: bigint | number",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn open_range(
        &self,
        env: Env,
        identity: &SecretIdentity,
        begin: Unsigned,
        end: Unsigned,
    ) -> napi::Result<Object<'static>> {
        let (inner, identity) = (self.inner.clone(), identity.inner());
        in_pool::<_, SecretOutput>(env, move || inner.open_range(&identity, begin.0, end.0))
    }

    /// The same record under another header, such as one with a recipient more.
    ///
    /// @throws `inconsistent-header` if the header is another record's, or another version's.
    #[napi(ts_return_type = "Promise<SealedRecord>")]
    pub fn with_header(&self, env: Env, header: &SealedHeader) -> napi::Result<Object<'static>> {
        let (inner, header) = (self.inner.clone(), header.inner());
        in_pool::<_, SealedRecord>(env, move || inner.with_header(&header))
    }

    /// Puts a detached header and its payload together.
    ///
    /// @throws `payload-length-mismatch` or `payload-digest-mismatch` if the author signed another
    /// payload.
    #[napi(
        ts_args_type = "header: SealedHeader, payload: Uint8Array",
        ts_return_type = "Promise<SealedRecord>"
    )]
    pub fn from_parts(
        env: Env,
        header: &SealedHeader,
        payload: Input,
    ) -> napi::Result<Object<'static>> {
        let header = header.inner();
        in_pool::<_, SealedRecord>(env, move || {
            facade::SealedRecord::from_parts(&header, &payload)
        })
    }

    /// A copy of the encrypted payload, to be kept apart from its header.
    #[napi(ts_return_type = "Buffer")]
    pub fn payload(&self, env: Env) -> napi::Result<Output> {
        self.inner.payload().or_throw(env).map(Output::from)
    }

    /// The header.
    #[napi(getter)]
    pub fn header(&self, env: Env) -> napi::Result<SealedHeader> {
        self.inner.header().or_throw(env).map(SealedHeader::from)
    }

    /// A copy of the bytes that are stored and sent.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self) -> Output {
        Output::from(self.inner.as_bytes().to_vec())
    }
}

impl SealedRecord {
    pub(crate) fn inner(&self) -> facade::SealedRecord {
        self.inner.clone()
    }
}

impl From<facade::SealedRecord> for SealedRecord {
    fn from(inner: facade::SealedRecord) -> Self {
        Self { inner }
    }
}
