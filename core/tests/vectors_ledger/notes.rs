//! Verifier keys, checkpoints with their quorums, receipts, evidence.

use crate::fixture::{ORIGIN, at, authorities, cosigned, entry, fork, receipt, tree, verifier};
use crate::{hex, support::vectors::check, verdict};
use medseal::ledger::{
    Authorities, Checkpoint, Receipt, SignatureType, SignedCheckpoint, SplitViewEvidence,
    VerifierKey,
};
use serde_json::{Value, json};

/// A case about a text, after one change to it.
fn altered(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} in {text}");
    text.replacen(from, to, 1)
}

fn keys(authorities: &Authorities) -> Value {
    let keys = authorities.keys().iter().map(ToString::to_string);
    json!({
        "origin": ORIGIN, "keys": keys.collect::<Vec<_>>(), "quorum": authorities.quorum(),
    })
}

#[test]
fn verifier_keys() {
    let cosigner = verifier(1);
    let plain = VerifierKey::new(
        cosigner.name().clone(),
        SignatureType::Ed25519,
        *cosigner.key(),
    );
    let mut cases: Vec<Value> = [(4, &cosigner), (1, &plain)]
        .map(|(number, key)| {
            json!({
                "name": format!("type {number}"), "type": number, "key_name": key.name().as_str(),
                "public_key": hex(key.key().as_bytes()), "key_id": key.key_id(),
                "vkey": key.to_string(), "expected": "ok",
            })
        })
        .into();
    let text = cosigner.to_string();
    let [name, id, key] = text.splitn(3, '+').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    for (class, vkey) in [
        ("other-key-id", altered(&text, "node-1", "node-2")),
        (
            "upper-case-id",
            format!("{name}+{}+{key}", id.to_uppercase()),
        ),
        ("no-key", format!("{name}+{id}")),
        ("no-padding", text.trim_end_matches('=').to_owned() + "="),
        ("space-in-name", altered(&text, "node-1", "node 1")),
        ("empty-name", altered(&text, "node-1.example", "")),
    ] {
        let expected = verdict(vkey.parse::<VerifierKey>());
        assert_ne!(expected, "ok", "{class}");
        cases.push(json!({"name": class, "class": class, "vkey": vkey, "expected": expected}));
    }
    check(
        "ledger/verifier-keys.json",
        json!({"format": "C2SP signed-note verifier keys", "cases": cases}),
    );
}

#[test]
fn checkpoints() {
    let two_of_three = authorities(3, 2);
    let head = tree(5).head();
    let good = cosigned(head, &[1, 3]).to_string();
    let one = cosigned(head, &[1]).to_string();
    let line = one.lines().last().unwrap();
    let mut cases = Vec::new();
    for (class, note) in [
        ("", good.clone()),
        ("", cosigned(head, &[1, 2, 3]).to_string()),
        ("", cosigned(head, &[1, 3, 9]).to_string()),
        ("quorum-not-reached", one.clone()),
        ("repeated-signature", format!("{one}{line}\n")),
        ("strangers", cosigned(head, &[1, 8, 9]).to_string()),
        ("other-size", altered(&good, "\n5\n", "\n6\n")),
        ("other-origin", altered(&good, ORIGIN, "example.org/other")),
        ("leading-zero", altered(&good, "\n5\n", "\n05\n")),
        ("signed-size", altered(&good, "\n5\n", "\n+5\n")),
        (
            "size-over-64-bits",
            altered(&good, "\n5\n", "\n18446744073709551616\n"),
        ),
        ("extension-line", altered(&good, "\n\n", "\nmore\n\n")),
        ("no-empty-line", altered(&good, "\n\n", "\n")),
        ("hyphen-for-dash", altered(&good, "\u{2014}", "-")),
        ("carriage-returns", good.replace('\n', "\r\n")),
        ("no-final-newline", good.trim_end().to_owned()),
        ("unpadded-root", altered(&good, "=\n", "\n")),
        ("empty-tree-with-a-root", altered(&good, "\n5\n", "\n0\n")),
    ] {
        let result = SignedCheckpoint::parse(note.as_bytes());
        let expected = match &result {
            Ok(signed) => verdict(two_of_three.verify(signed)),
            Err(error) => verdict::<(), _>(Err(*error)),
        };
        assert_eq!(expected == "ok", class.is_empty(), "{class}");
        let link = result.ok().map(|signed| signed.checkpoint().link());
        cases.push(json!({
            "name": if class.is_empty() { "a quorum" } else { class }, "class": class,
            "note": note, "link": link, "expected": expected,
        }));
    }
    let format = "C2SP tlog-checkpoint with tlog-cosignature (Ed25519), k of n";
    check(
        "ledger/checkpoints.json",
        json!({"format": format, "authorities": keys(&two_of_three), "cases": cases}),
    );
    let text = Checkpoint::new(ORIGIN.parse().unwrap(), head).to_string();
    assert!(good.starts_with(&text));
}

