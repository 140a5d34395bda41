//! What happens between laboratory, patient, specialist and clinic.

use super::{Cast, DAY, NOW, ORIGIN, code, denial, document, terms};
use medseal_facade::{
    AccessPermit, AccessRequest, AuthorityList, Decision, DecisionRules, DisclosureLog,
    ErasureReceipt, Grant, GrantTerms, Kind, Ledger, LedgerFollower, Receipt, Result, SealOptions,
    SealedHeader, SealedRecord,
};

/// All of it, on a ledger that nothing was written to.
pub(crate) fn story(cast: &Cast, ledger: &Ledger) -> Result<()> {
    let Cast {
        authority,
        laboratory,
        patient,
        specialist,
        clinic,
    } = cast;
    let authorities = AuthorityList::new(ORIGIN, &[document(authority)?], None)?;
    assert_eq!(ledger.authorities()?, authorities);
    let verifier_keys = authorities.details()?.verifier_keys;
    assert_eq!(
        AuthorityList::from_verifier_keys(ORIGIN, &verifier_keys, Some(1))?,
        authorities
    );
    let follower = LedgerFollower::new(&authorities, None)?;
    follower.accept(&ledger.checkpoint()?, None)?;

    // The laboratory seals and anchors; the receipt verifies with public keys alone.
    let record = cast.seal("HbA1c 6.9 % 🩸".as_bytes())?;
    let header = record.header()?;
    let receipt = ledger.anchor(laboratory, &header, None, Some(NOW))?;
    let receipt = Receipt::from_text(&receipt.to_text()?)?;
    let verified = receipt.verify(&authorities, Some(&header))?;
    assert_eq!(verified.action, "anchor");
    assert_eq!(verified.commitment, Some(header.details()?.commitment));
    assert_eq!(verified.controller, Some(patient.identity_id()?));
    let other = cast.seal(b"another")?.header()?;
    assert_eq!(
        code(receipt.verify(&authorities, Some(&other))),
        "receipt-mismatch"
    );
    let strangers = AuthorityList::new(ORIGIN, &[document(clinic)?], None)?;
    assert_eq!(code(receipt.verify(&strangers, None)), "quorum-not-reached");
    assert_eq!(
        code(ledger.anchor(clinic, &other, None, Some(NOW))),
        "not-the-author"
    );

    // The patient grants; the specialist asks, is permitted, and reads.
    let grant = ledger.grant(
        patient,
        &document(specialist)?,
        &terms("LAB", "TREAT"),
        Some(NOW),
    )?;
    let grant = Grant::from_bytes(&grant.to_bytes()?)?;
    grant.verify(&document(patient)?)?;
    assert_eq!(code(grant.verify(&document(clinic)?)), "unexpected-issuer");
    let details = grant.details()?;
    assert_eq!(details.terms.categories, ["LAB"]);
    assert_eq!(
        (details.terms.expires, details.is_break_glass),
        (NOW + 30 * DAY, false)
    );
    step_by_step(cast, ledger, &grant, &record)?;

    // All of it in one step; nobody else gets in with the same grant.
    let custodian = cast.custodian()?;
    let access = |holder, purpose| {
        ledger.access(
            holder,
            &grant,
            &header,
            &custodian,
            purpose,
            None,
            Some(NOW),
        )
    };
    let unlocked = access(specialist, None)?;
    assert_eq!(
        unlocked.open(&record)?.as_bytes(),
        "HbA1c 6.9 % 🩸".as_bytes()
    );
    assert_eq!(unlocked.open_range(&record, 6, 9)?.as_bytes(), b"6.9");
    let elsewhere = cast.seal(b"another")?;
    assert_eq!(code(unlocked.open(&elsewhere)), "inconsistent-header");
    unlocked.close();
    assert_eq!(code(unlocked.open(&record)), "closed");
    assert!(denial(access(clinic, None)).contains(&"not-the-grantee".to_owned()));
    assert_eq!(
        denial(access(specialist, Some("HRESCH"))),
        ["purpose-not-granted"]
    );

    // The patient sees all of it, here and from evidence alone.
    let log = ledger.disclosure_log(patient)?;
    let actions: Vec<_> = log.lines.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(actions, ["anchor", "register", "grant", "access", "access"]);
    assert!(log.is_explained);
    let line = |number| log.lines.get(number).cloned().unwrap_or_default();
    assert_eq!(line(3).record_id, Some(header.details()?.record_id));
    assert_eq!(line(3).purposes, ["TREAT"]);
    assert_eq!(line(2).grantee, Some(specialist.identity_id()?));
    let evidence = ledger.disclosure_evidence(&patient.identity_id()?)?;
    let id = ledger.details()?.ledger_id;
    assert_eq!(
        DisclosureLog::verify(&evidence, &id, &authorities, patient)?,
        log
    );

    delegation_and_revocation(cast, ledger, &record)?;
    emergency(cast, ledger)?;
    erasure(cast, ledger, &header, &authorities)?;

    // Whoever watched from outside can follow to here.
    let proof = ledger.consistency_proof(follower.size()?)?;
    let checkpoint = ledger.checkpoint()?;
    assert_eq!(
        code(follower.accept(&checkpoint, None)),
        "extension-not-proven"
    );
    let accepted = follower.accept(&checkpoint, Some(&proof))?;
    assert_eq!(accepted.size, ledger.details()?.size);
    assert_eq!(accepted.cosigners.len(), 1);
    assert_eq!(follower.evidence()?, None);
    let resumed = LedgerFollower::new(&authorities, Some(&checkpoint))?;
    assert_eq!(resumed.size()?, accepted.size);
    assert_eq!(code(ledger.consistency_proof(u64::MAX)), "out-of-range");
    Ok(())
}

