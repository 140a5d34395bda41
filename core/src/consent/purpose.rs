//! What a record is asked for: the PurposeOfUse codes of HL7 version 3.
//!
//! HL7 Terminology, code system `v3-ActReason`, value set `v3-PurposeOfUse`: every selectable code
//! below the abstract root `PurposeOfUse`. HL7 arranges the codes in a tree; consent here does not
//! follow it. A grant for `TREAT` covers `TREAT` and nothing else: neither `ETREAT` nor, above all,
//! `BTG`, which HL7 places below it. Whoever wants both lists both.

use crate::errors::ErrorCode;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! purposes {
    ($($name:ident = $code:literal, $display:literal;)*) => {
        /// A purpose of use. Ordered by its code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        #[non_exhaustive]
        pub enum Purpose {
            $(
                #[doc = concat!("`", $code, "`: ", $display, ".")]
                $name,
            )*
        }

        impl Purpose {
            /// All purposes, in the order of their codes.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HL7 code, such as `TREAT`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// The name HL7 gives the code, such as "treatment".
            #[must_use]
            pub const fn display(self) -> &'static str {
                match self {
                    $(Self::$name => $display,)*
                }
            }
        }

        impl FromStr for Purpose {
            type Err = PurposeError;

            /// Reads an HL7 code; codes are case-sensitive.
            fn from_str(code: &str) -> Result<Self, PurposeError> {
                match code {
                    $($code => Ok(Self::$name),)*
                    _ => Err(PurposeError),
                }
            }
        }
    };
}

purposes! {
    BiomedicalResearch = "BIORCH", "biomedical research";
    BreakTheGlass = "BTG", "break the glass";
    CareManagement = "CAREMGT", "care management";
    ClinicalTrialResearch = "CLINTRCH", "clinical trial research";
    ClinicalTrialResearchWithoutPatientCare = "CLINTRCHNPC", "clinical trial research without patient care";
    ClinicalTrialResearchWithPatientCare = "CLINTRCHPC", "clinical trial research with patient care";
    ClinicalTrial = "CLINTRL", "clinical trial";
    ClaimAttachment = "CLMATTCH", "claim attachment";
    CoordinationOfCare = "COC", "coordination of care";
    CoverageAuthorization = "COVAUTH", "coverage authorization";
    Coverage = "COVERAGE", "coverage under policy or program";
    Disaster = "DISASTER", "disaster";
    Donation = "DONAT", "donation";
    DiseaseSpecificResearch = "DSRCH", "disease specific healthcare research";
    EligibilityDetermination = "ELIGDTRM", "eligibility determination";
    EligibilityVerification = "ELIGVER", "eligibility verification";
    Enrollment = "ENROLLM", "enrollment";
    EmergencyRoomTreatment = "ERTREAT", "emergency room treatment";
    EmergencyTreatment = "ETREAT", "emergency treatment";
    FamilyRequested = "FAMRQT", "family requested";
    Fraud = "FRAUD", "fraud";
    Government = "GOV", "government";
    HealthAccreditation = "HACCRED", "health accreditation";
    HealthCompliance = "HCOMPL", "health compliance";
    Decedent = "HDECD", "decedent";
    Directory = "HDIRECT", "directory";
    HealthcareDeliveryManagement = "HDM", "healthcare delivery management";
    Legal = "HLEGAL", "legal";
    HealthcareMarketing = "HMARKT", "healthcare marketing";
    HealthcareOperations = "HOPERAT", "healthcare operations";
    HealthOutcomeMeasure = "HOUTCOMS", "health outcome measure";
    HealthcarePayment = "HPAYMT", "healthcare payment";
    HealthProgramReporting = "HPRGRP", "health program reporting";
    HealthQualityImprovement = "HQUALIMP", "health quality improvement";
    HealthcareResearch = "HRESCH", "healthcare research";
    HealthSystemAdministration = "HSYSADMIN", "health system administration";
    TestHealthData = "HTEST", "test health data";
    Labeling = "LABELING", "labeling";
    MemberAdministration = "MEMADMIN", "member administration";
    MetadataManagement = "METAMGT", "metadata management";
    MilitaryCommand = "MILCDM", "military command";
    MilitaryDischarge = "MILDCRG", "military discharge";
    PatientAdministration = "PATADMIN", "patient administration";
    PatientRequested = "PATRQT", "patient requested";
    PatientSafety = "PATSFTY", "patient safety";
    PerformanceMeasure = "PERFMSR", "performance measure";
    PopulationOriginsResearch = "POARCH", "population origins or ancestry healthcare research";
    PopulationHealth = "POPHLTH", "population health";
    PreclinicalTrialResearch = "PRECLINTRCH", "preclinical trial research";
    PublicHealth = "PUBHLTH", "public health";
    PowerOfAttorney = "PWATRNY", "power of attorney";
    RecordsManagement = "RECORDMGT", "records management";
    RemittanceAdvice = "REMITADV", "remittance advice";
    SupportNetwork = "SUPNWK", "support network";
    SystemDevelopment = "SYSDEV", "system development";
    Threat = "THREAT", "threat";
    Training = "TRAIN", "training";
    TranslationalResearch = "TRANSRCH", "translational healthcare research";
    Treatment = "TREAT", "treatment";
}

impl Purpose {
    /// The code system the codes come from, as FHIR names it.
    pub const SYSTEM: &'static str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    /// Whether this is the purpose of emergency access without the patient's leave at the time.
    #[must_use]
    pub const fn is_break_glass(self) -> bool {
        matches!(self, Self::BreakTheGlass)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Purpose> for &'static str {
    fn from(purpose: Purpose) -> Self {
        purpose.code()
    }
}

impl TryFrom<String> for Purpose {
    type Error = PurposeError;

    fn try_from(code: String) -> Result<Self, PurposeError> {
        code.parse()
    }
}

/// A text is no HL7 purpose-of-use code. Code: `unknown-purpose`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the purpose is not a purpose-of-use code of HL7 version 3")]
pub struct PurposeError;

impl ErrorCode for PurposeError {
    fn code(&self) -> &'static str {
        "unknown-purpose"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_ascending_and_read_back() {
        assert_eq!(Purpose::ALL.len(), 59);
        assert!(
            Purpose::ALL
                .windows(2)
                .all(|pair| pair[0].code() < pair[1].code())
        );
        assert!(Purpose::ALL.is_sorted());
        for purpose in Purpose::ALL {
            assert_eq!(purpose.code().parse(), Ok(*purpose));
        }
        for bad in ["", "treat", "PurposeOfUse", "TREAT ", "TREATMENT"] {
            assert_eq!(bad.parse::<Purpose>(), Err(PurposeError), "{bad}");
        }
    }
}
