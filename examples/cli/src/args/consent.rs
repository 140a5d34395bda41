//! Consent: `grant`, `delegate`, `revoke`.

use super::SealingArgs;
use clap::Args;
use medseal::{
    consent::Purpose,
    types::{CategoryCode, Timestamp},
};
use std::path::PathBuf;

/// Let somebody open a patient's records of a category
///
/// Writes the grant with the category's keys, wrapped to the grantee: pass the file on. The ledger
/// gets its salted commitment. One grant covers all records of its categories, those of tomorrow
/// included.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal grant --ledger ledger --authority node.key --patient patient.key --to specialist.id \\
      --purpose TREAT --category LAB --until 2027-01-01T00:00:00Z --out specialist.grant
  medseal grant --ledger ledger --patient patient.key --to clinic.id --purpose BTG \\
      --category EMERGENCY --until 2030-01-01T00:00:00Z --out emergency.grant

Purposes are HL7 codes: TREAT, ETREAT, HPAYMT, HRESCH, CLINTRCH, BTG (break the glass), …")]
pub(crate) struct GrantArgs {
    #[command(flatten)]
    pub(crate) sealing: SealingArgs,

    /// Key file of the patient
    #[arg(long, value_name = "P.key")]
    pub(crate) patient: PathBuf,

    /// Identity of the grantee
    #[arg(long, value_name = "G.id")]
    pub(crate) to: PathBuf,

    /// What the records may be opened for; may be repeated
    #[arg(long, value_name = "PURPOSE", required = true)]
    pub(crate) purpose: Vec<Purpose>,

    /// A category of records; may be repeated
    #[arg(long, value_name = "CODE", required = true)]
    pub(crate) category: Vec<CategoryCode>,

    /// The grant ends before this time
    #[arg(long, value_name = "RFC3339")]
    pub(crate) until: Timestamp,

    /// The grant begins at this time [default: now]
    #[arg(long, value_name = "RFC3339")]
    pub(crate) from: Option<Timestamp>,

    #[command(flatten)]
    pub(crate) narrowing: NarrowingArgs,

    /// How many times the grant may be passed on
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) delegation: u8,

    /// Where the grant goes, readable by you only
    #[arg(long, value_name = "G.grant")]
    pub(crate) out: PathBuf,
}

/// Which records of the categories a grant covers.
#[derive(Debug, Args)]
pub(crate) struct NarrowingArgs {
    /// Only this sealed record, in all its versions; may be repeated
    #[arg(long, value_name = "F.sealed")]
    pub(crate) record: Vec<PathBuf>,

    /// Only records made at this time or later
    #[arg(long, value_name = "RFC3339")]
    pub(crate) data_from: Option<Timestamp>,

    /// Only records made at this time or earlier
    #[arg(long, value_name = "RFC3339")]
    pub(crate) data_until: Option<Timestamp>,
}

/// Pass a grant on, or part of it, without a ledger
///
/// What is not narrowed stays as it is in the grant; nothing can be wider. It ends with the grant
/// it comes from.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal delegate --grant specialist.grant --key specialist.key --to assistant.id \\
      --until 2026-12-24T00:00:00Z --out assistant.grant")]
pub(crate) struct DelegateArgs {
    /// The grant to pass on
    #[arg(long, value_name = "G.grant")]
    pub(crate) grant: PathBuf,

    /// Key file of the grant's holder
    #[arg(long, value_name = "G.key")]
    pub(crate) key: PathBuf,

    /// Identity of the next holder
    #[arg(long, value_name = "H.id")]
    pub(crate) to: PathBuf,

    /// Only this purpose; may be repeated
    #[arg(long, value_name = "PURPOSE")]
    pub(crate) purpose: Vec<Purpose>,

    /// Only this category; may be repeated
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Vec<CategoryCode>,

    /// End before this time
    #[arg(long, value_name = "RFC3339")]
    pub(crate) until: Option<Timestamp>,

    /// Begin at this time
    #[arg(long, value_name = "RFC3339")]
    pub(crate) from: Option<Timestamp>,

    #[command(flatten)]
    pub(crate) narrowing: NarrowingArgs,

    /// How many times the new grant may be passed on [default: not at all]
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) delegation: u8,

    /// Where the new grant goes, readable by you only
    #[arg(long, value_name = "H.grant")]
    pub(crate) out: PathBuf,
}

/// End a grant, with all that was delegated from it
///
/// As the patient: new keys are begun for the grant's categories, and P.key and P.id are rewritten;
/// give the new P.id to whoever seals your records. As somebody who passed the grant on: only what
/// was passed on ends. What was opened before stays known to whoever opened it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal revoke --ledger ledger --authority node.key --patient patient.key --grant specialist.grant")]
pub(crate) struct RevokeArgs {
    #[command(flatten)]
    pub(crate) sealing: SealingArgs,

    /// Key file of the patient, or of whoever passed the grant on
    #[arg(long, value_name = "P.key")]
    pub(crate) patient: PathBuf,

    /// The grant
    #[arg(long, value_name = "G.grant")]
    pub(crate) grant: PathBuf,
}
