//! What a grant covers: categories, records, resource types, confidentiality, dates and purposes.

use super::{
    facts::RecordFacts,
    period::DataPeriod,
    purpose::Purpose,
    terms::{Confidentiality, ResourceType},
};
use crate::{
    errors::ErrorCode,
    types::{CategoryCode, RecordId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a grant covers. A record is covered if every part of the scope covers it.
///
/// A scope that exists is well formed: it names at least one category and one purpose, keeps the
/// limits below, and lets break-glass access reach the emergency category only.
///
/// ```
/// use medseal::consent::{Confidentiality, Purpose, Scope};
///
/// let laboratory = Scope::new(["LAB".parse()?], [Purpose::Treatment])?;
/// let narrower = laboratory.clone().with_confidentiality(Confidentiality::Normal);
/// assert!(narrower.is_within(&laboratory));
/// assert!(!laboratory.is_within(&narrower));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Scope(Wire);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    categories: BTreeSet<CategoryCode>,
    purposes: BTreeSet<Purpose>,
    confidentiality: Confidentiality,
    period: DataPeriod,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    records: Option<BTreeSet<RecordId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resource_types: Option<BTreeSet<ResourceType>>,
}

impl Scope {
    /// Most categories in one scope.
    pub const MAX_CATEGORIES: usize = 64;
    /// Most records named in one scope.
    pub const MAX_RECORDS: usize = 256;
    /// Most resource types named in one scope.
    pub const MAX_RESOURCE_TYPES: usize = 64;

    /// Everything in these categories, of any date and confidentiality, for these purposes.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] if either is empty, there are too many categories, or a category other than
    /// [`CategoryCode::EMERGENCY`] is opened to [`Purpose::BreakTheGlass`].
    pub fn new(
        categories: impl IntoIterator<Item = CategoryCode>,
        purposes: impl IntoIterator<Item = Purpose>,
    ) -> Result<Self, ScopeError> {
        Wire {
            categories: categories.into_iter().collect(),
            purposes: purposes.into_iter().collect(),
            confidentiality: Confidentiality::VeryRestricted,
            period: DataPeriod::ALL,
            records: None,
            resource_types: None,
        }
        .try_into()
    }

    /// The same scope for these records only.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] if there are none or too many.
    pub fn with_records(
        mut self,
        records: impl IntoIterator<Item = RecordId>,
    ) -> Result<Self, ScopeError> {
        self.0.records = Some(records.into_iter().collect());
        self.0.try_into()
    }

    /// The same scope for records of these FHIR resource types only. A record that does not state
    /// its types, or has one type more, is then not covered.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] if there are none or too many.
    pub fn with_resource_types(
        mut self,
        types: impl IntoIterator<Item = ResourceType>,
    ) -> Result<Self, ScopeError> {
        self.0.resource_types = Some(types.into_iter().collect());
        self.0.try_into()
    }

    /// The same scope for records up to this confidentiality only. A record that does not state its
    /// confidentiality counts as [`Confidentiality::VeryRestricted`].
    #[must_use]
    pub fn with_confidentiality(mut self, highest: Confidentiality) -> Self {
        self.0.confidentiality = highest;
        self
    }

    /// The same scope for records created in this period only.
    #[must_use]
    pub fn with_period(mut self, period: DataPeriod) -> Self {
        self.0.period = period;
        self
    }

    /// The categories covered.
    #[must_use]
    pub fn categories(&self) -> &BTreeSet<CategoryCode> {
        &self.0.categories
    }

    /// The purposes covered.
    #[must_use]
    pub fn purposes(&self) -> &BTreeSet<Purpose> {
        &self.0.purposes
    }

    /// The records covered, or `None` for all.
    #[must_use]
    pub fn records(&self) -> Option<&BTreeSet<RecordId>> {
        self.0.records.as_ref()
    }

    /// The FHIR resource types covered, or `None` for all, stated or not.
    #[must_use]
    pub fn resource_types(&self) -> Option<&BTreeSet<ResourceType>> {
        self.0.resource_types.as_ref()
    }

    /// The highest confidentiality covered.
    #[must_use]
    pub fn confidentiality(&self) -> Confidentiality {
        self.0.confidentiality
    }

    /// When the records covered were created.
    #[must_use]
    pub fn period(&self) -> DataPeriod {
        self.0.period
    }

    /// Whether everything this scope covers is covered by `parent` too.
    #[must_use]
    pub fn is_within(&self, parent: &Self) -> bool {
        let (child, parent) = (&self.0, &parent.0);
        child.categories.is_subset(&parent.categories)
            && child.purposes.is_subset(&parent.purposes)
            && child.confidentiality <= parent.confidentiality
            && child.period.is_within(parent.period)
            && names_no_more(child.records.as_ref(), parent.records.as_ref())
            && names_no_more(
                child.resource_types.as_ref(),
                parent.resource_types.as_ref(),
            )
    }

    /// The parts of this scope that do not cover the access asked for; none if it is covered.
    #[must_use]
    pub fn exclusions(&self, record: &RecordFacts, purpose: Purpose) -> Vec<Exclusion> {
        let scope = &self.0;
        let named = |records: &BTreeSet<_>| records.contains(&record.record);
        let typed = |types: &BTreeSet<_>| {
            !record.resource_types.is_empty() && record.resource_types.is_subset(types)
        };
        let confidentiality = record
            .confidentiality
            .unwrap_or(Confidentiality::VeryRestricted);
        [
            (scope.purposes.contains(&purpose), Exclusion::Purpose),
            (
                scope.categories.contains(&record.category),
                Exclusion::Category,
            ),
            (scope.records.as_ref().is_none_or(named), Exclusion::Record),
            (
                scope.resource_types.as_ref().is_none_or(typed),
                Exclusion::ResourceType,
            ),
            (
                confidentiality <= scope.confidentiality,
                Exclusion::Confidentiality,
            ),
            (scope.period.contains(record.created), Exclusion::Period),
        ]
        .into_iter()
        .filter_map(|(covered, exclusion)| (!covered).then_some(exclusion))
        .collect()
    }
}

/// A child that names nothing covers everything, so it is narrower only under a parent that names
/// nothing either.
fn names_no_more<T: Ord>(child: Option<&BTreeSet<T>>, parent: Option<&BTreeSet<T>>) -> bool {
    match (child, parent) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(child), Some(parent)) => child.is_subset(parent),
    }
}