/// Request, decision, permit, plaintext, event: each by whoever it belongs to.
fn step_by_step(cast: &Cast, ledger: &Ledger, grant: &Grant, record: &SealedRecord) -> Result<()> {
    let (holder, header) = (&cast.specialist, record.header()?);
    ledger.register(holder, Some(NOW))?;
    ledger.register(&cast.authority, Some(NOW))?;
    let custodian = cast.custodian()?;
    let request = AccessRequest::new(
        holder,
        grant,
        &header,
        &custodian,
        Some("TREAT"),
        None,
        Some(NOW),
    )?;
    let request = AccessRequest::from_bytes(&request.to_bytes()?)?;
    assert_eq!(request.details()?.custodian, custodian);
    let decide = |rules: &DecisionRules| ledger.decide(&request, grant, &header, rules, Some(NOW));
    let elsewhere = DecisionRules {
        custodian: holder.identity_id()?,
        ..DecisionRules::default()
    };
    assert_eq!(denial(decide(&elsewhere)), ["wrong-audience"]);

    let rules = cast.rules()?;
    let decision =
        ledger.decide_and_prove(&request, grant, &header, &rules, &cast.authority, Some(NOW))?;
    let permit: AccessPermit = decision.take_permit()?;
    assert_eq!(code(decision.take_permit()), "closed");
    let sent = Decision::from_bytes(&decision.to_bytes()?)?;
    let details = sent.details()?;
    assert!(details.is_permit && details.obligations.contains(&"record-access".to_owned()));
    let authorities = ledger.authorities()?;
    sent.verify(&authorities)?;
    assert_eq!(code(sent.take_permit()), "closed");
    let strangers = AuthorityList::new(ORIGIN, &[document(&cast.clinic)?], None)?;
    assert_eq!(code(sent.verify(&strangers)), "quorum-not-reached");
    assert_eq!(denial(decide(&rules)), ["request-replayed"]);

    assert_eq!(permit.details()?.grantee, holder.identity_id()?);
    let unlocked = permit.unlock(holder, grant, &header, None, Some(NOW))?;
    assert_eq!(
        code(permit.unlock(holder, grant, &header, None, Some(NOW))),
        "closed"
    );
    let recorded = ledger.record_access(holder, grant, &unlocked, Some(NOW))?;
    let recorded = recorded.verify(&authorities, None)?;
    assert_eq!(recorded.action, "access");
    assert_eq!(recorded.commitment, Some(unlocked.event_commitment()?));
    assert_eq!(
        unlocked.open(record)?.as_bytes(),
        "HbA1c 6.9 % 🩸".as_bytes()
    );
    Ok(())
}

fn delegation_and_revocation(cast: &Cast, ledger: &Ledger, record: &SealedRecord) -> Result<()> {
    let Cast {
        patient,
        specialist,
        clinic,
        ..
    } = cast;
    let (header, custodian) = (record.header()?, cast.custodian()?);
    let wide = GrantTerms {
        delegation: 1,
        ..terms("LAB", "TREAT")
    };
    let grant = ledger.grant(patient, &document(specialist)?, &wide, Some(NOW))?;
    let too_long = GrantTerms {
        expires: NOW + 31 * DAY,
        ..terms("LAB", "TREAT")
    };
    let passed = grant.delegate(specialist, &document(clinic)?, &too_long, Some(NOW));
    assert_eq!(
        passed.err().map(|error| (error.code, error.kind)),
        Some(("delegation-widens-validity", Kind::Denied))
    );
    let passed = grant.delegate(
        specialist,
        &document(clinic)?,
        &terms("LAB", "TREAT"),
        Some(NOW),
    )?;
    assert_eq!(passed.details()?.chain_length, 2);
    let access =
        |holder, grant| ledger.access(holder, grant, &header, &custodian, None, None, Some(NOW));
    access(clinic, &passed)?.open(record)?;
    assert_eq!(
        code(ledger.revoke(clinic, &grant, Some(NOW))),
        "not-the-issuer"
    );

    // Who passed it on takes it back, and then the patient takes back the whole.
    ledger.revoke(specialist, &passed, Some(NOW))?;
    assert!(denial(access(clinic, &passed)).contains(&"grant-revoked".to_owned()));
    access(specialist, &grant)?.open(record)?;
    let before = patient.categories()?;
    ledger.revoke(patient, &grant, Some(NOW))?;
    assert_eq!(denial(access(specialist, &grant)), ["grant-revoked"]);
    assert_ne!(patient.categories()?, before, "a new epoch of LAB");
    assert_eq!(
        code(ledger.revoke(patient, &grant, Some(NOW))),
        "already-revoked"
    );
    Ok(())
}

