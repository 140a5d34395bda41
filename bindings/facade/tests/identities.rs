//! Identities: made, stored, rotated, closed.

use medseal_facade::{Error, KeyFileCost, Kind, PublicIdentity, Result, SecretIdentity};

const CHEAP: KeyFileCost = KeyFileCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

#[test]
fn a_key_file_gives_the_identity_back() -> Result<()> {
    let identity = SecretIdentity::generate(Some("x25519"))?;
    let protected = identity.to_key_file("pässword 🔑".as_bytes(), Some(CHEAP))?;
    let again = SecretIdentity::from_key_file(&protected, Some("pässword 🔑".as_bytes()))?;
    assert_eq!(again.identity_id()?, identity.identity_id()?);
    assert_eq!(
        code(SecretIdentity::from_key_file(&protected, None)),
        "passphrase-needed"
    );
    let wrong = SecretIdentity::from_key_file(&protected, Some(b"password"));
    assert_eq!(
        wrong.err().map(|error| error.kind),
        Some(Kind::Cryptographic)
    );

    let plain = identity.to_plain_key_file()?;
    let text = String::from_utf8(plain.into_vec()).unwrap();
    let again = SecretIdentity::from_key_file(&text, None)?;
    assert_eq!(again.identity_id()?, identity.identity_id()?);
    Ok(())
}

#[test]
fn files_are_written_whole_and_for_their_owner() -> Result<()> {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let identity = SecretIdentity::generate(None)?;
    identity.save(&path("patient.key"), None, false)?;
    let loaded = SecretIdentity::load(&path("patient.key"), None)?;
    assert_eq!(loaded.identity_id()?, identity.identity_id()?);
    assert_eq!(
        code(identity.save(&path("patient.key"), None, false)),
        "file-exists"
    );
    identity.save(&path("patient.key"), None, true)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path("patient.key"))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
    let document = identity.public(Some(1_700_000_000))?;
    document.save(&path("patient.id"))?;
    assert_eq!(PublicIdentity::load(&path("patient.id"))?, document);

    assert_eq!(
        code(PublicIdentity::load(&path("nobody.id"))),
        "file-not-found"
    );
    assert_eq!(
        code(PublicIdentity::load(directory.path().to_str().unwrap())),
        "file-not-readable"
    );
    assert_eq!(
        code(document.save(&path("no/such/directory"))),
        "file-not-writable"
    );
    let names = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(names, 2, "nothing but the two files is left");
    Ok(())
}

#[test]
fn documents_say_what_the_identity_is() -> Result<()> {
    let identity = SecretIdentity::generate(None)?;
    identity.add_category("RADIOLOGY")?;
    assert_eq!(identity.rotate_category("RADIOLOGY")?, 1);
    identity.set_also_known_as("did:web:hospital.example")?;
    let document = PublicIdentity::from_json(&identity.public(Some(0))?.to_json()?)?;
    let details = document.details()?;
    assert_eq!(details.identity_id, identity.identity_id()?);
    assert_eq!(details.suite, "x-wing");
    assert_eq!(details.categories, identity.categories()?);
    assert_eq!(
        details.also_known_as.as_deref(),
        Some("did:web:hospital.example")
    );
    assert_eq!((details.issued, details.rotations), (0, 0));
    assert!(details.signing_key.starts_with("did:key:z6Mk"));

    assert_eq!(code(identity.add_category("two words")), "invalid-code");
    assert_eq!(code(identity.rotate_category("NONE")), "unknown-category");
    assert_eq!(
        code(identity.set_also_known_as("hospital")),
        "invalid-identity-document"
    );
    assert_eq!(code(identity.public(Some(u64::MAX))), "invalid-time");
    assert_eq!(
        code(SecretIdentity::generate(Some("rot13"))),
        "invalid-argument"
    );
    assert_eq!(
        code(PublicIdentity::from_json("{}")),
        "invalid-identity-document"
    );
    Ok(())
}

#[test]
fn rotation_needs_the_recovery_secret_once_it_is_kept_elsewhere() -> Result<()> {
    let identity = SecretIdentity::generate(None)?;
    let id = identity.identity_id()?;
    let recovery = identity.take_recovery_secret()?;
    assert_eq!(code(identity.rotate(None)), "recovery-secret-needed");
    assert_eq!(
        code(identity.rotate(Some(&[7; 32]))),
        "wrong-recovery-secret"
    );
    assert_eq!(code(identity.rotate(Some(b"short"))), "invalid-argument");
    identity.rotate(Some(recovery.as_bytes()))?;
    identity.rotate(None)?;
    assert_eq!(identity.identity_id()?, id);
    assert_eq!(identity.public(None)?.details()?.rotations, 2);
    let (a, b) = (
        identity.pairwise("registry")?,
        identity.pairwise("trial 🧪")?,
    );
    assert_ne!(a.identity_id()?, b.identity_id()?);
    Ok(())
}

#[test]
fn a_closed_handle_answers_closed_everywhere() -> Result<()> {
    let identity = SecretIdentity::generate(None)?;
    let clone = identity.clone();
    identity.close();
    identity.close();
    assert!(clone.is_closed());
    let closed = |result: std::result::Result<(), Error>| {
        let error = result.err();
        assert_eq!(
            error.map(|error| (error.code, error.kind)),
            Some(("closed", Kind::Closed))
        );
    };
    closed(clone.identity_id().map(drop));
    closed(clone.public(None).map(drop));
    closed(clone.to_key_file(b"x", Some(CHEAP)).map(drop));
    closed(clone.to_plain_key_file().map(drop));
    closed(clone.rotate(None));
    closed(clone.categories().map(drop));
    closed(clone.pairwise("x").map(drop));
    Ok(())
}
