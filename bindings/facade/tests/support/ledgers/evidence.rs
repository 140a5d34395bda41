//! Calls of everything that verifies what a ledger says.

use super::super::{Outcome, Stage};
use medseal_facade::{
    DisclosureLog, ErasureReceipt, LedgerEntry, LedgerFollower, LedgerState, Receipt, Result,
};

impl Stage {
    pub(in crate::support) fn ledger_follower(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let authorities = on.ledger.authorities()?;
        let follower = LedgerFollower::new(&authorities, None)?;
        let called: Result<()> = match function {
            "new" => return Ok(()),
            "size" => follower.size().map(drop),
            "replace_authorities" => follower.replace_authorities(&authorities),
            "accept" => follower.accept(&on.ledger.checkpoint()?, None).map(drop),
            "evidence" => follower.evidence().map(drop),
            "verify_evidence" => LedgerFollower::verify_evidence("nothing", &authorities)
                .map(drop)
                .or_else(|error| match error.code {
                    "malformed-evidence" => Ok(()),
                    _ => Err(error),
                }),
            _ => return Err(format!("LedgerFollower.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(in crate::support) fn disclosure_log(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let evidence = on
            .ledger
            .disclosure_evidence(&self.patient.identity_id()?)?;
        let (ledger, authorities) = (on.ledger.details()?.ledger_id, on.ledger.authorities()?);
        match function {
            "verify" => {
                DisclosureLog::verify(&evidence, &ledger, &authorities, &self.patient)?;
                Ok(())
            }
            _ => Err(format!("DisclosureLog.{function} is not on the stage").into()),
        }
    }

    pub(in crate::support) fn receipt(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let called: Result<()> = match function {
            "from_text" => Receipt::from_text(&on.receipt.to_text()?).map(drop),
            "to_text" => on.receipt.to_text().map(drop),
            "entry" => on.receipt.entry().map(drop),
            "verify" => on
                .receipt
                .verify(&on.ledger.authorities()?, Some(&self.header))
                .map(drop),
            "verify_entry" => on
                .receipt
                .verify_entry(&on.ledger.authorities()?, b"something else")
                .map(drop)
                .or_else(|error| match error.code {
                    "proof-mismatch" => Ok(()),
                    _ => Err(error),
                }),
            _ => return Err(format!("Receipt.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(in crate::support) fn ledger_entry(&self, function: &str) -> Outcome {
        let entry = self.found()?.ledger.entry(0)?;
        let called: Result<()> = match function {
            "from_bytes" => LedgerEntry::from_bytes(&entry.to_bytes()?).map(drop),
            "to_bytes" => entry.to_bytes().map(drop),
            "details" => entry.details().map(drop),
            _ => return Err(format!("LedgerEntry.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(in crate::support) fn ledger_state(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let (ledger, none) = (&on.ledger, "00".repeat(32));
        let one = std::slice::from_ref(&none);
        let proof = ledger.prove_state(one, one)?;
        let id = ledger.details()?.ledger_id;
        let state = LedgerState::verify(&proof, &id, &ledger.authorities()?)?;
        let called: Result<()> = match function {
            "verify" => return Ok(()),
            "point" => state.point().map(drop),
            "checkpoint" => state.checkpoint().map(drop),
            "grant_status" => state.grant_status(&none).map(drop),
            "record_status" => state.record_status(&none).map(drop),
            _ => return Err(format!("LedgerState.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(in crate::support) fn erasure_receipt(&self, function: &str) -> Outcome {
        let on = self.found()?;
        let commitment = self.header.details()?.commitment;
        let tombstone = on.ledger.erase(&self.patient, &commitment, None)?;
        let ledger = on.ledger.details()?.ledger_id;
        let attest =
            || ErasureReceipt::attest(&on.authority, &ledger, &commitment, true, false, None);
        let receipt = || ErasureReceipt::new(&tombstone, &[attest()?]);
        let called: Result<()> = match function {
            "attest" => attest().map(drop),
            "new" => receipt().map(drop),
            "from_bytes" => ErasureReceipt::from_bytes(&receipt()?.to_bytes()?).map(drop),
            "to_bytes" => receipt()?.to_bytes().map(drop),
            "verify" => receipt()?.verify(&on.ledger.authorities()?).map(drop),
            "read_attestation" => {
                ErasureReceipt::read_attestation(&attest()?, &ledger, &commitment).map(drop)
            }
            _ => return Err(format!("ErasureReceipt.{function} is not on the stage").into()),
        };
        Ok(called?)
    }
}
