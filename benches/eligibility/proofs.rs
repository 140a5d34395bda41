//! Proofs by themselves: one program, one context, one proof, shown as often as asked for.

use medseal::{
    eligibility::{
        BatchVerifier, Blinding, CheckedProgram, Context, Day, LedgerPoint, Opening, Policy,
        PresentedCredential, PublicValue, prove, verify,
    },
    keys::SigningKey,
    random::os_rng,
    types::{KeyId, LedgerId, Sha256Digest, Timestamp},
};
use std::hint::black_box;

/// One of the values that the policies of this bench ask about.
#[derive(Clone, Copy)]
pub(crate) enum Value {
    Integer(u64),
    Code(&'static str, &'static str),
}

/// A program, values that satisfy it, and the proof.
pub(crate) struct Case {
    program: CheckedProgram,
    openings: Vec<Opening>,
    context: Context,
    proof: Vec<u8>,
}

impl Case {
    /// The statements of a policy, of the values that it asks about, in their order.
    pub(crate) fn new(policy: &Policy, today: Timestamp, values: &[Value]) -> Self {
        let verifier = SigningKey::from_seed(&[2; 32]).verifying_key();
        let program = policy.program(Day::of(today).unwrap(), &verifier).unwrap();
        let rng = &mut os_rng().unwrap();
        let opening = |value: &Value| {
            let blinding = Blinding::random(rng);
            match value {
                Value::Integer(value) => Opening::integer(*value, &blinding),
                Value::Code(system, code) => {
                    Opening::code(&PublicValue::code(system, code), &blinding)
                }
            }
        };
        let openings: Vec<_> = values.iter().map(opening).collect();
        let context = context(&openings);
        let proof = prove(&program, &openings, &context).unwrap().bytes;
        Self {
            program,
            openings,
            context,
            proof,
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.proof.len()
    }

    pub(crate) fn prove(&self) {
        black_box(prove(&self.program, &self.openings, &self.context).unwrap());
    }

    pub(crate) fn verify(&self) {
        black_box(verify(&self.program, &self.context, &self.proof).unwrap());
    }

    pub(crate) fn verify_batch(&self, size: usize) {
        let mut batch = BatchVerifier::new();
        (0..size).for_each(|_| batch.add(&self.program, &self.context, &self.proof));
        assert!(batch.verify().unwrap().iter().all(Result::is_ok));
    }

    /// Verifies a queue in which every proof and context has memory of its own.
    pub(crate) fn verify_queue(&self, size: usize) {
        let queue: Vec<_> = (0..size)
            .map(|_| (self.context.clone(), self.proof.clone()))
            .collect();
        let mut batch = BatchVerifier::new();
        for (context, proof) in &queue {
            batch.add(&self.program, context, proof);
        }
        assert!(batch.verify().unwrap().iter().all(Result::is_ok));
    }
}

fn context(openings: &[Opening]) -> Context {
    let digest = Sha256Digest::from_bytes([1; 32]);
    let commitments = openings.iter().map(Opening::commitment);
    Context {
        request: digest,
        verifier: KeyId::from_bytes([2; 32]),
        audience: "https://trial.example.org/screening".into(),
        nonce: [3; 32],
        expires: Timestamp::from_seconds(1_800_000_000).unwrap(),
        policy: digest,
        ledger: LedgerPoint {
            ledger: LedgerId::from_bytes([4; 32]),
            height: 7,
            state_root: digest,
            time: Timestamp::from_seconds(1_799_999_000).unwrap(),
        },
        credentials: vec![PresentedCredential {
            digest,
            issuer: KeyId::from_bytes([5; 32]),
            holder: SigningKey::from_seed(&[6; 32]).verifying_key(),
            status: vec![7; 32],
            commitments: (1..).zip(commitments).collect(),
        }],
    }
}
