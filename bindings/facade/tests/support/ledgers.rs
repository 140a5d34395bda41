//! Calls of everything about ledgers, grants and access.

mod evidence;

use super::{Outcome, Stage};
use medseal_facade::{
    AccessPermit, AccessRequest, AuthorityList, Decision, DecisionRules, Grant, GrantTerms, Ledger,
    Receipt, Result, SecretIdentity, Unlocked, Watch,
};

/// A ledger with an anchored record and a grant for it.
struct Founded {
    ledger: Ledger,
    authority: SecretIdentity,
    specialist: SecretIdentity,
    receipt: Receipt,
    grant: Grant,
}

const ORIGIN: &str = "node.example/ledger";

fn terms(purpose: &str) -> GrantTerms {
    GrantTerms {
        categories: vec!["GENERAL".to_owned()],
        purposes: vec![purpose.to_owned()],
        expires: 4_000_000_000,
        delegation: 1,
        ..GrantTerms::default()
    }
}

impl Stage {
    fn found(&self) -> Outcome<Founded> {
        let (authority, specialist) = (
            SecretIdentity::generate(None)?,
            SecretIdentity::generate(None)?,
        );
        let ledger = Ledger::in_memory(std::slice::from_ref(&authority), ORIGIN, None, None)?;
        let receipt = ledger.anchor(&self.laboratory, &self.header, None, None)?;
        let grantee = specialist.public(None)?;
        let grant = ledger.grant(&self.patient, &grantee, &terms("TREAT"), None)?;
        ledger.register(&specialist, None)?;
        ledger.register(&authority, None)?;
        Ok(Founded {
            ledger,
            authority,
            specialist,
            receipt,
            grant,
        })
    }

    fn request(&self, on: &Founded) -> Result<AccessRequest> {
        let custodian = on.authority.identity_id()?;
        AccessRequest::new(
            &on.specialist,
            &on.grant,
            &self.header,
            &custodian,
            None,
            None,
            None,
        )
    }

    fn permit(&self, on: &Founded) -> Result<AccessPermit> {
        let rules = rules(on)?;
        on.ledger
            .decide(&self.request(on)?, &on.grant, &self.header, &rules, None)
    }

    fn decide(&self, on: &Founded) -> Result<Decision> {
        let rules = rules(on)?;
        let request = self.request(on)?;
        on.ledger.decide_and_prove(
            &request,
            &on.grant,
            &self.header,
            &rules,
            &on.authority,
            None,
        )
    }

    fn unlock(&self, on: &Founded) -> Result<Unlocked> {
        self.permit(on)?
            .unlock(&on.specialist, &on.grant, &self.header, None, None)
    }

