//! Every domain-separation label of medseal, in one table.
//!
//! A label is prefixed (followed by one zero byte) to whatever is signed, hashed or derived, so
//! that bytes made for one purpose can never be taken for another. Labels are part of the wire
//! formats: a new version of a format takes a new label, and no label is ever reused.

/// A domain-separation label: ASCII, without zero bytes, so that `label ‖ 0x00` is prefix-free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label(&'static str);

impl Label {
    /// The label as text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The label's bytes, without the zero byte that ends it where it is used.
    #[must_use]
    pub const fn as_bytes(self) -> &'static [u8] {
        self.0.as_bytes()
    }
}

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: Label = Label($text);)*

        /// All labels, for the test that keeps them distinct and for the format documentation.
        pub const ALL: &[Label] = &[$($name),*];
    };
}

labels! {
    /// HKDF info: Ed25519 signing key of an identity.
    DERIVE_SIGNING = "medseal/v1/derive/signing";
    /// HKDF info: HPKE key of an identity (parts: KEM id).
    DERIVE_SEALING = "medseal/v1/derive/sealing";
    /// HKDF info: HPKE key pair of one category and epoch (parts: KEM id, category, epoch).
    DERIVE_CATEGORY = "medseal/v1/derive/category";
    /// HKDF info: root of a pairwise identity (parts: which root, relationship).
    DERIVE_PAIRWISE = "medseal/v1/derive/pairwise";
    /// HKDF info: salt of a commitment the patient must be able to recompute.
    DERIVE_SALT = "medseal/v1/derive/salt";
    /// Hash: key identifier of a signing or sealing public key.
    KEY_ID = "medseal/v1/key-id";
    /// Hash: commitment to the next signing key of an identity (pre-rotation).
    NEXT_KEY = "medseal/v1/next-key";
    /// Signature: one signing key of an identity, by itself, with the digest of the next.
    KEY_STATEMENT = "medseal/v1/key-statement";
    /// JOSE `typ` of the signed identity document.
    IDENTITY_DOCUMENT = "medseal-identity+jwt";
    /// Associated data of a passphrase-encrypted key file.
    KEY_FILE = "medseal/v1/key-file";
    /// Context of a record's payload encryption.
    PAYLOAD = "medseal/v1/payload";
    /// Context of a record's header encrypted under a custodian's shred key.
    CUSTODY = "medseal/v1/custody";
    /// HPKE `info` of a slot: a record's data key wrapped to one recipient.
    SLOT = "medseal/v1/slot";
    /// HPKE `info` of a category grant: a category's private key wrapped to one grantee.
    CATEGORY_WRAP = "medseal/v1/category-wrap";
    /// HPKE `info` of a notice sealed to a patient beside the ledger.
    NOTICE = "medseal/v1/notice";
    /// Signature: a record's manifest by its author.
    MANIFEST = "medseal/v1/manifest";
    /// Hash: digest of a manifest.
    MANIFEST_DIGEST = "medseal/v1/manifest-digest";
    /// Signature: a slot by whoever added it.
    SLOT_SIGNATURE = "medseal/v1/slot-signature";
    /// Hash: salted commitment to a record's manifest.
    RECORD_COMMITMENT = "medseal/v1/commit/record";
    /// Hash: salted commitment to a grant.
    GRANT_COMMITMENT = "medseal/v1/commit/grant";
    /// Hash: salted commitment to an access event.
    EVENT_COMMITMENT = "medseal/v1/commit/event";
    /// Hash: salted commitment to a break-glass statement.
    BREAK_GLASS_COMMITMENT = "medseal/v1/commit/break-glass";
    /// Hash: salted commitment to an identity document.
    IDENTITY_COMMITMENT = "medseal/v1/commit/identity";
    /// Signature: a ledger entry by its signer.
    LEDGER_ENTRY = "medseal/v1/ledger-entry";
    /// Hash: identifier of a ledger, over its genesis entry.
    LEDGER_ID = "medseal/v1/ledger-id";
    /// Hash: a block's checkpoint, as the next block links to it.
    CHECKPOINT_LINK = "medseal/v1/checkpoint-link";
    /// Hash: key of the authenticated state.
    STATE_KEY = "medseal/v1/state/key";
    /// Hash: leaf of the authenticated state.
    STATE_LEAF = "medseal/v1/state/leaf";
    /// Hash: inner node of the authenticated state.
    STATE_NODE = "medseal/v1/state/node";
    /// Hash: one link of a controller's trail of entries.
    TRAIL_LINK = "medseal/v1/trail-link";
    /// COSE external AAD: a consent grant.
    GRANT = "medseal/v1/grant";
    /// Hash: the salt of a grant's commitment, as the grant names it.
    GRANT_SALT = "medseal/v1/grant-salt";
    /// Hash: a grant, as its child names it.
    GRANT_DIGEST = "medseal/v1/grant-digest";
    /// Signature: a grantee's request for access.
    ACCESS_REQUEST = "medseal/v1/access-request";
    /// Hash: the nonce of a grantee's request, as whoever decided remembers it.
    ACCESS_NONCE = "medseal/v1/access-nonce";
    /// Signature: a decision by whoever decided.
    DECISION = "medseal/v1/decision";
    /// Signature: an access event.
    ACCESS_EVENT = "medseal/v1/access-event";
    /// Signature: a custodian's attestation that it destroyed a record's keys.
    ERASURE_ATTESTATION = "medseal/v1/erasure-attestation";
    /// Transcript of an eligibility proof.
    ELIGIBILITY_PROOF = "medseal/eligibility/v1";
    /// Transcript of a proof that its maker can open one commitment.
    ELIGIBILITY_OPENING = "medseal/eligibility/v1/opening";
    /// Hash to scalar: a code within its code system.
    ELIGIBILITY_CODE = "medseal/v1/eligibility/code";
    /// Hash: a set of values, as a statement names it.
    ELIGIBILITY_SET = "medseal/v1/eligibility/set";
    /// Hash to group: base of the pseudonyms of one trial.
    ELIGIBILITY_PSEUDONYM = "medseal/v1/eligibility/pseudonym";
    /// Hash: a schema of certified values.
    ELIGIBILITY_SCHEMA = "medseal/v1/eligibility/schema";
    /// Hash: an eligibility policy.
    ELIGIBILITY_POLICY = "medseal/v1/eligibility/policy";
    /// HKDF info: blinding of one commitment (context: schema, position).
    ELIGIBILITY_BLINDING = "medseal/v1/eligibility/blinding";
    /// HKDF info: link secret of a wallet.
    ELIGIBILITY_LINK = "medseal/v1/eligibility/link";
    /// Context of the proofs by which a holder asks for credentials.
    CREDENTIAL_REQUEST = "medseal/v1/eligibility/credential-request";
    /// COSE external AAD: a credential.
    CREDENTIAL = "medseal/v1/eligibility/credential";
    /// Hash: what the ledger holds of a revoked copy, in place of its handle.
    CREDENTIAL_STATUS = "medseal/v1/eligibility/status";
    /// HPKE `info`: the values and seeds of a batch of credentials, sealed to their holder.
    CREDENTIAL_BATCH = "medseal/v1/eligibility/credential-batch";
    /// Signature: a verifier's request for a proof of eligibility.
    ELIGIBILITY_REQUEST = "medseal/v1/eligibility/request";
    /// Signature: a presentation by the holder key of a credential.
    HOLDER_BINDING = "medseal/v1/eligibility/holder-binding";
    /// HKDF info: secret of an identity's wallet.
    DERIVE_WALLET = "medseal/v1/derive/wallet";
    /// HKDF info and associated data of a wallet file.
    WALLET_FILE = "medseal/v1/eligibility/wallet-file";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn labels_are_distinct_printable_and_no_prefix_of_one_another() {
        for (i, a) in ALL.iter().enumerate() {
            assert!(a.as_bytes().iter().all(u8::is_ascii_graphic));
            for b in &ALL[i + 1..] {
                let (a, b) = ([a.as_bytes(), &[0]].concat(), [b.as_bytes(), &[0]].concat());
                assert!(!a.starts_with(&b) && !b.starts_with(&a));
            }
        }
    }
}