impl TryFrom<Wire> for Scope {
    type Error = ScopeError;

    fn try_from(wire: Wire) -> Result<Self, ScopeError> {
        if wire.categories.is_empty()
            || wire.purposes.is_empty()
            || wire.records.as_ref().is_some_and(BTreeSet::is_empty)
            || wire.resource_types.as_ref().is_some_and(BTreeSet::is_empty)
        {
            return Err(ScopeError::Empty);
        }
        if wire.categories.len() > Self::MAX_CATEGORIES
            || wire
                .records
                .as_ref()
                .is_some_and(|named| named.len() > Self::MAX_RECORDS)
            || wire
                .resource_types
                .as_ref()
                .is_some_and(|named| named.len() > Self::MAX_RESOURCE_TYPES)
        {
            return Err(ScopeError::TooLarge);
        }
        if wire.purposes.contains(&Purpose::BreakTheGlass)
            && !wire.categories.iter().all(CategoryCode::is_emergency)
        {
            return Err(ScopeError::BreakGlassCategory);
        }
        Ok(Self(wire))
    }
}

impl From<Scope> for Wire {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

/// The part of a scope that does not cover an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// The purpose is not granted.
    Purpose,
    /// The record's category is not granted.
    Category,
    /// The grant names records, and this is none of them.
    Record,
    /// The grant names resource types, and the record states none or others.
    ResourceType,
    /// The record is more confidential than the grant reaches, or does not say how confidential.
    Confidentiality,
    /// The record was created outside the granted period.
    Period,
}

/// Why a scope cannot exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScopeError {
    /// It would cover nothing. Code: `empty-scope`.
    #[error("the scope covers nothing")]
    Empty,
    /// It names more than a scope may. Code: `scope-too-large`.
    #[error("the scope names more than a scope may")]
    TooLarge,
    /// It opens another category than EMERGENCY to break-glass access.
    /// Code: `break-glass-category`.
    #[error("break-glass access can be granted to the emergency category only")]
    BreakGlassCategory,
}

impl ErrorCode for ScopeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-scope",
            Self::TooLarge => "scope-too-large",
            Self::BreakGlassCategory => "break-glass-category",
        }
    }
}
