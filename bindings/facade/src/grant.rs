//! Grants: what a patient lets somebody do, and the keys for it.

use crate::{
    error::{FacadeError, Result},
    grant_chain::GrantChain,
    guard::guard,
    identity::{CategoryDetails, SecretIdentity},
    public_identity::PublicIdentity,
    text,
};
use medseal::{
    consent::{self, DataPeriod, Scope, Validity},
    exchange::{GrantBundle, GrantOffer},
    types::Timestamp,
};
use std::{collections::BTreeSet, sync::Arc};

/// A grant as its grantee keeps it: the signed grants from the patient's own to this one, and the
/// keys of the categories it covers, wrapped to the grantee. As private as what it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant(Arc<GrantBundle>);

/// What is granted. `categories`, `purposes` and `expires` must be given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GrantTerms {
    /// The categories of records, such as `LAB`.
    pub categories: Vec<String>,
    /// What for: HL7 purpose-of-use codes, such as `TREAT`. `BTG` is for emergencies.
    pub purposes: Vec<String>,
    /// From when it may be used, in seconds since 1970; without it, at once.
    pub not_before: Option<u64>,
    /// Until when it may be used, in seconds since 1970.
    pub expires: u64,
    /// How many times it may be passed on; 0 is not at all.
    pub delegation: u8,
    /// Only these records, by their identifiers; without it, all of the categories.
    pub records: Option<Vec<String>>,
    /// Only these FHIR resource types; without it, all.
    pub resource_types: Option<Vec<String>>,
    /// Up to this HL7 confidentiality: `U`, `L`, `M`, `N`, `R` or `V`; without it, all. A record that
    /// does not state its own counts as `V`.
    pub confidentiality: Option<String>,
    /// Only records made from this time on, in seconds since 1970.
    pub period_from: Option<u64>,
    /// Only records made until this time, in seconds since 1970.
    pub period_to: Option<u64>,
}

/// What a grant says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantDetails {
    /// The grant's identifier.
    pub grant_id: String,
    /// The salted commitment by which a ledger knows it.
    pub commitment: String,
    /// The ledger it is good on.
    pub ledger_id: String,
    /// The patient.
    pub controller: String,
    /// Who signed it, as a `did:key`: the patient, or who passed it on.
    pub issuer: String,
    /// Who may use it.
    pub grantee: String,
    /// When it was signed, in seconds since 1970.
    pub issued: u64,
    /// How many grants lead to this one, the patient's own and this one included.
    pub chain_length: u64,
    /// Whether it is for emergencies only.
    pub is_break_glass: bool,
    /// What is granted.
    pub terms: GrantTerms,
    /// The categories and epochs whose keys are with it.
    pub keys: Vec<CategoryDetails>,
}

impl Grant {
    /// Reads a grant and verifies every signature and link in it. Whose the first one is, see
    /// [`verify`](Self::verify).
    ///
    /// # Errors
    ///
    /// Of kind `Malformed`, `Cryptographic` or `Denied`, by what is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        guard("Grant.from_bytes", || {
            Ok(Self::new(GrantBundle::from_bytes(bytes)?))
        })
    }

    /// The grant as it is stored and sent to its grantee.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("Grant.to_bytes", || Ok(self.0.to_bytes()?))
    }

    /// What the grant says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<GrantDetails> {
        guard("Grant.details", || {
            let grant = self.0.grant();
            let keys = self
                .0
                .category_keys()
                .map(|(category, epoch)| CategoryDetails {
                    category: category.to_string(),
                    epoch: epoch.number(),
                });
            Ok(GrantDetails {
                grant_id: grant.id().to_string(),
                commitment: grant.commitment().to_string(),
                ledger_id: grant.ledger().to_string(),
                controller: grant.controller().to_string(),
                issuer: grant.issuer().did_key(),
                grantee: grant.grantee().identity.to_string(),
                issued: grant.issued().seconds(),
                chain_length: self.0.chain().grants().count() as u64,
                is_break_glass: self.0.is_break_glass(),
                terms: GrantTerms::of(grant),
                keys: keys.collect(),
            })
        })
    }

    /// Verifies that the first grant is the patient's: signed with the key of this document. Whether
    /// it was revoked, only a ledger can tell.
    ///
    /// # Errors
    ///
    /// `unexpected-issuer`.
    pub fn verify(&self, patient: &PublicIdentity) -> Result<()> {
        guard("Grant.verify", || {
            let key = patient.core().verifying_key();
            consent::GrantChain::verify(self.0.chain().grants().cloned(), &key)?;
            if self.0.grant().controller() != patient.core().identity_id() {
                return Err(consent::ChainError::Issuer.into());
            }
            Ok(())
        })
    }

    /// The signed grants alone, without the keys: what goes with a request to the custodian.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn chain(&self) -> Result<GrantChain> {
        guard("Grant.chain", || {
            Ok(GrantChain::new(self.0.chain().clone()))
        })
    }

    /// Passes part of the grant on, without a ledger. What is passed on is good as long as this
    /// grant is.
    ///
    /// # Errors
    ///
    /// `closed`; `not-the-grantee`; a `delegation-…` code if the terms are wider than this grant's,
    /// or it may not be passed on.
    pub fn delegate(
        &self,
        holder: &SecretIdentity,
        grantee: &PublicIdentity,
        terms: &GrantTerms,
        now: Option<u64>,
    ) -> Result<Self> {
        guard("Grant.delegate", || {
            let (holder, now) = (holder.open()?, text::time(now)?);
            let offer = terms.offer(now)?;
            let delegated = self.0.delegate(&holder, grantee.core(), offer, now)?;
            Ok(Self::new(delegated))
        })
    }

    pub(crate) fn new(bundle: GrantBundle) -> Self {
        Self(Arc::new(bundle))
    }

    pub(crate) fn core(&self) -> &GrantBundle {
        &self.0
    }
}

