//! Grants: what a patient lets somebody do, and the keys for it.

use crate::{
    arguments::{Seconds, seconds},
    buffers::{self, Input},
    errors::Outcome,
    grant_chain::GrantChain,
    identity::{CategoryDetails, SecretIdentity},
    public_identity::PublicIdentity,
    records::record,
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

record! {
    /// What is granted.
    ///
    /// >>> from medseal import GrantTerms
    /// >>> GrantTerms(["LAB"], ["TREAT"], 1_900_000_000, delegation=1).purposes
    /// ['TREAT']
    GrantTerms {
        /// The categories of records, such as `LAB`.
        categories: Vec<String>,
        /// What for: HL7 purpose-of-use codes, such as `TREAT`. `BTG` is for emergencies.
        purposes: Vec<String>,
        /// From when it may be used, in seconds since 1970; without it, at once.
        not_before: Option<u64>,
        /// Until when it may be used, in seconds since 1970.
        expires: u64,
        /// How many times it may be passed on; 0 is not at all.
        delegation: u8,
        /// Only these records, by their identifiers; without it, all of the categories.
        records: Option<Vec<String>>,
        /// Only these FHIR resource types; without it, all.
        resource_types: Option<Vec<String>>,
        /// Up to this HL7 confidentiality: `U`, `L`, `M`, `N`, `R` or `V`; without it, all. A record
        /// that does not state its own counts as `V`.
        confidentiality: Option<String>,
        /// Only records made from this time on, in seconds since 1970.
        period_from: Option<u64>,
        /// Only records made until this time, in seconds since 1970.
        period_to: Option<u64>,
    }
    methods {
        #[new]
        #[pyo3(signature = (
            categories, purposes, expires, *, not_before = None, delegation = 0, records = None,
            resource_types = None, confidentiality = None, period_from = None, period_to = None
        ))]
        #[allow(clippy::too_many_arguments)] // Keyword arguments.
        fn new(
            categories: Vec<String>,
            purposes: Vec<String>,
            expires: Seconds,
            not_before: Option<Seconds>,
            delegation: u8,
            records: Option<Vec<String>>,
            resource_types: Option<Vec<String>>,
            confidentiality: Option<String>,
            period_from: Option<Seconds>,
            period_to: Option<Seconds>,
        ) -> Self {
            Self {
                categories,
                purposes,
                not_before: seconds(not_before),
                expires: expires.0,
                delegation,
                records,
                resource_types,
                confidentiality,
                period_from: seconds(period_from),
                period_to: seconds(period_to),
            }
        }
    }
}

record! {
    /// What a grant says.
    GrantDetails {
        /// The grant's identifier.
        grant_id: String,
        /// The salted commitment by which a ledger knows it.
        commitment: String,
        /// The ledger it is good on.
        ledger_id: String,
        /// The patient.
        controller: String,
        /// Who signed it, as a `did:key`: the patient, or who passed it on.
        issuer: String,
        /// Who may use it.
        grantee: String,
        /// When it was signed, in seconds since 1970.
        issued: u64,
        /// How many grants lead to this one, the patient's own and this one included.
        chain_length: u64,
        /// Whether it is for emergencies only.
        is_break_glass: bool,
        /// What is granted.
        terms: GrantTerms => one,
        /// The categories and epochs whose keys are with it.
        keys: Vec<CategoryDetails> => each,
    }
}

impl GrantTerms {
    pub(crate) fn to_facade(&self) -> facade::GrantTerms {
        let terms = self.clone();
        facade::GrantTerms {
            categories: terms.categories,
            purposes: terms.purposes,
            not_before: terms.not_before,
            expires: terms.expires,
            delegation: terms.delegation,
            records: terms.records,
            resource_types: terms.resource_types,
            confidentiality: terms.confidentiality,
            period_from: terms.period_from,
            period_to: terms.period_to,
        }
    }
}

/// A grant as its grantee keeps it: the signed grants from the patient's own to this one, and the
/// keys of the categories it covers, wrapped to the grantee. As private as what it covers.
///
/// `Ledger.grant()` makes one.
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct Grant(pub(crate) facade::Grant);

impl From<facade::Grant> for Grant {
    fn from(grant: facade::Grant) -> Self {
        Self(grant)
    }
}

#[pymethods]
impl Grant {
    /// Reads a grant and verifies every signature and link in it. Whose the first one is, see
    /// `verify()`.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        Ok(Self(
            py.detach(|| facade::Grant::from_bytes(data.as_slice()))?,
        ))
    }

    /// The grant as it is stored and sent to its grantee.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &self.0.to_bytes()?)
    }

    /// What the grant says.
    fn details(&self) -> Outcome<GrantDetails> {
        Ok(self.0.details()?.into())
    }

    /// Verifies that the first grant is the patient's: signed with the key of this document. Whether
    /// it was revoked, only a ledger can tell.
    fn verify(&self, py: Python<'_>, patient: &PublicIdentity) -> Outcome {
        let patient = &patient.0;
        Ok(py.detach(|| self.0.verify(patient))?)
    }

    /// The signed grants alone, without the keys: what goes with a request to the custodian.
    fn chain(&self) -> Outcome<GrantChain> {
        Ok(self.0.chain()?.into())
    }

    /// Passes part of the grant on, without a ledger. What is passed on is good as long as this
    /// grant is.
    ///
    /// Raises an error with a `delegation-…` code if the terms are wider than this grant's, or it may
    /// not be passed on.
    #[pyo3(signature = (holder, grantee, terms, *, now = None))]
    fn delegate(
        &self,
        py: Python<'_>,
        holder: &SecretIdentity,
        grantee: &PublicIdentity,
        terms: &GrantTerms,
        now: Option<Seconds>,
    ) -> Outcome<Self> {
        let (holder, grantee, terms) = (&holder.0, &grantee.0, terms.to_facade());
        let now = seconds(now);
        Ok(Self(py.detach(|| {
            self.0.delegate(holder, grantee, &terms, now)
        })?))
    }
}
