//! A stage on which every export can be called by its name.

mod credentials;
mod ledgers;
mod offline;
mod records;

use medseal_facade::{
    KeyFileCost, PublicIdentity, SealOptions, SealedHeader, SealedRecord, SecretIdentity,
};
use std::error::Error;
use tempfile::TempDir;

/// What a call gives.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Everything a call could need.
pub(crate) struct Stage {
    directory: TempDir,
    laboratory: SecretIdentity,
    patient: SecretIdentity,
    document: PublicIdentity,
    sealed: SealedRecord,
    header: SealedHeader,
}

const CHEAP: KeyFileCost = KeyFileCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

impl Stage {
    pub(crate) fn new() -> Outcome<Self> {
        let (laboratory, patient) = (
            SecretIdentity::generate(None)?,
            SecretIdentity::generate(None)?,
        );
        let document = patient.public(None)?;
        let sealed = SealedRecord::seal(
            &laboratory,
            &document,
            &[],
            b"HbA1c 6.9 %",
            &SealOptions::default(),
            None,
        )?;
        let header = sealed.header()?;
        let directory = tempfile::tempdir()?;
        let stage = Self {
            directory,
            laboratory,
            patient,
            document,
            sealed,
            header,
        };
        stage.patient.save(&stage.path("patient.key"), None, true)?;
        stage.document.save(&stage.path("patient.id"))?;
        std::fs::write(stage.path("record"), b"HbA1c 6.9 %")?;
        std::fs::write(stage.path("record.sealed"), stage.sealed.as_bytes())?;
        Ok(stage)
    }

    fn path(&self, name: &str) -> String {
        self.directory
            .path()
            .join(name)
            .to_string_lossy()
            .into_owned()
    }

    /// Calls an export, in a way that succeeds unless it is made to fail. The arguments are made
    /// without the export itself where that matters.
    pub(crate) fn call(&self, export: &str) -> Outcome {
        let (class, function) = export.split_once('.').ok_or("no name of an export")?;
        match class {
            "SecretIdentity" => self.secret_identity(function),
            "PublicIdentity" => self.public_identity(function),
            "SealedHeader" => self.sealed_header(function),
            "SealedRecord" => self.sealed_record(function),
            "hazmat" => self.hazmat(function),
            "AuthorityList" => self.authority_list(function),
            "Ledger" => self.ledger(function),
            "LedgerEntry" => self.ledger_entry(function),
            "LedgerState" => self.ledger_state(function),
            "LedgerFollower" => self.ledger_follower(function),
            "DisclosureLog" => self.disclosure_log(function),
            "Receipt" => self.receipt(function),
            "ErasureReceipt" => self.erasure_receipt(function),
            "Grant" => self.grant(function),
            "AccessRequest" => self.access_request(function),
            "AccessPermit" => self.access_permit(function),
            "Unlocked" => self.unlocked(function),
            "Decision" => self.decision(function),
            "DecisionPoint" | "GrantChain" | "SignedGrant" | "StatedView" => {
                self.offline(class, function)
            }
            "CredentialIssuer"
            | "CredentialSchema"
            | "EligibilityPolicy"
            | "EligibilityRequest"
            | "EligibilityVerifier"
            | "Wallet" => self.eligibility(class, function),
            _ => Err(format!("{export} is not on the stage").into()),
        }
    }

    fn secret_identity(&self, function: &str) -> Outcome {
        // Some of these change the identity for good: none of the stage's.
        let patient = &SecretIdentity::generate(None)?;
        let called: medseal_facade::Result<()> = match function {
            "generate" => SecretIdentity::generate(None).map(drop),
            "from_key_file" => {
                let plain = patient.to_plain_key_file()?;
                let text = String::from_utf8(plain.into_vec())?;
                SecretIdentity::from_key_file(&text, None).map(drop)
            }
            "load" => SecretIdentity::load(&self.path("patient.key"), None).map(drop),
            "to_key_file" => patient.to_key_file(b"passphrase", Some(CHEAP)).map(drop),
            "to_plain_key_file" => patient.to_plain_key_file().map(drop),
            "save" => patient.save(&self.path("other.key"), None, true),
            "identity_id" => patient.identity_id().map(drop),
            "categories" => patient.categories().map(drop),
            "add_category" => patient.add_category("OTHER"),
            "rotate_category" => patient.rotate_category("LAB").map(drop),
            "rotate" => patient.rotate(None),
            "take_recovery_secret" => SecretIdentity::generate(None)?
                .take_recovery_secret()
                .map(drop),
            "pairwise" => patient.pairwise("trial").map(drop),
            "set_also_known_as" => patient.set_also_known_as("did:web:hospital.example"),
            "public" => patient.public(None).map(drop),
            _ => return Err(format!("SecretIdentity.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    fn public_identity(&self, function: &str) -> Outcome {
        let called: medseal_facade::Result<()> = match function {
            "from_json" => PublicIdentity::from_json(&self.document.to_json()?).map(drop),
            "load" => PublicIdentity::load(&self.path("patient.id")).map(drop),
            "save" => self.document.save(&self.path("other.id")),
            "to_json" => self.document.to_json().map(drop),
            "identity_id" => self.document.identity_id().map(drop),
            "details" => self.document.details().map(drop),
            _ => return Err(format!("PublicIdentity.{function} is not on the stage").into()),
        };
        Ok(called?)
    }
}
