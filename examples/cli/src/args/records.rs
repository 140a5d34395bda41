//! Records: `seal`, `open`, `rewrap`, `inspect`.

use crate::files::FileArg;
use clap::Args;
use medseal::{
    consent::Purpose,
    types::{CategoryCode, MediaType},
};
use std::path::PathBuf;

use super::range::RangeArg;

/// Encrypt a record for a patient and sign it as its author
///
/// The first --to is the patient, who controls the record: it is sealed to the patient's key for
/// its category, so that a grant for the category covers it. Every further --to is sealed to that
/// identity itself. Files of any size, in bounded memory.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal seal --author lab.key --to patient.id --in report.json --out report.sealed \\
      --category LAB --type application/fhir+json
  tar c study | medseal seal --author clinic.key --to patient.id --to clinic.id \\
      --category IMG --in - --out study.sealed")]
pub(crate) struct SealArgs {
    /// Key file of the author, who signs
    #[arg(long, value_name = "A.key")]
    pub(crate) author: PathBuf,

    /// Identity of the patient; repeated, of further recipients
    #[arg(long, value_name = "P.id", required = true)]
    pub(crate) to: Vec<PathBuf>,

    /// The record, or - for standard input
    #[arg(long = "in", value_name = "F")]
    pub(crate) input: FileArg,

    /// Where the sealed record goes, or - for standard output
    #[arg(long, value_name = "F.sealed")]
    pub(crate) out: FileArg,

    /// The record's category, by which the patient shares it [default: GENERAL]
    #[arg(long, value_name = "CODE", conflicts_with = "previous")]
    pub(crate) category: Option<CategoryCode>,

    /// Media type of the record
    #[arg(long = "type", value_name = "MEDIA", default_value_t)]
    pub(crate) media_type: MediaType,

    /// The sealed record that this one is the next version of
    #[arg(long, value_name = "F.sealed")]
    pub(crate) previous: Option<PathBuf>,
}

/// Decrypt a record, as its recipient or under a patient's grant
///
/// Without --ledger the key must be a recipient's or the patient's own. With --ledger and --grant
/// the patient's consent is decided at the ledger's last block, and the access is on the ledger
/// before the output file is there.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal open --key patient.key --in report.sealed --out report.json
  medseal open --key specialist.key --in report.sealed --out report.json \\
      --ledger ledger --grant specialist.grant
  medseal open --key patient.key --in study.sealed --out - --range 0..132 | xxd

Written to standard output, a record is complete only if the exit status is 0.")]
pub(crate) struct OpenArgs {
    /// Key file that opens the record
    #[arg(long, value_name = "K.key")]
    pub(crate) key: PathBuf,

    /// The sealed record, or - for standard input
    #[arg(long = "in", value_name = "F.sealed")]
    pub(crate) input: FileArg,

    /// Where the record goes, readable by you only, or - for standard output
    #[arg(long, value_name = "F")]
    pub(crate) out: FileArg,

    /// Only these bytes, from A up to but not including B, without reading the rest
    ///
    /// Each byte is authentic in its place, but the author's signature over the whole is not
    /// checked, which would need all of it. A.. and ..B work too.
    #[arg(long, value_name = "A..B")]
    pub(crate) range: Option<RangeArg>,

    /// Fail unless this identity is the record's author
    #[arg(long, value_name = "A.id")]
    pub(crate) author: Option<PathBuf>,

    /// Decide and record the access on the ledger in DIR
    #[arg(long, value_name = "DIR", requires = "grant")]
    pub(crate) ledger: Option<PathBuf>,

    /// The grant under which to open the record
    #[arg(long, value_name = "G.grant", requires = "ledger")]
    pub(crate) grant: Option<PathBuf>,

    /// What the record is opened for [default: the grant's only purpose]
    #[arg(long, value_name = "PURPOSE", requires = "grant")]
    pub(crate) purpose: Option<Purpose>,

    /// Why the glass is broken, for the purpose BTG; the patient reads it
    #[arg(long, value_name = "TEXT", requires = "grant")]
    pub(crate) reason: Option<String>,

    /// Key file of an authority, which seals the block; may be repeated [default: the key files
    /// with which the ledger was begun]
    #[arg(long, value_name = "N.key", requires = "ledger")]
    pub(crate) authority: Vec<PathBuf>,

    /// Directory of the files *.signed, where authorities remember what they signed [default: that
    /// of each key file]
    #[arg(long, value_name = "DIR", requires = "ledger")]
    pub(crate) signed: Option<PathBuf>,
}

/// Give one more identity access to a sealed record, without touching its payload
///
/// With the record's own patient as --to, the record follows the patient's key rotation: its slot
/// is replaced by one for the present epoch.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal rewrap --key patient.key --in report.sealed --to cardiologist.id --out report.sealed")]
pub(crate) struct RewrapArgs {
    /// Key file that opens the record; it signs the new slot
    #[arg(long, value_name = "K.key")]
    pub(crate) key: PathBuf,

    /// The sealed record, or - for standard input
    #[arg(long = "in", value_name = "F.sealed")]
    pub(crate) input: FileArg,

    /// Identity of the new recipient
    #[arg(long, value_name = "G.id")]
    pub(crate) to: PathBuf,

    /// Where the sealed record goes; may be the same file
    #[arg(long, value_name = "F.sealed")]
    pub(crate) out: FileArg,
}

/// Say what a file is and what can be known of it without a key
///
/// Understands sealed records, identity documents, key files, grants and receipts. What is shown
/// of a sealed record is signed by its author; whether the payload is intact shows when it is
/// opened.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal inspect report.sealed
  medseal inspect patient.id --json")]
pub(crate) struct InspectArgs {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: FileArg,
}
