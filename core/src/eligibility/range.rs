//! Range slots, and how they share aggregated range proofs.
//!
//! A slot is a combination that commits to a number below `2^bits`. Who verifies derives every slot,
//! every width and the number of slots from the program; nothing about them is read from a proof.

mod generators;
mod replay;

pub(super) use generators::{party, proving};
pub(super) use replay::{RangeTerms, replay};

use super::sigma::Combination;

/// A combination that commits to a number below `2^bits`, `bits` one of 8, 16, 32, 64.
pub(super) struct Slot {
    pub(super) of: Combination,
    pub(super) bits: u8,
}

/// Slots that share one aggregated range proof.
pub(super) struct Group {
    pub(super) bits: u8,
    pub(super) slots: Vec<Combination>,
}

impl Group {
    /// The number of slots, filled up to a power of two with commitments to zero without blinding.
    pub(super) fn parties(&self) -> usize {
        self.slots.len().next_power_of_two()
    }

    /// Bits proven together.
    pub(super) fn size(&self) -> usize {
        usize::from(self.bits).saturating_mul(self.parties())
    }

    /// Rounds of the inner-product argument.
    pub(super) fn rounds(&self) -> usize {
        usize::try_from(self.size().ilog2()).unwrap_or(usize::MAX)
    }

    /// How many 32-byte elements the proof has.
    pub(super) fn elements(&self) -> usize {
        9 + 2 * self.rounds()
    }
}

/// One proof for all slots, in their order; or two, the narrower first, where widths differ at least
/// four-fold: then slots up to a quarter of the widest are proven apart. A group is as wide as its
/// widest slot, and a wider proof for a slot is still sound: what it excludes are the negatives.
pub(super) fn groups(slots: &[Slot]) -> Vec<Group> {
    let widest = slots.iter().map(|slot| slot.bits).max().unwrap_or(0);
    let group = |narrow: bool| {
        let part = slots
            .iter()
            .filter(move |slot| (slot.bits <= widest / 4) == narrow);
        let bits = part.clone().map(|slot| slot.bits).max()?;
        let slots = part.map(|slot| slot.of.clone()).collect();
        Some(Group { bits, slots })
    };
    [true, false].into_iter().filter_map(group).collect()
}

/// The most bits in one aggregated proof.
pub(super) const MAX_BITS_TOGETHER: usize = 2048;
