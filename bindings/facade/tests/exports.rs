//! The list of exports is what the source guards.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_list_of_exports_is_complete() {
    let mut guarded = BTreeSet::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut guarded,
    )
    .unwrap();
    let listed: BTreeSet<String> = medseal_facade::exports()
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    assert_eq!(
        listed.len(),
        medseal_facade::exports().len(),
        "a name is listed twice"
    );
    assert_eq!(listed, guarded);
}

fn collect(directory: &Path, guarded: &mut BTreeSet<String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, guarded)?;
            continue;
        }
        let source = std::fs::read_to_string(&path)?;
        let source: String = source.split_whitespace().collect();
        for after in source.split("guard(\"").skip(1) {
            let name = after.split('"').next().unwrap_or_default();
            assert!(guarded.insert(name.to_owned()), "{name} is guarded twice");
        }
    }
    Ok(())
}