fn emergency(cast: &Cast, ledger: &Ledger) -> Result<()> {
    let (patient, holder, custodian) = (&cast.patient, &cast.clinic, cast.custodian()?);
    let options = SealOptions {
        category: Some("EMERGENCY".to_owned()),
        created: Some(NOW),
        ..SealOptions::default()
    };
    let record = SealedRecord::seal(
        &cast.laboratory,
        &document(patient)?,
        &[],
        b"penicillin",
        &options,
        None,
    )?;
    let header = record.header()?;
    ledger.anchor(&cast.laboratory, &header, None, Some(NOW))?;
    let grant = ledger.grant(
        patient,
        &document(holder)?,
        &terms("EMERGENCY", "BTG"),
        Some(NOW),
    )?;
    assert!(grant.details()?.is_break_glass);
    let access =
        |reason| ledger.access(holder, &grant, &header, &custodian, None, reason, Some(NOW));
    assert_eq!(code(access(None)), "break-glass-reason");
    assert_eq!(code(access(Some("  "))), "break-glass-reason");
    assert_eq!(
        access(Some("unconscious 🚑"))?.open(&record)?.as_bytes(),
        b"penicillin"
    );

    let stated = ledger.break_glass(holder, &grant, "again", Some(600), Some(NOW))?;
    let request = AccessRequest::new(
        holder,
        &grant,
        &header,
        &custodian,
        None,
        Some(&stated),
        Some(NOW),
    )?;
    assert_eq!(request.details()?.reason.as_deref(), Some("again"));
    let permit = ledger.decide(&request, &grant, &header, &cast.rules()?, Some(NOW))?;
    let unlocked = permit.unlock(holder, &grant, &header, Some(&stated), Some(NOW))?;
    ledger.record_access(holder, &grant, &unlocked, Some(NOW))?;
    let long = ledger.break_glass(holder, &grant, "again", Some(DAY + 1), Some(NOW));
    assert_eq!(code(long), "break-glass-lifetime");

    let log = ledger.disclosure_log(patient)?;
    let broken = log.lines.iter().filter(|line| line.action == "break-glass");
    let reasons: Vec<_> = broken.filter_map(|line| line.reason.as_deref()).collect();
    assert_eq!(reasons, ["unconscious 🚑", "again"]);
    Ok(())
}

fn erasure(
    cast: &Cast,
    ledger: &Ledger,
    header: &SealedHeader,
    authorities: &AuthorityList,
) -> Result<()> {
    let (commitment, id) = (header.details()?.commitment, ledger.details()?.ledger_id);
    assert_eq!(
        code(ledger.erase(&cast.clinic, &commitment, Some(NOW))),
        "not-the-controller"
    );
    let tombstone = ledger.erase(&cast.patient, &commitment, Some(NOW))?;
    let attest =
        |of: &str| ErasureReceipt::attest(&cast.authority, &id, of, true, false, Some(NOW));
    let receipt = ErasureReceipt::new(&tombstone, &[attest(&commitment)?])?;
    let receipt = ErasureReceipt::from_bytes(&receipt.to_bytes()?)?;
    let erased = receipt.verify(authorities)?;
    assert_eq!((&erased.commitment, erased.time), (&commitment, NOW));
    let attested = erased.attestations.iter();
    let attested = attested.map(|one| (one.keys_destroyed, one.payload_destroyed, one.time));
    assert_eq!(attested.collect::<Vec<_>>(), [(true, false, NOW)]);
    assert_eq!(code(ErasureReceipt::new(&tombstone, &[])), "no-attestation");
    let other = "00".repeat(32);
    assert_eq!(
        code(ErasureReceipt::new(&tombstone, &[attest(&other)?])),
        "erasure-mismatch"
    );
    assert_eq!(
        code(ledger.erase(&cast.patient, "record", Some(NOW))),
        "malformed-hex"
    );
    Ok(())
}