#[test]
fn receipts() {
    let trusted = authorities(3, 2);
    let mut cases = Vec::new();
    let mut add = |name: &str, class: Option<&str>, entry: &[u8], text: &str| {
        let result = Receipt::parse(text.as_bytes());
        let expected = verdict(result.and_then(|receipt| receipt.verify(entry, &trusted)));
        assert_eq!(expected == "ok", class.is_none(), "{name}");
        cases.push(json!({
            "name": name, "class": class, "entry": hex(entry), "receipt": text,
            "expected": expected,
        }));
    };
    for (index, size) in [(0, 1), (4, 5), (6, 11), (11, 12)] {
        let text = receipt(index, size, &[1, 3]).to_string();
        add(
            &format!("entry {index} of {size}"),
            None,
            &entry(index),
            &text,
        );
    }
    let carrying = receipt(6, 11, &[1, 3]).with_entry(&entry(6)).to_string();
    add("with the entry in it", None, &entry(6), &carrying);
    let good = receipt(6, 11, &[1, 3]).to_string();
    let hash = good.lines().nth(2).unwrap().to_owned() + "\n";
    for (class, text) in [
        ("other-index", altered(&good, "index 6", "index 7")),
        ("index-beyond-tree", altered(&good, "index 6", "index 11")),
        ("leading-zero", altered(&good, "index 6", "index 06")),
        ("hash-missing", altered(&good, &hash, "")),
        (
            "hash-spare",
            altered(&good, &hash, &format!("{hash}{hash}")),
        ),
        ("short-hash", altered(&good, &hash, &hash[4..])),
        ("unknown-version", altered(&good, "@v1", "@v2")),
        (
            "other-entry-carried",
            altered(&good, "index", "extra AAAA\nindex"),
        ),
        ("empty-extra", altered(&good, "index", "extra \nindex")),
        ("other-checkpoint-size", altered(&good, "\n11\n", "\n12\n")),
        ("quorum-not-reached", receipt(6, 11, &[1]).to_string()),
        ("strangers", receipt(6, 11, &[7, 8]).to_string()),
        ("empty", String::new()),
    ] {
        add(class, Some(class), &entry(6), &text);
    }
    add("other-entry", Some("other-entry"), &entry(7), &good);
    check(
        "ledger/receipts.json",
        json!({"format": "C2SP tlog-proof", "authorities": keys(&trusted), "cases": cases}),
    );
}

#[test]
fn evidence() {
    let trusted = authorities(3, 2);
    let (honest, forged) = (tree(20), fork(&tree(20), 6, 20));
    let mut cases = Vec::new();
    let mut add = |name: &str, class: Option<&str>, text: &str| {
        let result = SplitViewEvidence::parse(text.as_bytes())
            .and_then(|evidence| evidence.verify(&trusted));
        let expected = verdict(result.clone());
        assert_eq!(expected == "ok", class.is_none(), "{name}");
        let signed_both: Vec<_> = result.iter().flatten().map(ToString::to_string).collect();
        cases.push(json!({
            "name": name, "class": class, "evidence": text, "expected": expected,
            "signed_both": signed_both,
        }));
    };
    let signed = |tree, size, signers: &[u8]| cosigned(at(tree, size), signers);
    let one_size =
        SplitViewEvidence::same_size(signed(&honest, 9, &[1, 2]), signed(&forged, 9, &[2, 3]));
    let one_size = one_size.unwrap().to_string();
    let longer = |older, signers: &[u8]| {
        SplitViewEvidence::from_reader(
            signed(&honest, older, &[1, 2]),
            signed(&forged, 20, signers),
            &forged,
        )
        .unwrap()
        .to_string()
    };
    add("two roots for one size", None, &one_size);
    add(
        "a longer ledger that begins differently",
        None,
        &longer(9, &[2, 3]),
    );
    add("from a power of two", None, &longer(8, &[1, 2, 3]));
    let text = longer(9, &[2, 3]);
    let (_, second) = text.split_once("\n\n").unwrap();
    for (class, text) in [
        ("quorum-not-reached", longer(9, &[2])),
        ("no-path", format!("medseal split view 1\n\n{second}")),
        ("unknown-version", altered(&text, "view 1", "view 2")),
        (
            "one-checkpoint",
            one_size.rsplit_once("\n\n").unwrap().0.to_owned() + "\n",
        ),
    ] {
        add(class, Some(class), &text);
    }
    let same = one_size.replace(
        &signed(&forged, 9, &[2, 3]).to_string(),
        &signed(&honest, 9, &[2, 3]).to_string(),
    );
    add("the same root twice", Some("no-conflict"), &same);
    check(
        "ledger/evidence.json",
        json!({"format": "medseal split view 1", "authorities": keys(&trusted), "cases": cases}),
    );
}
