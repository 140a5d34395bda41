//! `vectors/consent/chains.json`

use super::*;
use crate::consent::grant::tests::delegation::{
    RefusedChain, child, parent, refused_chains, wire_form,
};

#[test]
fn chains() {
    let accepted = [
        ("a root grant alone", vec![clinic_grant()]),
        (
            "a grant delegated once, no wider in any field",
            vec![parent(), child(&parent())],
        ),
    ]
    .map(|(name, grants)| {
        let leaf = grants.last().unwrap().commitment();
        let chain = GrantChain::from_bytes(&wire_form(&grants)).unwrap();
        assert_eq!(chain.leaf().commitment(), leaf);
        json!({
            "name": name,
            "chain": hex(&wire_form(&grants)),
            "grants": grants.iter().map(Grant::commitment).collect::<Vec<_>>(),
        })
    });
    let refused = refused_chains().into_iter().map(|chain| {
        let RefusedChain {
            name,
            class,
            grants,
            code,
        } = chain;
        json!({
            "name": name,
            "class": class,
            "chain": hex(&wire_form(&grants)),
            "expected": code,
        })
    });
    check(
        "consent/chains.json",
        file("chains", accepted.into_iter().chain(refused).collect()),
    );
}
