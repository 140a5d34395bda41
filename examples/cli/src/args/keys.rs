//! Keys: `keygen` and `rekey`.

use clap::{ArgGroup, Args, ValueEnum};
use medseal::{keys::SealingSuite, types::CategoryCode};
use std::path::PathBuf;

/// Make an identity: NAME.key, which is secret, and NAME.id, which is for everybody
///
/// The key file is encrypted under a passphrase that is asked for twice. Existing files are never
/// overwritten.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal keygen --out patient
  medseal keygen --out lab --no-passphrase --also-known-as did:web:lab.example.org
  medseal keygen --out patient --category CARDIOLOGY --passphrase-file patient.pass")]
pub(crate) struct KeygenArgs {
    /// Where to write: NAME.key and NAME.id
    #[arg(long, value_name = "NAME")]
    pub(crate) out: PathBuf,

    /// Do not encrypt the key file; only its permissions protect it
    #[arg(long)]
    pub(crate) no_passphrase: bool,

    /// What others encrypt to this identity with
    #[arg(long, value_enum, default_value_t)]
    pub(crate) suite: SuiteArg,

    /// A category of records to have a key for, besides EMERGENCY, GENERAL, IMG and LAB
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Vec<CategoryCode>,

    /// The did:web of the organisation whose identity this is
    #[arg(long, value_name = "DID")]
    pub(crate) also_known_as: Option<String>,
}

/// Change an identity: new categories, new category keys, another passphrase
///
/// Rewrites N.key and the N.id beside it. Nothing sealed before is lost: old keys stay in the file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal rekey --key patient.key --category CARDIOLOGY
  medseal rekey --key patient.key --new-epoch LAB
  medseal rekey --key patient.key --new-passphrase")]
#[command(group = ArgGroup::new("change").multiple(true).required(true))]
pub(crate) struct RekeyArgs {
    /// The key file
    #[arg(long, value_name = "N.key")]
    pub(crate) key: PathBuf,

    /// A category to add
    #[arg(long, value_name = "CODE", group = "change")]
    pub(crate) category: Vec<CategoryCode>,

    /// A category to begin a new key for: records sealed from now on are out of reach for everybody
    /// who was given the old one
    #[arg(long, value_name = "CODE", group = "change")]
    pub(crate) new_epoch: Vec<CategoryCode>,

    /// Ask for a new passphrase
    #[arg(long, group = "change")]
    pub(crate) new_passphrase: bool,

    /// Take the new passphrase from FILE
    #[arg(
        long,
        value_name = "FILE",
        group = "change",
        conflicts_with = "new_passphrase"
    )]
    pub(crate) new_passphrase_file: Option<PathBuf>,

    /// Store the key file without encryption from now on
    #[arg(long, group = "change")]
    #[arg(conflicts_with_all = ["new_passphrase", "new_passphrase_file"])]
    pub(crate) no_passphrase: bool,
}

/// The encryption suites, by their names on the command line.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum SuiteArg {
    /// ML-KEM-768 and X25519 together: safe against quantum computers
    #[default]
    XWing,
    /// X25519 alone: small, for peers without post-quantum cryptography
    X25519,
}

impl From<SuiteArg> for SealingSuite {
    fn from(suite: SuiteArg) -> Self {
        match suite {
            SuiteArg::XWing => Self::XWing,
            SuiteArg::X25519 => Self::X25519,
        }
    }
}
