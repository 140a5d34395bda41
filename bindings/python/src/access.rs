//! From the wish to open a record to its plaintext: request, permit, unlocked record.

use crate::{
    arguments::{PathText, Seconds, seconds},
    buffers::{self, Input},
    errors::Outcome,
    grant::Grant,
    handle::handle,
    identity::SecretIdentity,
    plaintext::Plaintext,
    records::record,
    sealed_header::SealedHeader,
    sealed_record::SealedRecord,
    streams::{Sink, Source},
    watch::{Cancel, Trouble, watch},
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

record! {
    /// What a request says.
    AccessRequestDetails {
        /// The ledger it relies on.
        ledger_id: String,
        /// Who is asked to decide.
        custodian: String,
        /// Who asks, as a `did:key`.
        grantee_key: String,
        /// The commitment of the grant it relies on.
        grant_commitment: String,
        /// The record.
        record_id: String,
        /// The commitment of the record's version.
        commitment: String,
        /// What for, as an HL7 purpose-of-use code.
        purpose: String,
        /// The reason stated when the glass was broken, if it was.
        reason: Option<String>,
        /// When it was made, in seconds since 1970.
        issued: u64,
        /// Until when it may be presented, in seconds since 1970.
        expires: u64,
    }
}

record! {
    /// What is permitted.
    PermitDetails {
        /// The patient.
        controller: String,
        /// The record.
        record_id: String,
        /// The commitment of the record's version.
        commitment: String,
        /// The grant it relies on.
        grant_id: String,
        /// Who may open it.
        grantee: String,
        /// What for, as an HL7 purpose-of-use code.
        purpose: String,
        /// What the grantee is obliged to: `record-access`, `notify-patient`, `no-redelegation`.
        obligations: Vec<String>,
        /// The height of the ledger's block on which it was decided.
        height: u64,
        /// When it was decided, in seconds since 1970.
        decided: u64,
        /// When it is void, in seconds since 1970.
        expires: u64,
    }
}

/// A reason for emergency access that the ledger recorded, as `Ledger.break_glass()` gives it. Needed
/// for every request for the purpose `BTG`.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct BreakGlass(pub(crate) facade::BreakGlass);

/// A signed request to open one record, addressed to one custodian and good for five minutes.
///
/// `custodian` is the identifier of whoever decides. Without a purpose, it is the only one the grant
/// has.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct AccessRequest(pub(crate) facade::AccessRequest);

#[pymethods]
impl AccessRequest {
    #[new]
    #[pyo3(signature = (
        holder, grant, header, custodian, *, purpose = None, break_glass = None, now = None
    ))]
    #[allow(clippy::too_many_arguments)] // Keyword arguments.
    fn new(
        py: Python<'_>,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        custodian: &str,
        purpose: Option<&str>,
        break_glass: Option<&BreakGlass>,
        now: Option<Seconds>,
    ) -> Outcome<Self> {
        let (holder, grant, header, now) = (&holder.0, &grant.0, &header.0, seconds(now));
        let stated = break_glass.map(|stated| &stated.0);
        let request = py.detach(|| {
            facade::AccessRequest::new(holder, grant, header, custodian, purpose, stated, now)
        });
        Ok(Self(request?))
    }

    /// Reads a request and verifies its signature.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        let request = py.detach(|| facade::AccessRequest::from_bytes(data.as_slice()));
        Ok(Self(request?))
    }

    /// The request as it is sent.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &self.0.to_bytes()?)
    }

    /// What the request says.
    fn details(&self) -> Outcome<AccessRequestDetails> {
        Ok(self.0.details()?.into())
    }
}

handle! {
    /// The leave to open one record once, as `Ledger.decide()` gives it. Its use closes it.
    ///
    /// It stays in the process that decided: what travels is the `Decision`.
    AccessPermit {
        /// What is permitted.
        fn details(&self, py: Python<'_>) -> Outcome<PermitDetails> {
            Ok(py.detach(|| self.0.details())?.into())
        }

        /// Uses the permit up to unlock the record for its grantee, and makes the access event that
        /// must reach the ledger. `break_glass` is what was stated when the glass was broken, if it
        /// was.
        ///
        /// Raises `ClosedError` if it was used before. The permit is used up in any case.
        #[pyo3(signature = (holder, grant, header, *, break_glass = None, now = None))]
        fn unlock(
            &self,
            py: Python<'_>,
            holder: &SecretIdentity,
            grant: &Grant,
            header: &SealedHeader,
            break_glass: Option<&BreakGlass>,
            now: Option<Seconds>,
        ) -> Outcome<Unlocked> {
            let (holder, grant, header, now) = (&holder.0, &grant.0, &header.0, seconds(now));
            let stated = break_glass.map(|stated| &stated.0);
            Ok(py.detach(|| self.0.unlock(holder, grant, header, stated, now))?.into())
        }
    }
}

handle! {
    /// A record that its grantee may open: its key, and the access event that must reach the ledger
    /// with `Ledger.record_access()`.
    ///
    /// The event exists before a byte is decrypted, so a reading that breaks off is recorded all the
    /// same. What a sink or file got before an exception must be thrown away.
    Unlocked(is_closed) {
        /// Opens the record in memory: all of it, or nothing.
        fn open(&self, py: Python<'_>, record: &SealedRecord) -> Outcome<Plaintext> {
            let record = &record.0;
            Ok(py.detach(|| self.0.open(record))?.into())
        }

        /// Opens the bytes from `begin` to before `end` of the plaintext.
        fn open_range(
            &self,
            py: Python<'_>,
            record: &SealedRecord,
            begin: u64,
            end: u64,
        ) -> Outcome<Plaintext> {
            let record = &record.0;
            Ok(py.detach(|| self.0.open_range(record, begin, end))?.into())
        }

        /// Opens a sealed file into another, for its owner's eyes only. The target is there whole, once
        /// all of it was verified, or not at all.
        #[pyo3(signature = (source, target, *, progress = None, cancel = None))]
        fn open_file(
            &self,
            py: Python<'_>,
            source: PathText,
            target: PathText,
            progress: Option<Py<PyAny>>,
            cancel: Option<&Cancel>,
        ) -> Outcome {
            let trouble = Trouble::default();
            let watch = watch(progress, cancel, &trouble);
            trouble.detached(py, || self.0.open_file(&source.0, &target.0, &watch))
        }

        /// Opens the encrypted payload, without its header, from a binary file object to another. What
        /// the sink has is final when this returns.
        #[pyo3(signature = (source, sink, *, progress = None, cancel = None))]
        fn open_payload(
            &self,
            py: Python<'_>,
            source: Source,
            sink: Sink,
            progress: Option<Py<PyAny>>,
            cancel: Option<&Cancel>,
        ) -> Outcome {
            let trouble = Trouble::default();
            let watch = watch(progress, cancel, &trouble);
            trouble.detached(py, || {
                let source = &mut source.reader(&trouble);
                sink.written(&trouble, |sink| self.0.open_payload(source, sink, &watch))
            })
        }

        /// The commitment of the access event, by which the ledger knows it.
        #[getter]
        fn event_commitment(&self, py: Python<'_>) -> Outcome<String> {
            Ok(py.detach(|| self.0.event_commitment())?)
        }
    }
}
