//! The verification equations of an aggregated range proof, found by replaying its public
//! transcript, so that they can join one multiscalar multiplication with others.
//!
//! The mathematics and the labels are those of `bulletproofs` 5.0.0
//! (`range_proof::verify_multiple`, "Bulletproofs", Bünz et al. 2018, §4.2 and §6.2); differential tests
//! hold the two together. The proof's two equations, that of the inner product and that of `t(x)`,
//! each have a weight of their own.

use super::Group;
use crate::eligibility::{
    equations::{Equations, weight},
    group::{decompress, scalar},
};
use curve25519_dalek_4::Scalar;
use merlin::Transcript;
use rand_core::CryptoRng;

/// Factors of the generators G and H in one proof's equations, slot by slot.
pub(in crate::eligibility) struct RangeTerms {
    pub(in crate::eligibility) bits: usize,
    pub(in crate::eligibility) g: Vec<Scalar>,
    pub(in crate::eligibility) h: Vec<Scalar>,
}

/// Adds the equations of a range proof; `None` if it cannot be valid.
///
/// `elements` are the proof's 32-byte elements. The transcript ends as the crate's would.
#[must_use]
pub(in crate::eligibility) fn replay(
    group: &Group,
    elements: &[[u8; 32]],
    transcript: &mut Transcript,
    equations: &mut Equations,
    rng: &mut impl CryptoRng,
) -> Option<()> {
    let [
        a_bytes,
        s_bytes,
        t1_bytes,
        t2_bytes,
        t_x,
        t_x_blinding,
        e_blinding,
        rest @ ..,
    ] = elements
    else {
        return None;
    };
    let [rounds @ .., ipp_a, ipp_b] = rest else {
        return None;
    };
    if rounds.len() != 2 * group.rounds() {
        return None;
    }
    let (bits, parties) = (usize::from(group.bits), group.parties());
    transcript.append_message(b"dom-sep", b"rangeproof v1");
    transcript.append_u64(b"n", u64::from(group.bits));
    transcript.append_u64(b"m", u64::try_from(parties).ok()?);
    for slot in &group.slots {
        let commitment = equations.point(slot)?.compress();
        transcript.append_message(b"V", commitment.as_bytes());
    }
    for _ in group.slots.len()..parties {
        transcript.append_message(b"V", &IDENTITY);
    }
    let [a, s] = [
        point(b"A", a_bytes, transcript)?,
        point(b"S", s_bytes, transcript)?,
    ];
    let y = challenge(b"y", transcript);
    let z = challenge(b"z", transcript);
    let [t1, t2] = [
        point(b"T_1", t1_bytes, transcript)?,
        point(b"T_2", t2_bytes, transcript)?,
    ];
    let x = challenge(b"x", transcript);
    let t_x = number(b"t_x", t_x, transcript)?;
    let t_x_blinding = number(b"t_x_blinding", t_x_blinding, transcript)?;
    let e_blinding = number(b"e_blinding", e_blinding, transcript)?;
    let w = challenge(b"w", transcript);

    transcript.append_message(b"dom-sep", b"ipp v1");
    transcript.append_u64(b"n", u64::try_from(group.size()).ok()?);
    let mut challenges = Vec::with_capacity(group.rounds());
    let mut sides = Vec::with_capacity(group.rounds());
    for round in rounds.chunks_exact(2) {
        let [left, right] = round else { return None };
        sides.push((
            point(b"L", left, transcript)?,
            point(b"R", right, transcript)?,
        ));
        challenges.push(challenge(b"u", transcript));
    }
    let (ipp_a, ipp_b) = (scalar(ipp_a)?, scalar(ipp_b)?);

    let mut inverses = challenges.clone();
    inverses.push(y);
    Scalar::batch_invert(&mut inverses);
    let y_inverse = inverses.pop()?;
    let squares: Vec<_> = challenges.iter().map(|u| u * u).collect();
    let products = products(&inverses, &squares);

    let (inner, polynomial) = (weight(rng), weight(rng));
    equations.add_point(inner, a);
    equations.add_point(inner * x, s);
    equations.add_point(polynomial * x, t1);
    equations.add_point(polynomial * x * x, t2);
    for ((square, inverse), (left, right)) in squares.iter().zip(&inverses).zip(sides) {
        equations.add_point(inner * square, left);
        equations.add_point(inner * inverse * inverse, right);
    }
    equations.add_blinding(-(inner * e_blinding + polynomial * t_x_blinding));
    let delta = delta(bits, parties, &y, &z);
    equations.add_value(inner * w * (t_x - ipp_a * ipp_b) + polynomial * (delta - t_x));

    let zz = z * z;
    let powers_of_two: Vec<_> = powers(Scalar::from(2_u64)).take(bits).collect();
    let slot_bits = powers(z)
        .take(parties)
        .flat_map(|power| powers_of_two.iter().map(move |two| two * power));
    let g = products
        .iter()
        .map(|product| -inner * (z + ipp_a * product));
    let h = products
        .iter()
        .rev()
        .zip(powers(y_inverse))
        .zip(slot_bits)
        .map(|((product, y_power), slot_bit)| {
            inner * (z + y_power * (zz * slot_bit - ipp_b * product))
        });
    equations.add_range(RangeTerms {
        bits,
        g: g.collect(),
        h: h.collect(),
    });
    for (slot, power) in group.slots.iter().zip(powers(z)) {
        equations.add(&(polynomial * zz * power), slot)?;
    }
    Some(())
}

/// `s_i`: the product of all challenges, each to the power +1 or −1 as the bits of `i` say.
fn products(inverses: &[Scalar], squares: &[Scalar]) -> Vec<Scalar> {
    let mut products = vec![inverses.iter().product()];
    for square in squares.iter().rev() {
        let doubled: Vec<_> = products.iter().map(|product| product * square).collect();
        products.extend(doubled);
    }
    products
}

/// `δ(y, z) = (z − z²)·⟨1, yⁿᵐ⟩ − z³·⟨1, 2ⁿ⟩·Σ zʲ`.
fn delta(bits: usize, parties: usize, y: &Scalar, z: &Scalar) -> Scalar {
    let sum = |base: Scalar, count: usize| powers(base).take(count).sum::<Scalar>();
    let twos = sum(Scalar::from(2_u64), bits);
    (z - z * z) * sum(*y, bits * parties) - z * z * z * twos * sum(*z, parties)
}

fn powers(base: Scalar) -> impl Iterator<Item = Scalar> {
    std::iter::successors(Some(Scalar::ONE), move |power| Some(power * base))
}

fn point(
    label: &'static [u8],
    bytes: &[u8; 32],
    transcript: &mut Transcript,
) -> Option<curve25519_dalek_4::RistrettoPoint> {
    transcript.append_message(label, bytes);
    decompress(bytes)
}

fn number(label: &'static [u8], bytes: &[u8; 32], transcript: &mut Transcript) -> Option<Scalar> {
    transcript.append_message(label, bytes);
    scalar(bytes)
}

fn challenge(label: &'static [u8], transcript: &mut Transcript) -> Scalar {
    let mut bytes = [0; 64];
    transcript.challenge_bytes(label, &mut bytes);
    Scalar::from_bytes_mod_order_wide(&bytes)
}

/// The encoding of the identity: what a slot that only fills up is committed as.
const IDENTITY: [u8; 32] = [0; 32];
