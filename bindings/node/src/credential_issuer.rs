//! Issuers: who certifies values.

use crate::bytes::{Input, Output};
use crate::credential_schema::CredentialSchema;
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::secret_identity::SecretIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use std::collections::HashMap;

/// Certifies values in an identity's name. Closing the identity closes it, too.
#[napi]
pub struct CredentialIssuer {
    inner: facade::CredentialIssuer,
}

/// What an issuer made for one holder.
#[napi(object, object_from_js = false)]
pub struct Issuance {
    /// What goes to the holder, for its wallet.
    #[napi(ts_type = "Buffer")]
    pub batch: Output,
    /// The person's lasting commitment, to be kept with the person's record and given to the next
    /// `CredentialIssuer.issue`.
    #[napi(ts_type = "Buffer")]
    pub registration: Output,
    /// By which each copy can be revoked: all of them together if the values turn out wrong.
    pub handles: Vec<String>,
}

#[napi]
impl CredentialIssuer {
    /// An issuer whose revocations are written to this ledger.
    ///
    /// @throws `closed`, or `malformed-hex`.
    #[napi(constructor, ts_args_type = "issuer: SecretIdentity, ledgerId: string")]
    pub fn new(env: Env, issuer: &SecretIdentity, ledger_id: String) -> napi::Result<Self> {
        let result = facade::CredentialIssuer::new(&issuer.inner(), &ledger_id);
        result.or_throw(env).map(Self::from)
    }

    /// Draws the challenge for one holder's request. It is used once.
    ///
    /// @throws only `no-entropy` and `internal`.
    #[napi(ts_return_type = "Buffer")]
    pub fn challenge(&self, env: Env) -> napi::Result<Output> {
        let result = self.inner.challenge();
        result.or_throw(env).map(Output::from)
    }

    /// Certifies values, one copy for each that the holder asked for, valid for so many weeks:
    /// for each attribute's name a decimal, a date or a code as FHIR writes them. `registration` is
    /// the person's from an earlier issuance.
    ///
    /// Seeing to it that the asker *is* the person, and that no two persons register one commitment,
    /// is the issuer's.
    ///
    /// @throws `closed`; `invalid-value`; `credential-request-mismatch`, `invalid-link-proof`,
    /// `link-changed`.
    #[napi(
        ts_args_type = "request: Uint8Array, challenge: Uint8Array, registration: Uint8Array | null | undefined, schema: CredentialSchema, values: Record<string, string>, weeks: number, now?: bigint | number | null",
        ts_return_type = "Promise<Issuance>"
    )]
    pub fn issue(
        &self,
        request: Input,
        challenge: Input,
        registration: Option<Input>,
        schema: &CredentialSchema,
        values: HashMap<String, String>,
        weeks: Unsigned,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Issuance, Issuance>> {
        let inner = self.inner.clone();
        let schema = schema.inner();
        off_loop(move || {
            inner.issue(
                &request,
                &challenge,
                registration.as_deref(),
                &schema,
                &values,
                weeks.saturated(),
                now.map(|now| now.0),
            )
        })
    }
}

impl From<facade::CredentialIssuer> for CredentialIssuer {
    fn from(inner: facade::CredentialIssuer) -> Self {
        Self { inner }
    }
}

impl From<facade::Issuance> for Issuance {
    fn from(record: facade::Issuance) -> Self {
        Self {
            batch: Output::from(record.batch),
            registration: Output::from(record.registration),
            handles: record.handles,
        }
    }
}
