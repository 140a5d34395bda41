//! The names of all exports, for tests that go through every one of them.

/// The name of every function that runs under the guard, as `Class.function` or
/// `module.function`.
#[must_use]
pub const fn exports() -> &'static [&'static str] {
    EXPORTS
}

const EXPORTS: &[&str] = &[
    "PublicIdentity.details",
    "PublicIdentity.from_json",
    "PublicIdentity.identity_id",
    "PublicIdentity.load",
    "PublicIdentity.save",
    "PublicIdentity.to_json",
    "SealedHeader.details",
    "SealedHeader.from_bytes",
    "SealedHeader.to_bytes",
    "SealedRecord.from_bytes",
    "SealedRecord.header",
    "SealedRecord.open",
    "SealedRecord.open_bytes",
    "SealedRecord.seal",
    "SecretIdentity.add_category",
    "SecretIdentity.categories",
    "SecretIdentity.from_key_file",
    "SecretIdentity.generate",
    "SecretIdentity.identity_id",
    "SecretIdentity.load",
    "SecretIdentity.pairwise",
    "SecretIdentity.public",
    "SecretIdentity.rotate",
    "SecretIdentity.rotate_category",
    "SecretIdentity.save",
    "SecretIdentity.set_also_known_as",
    "SecretIdentity.take_recovery_secret",
    "SecretIdentity.to_key_file",
    "SecretIdentity.to_plain_key_file",
];
