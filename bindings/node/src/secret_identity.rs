//! Identities with their secrets.

use crate::bytes::{Input, Passphrase, SecretOutput};
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::public_identity::{CategoryDetails, PublicIdentity};
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::{AsyncTask, FromNapiRef, FromNapiValue};
use napi::sys;
use napi_derive::napi;

/// An identity with its secrets: what its owner keeps in a key file.
///
/// It signs in its owner's name, opens what is sealed to it, and for a patient holds the keys of
/// every category of records. Its secrets are wiped when it is closed, by `close()`, by `using`, or
/// when it is collected; every use after that throws `closed`.
#[napi]
pub struct SecretIdentity {
    inner: facade::SecretIdentity,
}

/// How much work one guess of a key file's passphrase costs (Argon2id, RFC 9106).
#[napi(object, object_to_js = false)]
pub struct KeyFileCost {
    /// Memory, in KiB. Recommended: 65,536.
    pub memory_kib: u32,
    /// Passes over the memory. Recommended: 3.
    pub passes: u32,
    /// Lanes that could be filled at once. Recommended: 4.
    pub lanes: u32,
}

#[napi]
impl SecretIdentity {
    /// A new identity with fresh secrets and the categories EMERGENCY, GENERAL, IMG and LAB.
    ///
    /// The suite `x-wing`, the default, is X25519 with ML-KEM-768, secure as long as either is.
    ///
    /// @throws `invalid-argument` for another suite.
    #[napi(
        ts_args_type = "suite?: 'x-wing' | 'x25519'",
        ts_return_type = "Promise<SecretIdentity>"
    )]
    pub fn generate(
        suite: Option<String>,
    ) -> AsyncTask<Work<facade::SecretIdentity, SecretIdentity>> {
        off_loop(move || facade::SecretIdentity::generate(suite.as_deref()))
    }

    /// As `generate`, on this thread.
    #[napi(ts_args_type = "suite?: 'x-wing' | 'x25519'")]
    pub fn generate_sync(env: Env, suite: Option<String>) -> napi::Result<Self> {
        let generated = facade::SecretIdentity::generate(suite.as_deref());
        generated.or_throw(env).map(Self::from)
    }

    /// Reads the text of a key file.
    ///
    /// @throws `passphrase-needed`, `wrong-passphrase`, `invalid-key-file`, or `passphrase-cost` if
    /// the file asks for more work than is allowed.
    #[napi(
        ts_args_type = "text: string, passphrase?: Uint8Array | string",
        ts_return_type = "Promise<SecretIdentity>"
    )]
    pub fn from_key_file(
        text: String,
        passphrase: Option<Passphrase>,
    ) -> AsyncTask<Work<facade::SecretIdentity, SecretIdentity>> {
        off_loop(move || facade::SecretIdentity::from_key_file(&text, passphrase.as_deref()))
    }

    /// Reads a key file.
    ///
    /// @throws as `fromKeyFile`, and with kind `Storage` if it cannot be read.
    #[napi(
        ts_args_type = "path: string, passphrase?: Uint8Array | string",
        ts_return_type = "Promise<SecretIdentity>"
    )]
    pub fn load(
        path: String,
        passphrase: Option<Passphrase>,
    ) -> AsyncTask<Work<facade::SecretIdentity, SecretIdentity>> {
        off_loop(move || facade::SecretIdentity::load(&path, passphrase.as_deref()))
    }

    /// The text of a key file protected by a passphrase. Without a cost, the recommended one: 64 MiB of
    /// memory and some tenths of a second for each guess.
    ///
    /// @throws `closed`, or with `passphrase-cost` outside of the allowed range.
    #[napi(
        ts_args_type = "passphrase: Uint8Array | string, cost?: KeyFileCost",
        ts_return_type = "Promise<string>"
    )]
    pub fn to_key_file(
        &self,
        passphrase: Passphrase,
        cost: Option<KeyFileCost>,
    ) -> AsyncTask<Work<String, String>> {
        let inner = self.inner.clone();
        let cost = cost.map(facade::KeyFileCost::from);
        off_loop(move || inner.to_key_file(&passphrase, cost))
    }

    /// A key file in the clear, as UTF-8 text. Whoever reads it has the identity. The buffer is the
    /// caller's to wipe.
    ///
    /// @throws `closed`.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_plain_key_file(&self, env: Env) -> napi::Result<SecretOutput> {
        let text = self.inner.to_plain_key_file();
        text.or_throw(env).map(SecretOutput::from)
    }

    /// Writes a key file, for its owner only: protected if there is a passphrase, in the clear
    /// otherwise. A file that exists is replaced only if `replace` is true, in one step.
    ///
    /// @throws `closed`, `file-exists`, or kind `Storage`; then what was there is unchanged.
    #[napi(
        ts_args_type = "path: string, passphrase?: Uint8Array | string | null, replace?: boolean",
        ts_return_type = "Promise<void>"
    )]
    pub fn save(
        &self,
        path: String,
        passphrase: Option<Passphrase>,
        replace: Option<bool>,
    ) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || inner.save(&path, passphrase.as_deref(), replace.unwrap_or(false)))
    }

    /// The identity's name for all its life, as hexadecimal text.
    ///
    /// @throws `closed`.
    #[napi(getter)]
    pub fn identity_id(&self, env: Env) -> napi::Result<String> {
        self.inner.identity_id().or_throw(env)
    }

    /// The categories the identity has keys for, in order.
    ///
    /// @throws `closed`.
    #[napi(getter)]
    pub fn categories(&self, env: Env) -> napi::Result<Vec<CategoryDetails>> {
        let categories = self.inner.categories().or_throw(env)?;
        Ok(categories.into_iter().map(CategoryDetails::from).collect())
    }

    /// Adds a category. One that exists already stays as it is.
    ///
    /// @throws `closed`, `invalid-code`, or `too-many-keys` beyond 64 categories.
    #[napi]
    pub fn add_category(&self, env: Env, category: String) -> napi::Result<()> {
        self.inner.add_category(&category).or_throw(env)
    }

    /// Begins a new epoch of a category and gives its number: what is sealed under it from now on, no
    /// former grantee can open. Store the key file and publish the new document afterwards.
    ///
    /// @throws `closed`, `unknown-category`, or `too-many-keys`.
    #[napi]
    pub fn rotate_category(&self, env: Env, category: String) -> napi::Result<u32> {
        self.inner.rotate_category(&category).or_throw(env)
    }

    /// Rotates the identity to the key it committed to, commits to a fresh one, and begins a new epoch
    /// of every category. `recovery` is what `takeRecoverySecret` took out, if it did.
    ///
    /// @throws `closed`, `recovery-secret-needed`, `wrong-recovery-secret`, or `too-many-keys`;
    /// then nothing has changed.
    #[napi(
        ts_args_type = "recovery?: Uint8Array",
        ts_return_type = "Promise<void>"
    )]
    pub fn rotate(&self, recovery: Option<Input>) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || inner.rotate(recovery.as_deref()))
    }

    /// Takes the secret of the next rotation out (32 bytes), to be kept apart from the key file.
    /// Whoever steals the file afterwards cannot rotate the identity away from its owner.
    ///
    /// @throws `closed`, or `recovery-secret-needed` if it was taken before.
    #[napi(ts_return_type = "Buffer")]
    pub fn take_recovery_secret(&self, env: Env) -> napi::Result<SecretOutput> {
        let secret = self.inner.take_recovery_secret();
        secret.or_throw(env).map(SecretOutput::from)
    }

    /// States the organisation's `did:web` in documents signed from now on.
    ///
    /// @throws `closed`, or `invalid-identity-document` if the text is not a `did:web`.
    #[napi]
    pub fn set_also_known_as(&self, env: Env, did_web: String) -> napi::Result<()> {
        self.inner.set_also_known_as(&did_web).or_throw(env)
    }

    /// The independent identity for one relationship. Two parties that know different pairwise
    /// identities of a person cannot tell that they are the same person's.
    ///
    /// @throws `closed`.
    #[napi]
    pub fn pairwise(&self, env: Env, relationship: String) -> napi::Result<Self> {
        self.inner
            .pairwise(&relationship)
            .or_throw(env)
            .map(Self::from)
    }

    /// Signs the public document as it stands now. `now` is in seconds since 1970; without it, the
    /// clock's time.
    ///
    /// @throws `closed`, or `invalid-time`.
    #[napi(
        ts_args_type = "now?: bigint | number",
        ts_return_type = "Promise<PublicIdentity>"
    )]
    pub fn public(
        &self,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::PublicIdentity, PublicIdentity>> {
        let inner = self.inner.clone();
        off_loop(move || inner.public(now.map(|now| now.0)))
    }

    /// As `public`, on this thread.
    #[napi(ts_args_type = "now?: bigint | number")]
    pub fn public_sync(&self, env: Env, now: Option<Unsigned>) -> napi::Result<PublicIdentity> {
        let public = self.inner.public(now.map(|now| now.0));
        public.or_throw(env).map(PublicIdentity::from)
    }

    /// Wipes the secrets as soon as no operation uses them. Closing twice is fine.
    #[napi]
    pub fn close(&self) {
        self.inner.close();
    }

    /// Whether it was closed.
    #[napi(getter)]
    pub fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    pub(crate) fn inner(&self) -> facade::SecretIdentity {
        self.inner.clone()
    }
}

/// A secret identity inside of an array.
pub struct SecretIdentityArgument(pub(crate) facade::SecretIdentity);

impl FromNapiValue for SecretIdentityArgument {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the class.
        let identity = unsafe { SecretIdentity::from_napi_ref(env, value) }?;
        Ok(Self(identity.inner()))
    }
}

impl From<facade::SecretIdentity> for SecretIdentity {
    fn from(inner: facade::SecretIdentity) -> Self {
        Self { inner }
    }
}

impl From<KeyFileCost> for facade::KeyFileCost {
    fn from(cost: KeyFileCost) -> Self {
        Self {
            memory_kib: cost.memory_kib,
            passes: cost.passes,
            lanes: cost.lanes,
        }
    }
}
