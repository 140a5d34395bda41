//! Credentials: schemas, issuers, and the wallet of a holder.

use crate::{
    arguments::{PathText, Seconds, seconds},
    buffers::{self, Input},
    eligibility::{EligibilityPolicy, EligibilityRequest},
    errors::Outcome,
    handle::handle,
    identity::SecretIdentity,
    public_identity::PublicIdentity,
    records::record,
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};
use std::collections::HashMap;

record! {
    /// What a schema says.
    CredentialSchemaDetails {
        /// The schema's name.
        name: String,
        /// The hash that names it in policies and credentials.
        hash: String,
        /// What it certifies.
        attributes: Vec<AttributeDetails> => each,
    }
}

record! {
    /// One attribute of a schema.
    AttributeDetails {
        /// The name that policies use.
        name: String,
        /// `number`, `date` or `code`.
        kind: String,
        /// The unit of a number, as UCUM writes it.
        unit: Option<String>,
        /// The system of a code, as FHIR names it.
        code_system: Option<String>,
        /// What it means elsewhere, as `system|code`.
        meaning: Option<String>,
    }
}

record! {
    /// What a wallet holds of one issuance.
    WalletEntry {
        /// Who certified the values, as a `did:key`.
        issuer: String,
        /// The schema's hash.
        schema: String,
        /// The schema's name.
        name: String,
        /// Copies that can still be shown.
        left: u64,
        /// Copies there were.
        issued: u64,
        /// From when they are valid, in seconds since 1970.
        not_before: u64,
        /// Until when, in seconds since 1970.
        expires: u64,
        /// Whether the issuer should be asked for more.
        needs_renewal: bool,
    }
}

/// What revokes the copies of one issuance that were not shown.
///
/// Who knows a handle can revoke its copy, and recognises the copy when it is shown: keep handles
/// from logs and from everybody but whoever writes them to the ledger.
#[pyclass(frozen, eq, hash, get_all, module = "medseal")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RevocableCopies {
    /// Who certified the values, as a `did:key`.
    issuer: String,
    /// The schema's hash.
    schema: String,
    /// The schema's name.
    name: String,
    /// Until when the copies are valid, in seconds since 1970.
    expires: u64,
    /// The ledger on which revoking them counts.
    ledger_id: String,
    /// One for each copy, for `Ledger.revoke_credentials()`.
    handles: Vec<String>,
}

impl From<facade::RevocableCopies> for RevocableCopies {
    fn from(copies: facade::RevocableCopies) -> Self {
        Self {
            issuer: copies.issuer,
            schema: copies.schema,
            name: copies.name,
            expires: copies.expires,
            ledger_id: copies.ledger_id,
            handles: copies.handles,
        }
    }
}

/// What a credential certifies: named numbers, dates and codes, in a document that a person can
/// read.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct CredentialSchema(pub(crate) facade::CredentialSchema);

#[pymethods]
impl CredentialSchema {
    /// Reads a schema document.
    #[staticmethod]
    fn from_json(py: Python<'_>, json: &str) -> Outcome<Self> {
        Ok(Self(
            py.detach(|| facade::CredentialSchema::from_json(json))?,
        ))
    }

    /// The document as it was read.
    fn to_json(&self) -> Outcome<String> {
        Ok(self.0.to_json()?)
    }

    /// What the schema says.
    fn details(&self) -> Outcome<CredentialSchemaDetails> {
        Ok(self.0.details()?.into())
    }
}

/// What an issuer made for one holder.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct Issuance(facade::Issuance);

#[pymethods]
impl Issuance {
    /// What goes to the holder, for its wallet.
    #[getter]
    fn batch<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.batch)
    }

    /// The person's lasting commitment, to be kept with the person's record and given to the next
    /// `CredentialIssuer.issue()`.
    #[getter]
    fn registration<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.registration)
    }

    /// By which each copy can be revoked: all of them together if the values turn out wrong.
    #[getter]
    fn handles(&self) -> Vec<String> {
        self.0.handles.clone()
    }
}

/// Certifies values in an identity's name; its revocations are written to the ledger named. Closing
/// the identity closes it, too.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct CredentialIssuer(facade::CredentialIssuer);

#[pymethods]
impl CredentialIssuer {
    #[new]
    fn new(py: Python<'_>, issuer: &SecretIdentity, ledger_id: &str) -> Outcome<Self> {
        let issuer = &issuer.0;
        Ok(Self(py.detach(|| {
            facade::CredentialIssuer::new(issuer, ledger_id)
        })?))
    }

    /// Draws the challenge for one holder's request. It is used once.
    fn challenge<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &py.detach(|| self.0.challenge())?)
    }

    /// Certifies values, one copy for each that the holder asked for, valid for so many weeks: for
    /// each attribute's name a decimal, a date or a code as FHIR writes them. `registration` is the
    /// person's from an earlier issuance.
    ///
    /// Seeing to it that the asker *is* the person, and that no two persons register one commitment,
    /// is the issuer's.
    #[pyo3(signature = (
        request, challenge, schema, values, weeks, *, registration = None, now = None
    ))]
    #[allow(clippy::too_many_arguments)] // Each is one fact that the issuer alone can know.
    fn issue(
        &self,
        py: Python<'_>,
        request: Input,
        challenge: Input,
        schema: &CredentialSchema,
        values: HashMap<String, String>,
        weeks: u8,
        registration: Option<Input>,
        now: Option<Seconds>,
    ) -> Outcome<Issuance> {
        let (request, challenge) = (request.as_slice(), challenge.as_slice());
        let (registration, now) = (registration.as_ref().map(Input::as_slice), seconds(now));
        let schema = &schema.0;
        let issued = py.detach(|| {
            self.0.issue(
                request,
                challenge,
                registration,
                schema,
                &values,
                weeks,
                now,
            )
        });
        Ok(Issuance(issued?))
    }
}

