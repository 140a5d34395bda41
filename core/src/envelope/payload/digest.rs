//! The digest of a payload: BLAKE3, parts of which several threads may hash each for itself.
//!
//! BLAKE3 is a tree. The payload is cut into units, each a subtree of its own, at multiples of their
//! length. Whoever has just written or is about to read the bytes of a unit hashes it, while they are
//! in a near cache, and hands the hash over: the tree above the units is put together in order.

use super::span::part;
use crate::types::PayloadDigest;
use blake3::Hasher;
use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root,
};
use rayon::prelude::*;
use std::ops::Range;

/// The digest of the bytes so far.
pub(super) struct Digest {
    /// The hashes of the complete subtrees over whole units, the largest first.
    subtrees: Vec<ChainingValue>,
    /// How many units those are. More bytes follow them, so none of their hashes is the root's.
    units: u64,
    /// The bytes after them: up to a whole unit, and some unless there are no bytes at all.
    open: Hasher,
}

/// The whole units of a span of bytes that follows a digest. One that ends where the span ends is
/// not among them, because more bytes may not follow it.
#[derive(Clone, Copy)]
pub(super) struct Units {
    /// Which unit of the payload the first is.
    first: u64,
    /// Where it begins in the span.
    start: usize,
    count: usize,
}

/// A unit's number among those of its span, and its hash.
pub(super) type UnitHash = (usize, ChainingValue);

impl Digest {
    pub(super) fn new() -> Self {
        Self {
            subtrees: Vec::new(),
            units: 0,
            open: Hasher::new(),
        }
    }

    /// Hashes the bytes that follow, on this thread.
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            self.close_full();
            let filled = usize::try_from(self.open.count()).unwrap_or(UNIT);
            let room = UNIT.saturating_sub(filled).min(bytes.len());
            let (now, later) = bytes.split_at(room);
            self.open.update(now);
            bytes = later;
        }
    }

    /// The units of a span of this length, were it to follow now.
    pub(super) fn units(&self, length: usize) -> Units {
        let filled = usize::try_from(self.open.count()).unwrap_or(UNIT);
        let start = if filled == 0 { 0 } else { UNIT - filled };
        Units {
            first: self.units + u64::from(filled != 0),
            start,
            count: length.saturating_sub(start + 1) / UNIT,
        }
    }

    /// Takes the span that follows, with the hashes of some of its units; the others are hashed now,
    /// on all threads if `is_shared`.
    pub(super) fn absorb(
        &mut self,
        span: &[u8],
        hashes: impl IntoIterator<Item = UnitHash>,
        is_shared: bool,
    ) {
        let units = self.units(span.len());
        let mut known = vec![None; units.count];
        for (number, hash) in hashes {
            if let Some(place) = known.get_mut(number) {
                *place = Some(hash);
            }
        }
        let hash = |(number, known): (usize, Option<ChainingValue>)| {
            known.unwrap_or_else(|| units.hash(number, span, 0).1)
        };
        let hashes: Vec<_> = if is_shared {
            known.into_par_iter().enumerate().map(hash).collect()
        } else {
            known.into_iter().enumerate().map(hash).collect()
        };
        if hashes.is_empty() {
            return self.update(span);
        }
        self.update(part(span, 0, units.start));
        self.close_full();
        for hash in hashes {
            self.push(hash);
        }
        self.open = hasher_at(self.units);
        self.update(part(span, units.place(units.count).start, usize::MAX));
    }

    pub(super) fn finalize(self) -> PayloadDigest {
        let root = match self.subtrees.split_first() {
            None => self.open.finalize(),
            Some((first, others)) => {
                let right = others
                    .iter()
                    .rev()
                    .fold(self.open.finalize_non_root(), |right, left| {
                        merge_subtrees_non_root(left, &right, Mode::Hash)
                    });
                merge_subtrees_root(first, &right, Mode::Hash)
            }
        };
        PayloadDigest::from_bytes(root.into())
    }

    /// Puts the open unit with the others if it is whole: bytes follow it.
    fn close_full(&mut self) {
        if self.open.count() == UNIT as u64 {
            self.push(self.open.finalize_non_root());
            self.open = hasher_at(self.units);
        }
    }

    /// Adds the hash of the next unit, after which bytes follow.
    fn push(&mut self, hash: ChainingValue) {
        self.subtrees.push(hash);
        self.units += 1;
        // One subtree for each bit that is set: what is complete has become one.
        while self.subtrees.len() > self.units.count_ones() as usize
            && let (Some(right), Some(left)) = (self.subtrees.pop(), self.subtrees.pop())
        {
            let parent = merge_subtrees_non_root(&left, &right, Mode::Hash);
            self.subtrees.push(parent);
        }
    }
}

