use super::*;
use io::ErrorKind::AlreadyExists;

fn entries(directory: &Path) -> Vec<OsString> {
    let mut names: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    names
}

fn kind<T>(result: io::Result<T>) -> Option<io::ErrorKind> {
    result.err().map(|error| error.kind())
}

#[test]
fn nothing_is_there_before_commit_and_nothing_stays_after_a_failure() {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("out");
    let mut output = OutputFile::create(&target, Readers::Owner, Existing::Replace).unwrap();
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
        OutputFile::create(&target, Readers::Owner, Existing::Replace)
            .unwrap()
            .write_whole(text.as_bytes())
            .unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), text);
    }
    let refused = OutputFile::create(&target, Readers::Owner, Existing::Refuse);
    assert_eq!(kind(refused), Some(AlreadyExists));

    // The name may also be taken while the bytes are being written.
    let late = room.path().join("late");
    let output = OutputFile::create(&late, Readers::Owner, Existing::Refuse).unwrap();
    fs::write(&late, "first").unwrap();
    assert_eq!(kind(output.write_whole(b"second")), Some(AlreadyExists));
    assert_eq!(fs::read_to_string(&late).unwrap(), "first");
    assert_eq!(entries(room.path()), ["late", "out"]);
}

#[test]
fn what_was_reserved_is_cut_off() {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("out");
    let mut output = OutputFile::create(&target, Readers::Umask, Existing::Refuse).unwrap();
    output.reserve(1000).unwrap();
    output.write_whole(b"short").unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "short");
}

#[cfg(unix)]
#[test]
fn secrets_are_readable_by_their_owner_only_and_links_stay_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let room = tempfile::tempdir().unwrap();
    let (target, link) = (room.path().join("target"), room.path().join("link"));
    fs::write(&target, "old").unwrap();
    symlink(&target, &link).unwrap();
    OutputFile::create(&link, Readers::Owner, Existing::Replace)
        .unwrap()
        .write_whole(b"new")
        .unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    let mode = fs::metadata(&target).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn devices_are_written_to_and_stay_what_they_are() {
    let null = Path::new("/dev/null");
    let mut output = OutputFile::create(null, Readers::Owner, Existing::Refuse).unwrap();
    assert!(output.is_released_at_once() && output.seekable().is_none());
    output.reserve(10).unwrap();
    output.write_whole(b"nothing").unwrap();
    assert!(!fs::metadata(null).unwrap().is_file());
}

#[test]
fn a_named_temporary_is_removed_on_drop_and_renamed_on_commit() {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("out");
    let named = |existing| OutputFile::named(target.clone(), Readers::Owner, existing).unwrap();
    drop(named(Existing::Replace));
    assert!(entries(room.path()).is_empty());
    named(Existing::Refuse).write_whole(b"x").unwrap();
    named(Existing::Replace).write_whole(b"y").unwrap();
    let refused = named(Existing::Refuse).write_whole(b"z");
    assert_eq!(kind(refused), Some(AlreadyExists));
    assert_eq!(entries(room.path()), ["out"]);
    assert_eq!(fs::read_to_string(&target).unwrap(), "y");
}
