//! Leave to open one record once.

use crate::access_request::BreakGlassArgument;
use crate::errors::OrThrow;
use crate::grant::Grant;
use crate::numbers::Unsigned;
use crate::sealed_header::SealedHeader;
use crate::secret_identity::SecretIdentity;
use crate::unlocked::Unlocked;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// The leave to open one record once. A handle, closed by its use.
///
/// It stays in the process that decided: what travels is the `Decision`.
#[napi]
pub struct AccessPermit {
    inner: facade::AccessPermit,
}

/// What is permitted.
#[napi(object, object_from_js = false)]
pub struct PermitDetails {
    /// The patient.
    pub controller: String,
    /// The record.
    pub record_id: String,
    /// The commitment of the record's version.
    pub commitment: String,
    /// The grant it relies on.
    pub grant_id: String,
    /// Who may open it.
    pub grantee: String,
    /// What for, as an HL7 purpose-of-use code.
    pub purpose: String,
    /// What the grantee is obliged to: `record-access`, `notify-patient`, `no-redelegation`.
    pub obligations: Vec<String>,
    /// The height of the ledger's block on which it was decided.
    pub height: u64,
    /// When it was decided, in seconds since 1970.
    pub decided: u64,
    /// When it is void, in seconds since 1970.
    pub expires: u64,
}

#[napi]
impl AccessPermit {
    /// What is permitted.
    ///
    /// @throws `closed` once it was used.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<PermitDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(PermitDetails::from)
    }

    /// Uses the permit up to unlock the record for its grantee, and makes the access event that must
    /// reach the ledger. `breakGlass` is what was stated when the glass was broken, if it was.
    ///
    /// @throws `closed` if it was used before; `permit-for-another-record`, `permit-expired`,
    /// `not-the-grantee`, `no-key-for-record`. The permit is used up in any case.
    #[napi(
        ts_args_type = "holder: SecretIdentity, grant: Grant, header: SealedHeader, breakGlass?: BreakGlass | null, now?: bigint | number | null",
        ts_return_type = "Promise<Unlocked>"
    )]
    pub fn unlock(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        break_glass: Option<BreakGlassArgument>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Unlocked, Unlocked>> {
        let inner = self.inner.clone();
        let holder = holder.inner();
        let grant = grant.inner();
        let header = header.inner();
        let break_glass = break_glass.map(|argument| argument.0);
        off_loop(move || {
            inner.unlock(
                &holder,
                &grant,
                &header,
                break_glass.as_ref(),
                now.map(|now| now.0),
            )
        })
    }

    /// Throws the permit away. Closing twice is fine.
    #[napi]
    pub fn close(&self) {
        self.inner.close();
    }
}

impl From<facade::AccessPermit> for AccessPermit {
    fn from(inner: facade::AccessPermit) -> Self {
        Self { inner }
    }
}

impl From<facade::PermitDetails> for PermitDetails {
    fn from(record: facade::PermitDetails) -> Self {
        Self {
            controller: record.controller,
            record_id: record.record_id,
            commitment: record.commitment,
            grant_id: record.grant_id,
            grantee: record.grantee,
            purpose: record.purpose,
            obligations: record.obligations,
            height: record.height,
            decided: record.decided,
            expires: record.expires,
        }
    }
}