impl Units {
    /// The units that lie wholly between these places of the span.
    pub(super) fn inside(&self, places: Range<usize>) -> Range<usize> {
        let from = places.start.saturating_sub(self.start).div_ceil(UNIT);
        let to = places.end.saturating_sub(self.start) / UNIT;
        from..to.min(self.count)
    }

    /// The units that begin between these places of the span.
    pub(super) fn beginning(&self, places: Range<usize>) -> Range<usize> {
        let number = |place: usize| place.saturating_sub(self.start).div_ceil(UNIT);
        number(places.start)..number(places.end).min(self.count)
    }

    /// Hashes a unit. `bytes` are those of the span from `offset` on.
    pub(super) fn hash(&self, number: usize, bytes: &[u8], offset: usize) -> UnitHash {
        let start = self.place(number).start.saturating_sub(offset);
        let mut hasher = hasher_at(self.first + number as u64);
        (
            number,
            hasher.update(part(bytes, start, UNIT)).finalize_non_root(),
        )
    }

    fn place(&self, number: usize) -> Range<usize> {
        let start = self.start + number * UNIT;
        start..start + UNIT
    }
}

fn hasher_at(unit: u64) -> Hasher {
    let mut hasher = Hasher::new();
    hasher.set_input_offset(unit * UNIT as u64);
    hasher
}

/// Bytes of a unit. Long enough for BLAKE3 to hash many of its chunks at once, and to make the tree
/// above cost nothing; short against what a thread has in its cache.
const UNIT: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_any_length_give_the_digest_of_all_bytes() {
        let bytes: Vec<u8> = (0..=250).cycle().take(9 * UNIT).collect();
        let lengths = [0, 1, UNIT - 1, UNIT, UNIT + 1, 2 * UNIT + 56, 4 * UNIT];
        for before in lengths {
            for length in lengths {
                // All units are hashed elsewhere, every third one, only the first.
                for step in [1, 3, usize::MAX] {
                    let mut digest = Digest::new();
                    digest.update(&bytes[..before]);
                    let (span, rest) = bytes[before..].split_at(length);
                    let units = digest.units(length);
                    let elsewhere: Vec<_> = (0..units.count)
                        .step_by(step)
                        .map(|unit| units.hash(unit, span, 0))
                        .collect();
                    digest.absorb(span, elsewhere, step == 3);
                    digest.update(&rest[..rest.len().min(UNIT)]);
                    let end = (before + length + UNIT).min(bytes.len());
                    assert_eq!(
                        digest.finalize().as_bytes(),
                        blake3::hash(&bytes[..end]).as_bytes(),
                        "{before} bytes, then {length}"
                    );
                }
            }
        }
    }

    #[test]
    fn units_belong_to_the_places_they_lie_in_and_begin_in() {
        let mut digest = Digest::new();
        digest.update(&[0; 56]);
        let units = digest.units(4 * UNIT);
        let end = UNIT - 56;
        assert_eq!((units.first, units.start, units.count), (1, end, 3));
        assert_eq!(units.inside(0..end + UNIT - 1), 0..0);
        assert_eq!(units.inside(0..end + UNIT), 0..1);
        assert_eq!(units.inside(1..end + 4 * UNIT), 0..3);
        assert!(units.inside(end + 1..end + UNIT + 5).is_empty());
        assert_eq!(units.beginning(0..end), 0..0);
        assert_eq!(units.beginning(0..end + 1), 0..1);
        assert_eq!(units.beginning(end + 1..end + 3 * UNIT + 1), 1..3);
    }
}
