//! Credentials: `credential`, `wallet`.

use super::SealingArgs;
use clap::{Args, Subcommand};
use medseal::eligibility::CredentialRequest;
use std::path::PathBuf;

/// Certify values, as a laboratory or a registry
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal credential offer --issuer lab.key --schema panel.json --ledger ledger --out ada.offer")]
pub(crate) struct CredentialArgs {
    #[command(subcommand)]
    pub(crate) command: CredentialCommand,
}

/// What an issuer does.
#[derive(Debug, Subcommand)]
pub(crate) enum CredentialCommand {
    Offer(CredentialOfferArgs),
    Issue(CredentialIssueArgs),
    Revoke(CredentialRevokeArgs),
}

/// Offer to certify values of one person
///
/// The offer says which values, by whom and on which ledger they would be revoked, and is good for
/// one issuance: make one for each person, who asks for copies with medseal wallet request.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal credential offer --issuer lab.key --schema panel.json --ledger ledger --out ada.offer")]
pub(crate) struct CredentialOfferArgs {
    /// Key file of the issuer
    #[arg(long, value_name = "I.key")]
    pub(crate) issuer: PathBuf,

    /// The schema of what is certified
    #[arg(long, value_name = "SCHEMA.json")]
    pub(crate) schema: PathBuf,

    /// Directory of the ledger on which copies can be revoked
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: PathBuf,

    /// Where the offer goes
    #[arg(long, value_name = "P.offer")]
    pub(crate) out: PathBuf,
}

/// Certify a person's values, in copies that are shown once each
///
/// That whoever asks is the person whose values these are is for you to see to. The offer is
/// removed: it is good once. Keep the record of the issuance with the person's other records; it is
/// what revokes the copies, and what the person's next issuance is held against.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal credential issue --issuer lab.key --offer ada.offer --request ada.asked \\
      --values ada.json --record ada.issued --out ada.batch
  medseal credential issue --issuer lab.key --offer ada.offer --request ada.asked \\
      --values ada.json --earlier ada.issued --record ada.issued2 --out ada.batch2")]
pub(crate) struct CredentialIssueArgs {
    /// Key file of the issuer
    #[arg(long, value_name = "I.key")]
    pub(crate) issuer: PathBuf,

    /// The offer that was made to this person
    #[arg(long, value_name = "P.offer")]
    pub(crate) offer: PathBuf,

    /// What the person's wallet asks for
    #[arg(long, value_name = "P.asked")]
    pub(crate) request: PathBuf,

    /// The values: a JSON object with a text for each attribute of the schema
    #[arg(long, value_name = "P.json")]
    pub(crate) values: PathBuf,

    /// Weeks of validity, beyond the one that has begun
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) weeks: u8,

    /// The record of this person's earlier issuance: the wallet must be the same
    #[arg(long, value_name = "P.issued")]
    pub(crate) earlier: Option<PathBuf>,

    /// Where the record of the issuance goes, readable by you only
    #[arg(long, value_name = "P.issued")]
    pub(crate) record: PathBuf,

    /// Where the credentials go, sealed to the person's wallet
    #[arg(long, value_name = "P.batch")]
    pub(crate) out: PathBuf,
}

/// Revoke all copies of one issuance, for good
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal credential revoke --ledger ledger --authority node.key --issuer lab.key \\
      --record ada.issued")]
pub(crate) struct CredentialRevokeArgs {
    #[command(flatten)]
    pub(crate) sealing: SealingArgs,

    /// Key file of the issuer
    #[arg(long, value_name = "I.key")]
    pub(crate) issuer: PathBuf,

    /// The record of the issuance
    #[arg(long, value_name = "P.issued")]
    pub(crate) record: PathBuf,
}

/// Keep credentials, and ask for them
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal wallet list --key ada.key --wallet ada.wallet")]
pub(crate) struct WalletArgs {
    #[command(subcommand)]
    pub(crate) command: WalletCommand,
}

/// What a holder does with a wallet.
#[derive(Debug, Subcommand)]
pub(crate) enum WalletCommand {
    Request(WalletRequestArgs),
    Accept(WalletAcceptArgs),
    List(WalletListArgs),
    Revoke(WalletRevokeArgs),
}

/// Whose wallet, and where it is.
#[derive(Debug, Args)]
pub(crate) struct HolderArgs {
    /// Key file of the holder, with which the wallet opens
    #[arg(long, value_name = "P.key")]
    pub(crate) key: PathBuf,

    /// The wallet: a file, encrypted
    ///
    /// Never restore an old copy of it: what was shown would be shown again, and could be linked.
    #[arg(long, value_name = "P.wallet")]
    pub(crate) wallet: PathBuf,
}

/// Ask an issuer for credentials; the wallet is begun if it is not there
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal wallet request --key ada.key --wallet ada.wallet --offer ada.offer --out ada.asked")]
pub(crate) struct WalletRequestArgs {
    #[command(flatten)]
    pub(crate) holder: HolderArgs,

    /// The issuer's offer
    #[arg(long, value_name = "P.offer")]
    pub(crate) offer: PathBuf,

    /// How many copies, each to be shown once
    #[arg(long, value_name = "N", default_value_t = 16)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=CredentialRequest::MAX_COPIES as i64))]
    pub(crate) copies: u16,

    /// Where the request goes, for the issuer
    #[arg(long, value_name = "P.asked")]
    pub(crate) out: PathBuf,
}

/// Take in the credentials that an issuer made
///
/// Every commitment is computed again: a wallet takes in what certifies the values it says.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal wallet accept --key ada.key --wallet ada.wallet --batch ada.batch")]
pub(crate) struct WalletAcceptArgs {
    #[command(flatten)]
    pub(crate) holder: HolderArgs,

    /// The credentials
    #[arg(long, value_name = "P.batch")]
    pub(crate) batch: PathBuf,
}

/// Show what a wallet holds, and what should be renewed; no value is shown
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal wallet list --key ada.key --wallet ada.wallet")]
pub(crate) struct WalletListArgs {
    #[command(flatten)]
    pub(crate) holder: HolderArgs,
}

/// Revoke copies that were not shown, for good, and drop them
///
/// For a wallet that was stolen, or a credential that is no longer wanted. Each copy's handle is
/// written to the ledger, hashed, in the name of an identity made for it: nobody but the issuer can
/// tell whose copies these were. Without --issuer and --schema, all copies that this ledger can
/// revoke.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal wallet revoke --key ada.key --wallet ada.wallet --ledger ledger --authority node.key")]
pub(crate) struct WalletRevokeArgs {
    #[command(flatten)]
    pub(crate) holder: HolderArgs,

    #[command(flatten)]
    pub(crate) sealing: SealingArgs,

    /// Only copies of this issuer, as medseal wallet list shows it
    #[arg(long, value_name = "DID")]
    pub(crate) issuer: Option<String>,

    /// Only copies under the schema with this hash
    #[arg(long, value_name = "HASH")]
    pub(crate) schema: Option<String>,
}
