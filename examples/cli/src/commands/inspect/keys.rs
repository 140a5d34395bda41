//! Key files and identity documents.

use crate::{error::Result, report::Report};
use medseal::keys::{PublicIdentity, is_protected};
use serde_json::{Value, json};

/// A key file: only whether it is protected. Its secrets are not opened to be shown.
pub(super) fn key_file(text: &str) -> Option<Result<Report>> {
    let protected = is_protected(text).ok()?;
    let report = Report::new("A secret key file.")
        .text("kind", "key-file")
        .field("protected", protected)
        .note("Give others the .id file beside it, never this file.");
    Some(Ok(report))
}

/// An identity document, whose signatures are verified.
pub(super) fn identity(text: &str) -> Option<Result<Report>> {
    // Only something that looks like one fails as one.
    let looks = serde_json::from_str::<Value>(text).ok()?;
    let looks = ["payload", "protected", "signature"]
        .iter()
        .all(|member| looks.get(member).is_some());
    looks.then(|| {
        let document = PublicIdentity::from_json(text)?;
        let categories: Vec<Value> = document
            .category_keys()
            .iter()
            .map(|key| json!({ "category": key.category.as_str(), "epoch": key.epoch.number() }))
            .collect();
        Ok(
            Report::new("An identity document; its signatures are valid.")
                .text("kind", "identity")
                .text("identity", document.identity_id())
                .text("did_key", document.verifying_key().did_key())
                .optional("also_known_as", document.also_known_as())
                .text("issued", document.issued())
                .field("key_rotations", document.key_history().rotations())
                .text("suite", document.sealing_key().suite().name())
                .text("sealing_key", document.sealing_key().key_id())
                .field("categories", categories)
                .note(
                    "The document shows who controls the identity, not whose it is in the world.",
                ),
        )
    })
}
