use super::*;

fn entries(directory: &Path) -> Vec<OsString> {
    let mut names: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    names
}

#[test]
fn nothing_is_there_before_commit_and_nothing_stays_after_a_failure() {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("out");
    let mut output = OutputFile::create_at(&target, Readers::Owner, Existing::Replace).unwrap();
    output.write_all(b"half").unwrap();
    assert!(!target.exists());
    drop(output);
    assert!(entries(room.path()).is_empty());
}

#[test]
fn a_complete_file_replaces_the_old_one_and_refuses_where_told() {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("out");
    for text in ["one", "two, longer"] {
        OutputFile::create_at(&target, Readers::Owner, Existing::Replace)
            .unwrap()
            .write_whole(text.as_bytes())
            .unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), text);
    }
    let refused = OutputFile::create_at(&target, Readers::Owner, Existing::Refuse);
    assert_eq!(refused.err().map(|error| error.code()), Some("file-exists"));

    // The name may also be taken while the bytes are being written.
    let late = room.path().join("late");
    let output = OutputFile::create_at(&late, Readers::Owner, Existing::Refuse).unwrap();
    fs::write(&late, "first").unwrap();
    let refused = output.write_whole(b"second");
    assert_eq!(refused.err().map(|error| error.code()), Some("file-exists"));
    assert_eq!(fs::read_to_string(&late).unwrap(), "first");
    assert_eq!(entries(room.path()), ["late", "out"]);
}

#[cfg(unix)]
#[test]
fn secrets_are_readable_by_their_owner_only_and_links_stay_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let room = tempfile::tempdir().unwrap();
    let (target, link) = (room.path().join("target"), room.path().join("link"));
    fs::write(&target, "old").unwrap();
    symlink(&target, &link).unwrap();
    OutputFile::create_at(&link, Readers::Owner, Existing::Replace)
        .unwrap()
        .write_whole(b"new")
        .unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    assert_eq!(
        fs::metadata(&target).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn a_named_temporary_is_removed_on_drop_and_renamed_on_commit() {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("out");
    let named = |existing| {
        let path = temporary_path(&target).unwrap();
        let (name, file) =
            TemporaryName::register(path, |path| create_new(path, Readers::Owner)).unwrap();
        OutputFile {
            name: target.clone(),
            sink: Sink::Named(file, name, existing),
        }
    };
    drop(named(Existing::Replace));
    assert!(entries(room.path()).is_empty());
    named(Existing::Refuse).write_whole(b"x").unwrap();
    named(Existing::Replace).write_whole(b"y").unwrap();
    assert_eq!(
        named(Existing::Refuse)
            .write_whole(b"z")
            .unwrap_err()
            .code(),
        "file-exists"
    );
    assert_eq!(entries(room.path()), ["out"]);
    assert_eq!(fs::read_to_string(&target).unwrap(), "y");
}