    pub(super) fn ledger(&self, function: &str) -> Outcome {
        let watch = Watch::default();
        let signers = self.path("");
        if let "in_memory" | "create" | "open" | "fsck" = function {
            let authority = [SecretIdentity::generate(None)?];
            let directory = self.path(&format!("ledger-{function}"));
            let _ = std::fs::remove_dir_all(&directory);
            let called: Result<()> = match function {
                "in_memory" => Ledger::in_memory(&authority, ORIGIN, None, None).map(drop),
                "create" => {
                    Ledger::create(&directory, &signers, &authority, ORIGIN, None, None).map(drop)
                }
                "open" => {
                    Ledger::create(&directory, &signers, &authority, ORIGIN, None, None)?.close();
                    Ledger::open(&directory, &signers, &authority, &watch).map(drop)
                }
                _ => {
                    Ledger::create(&directory, &signers, &authority, ORIGIN, None, None)?.close();
                    Ledger::fsck(&directory, &watch).map(drop)
                }
            };
            return Ok(called?);
        }
        let on = self.found()?;
        let ledger = &on.ledger;
        let called: Result<()> = match function {
            "register" => ledger.register(&on.specialist, None),
            "anchor" => return Ok(()),
            "anchor_all" => ledger.anchor_all(&self.laboratory, &[], None).map(drop),
            "grant" => return Ok(()),
            "revoke" => ledger.revoke(&self.patient, &on.grant, None).map(drop),
            "erase" => {
                let commitment = self.header.details()?.commitment;
                ledger.erase(&self.patient, &commitment, None).map(drop)
            }
            "decide" => self.permit(&on).map(drop),
            "decide_and_prove" => self.decide(&on).map(drop),
            "break_glass" => ledger
                .break_glass(&on.specialist, &on.grant, "unconscious", None, None)
                .map(drop),
            "record_access" => {
                let unlocked = self.unlock(&on)?;
                ledger
                    .record_access(&on.specialist, &on.grant, &unlocked, None)
                    .map(drop)
            }
            "access" => {
                let custodian = on.authority.identity_id()?;
                ledger
                    .access(
                        &on.specialist,
                        &on.grant,
                        &self.header,
                        &custodian,
                        None,
                        None,
                        None,
                    )
                    .map(drop)
            }
            "point" => ledger.point().map(drop),
            "revoke_credentials" | "prove_status" => {
                let on = self.screening()?;
                let handles = &on.issued.handles;
                match function {
                    "prove_status" => on.ledger.prove_status(handles).map(drop),
                    _ => on
                        .ledger
                        .revoke_credentials(&on.laboratory, handles, None)
                        .map(drop),
                }
            }
            "details" => ledger.details().map(drop),
            "entry" => ledger.entry(0).map(drop),
            "receipt" => ledger.receipt(0).map(drop),
            "grant_status" => ledger.grant_status(&"00".repeat(32)).map(drop),
            "record_status" => ledger.record_status(&"00".repeat(32)).map(drop),
            "prove_state" => ledger.prove_state(&["00".repeat(32)], &[]).map(drop),
            "entries" => ledger.entries(0, 1).map(drop),
            "authorities" => ledger.authorities().map(drop),
            "refresh" => ledger.refresh(None),
            "checkpoint" => ledger.checkpoint().map(drop),
            "consistency_proof" => ledger.consistency_proof(1).map(drop),
            "disclosure_log" => ledger.disclosure_log(&self.patient).map(drop),
            "disclosure_evidence" => {
                let patient = self.patient.identity_id()?;
                ledger.disclosure_evidence(&patient).map(drop)
            }
            _ => return Err(format!("Ledger.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(super) fn authority_list(&self, function: &str) -> Outcome {
        let list = || AuthorityList::new(ORIGIN, std::slice::from_ref(&self.document), None);
        let called: Result<()> = match function {
            "new" => list().map(drop),
            "from_verifier_keys" => {
                let keys = list()?.details()?.verifier_keys;
                AuthorityList::from_verifier_keys(ORIGIN, &keys, None).map(drop)
            }
            "details" => list()?.details().map(drop),
            "verify_checkpoint" => {
                let ledger = self.found()?.ledger;
                let checkpoint = ledger.checkpoint()?;
                ledger
                    .authorities()?
                    .verify_checkpoint(&checkpoint)
                    .map(drop)
            }
            _ => return Err(format!("AuthorityList.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(super) fn grant(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let called: Result<()> = match function {
            "from_bytes" => Grant::from_bytes(&on.grant.to_bytes()?).map(drop),
            "to_bytes" => on.grant.to_bytes().map(drop),
            "details" => on.grant.details().map(drop),
            "verify" => on.grant.verify(&self.patient.public(None)?),
            "chain" => on.grant.chain().map(drop),
            "delegate" => {
                let (to, mut terms) = (self.document.clone(), terms("TREAT"));
                terms.delegation = 0;
                on.grant
                    .delegate(&on.specialist, &to, &terms, None)
                    .map(drop)
            }
            _ => return Err(format!("Grant.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(super) fn access_request(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let request = self.request(&on)?;
        let called: Result<()> = match function {
            "new" => return Ok(()),
            "from_bytes" => AccessRequest::from_bytes(&request.to_bytes()?).map(drop),
            "to_bytes" => request.to_bytes().map(drop),
            "details" => request.details().map(drop),
            _ => return Err(format!("AccessRequest.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(super) fn access_permit(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let permit = self.permit(&on)?;
        let called: Result<()> = match function {
            "details" => permit.details().map(drop),
            "unlock" => permit
                .unlock(&on.specialist, &on.grant, &self.header, None, None)
                .map(drop),
            _ => return Err(format!("AccessPermit.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(super) fn unlocked(&self, function: &str) -> Outcome {
        let unlocked = self.unlock(&self.found()?)?;
        let watch = Watch::default();
        let called: Result<()> = match function {
            "open" => unlocked.open(&self.sealed).map(drop),
            "open_range" => unlocked.open_range(&self.sealed, 1, 2).map(drop),
            "open_file" => {
                let (source, target) = (self.path("record.sealed"), self.path("unlocked"));
                unlocked.open_file(&source, &target, &watch)
            }
            "open_payload" => {
                let payload = self.sealed.payload()?;
                unlocked.open_payload(&mut payload.as_slice(), &mut Vec::new(), &watch)
            }
            "event_commitment" => unlocked.event_commitment().map(drop),
            _ => return Err(format!("Unlocked.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(super) fn decision(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let decision = self.decide(&on)?;
        let called: Result<()> = match function {
            "from_bytes" => Decision::from_bytes(&decision.to_bytes()?).map(drop),
            "to_bytes" => decision.to_bytes().map(drop),
            "details" => decision.details().map(drop),
            "verify" => decision.verify(&on.ledger.authorities()?),
            "replay" => return self.replay(),
            "take_permit" => decision.take_permit().map(drop),
            _ => return Err(format!("Decision.{function} is not on the stage").into()),
        };
        Ok(called?)
    }
}

fn rules(on: &Founded) -> Result<DecisionRules> {
    Ok(DecisionRules {
        custodian: on.authority.identity_id()?,
        ..DecisionRules::default()
    })
}
