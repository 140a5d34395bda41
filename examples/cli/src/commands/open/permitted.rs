//! Opening under a grant: decided on the ledger, and on the ledger before it is released.

use crate::{
    args::{OpenArgs, SealingArgs},
    commands::{Context, bundle},
    error::{CliError, Result},
    ledger::LocalExchange,
    report::Report,
};
use medseal::{
    consent::{DecisionRules, Purpose},
    envelope::{RecordKey, SealedHeader},
    exchange::{AccessIntent, GrantBundle, Unlocked, unlock},
    keys::SecretIdentity,
    ledger::Receipt,
    types::Duration,
};
use std::path::Path;

/// A record unlocked under a grant, whose access event the ledger must get.
pub(super) struct Permitted {
    exchange: LocalExchange,
    bundle: GrantBundle,
    purpose: Purpose,
    unlocked: Unlocked,
    recorded: Option<Receipt>,
}

impl Permitted {
    /// Asks for access and, if the decision permits it, unlocks the record. For the purpose BTG
    /// the reason is on the ledger first.
    pub(super) fn obtain(
        ledger: &Path,
        grant: &Path,
        holder: &SecretIdentity,
        header: &SealedHeader,
        args: &OpenArgs,
        context: &Context,
    ) -> Result<Self> {
        let bundle = bundle::read(grant)?;
        let purpose = purpose(&bundle, args.purpose)?;
        let reason = reason(purpose, args.reason.as_deref())?;
        let opened = context.open_ledger(&SealingArgs {
            ledger: ledger.to_owned(),
            authority: args.authority.clone(),
            signed: args.signed.clone(),
        })?;
        let audience = opened
            .authorities
            .first()
            .ok_or_else(|| CliError::new("authority-needed", "nobody can decide"))?
            .identity
            .identity_id();
        let mut exchange = opened.exchange;
        let now = context.now()?;

        // The decision asks for the grantee's key on the ledger. Nobody else's is put there.
        if bundle.grant().grantee().identity == holder.identity_id() {
            exchange.register(holder, now)?;
        }
        let mut intent = AccessIntent::new(audience, purpose);
        if let Some(reason) = reason {
            intent.break_glass =
                Some(exchange.break_glass(holder, &bundle, reason, BREAK_GLASS_LIFETIME, now)?);
        }
        let request = intent.request(holder, &bundle, header, now)?;
        let rules = DecisionRules::new(audience);
        let permit = exchange.decide(&request, bundle.chain(), header, &rules, now)?;
        let unlocked = unlock(permit, holder, &bundle, header, reason, now)?;
        Ok(Self {
            exchange,
            bundle,
            purpose,
            unlocked,
            recorded: None,
        })
    }

    pub(super) const fn key(&self) -> &RecordKey {
        self.unlocked.key()
    }

    /// Puts the access on the ledger, once.
    pub(super) fn record(&mut self, holder: &SecretIdentity, context: &Context) -> Result<()> {
        if self.recorded.is_none() {
            let (event, now) = (self.unlocked.event(), context.now()?);
            let receipt = self
                .exchange
                .record_access(holder, &self.bundle, event, now)?;
            self.recorded = Some(receipt);
        }
        Ok(())
    }

    pub(super) fn describe(&self, report: Report) -> Report {
        let index = self.recorded.as_ref().map(|receipt| receipt.index());
        report
            .text("purpose", self.purpose)
            .text("grant", self.bundle.grant().id())
            .optional("logged_at_index", index)
            .note("The access is on the ledger; the patient can read it in the log.")
    }
}

/// The purpose named, else the only one the grant has.
fn purpose(bundle: &GrantBundle, named: Option<Purpose>) -> Result<Purpose> {
    let mut granted = bundle.grant().scope().purposes().iter();
    match (named, granted.next(), granted.next()) {
        (Some(named), _, _) => Ok(named),
        (None, Some(only), None) => Ok(*only),
        _ => Err(CliError::new(
            "purpose-needed",
            "the grant is for several purposes; say with --purpose which one this is",
        )),
    }
}

/// A reason is stated exactly when the glass is broken.
fn reason(purpose: Purpose, stated: Option<&str>) -> Result<Option<&str>> {
    match (purpose.is_break_glass(), stated) {
        (true, None) => {
            let sentence = "to break the glass, state why with --reason; the patient will read it";
            Err(CliError::new("reason-needed", sentence))
        }
        (false, Some(_)) => {
            let sentence = "--reason is for the purpose BTG only";
            Err(CliError::new("usage", sentence))
        }
        (_, stated) => Ok(stated),
    }
}

/// How long the statement stands; this command uses it at once.
const BREAK_GLASS_LIFETIME: Duration = Duration::from_hours(1);