impl GrantTerms {
    pub(crate) fn offer(&self, now: Timestamp) -> Result<GrantOffer> {
        let not_before = match self.not_before {
            Some(seconds) => Timestamp::from_seconds(seconds)?,
            None => now,
        };
        let expires = Timestamp::from_seconds(self.expires)?;
        let validity = Validity::new(not_before, expires)?;
        let mut offer = GrantOffer::new(self.scope()?, validity);
        offer.delegation = self.delegation;
        Ok(offer)
    }

    fn scope(&self) -> Result<Scope> {
        let purposes: BTreeSet<consent::Purpose> = parsed(&self.purposes)?;
        let mut scope = Scope::new(parsed::<_, BTreeSet<_>>(&self.categories)?, purposes)?;
        if let Some(records) = &self.records {
            scope = scope.with_records(parsed::<_, BTreeSet<_>>(records)?)?;
        }
        if let Some(types) = &self.resource_types {
            scope = scope.with_resource_types(parsed::<_, BTreeSet<_>>(types)?)?;
        }
        if let Some(highest) = &self.confidentiality {
            scope = scope.with_confidentiality(highest.parse()?);
        }
        if self.period_from.is_some() || self.period_to.is_some() {
            let from = Timestamp::from_seconds(self.period_from.unwrap_or_default())?;
            let to = self
                .period_to
                .map_or(Ok(Timestamp::MAX), Timestamp::from_seconds)?;
            scope = scope.with_period(DataPeriod::new(from, to)?);
        }
        Ok(scope)
    }

    pub(crate) fn of(grant: &consent::Grant) -> Self {
        let (scope, validity) = (grant.scope(), grant.validity());
        let bounded = scope.period() != DataPeriod::ALL;
        Self {
            categories: texts(scope.categories()),
            purposes: texts(scope.purposes()),
            not_before: Some(validity.not_before().seconds()),
            expires: validity.expires().seconds(),
            delegation: grant.delegation(),
            records: scope.records().map(texts),
            resource_types: scope.resource_types().map(|types| {
                let names = types.iter().map(|name| name.as_str().to_owned());
                names.collect()
            }),
            confidentiality: Some(scope.confidentiality().letter().to_owned()),
            period_from: bounded.then(|| scope.period().from().seconds()),
            period_to: bounded.then(|| scope.period().to().seconds()),
        }
    }
}

/// A purpose of use by its code.
pub(crate) fn purpose(code: &str) -> Result<consent::Purpose> {
    Ok(code.parse()?)
}

/// The purpose named, else the only one the grant has.
pub(crate) fn purpose_of(grant: &Grant, named: Option<&str>) -> Result<consent::Purpose> {
    if let Some(named) = named {
        return purpose(named);
    }
    let mut granted = grant.core().grant().scope().purposes().iter();
    match (granted.next(), granted.next()) {
        (Some(only), None) => Ok(*only),
        _ => Err(FacadeError::Argument("the grant is for several purposes: name one").into()),
    }
}

fn parsed<T, C>(texts: &[String]) -> Result<C>
where
    T: std::str::FromStr,
    T::Err: medseal::errors::ErrorCode + 'static,
    C: FromIterator<T>,
{
    texts.iter().map(|text| Ok(text.parse()?)).collect()
}

pub(crate) fn texts<T: ToString>(values: &BTreeSet<T>) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
