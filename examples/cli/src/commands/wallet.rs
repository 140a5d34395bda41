//! `medseal wallet`: credentials kept, and asked for.

use super::{Context, offer::Offer};
use crate::{
    args::{HolderArgs, WalletAcceptArgs, WalletListArgs, WalletRequestArgs, WalletRevokeArgs},
    error::{CliError, Result},
    files::read_small,
    interrupt,
    output::{Existing, OutputFile, Readers},
    report::{Line, Report},
};
use medseal::{
    eligibility::{
        CredentialBatch, RevocableCopies, Schema, StatusHandle, Wallet, WalletEntry, WalletSecret,
    },
    keys::SecretIdentity,
};
use serde_json::json;
use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

pub(super) fn request(args: &WalletRequestArgs, context: &Context) -> Result<()> {
    let output = OutputFile::create_at(&args.out, Readers::Umask, Existing::Refuse)?;
    let offer = Offer::read(&args.offer)?;
    let schema = Schema::from_json(&offer.schema)
        .map_err(|error| CliError::from(error).about(args.offer.display()))?;
    let mut opened = OpenWallet::open_or_begin(&args.holder, context)?;
    let copies = usize::from(args.copies);
    let request = opened
        .wallet
        .request(&schema, offer.issuer, offer.challenge, copies)?;
    // Whoever is asked must find the wallet waiting.
    opened.save()?;
    output.write_whole(request.as_bytes())?;
    Report::new(format!(
        "Asked for {copies} copies; give {} to the issuer.",
        args.out.display()
    ))
    .text("request", args.out.display())
    .text("wallet", args.holder.wallet.display())
    .text("issuer", offer.issuer.did_key())
    .text("schema", schema.hash())
    .text("name", schema.name())
    .print(context.json, false)
}

pub(super) fn accept(args: &WalletAcceptArgs, context: &Context) -> Result<()> {
    let bytes = read_small(&args.batch, CredentialBatch::MAX_BYTES)?;
    let about = |error: CliError| error.about(args.batch.display());
    let batch = CredentialBatch::from_bytes(&bytes).map_err(|error| about(error.into()))?;
    let mut opened = OpenWallet::open(&args.holder, context)?;
    opened
        .wallet
        .accept(&batch)
        .map_err(|error| about(error.into()))?;
    opened.save()?;
    Report::new(format!("Took in {} copies.", batch.len()))
        .field("copies", batch.len())
        .text("wallet", args.holder.wallet.display())
        .print(context.json, false)
}

pub(super) fn list(args: &WalletListArgs, context: &Context) -> Result<()> {
    let opened = OpenWallet::open(&args.holder, context)?;
    let entries = opened.wallet.entries(context.now()?);
    let renewals = entries.iter().filter(|entry| entry.needs_renewal).count();
    let report = Report::new(format!(
        "The wallet {} holds {} issuances.",
        args.holder.wallet.display(),
        entries.len()
    ))
    .list("credentials", entries.iter().map(line).collect());
    match renewals {
        0 => report,
        _ => report.note("Ask the issuers for more of what should be renewed."),
    }
    .print(context.json, false)
}

pub(super) fn revoke(args: &WalletRevokeArgs, context: &Context) -> Result<()> {
    let mut opened = OpenWallet::open(&args.holder, context)?;
    let exchange = &mut context.open_ledger(&args.sealing)?.exchange;
    let (id, now) = (exchange.ledger().id(), context.now()?);
    let is_meant = |copies: &RevocableCopies| {
        let by = |issuer: &String| copies.issuer.did_key() == *issuer;
        let of = |schema: &String| copies.schema.to_string() == *schema;
        copies.registry == id
            && args.issuer.as_ref().is_none_or(by)
            && args.schema.as_ref().is_none_or(of)
    };
    let revocable = opened.wallet.revocable().into_iter();
    let meant = revocable.filter(is_meant);
    let handles: Vec<StatusHandle> = meant.flat_map(|copies| copies.handles).collect();
    if handles.is_empty() {
        let sentence = "the wallet has no such copies that this ledger could revoke";
        return Err(CliError::new("no-credential", sentence).about(args.holder.wallet.display()));
    }
    // Whoever's name stood there would be known to have had credentials.
    let nobody = SecretIdentity::generate()?;
    let _whole = interrupt::deferred();
    let new = exchange
        .revoke_credentials(&nobody, &handles, now)
        .map_err(|error| {
            CliError::on_ledger(error, &args.sealing.ledger, args.holder.wallet.display())
        })?;
    let height = exchange.ledger().last_block().height();
    opened.wallet.discard_revoked(&handles);
    opened.save()?;
    Report::new(format!("Revoked {} copies.", handles.len()))
        .field("revoked", new)
        .field("revoked_before", handles.len().saturating_sub(new))
        .field("height", height)
        .note("What was shown before stays shown.")
        .print(context.json, false)
}

fn line(entry: &WalletEntry) -> Line {
    let (issuer, validity) = (entry.issuer.did_key(), entry.validity);
    let renew = if entry.needs_renewal { ", renew" } else { "" };
    Line {
        text: format!(
            "{}: {} of {} copies left, until {}{renew}, by {issuer}",
            entry.name,
            entry.left,
            entry.issued,
            validity.expires()
        ),
        value: json!({
            "name": entry.name, "schema": entry.schema.to_string(), "issuer": issuer,
            "left": entry.left, "issued": entry.issued,
            "valid_from": validity.not_before().to_string(),
            "valid_until": validity.expires().to_string(), "needs_renewal": entry.needs_renewal,
        }),
    }
}

/// A wallet that no other process can open meanwhile: two that did would show the same copy.
pub(super) struct OpenWallet {
    pub(super) wallet: Wallet,
    path: PathBuf,
    _lock: File,
}

impl OpenWallet {
    pub(super) fn open(args: &HolderArgs, context: &Context) -> Result<Self> {
        // Without a wallet there is nothing to lock, and no lock is left behind.
        crate::files::open(&args.wallet)?;
        Self::open_or_begin(args, context)
    }

    fn open_or_begin(args: &HolderArgs, context: &Context) -> Result<Self> {
        let secret = WalletSecret::of(&context.passphrases.open(&args.key)?.identity);
        let lock = lock(&args.wallet)?;
        let wallet = if args.wallet.exists() {
            let bytes = read_small(&args.wallet, MAX_WALLET)?;
            Wallet::from_bytes(&bytes, secret)
                .map_err(|error| CliError::from(error).about(args.wallet.display()))?
        } else {
            Wallet::new(secret)
        };
        Ok(Self {
            wallet,
            path: args.wallet.clone(),
            _lock: lock,
        })
    }

    /// Writes the wallet as it is now, whole or not at all.
    pub(super) fn save(&self) -> Result<()> {
        let bytes = self.wallet.to_bytes()?;
        OutputFile::create_at(&self.path, Readers::Owner, Existing::Replace)?.write_whole(&bytes)
    }
}

/// The lock is on a file beside: the wallet itself is replaced, and a lock would stay on the old.
fn lock(wallet: &Path) -> Result<File> {
    let mut path = wallet.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(|error| CliError::writing(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let sentence = "another process is using the wallet";
            Err(CliError::new("wallet-busy", sentence).about(wallet.display()))
        }
        Err(TryLockError::Error(error)) => Err(CliError::writing(&path, &error)),
    }
}

const MAX_WALLET: usize = 65 << 20;
