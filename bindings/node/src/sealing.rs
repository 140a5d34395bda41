//! What to seal, for whom and how: the arguments that all forms of sealing share.

use crate::numbers::Unsigned;
use crate::public_identity::{PublicIdentity, PublicIdentityArgument};
use crate::sealed_header::SealedHeaderArgument;
use crate::secret_identity::SecretIdentity;
use crate::watch::Watch;
use medseal_facade as facade;
use napi::bindgen_prelude::{FromNapiValue, TypeName, ValidateNapiValue};
use napi::{ValueType, sys};
use napi_derive::napi;

/// How to seal a record. Without any of these it is sealed to the patient's category GENERAL, now.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct SealOptions {
    /// The record's category; without it GENERAL, or that of the version before.
    pub category: Option<String>,
    /// The plaintext's media type (RFC 6838); without it `application/octet-stream`.
    pub media_type: Option<String>,
    /// When the record was made, in seconds since 1970; without it, the clock's time.
    #[napi(ts_type = "bigint | number")]
    pub created: Option<Unsigned>,
    /// Who can open it with keys of their own.
    #[napi(ts_type = "Array<PublicIdentity>")]
    pub recipients: Option<Vec<PublicIdentityArgument>>,
    /// Seals to the recipients only, and not to the patient's key for the category as well. No grant of
    /// the patient's will then open the record.
    pub only_recipients: Option<bool>,
    /// The header of the version that this one replaces.
    #[napi(ts_type = "SealedHeader")]
    pub previous: Option<SealedHeaderArgument>,
}

/// Options of sealing and of watching, in one object.
#[derive(Default)]
pub struct WatchedSealOptions {
    pub(crate) seal: SealOptions,
    pub(crate) watch: Watch,
}

impl FromNapiValue for WatchedSealOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; both conversions check the type.
        let seal = unsafe { SealOptions::from_napi_value(env, value) }?;
        // SAFETY: as above.
        let watch = unsafe { Watch::from_napi_value(env, value) }?;
        Ok(Self { seal, watch })
    }
}

impl TypeName for WatchedSealOptions {
    fn type_name() -> &'static str {
        "SealOptions"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for WatchedSealOptions {}

/// What sealing takes with it to another thread.
pub(crate) struct SealOrder {
    pub(crate) author: facade::SecretIdentity,
    pub(crate) patient: facade::PublicIdentity,
    pub(crate) recipients: Vec<facade::PublicIdentity>,
    pub(crate) options: facade::SealOptions,
    pub(crate) previous: Option<facade::SealedHeader>,
}

impl SealOrder {
    pub(crate) fn new(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        options: Option<SealOptions>,
    ) -> Self {
        let options = options.unwrap_or_default();
        let recipients = options.recipients.unwrap_or_default().into_iter();
        Self {
            author: author.inner(),
            patient: patient.inner(),
            recipients: recipients.map(|recipient| recipient.0).collect(),
            options: facade::SealOptions {
                category: options.category,
                media_type: options.media_type,
                created: options.created.map(|created| created.0),
                only_recipients: options.only_recipients.unwrap_or(false),
            },
            previous: options.previous.map(|previous| previous.0),
        }
    }

    pub(crate) fn seal_into(&self, plaintext: &[u8], memory: &mut [u8]) -> facade::Result<usize> {
        facade::SealedRecord::seal_into(
            &self.author,
            &self.patient,
            &self.recipients,
            plaintext,
            memory,
            &self.options,
            self.previous.as_ref(),
        )
    }

    pub(crate) fn seal(&self, plaintext: &[u8]) -> facade::Result<facade::SealedRecord> {
        facade::SealedRecord::seal(
            &self.author,
            &self.patient,
            &self.recipients,
            plaintext,
            &self.options,
            self.previous.as_ref(),
        )
    }
}
