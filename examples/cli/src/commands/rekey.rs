//! `medseal rekey`: an identity's categories, epochs and passphrase change; its name stays.

use super::Context;
use crate::{args::RekeyArgs, error::Result, keyfile::choose_passphrase, report::Report};

pub(super) fn run(args: RekeyArgs, context: &Context) -> Result<()> {
    let mut file = context.passphrases.open(&args.key)?;
    for category in args.category {
        file.identity.add_category(category)?;
    }
    for category in &args.new_epoch {
        file.identity.rotate_category(category)?;
    }
    if args.new_passphrase || args.new_passphrase_file.is_some() {
        let chosen = choose_passphrase(&args.key, args.new_passphrase_file.as_deref())?;
        file.protect_with(Some(chosen));
    } else if args.no_passphrase {
        file.protect_with(None);
    }
    let document = file.write_back(context.now()?)?;

    let mut categories = Vec::new();
    for category in file.identity.categories() {
        let epoch = file.identity.current_epoch(category)?;
        categories.push(serde_json::json!({
            "category": category.as_str(),
            "epoch": epoch.number(),
        }));
    }
    Report::new(format!(
        "Rewrote {} and {}.",
        args.key.display(),
        document.display()
    ))
    .text("identity", file.identity.identity_id())
    .field("protected", file.is_protected())
    .field("categories", categories)
    .note("Give the new .id file to everybody who seals records for this identity.")
    .print(context.json, false)
}