handle! {
    /// A holder's credentials, each copy of which is shown once.
    ///
    /// Its file is encrypted under a secret of the holder's identity. Save it after asking for
    /// credentials, after receiving them, and before a presentation is sent: a copy shown twice links
    /// both showings.
    ///
    /// >>> from medseal import SecretIdentity, Wallet
    /// >>> holder = SecretIdentity.generate()
    /// >>> with Wallet(holder) as wallet:
    /// ...     wallet.entries()
    /// []
    Wallet(is_closed) {
        #[new]
        fn new(py: Python<'_>, holder: &SecretIdentity) -> Outcome<Self> {
            let holder = &holder.0;
            Ok(Self(py.detach(|| facade::Wallet::new(holder))?))
        }

        /// Reads the bytes of a wallet.
        ///
        /// Raises `CryptographicError` if it is another identity's or was altered.
        #[staticmethod]
        fn from_bytes(py: Python<'_>, data: Input, holder: &SecretIdentity) -> Outcome<Self> {
            let holder = &holder.0;
            Ok(Self(py.detach(|| facade::Wallet::from_bytes(data.as_slice(), holder))?))
        }

        /// The wallet as it is stored, encrypted.
        fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
            buffers::bytes(py, &py.detach(|| self.0.to_bytes())?)
        }

        /// Reads a wallet from a file.
        #[staticmethod]
        fn load(py: Python<'_>, path: PathText, holder: &SecretIdentity) -> Outcome<Self> {
            let holder = &holder.0;
            Ok(Self(py.detach(|| facade::Wallet::load(&path.0, holder))?))
        }

        /// Writes the wallet to a file, in place of the one that is there, in one step.
        fn save(&self, py: Python<'_>, path: PathText) -> Outcome {
            Ok(py.detach(|| self.0.save(&path.0))?)
        }

        /// Asks an issuer for copies of a credential, with the challenge it gave; the result goes to
        /// the issuer.
        fn request<'py>(
            &self,
            py: Python<'py>,
            schema: &CredentialSchema,
            issuer: &PublicIdentity,
            challenge: Input,
            copies: u64,
        ) -> Outcome<Bound<'py, PyBytes>> {
            let (schema, issuer, challenge) = (&schema.0, &issuer.0, challenge.as_slice());
            let request = py.detach(|| self.0.request(schema, issuer, challenge, copies))?;
            buffers::bytes(py, &request)
        }

        /// Takes in what an issuer sent, after checking that it certifies the values it says. If not,
        /// the wallet is as before, and waits on.
        fn accept(&self, py: Python<'_>, batch: Input) -> Outcome {
            Ok(py.detach(|| self.0.accept(batch.as_slice()))?)
        }

        /// What the wallet holds.
        #[pyo3(signature = (*, now = None))]
        fn entries(&self, py: Python<'_>, now: Option<Seconds>) -> Outcome<Vec<WalletEntry>> {
            let now = seconds(now);
            let entries = py.detach(|| self.0.entries(now))?;
            Ok(entries.into_iter().map(Into::into).collect())
        }

        /// What revokes copies that were not shown, should the wallet be stolen or a credential no
        /// longer be wanted: for each issuance, in the order of `entries()`. Give the handles to
        /// `Ledger.revoke_credentials()`, then to `discard_revoked()`.
        fn revocable(&self, py: Python<'_>) -> Outcome<Vec<RevocableCopies>> {
            let revocable = py.detach(|| self.0.revocable())?;
            Ok(revocable.into_iter().map(Into::into).collect())
        }

        /// Drops copies that were revoked, so that none of them is shown in vain, and returns how many
        /// there were. Save the wallet afterwards.
        fn discard_revoked(&self, py: Python<'_>, handles: Vec<String>) -> Outcome<u64> {
            Ok(py.detach(|| self.0.discard_revoked(&handles))?)
        }

        /// Forgets issuances that have expired.
        #[pyo3(signature = (*, now = None))]
        fn discard_expired(&self, py: Python<'_>, now: Option<Seconds>) -> Outcome {
            let now = seconds(now);
            Ok(py.detach(|| self.0.discard_expired(now))?)
        }

        /// Answers a request, if the wallet's values meet its policy. Takes a copy of each credential
        /// out of the wallet for good: **save the wallet before sending the result**. Who asks, and for
        /// what, the caller has shown to the holder before.
        #[pyo3(signature = (policy, request, *, now = None))]
        fn present<'py>(
            &self,
            py: Python<'py>,
            policy: &EligibilityPolicy,
            request: &EligibilityRequest,
            now: Option<Seconds>,
        ) -> Outcome<Bound<'py, PyBytes>> {
            let (policy, request, now) = (&policy.0, &request.0, seconds(now));
            buffers::bytes(py, &py.detach(|| self.0.present(policy, request, now))?)
        }
    }
}
