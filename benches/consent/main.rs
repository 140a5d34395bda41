//! What a decision costs among 10,000 grants, beside the one signature it cannot do without.

use ed25519_dalek::{Signature, Signer, SigningKey as BareKey};
use medseal::consent::AccessRequest;
use medseal_benches::{Better, Goal, Row, interleaved, run};
use std::hint::black_box;
use world::World;

mod world;

fn main() {
    run("consent", |bench| {
        let grants = bench.size(10_000, 1_000);
        let calls = bench.size(1_000, 100);
        let world = World::new(grants, calls);
        let bare = BareSignatures::new(calls);
        let [
            read,
            unknown,
            found,
            searched,
            read_and_decided,
            verified,
            parsed,
        ] = interleaved(
            bench.size(15, 3),
            [
                &mut || world.requests(|bytes| drop(black_box(AccessRequest::from_bytes(bytes)))),
                &mut || world.strangers(|bytes| drop(black_box(AccessRequest::from_bytes(bytes)))),
                &mut || world.decide_by_commitment(),
                &mut || world.decide_by_search(),
                &mut || world.read_and_decide(),
                &mut || bare.verify(),
                &mut || world.read_chains(),
            ],
        )
        .map(|time| time.as_secs_f64() * 1e6 / calls as f64);
        let signature = bare_peer(1);
        let row = |case: &str| {
            let case = format!("{case}, {grants} grants");
            Row::new(&case, "time", "µs", Better::Lower)
        };
        bench.report(
            row("request read and decided, grant found by commitment")
                .ours(read_and_decided)
                .beside(&signature, verified)
                .goal(Goal::RatioAtLeast(0.5)),
        );
        bench.report(
            row("decided, request read before")
                .ours(found)
                .beside(&signature, verified),
        );
        bench.report(
            row("decided, the covering grant searched for")
                .ours(searched)
                .beside(&signature, verified),
        );
        bench.report(row("request read").ours(read).beside(&signature, verified));
        bench.report(
            row("request read, its key not seen before")
                .ours(unknown)
                .beside(&signature, verified),
        );
        bench.report(row("grant read").ours(parsed).beside(&signature, verified));
    });
}

fn bare_peer(signatures: usize) -> String {
    format!("{signatures} × verify_strict of ed25519-dalek")
}

/// As many signatures of messages as long as a request, and nothing else.
struct BareSignatures {
    key: BareKey,
    signed: Vec<(Vec<u8>, Signature)>,
}

impl BareSignatures {
    fn new(count: usize) -> Self {
        let key = BareKey::from_bytes(&[1; 32]);
        let message = |number: usize| {
            let mut message = vec![0; 600];
            message[..8].copy_from_slice(&(number as u64).to_le_bytes());
            message
        };
        let sign = |message: Vec<u8>| (message.clone(), key.sign(&message));
        Self {
            signed: (0..count).map(message).map(sign).collect(),
            key,
        }
    }

    fn verify(&self) {
        let key = self.key.verifying_key();
        for (message, signature) in &self.signed {
            key.verify_strict(message, signature).unwrap();
        }
    }
}
