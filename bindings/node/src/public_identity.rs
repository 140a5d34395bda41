//! What everybody may know of an identity.

use crate::errors::OrThrow;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::{AsyncTask, FromNapiRef, FromNapiValue};
use napi::sys;
use napi_derive::napi;

/// The public side of an identity: a small signed JSON document that has been verified.
///
/// It shows who controls the identity, not whose it is in the world: that link is made where the
/// document is received.
#[napi]
pub struct PublicIdentity {
    inner: facade::PublicIdentity,
}

/// A category of records an identity has keys for.
#[napi(object, object_from_js = false)]
pub struct CategoryDetails {
    /// The category's code, such as `LAB`.
    pub category: String,
    /// How often the category's key was rotated.
    pub epoch: u32,
}

/// What a public identity says.
#[napi(object, object_from_js = false)]
pub struct PublicIdentityDetails {
    /// The identity's name for all its life, as hexadecimal text.
    pub identity_id: String,
    /// The current signing key, as a `did:key`.
    pub signing_key: String,
    /// The suite of the sealing keys, `x-wing` or `x25519`.
    pub suite: String,
    /// How often the signing key was rotated.
    pub rotations: u64,
    /// The categories it has keys for.
    pub categories: Vec<CategoryDetails>,
    /// The organisation's `did:web`, if it states one. Nothing here verifies it.
    pub also_known_as: Option<String>,
    /// When the document was signed, in seconds since 1970. The later of two documents counts.
    pub issued: u64,
}

#[napi]
impl PublicIdentity {
    /// Reads and verifies a document.
    ///
    /// @throws `invalid-identity-document`, or `invalid-signature`.
    #[napi(ts_return_type = "Promise<PublicIdentity>")]
    pub fn from_json(json: String) -> AsyncTask<Work<facade::PublicIdentity, PublicIdentity>> {
        off_loop(move || facade::PublicIdentity::from_json(&json))
    }

    /// As `fromJson`, on this thread.
    #[napi]
    pub fn from_json_sync(env: Env, json: String) -> napi::Result<Self> {
        let read = facade::PublicIdentity::from_json(&json);
        read.or_throw(env).map(Self::from)
    }

    /// Reads and verifies a document in a file.
    ///
    /// @throws as `fromJson`, and with kind `Storage` if it cannot be read.
    #[napi(ts_return_type = "Promise<PublicIdentity>")]
    pub fn load(path: String) -> AsyncTask<Work<facade::PublicIdentity, PublicIdentity>> {
        off_loop(move || facade::PublicIdentity::load(&path))
    }

    /// Writes the document to a file, in place of the one that is there.
    ///
    /// @throws kind `Storage`; then what was there is unchanged.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn save(&self, path: String) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || inner.save(&path))
    }

    /// The document, exactly as it was signed or received.
    #[napi]
    pub fn to_json(&self, env: Env) -> napi::Result<String> {
        self.inner.to_json().or_throw(env)
    }

    /// The identity's name for all its life, as hexadecimal text.
    #[napi(getter)]
    pub fn identity_id(&self, env: Env) -> napi::Result<String> {
        self.inner.identity_id().or_throw(env)
    }

    /// What the document says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<PublicIdentityDetails> {
        let details = self.inner.details();
        details.or_throw(env).map(PublicIdentityDetails::from)
    }

    pub(crate) fn inner(&self) -> facade::PublicIdentity {
        self.inner.clone()
    }
}

/// A public identity inside of an object of options.
pub struct PublicIdentityArgument(pub(crate) facade::PublicIdentity);

impl FromNapiValue for PublicIdentityArgument {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the class.
        let identity = unsafe { PublicIdentity::from_napi_ref(env, value) }?;
        Ok(Self(identity.inner()))
    }
}

impl From<facade::PublicIdentity> for PublicIdentity {
    fn from(inner: facade::PublicIdentity) -> Self {
        Self { inner }
    }
}

impl From<facade::CategoryDetails> for CategoryDetails {
    fn from(details: facade::CategoryDetails) -> Self {
        Self {
            category: details.category,
            epoch: details.epoch,
        }
    }
}

impl From<facade::PublicIdentityDetails> for PublicIdentityDetails {
    fn from(details: facade::PublicIdentityDetails) -> Self {
        let categories = details.categories.into_iter();
        Self {
            identity_id: details.identity_id,
            signing_key: details.signing_key,
            suite: details.suite,
            rotations: details.rotations,
            categories: categories.map(CategoryDetails::from).collect(),
            also_known_as: details.also_known_as,
            issued: details.issued,
        }
    }
}
