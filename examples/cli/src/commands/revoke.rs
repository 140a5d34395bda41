//! `medseal revoke`: consent, withdrawn.

use super::{Context, bundle};
use crate::{
    args::RevokeArgs,
    error::{CliError, Result},
    interrupt,
    report::Report,
};
use medseal::errors::ErrorCode;
use serde_json::json;

pub(super) fn run(args: &RevokeArgs, context: &Context) -> Result<()> {
    let revoked = bundle::read(&args.grant)?;
    let mut file = context.passphrases.open(&args.patient)?;
    let now = context.now()?;
    let is_patient = revoked.grant().controller() == file.identity.identity_id();
    // The new key file is begun first: the ledger must not hear of a revocation whose new keys
    // could not be stored.
    let rewrite = is_patient.then(|| file.begin_write_back()).transpose()?;

    let exchange = &mut context.open_ledger(&args.sealing)?.exchange;
    let _whole = interrupt::deferred();
    let outcome = if is_patient {
        exchange.revoke(&mut file.identity, revoked.chain(), now)
    } else {
        exchange.revoke_delegation(&file.identity, revoked.chain(), now)
    };
    let receipt = outcome.map_err(|error| {
        let hint = (is_patient && error.code() == "already-revoked").then(|| {
            format!(
                "new category keys are begun with: medseal rekey --key {} --new-epoch CODE",
                args.patient.display()
            )
        });
        let grant = args.grant.display();
        let error = CliError::on_ledger(error, &args.sealing.ledger, grant);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })?;

    let report = Report::new(format!("Revoked {}.", args.grant.display()))
        .text("grant", revoked.grant().id())
        .field("index", receipt.index().number());
    let report = match rewrite {
        None => report,
        Some(rewrite) => {
            let document = file.finish_write_back(rewrite, now)?;
            let mut epochs = Vec::new();
            for category in revoked.grant().scope().categories() {
                let epoch = file.identity.current_epoch(category)?.number();
                epochs.push(json!({"category": category.as_str(), "epoch": epoch}));
            }
            report
                .field("new_epochs", epochs)
                .text("key", args.patient.display())
                .text("id", document.display())
                .note(format!(
                    "New keys were begun for the grant's categories. Give the new {} to everybody \
                     who seals records for you, and renew the other grants of these categories.",
                    document.display()
                ))
        }
    };
    report
        .note("What the grantee opened before stays known to it.")
        .print(context.json, false)
}
