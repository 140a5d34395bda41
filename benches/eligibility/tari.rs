//! The `tari_bulletproofs_plus` crate: Bulletproofs+, which verifies in batches itself.

use curve25519_dalek_5::{RistrettoPoint, Scalar};
use std::hint::black_box;
use tari_bulletproofs_plus::{
    commitment_opening::CommitmentOpening,
    generators::pedersen_gens::ExtensionDegree,
    range_parameters::RangeParameters,
    range_proof::VerifyAction,
    range_statement::RangeStatement,
    range_witness::RangeWitness,
    ristretto::{RistrettoRangeProof, create_pedersen_gens_with_extension_degree},
};
use tari_merlin::Transcript;

/// The `tari_bulletproofs_plus` crate, which verifies in batches itself.
pub(crate) struct Tari {
    statement: RangeStatement<RistrettoPoint>,
    witness: RangeWitness,
    proof: RistrettoRangeProof,
}

impl Tari {
    pub(crate) fn new(bits: usize, parties: usize) -> Self {
        let pedersen = create_pedersen_gens_with_extension_degree(ExtensionDegree::DefaultPedersen);
        let parameters = RangeParameters::init(bits, parties, pedersen).unwrap();
        let values = || (0..parties as u64).map(|at| (at, vec![Scalar::from(at + 7)]));
        let commitments = values().map(|(value, blinding)| {
            parameters
                .pc_gens()
                .commit(&Scalar::from(value), &blinding)
                .unwrap()
        });
        let commitments = commitments.collect();
        let openings = values().map(|(value, blinding)| CommitmentOpening::new(value, blinding));
        let witness = RangeWitness::init(openings.collect()).unwrap();
        let promises = vec![None; parties];
        let statement = RangeStatement::init(parameters, commitments, promises, None).unwrap();
        let proof = made(&statement, &witness);
        Self {
            statement,
            witness,
            proof,
        }
    }

    pub(crate) fn prove(&self) {
        black_box(made(&self.statement, &self.witness));
    }

    pub(crate) fn verify(&self, size: usize) {
        let mut transcripts = vec![Transcript::new(b"bench"); size];
        let statements = vec![self.statement.clone(); size];
        let proofs = vec![self.proof.clone(); size];
        let action = VerifyAction::VerifyOnly;
        RistrettoRangeProof::verify_batch(&mut transcripts, &statements, &proofs, action).unwrap();
    }
}

fn made(statement: &RangeStatement<RistrettoPoint>, witness: &RangeWitness) -> RistrettoRangeProof {
    let transcript = &mut Transcript::new(b"bench");
    let rng = &mut medseal::random::os_rng().unwrap();
    RistrettoRangeProof::prove_with_rng(transcript, statement, witness, rng).unwrap()
}
