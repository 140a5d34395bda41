//! The generators of the range proofs, made when first needed and kept.
//!
//! The `bulletproofs` crate gives its own generators H to nobody, and the batch verifier needs them:
//! they are derived here again from their public definition (SHAKE-256 over `"GeneratorsChain"`,
//! `G` or `H`, and the party's number). A test compares the G with the crate's; the H are compared by
//! every proof of the crate that verifies here.

use bulletproofs::BulletproofGens;
use curve25519_dalek_4::RistrettoPoint;
use sha3_010::{
    Shake256,
    digest::{ExtendableOutput, Update, XofReader},
};
use std::sync::OnceLock;

/// The generators of one slot's bits, 64 of each kind.
pub(in crate::eligibility) struct PartyGenerators {
    pub(in crate::eligibility) g: Vec<RistrettoPoint>,
    pub(in crate::eligibility) h: Vec<RistrettoPoint>,
}

/// The generators of one slot by its position.
pub(in crate::eligibility) fn party(position: usize) -> Option<&'static PartyGenerators> {
    static PARTIES: [OnceLock<PartyGenerators>; MAX_PARTIES] =
        [const { OnceLock::new() }; MAX_PARTIES];
    let number = u32::try_from(position).ok()?;
    let generators = PARTIES.get(position)?.get_or_init(|| PartyGenerators {
        g: chain(b'G', number),
        h: chain(b'H', number),
    });
    Some(generators)
}

/// The crate's own table, exactly as large as a proof of this shape needs.
pub(in crate::eligibility) fn proving(
    bits: u8,
    parties: usize,
) -> Option<&'static BulletproofGens> {
    const WIDTHS: usize = 4;
    const COUNTS: usize = 9;
    static TABLES: [[OnceLock<BulletproofGens>; COUNTS]; WIDTHS] =
        [const { [const { OnceLock::new() }; COUNTS] }; WIDTHS];
    let width = [8, 16, 32, 64].iter().position(|width| *width == bits)?;
    let count = usize::try_from(parties.checked_ilog2()?).ok()?;
    let table = TABLES.get(width)?.get(count)?;
    Some(table.get_or_init(|| BulletproofGens::new(usize::from(bits), parties)))
}

fn chain(kind: u8, party: u32) -> Vec<RistrettoPoint> {
    let mut shake = Shake256::default();
    shake.update(b"GeneratorsChain");
    shake.update(&[kind]);
    shake.update(&party.to_le_bytes());
    let mut reader = shake.finalize_xof();
    let next = |_| {
        let mut bytes = [0; 64];
        reader.read(&mut bytes);
        RistrettoPoint::from_uniform_bytes(&bytes)
    };
    (0..64).map(next).collect()
}

/// The most slots in one aggregated proof: as many as fit at the least width.
pub(in crate::eligibility) const MAX_PARTIES: usize = super::MAX_BITS_TOGETHER / 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_generators_agree_with_the_crates() {
        let crates = BulletproofGens::new(64, 40);
        for position in [0, 1, 7, 39] {
            let theirs: Vec<_> = crates.share(position).G(64).copied().collect();
            assert_eq!(party(position).unwrap().g, theirs);
        }
        assert!(party(MAX_PARTIES).is_none());
    }
}
