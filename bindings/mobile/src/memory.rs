//! Sealing and opening into memory of the host's that lies outside of its heap.
//!
//! UniFFI lends such memory for reading only; for writing it crosses as address and length. The functions
//! here are not for callers: `kotlin/` and `swift/` wrap them in ones that take a buffer, and only those
//! are public there.

use crate::{error::Result, identity::SecretIdentity, identity::values, transfer::Sealing};
use medseal_facade::{self as facade, Error, FacadeError};

/// As `SealedRecord.seal`, to `length` bytes of memory at `address`; gives how many were needed. The
/// caller keeps both memories in place and leaves them alone meanwhile.
#[uniffi::export]
pub fn seal_into(sealing: Sealing, plaintext: &[u8], address: u64, length: u64) -> Result<u64> {
    let mut memory = Memory::apart_from(plaintext, address, length)?;
    let written = facade::SealedRecord::seal_into(
        &sealing.author.0,
        &sealing.patient.0,
        &values(&sealing.recipients),
        plaintext,
        memory.lent(),
        &sealing.options,
        sealing.previous(),
    )?;
    Ok(written as u64)
}

/// As `openBytes`, to `length` bytes of memory at `address`; gives how many were needed. The caller keeps
/// both memories in place and leaves them alone meanwhile.
#[uniffi::export]
pub fn open_into(
    container: &[u8],
    identity: &SecretIdentity,
    address: u64,
    length: u64,
) -> Result<u64> {
    let mut memory = Memory::apart_from(container, address, length)?;
    let written = facade::SealedRecord::open_into(container, &identity.0, memory.lent())?;
    Ok(written as u64)
}

/// As many bytes as a sealed record has at the most, with so long a plaintext and so many recipients
/// beside the patient.
#[uniffi::export]
#[must_use]
pub fn sealed_length_at_most(plaintext_length: u64, recipients: u64) -> u64 {
    facade::SealedRecord::sealed_length_at_most(plaintext_length, recipients)
}

/// Memory of the host's, for one call.
struct Memory {
    begin: *mut u8,
    length: usize,
}

impl Memory {
    /// The memory at an address, if it has nothing in common with `input`.
    fn apart_from(input: &[u8], address: u64, length: u64) -> Result<Self> {
        let refused = |told| Error::from(FacadeError::Argument(told));
        let no_memory = || refused("there is no memory of this length at this address");
        let begin = usize::try_from(address).map_err(|_| no_memory())?;
        let length = usize::try_from(length).map_err(|_| no_memory())?;
        let end = begin.checked_add(length).ok_or_else(no_memory)?;
        if isize::try_from(length).is_err() || (begin == 0 && length > 0) {
            return Err(no_memory().into());
        }
        let other = input.as_ptr().addr();
        if begin < other + input.len() && other < end {
            let told = "the buffers have memory in common";
            return Err(refused(told).into());
        }
        Ok(Self {
            begin: std::ptr::with_exposed_provenance_mut(begin),
            length,
        })
    }

    #[allow(unsafe_code)]
    fn lent(&mut self) -> &mut [u8] {
        if self.length == 0 {
            return &mut [];
        }
        // SAFETY: the shells' own wrappers, which alone can call the functions above, take address and
        // length of a buffer that they hold until the call is over. `apart_from` has seen that it is
        // not null, not too long, and does not overlap what is read. That nobody else touches the
        // buffer in the meantime is the caller's promise, as with any reading into a buffer.
        unsafe { std::slice::from_raw_parts_mut(self.begin, self.length) }
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn memory_that_cannot_be_lent_is_refused() {
        let input = [7; 16];
        let at = input.as_ptr().addr() as u64;
        for (address, length) in [
            (at, 1),
            (at + 15, 1),
            (at - 1, 2),
            (at - 8, 64),
            (0, 1),
            (u64::MAX, 1),
            (1, u64::MAX),
            (1, u64::MAX >> 1),
        ] {
            assert!(Memory::apart_from(&input, address, length).is_err());
        }
        let mut place = [1_u8; 4];
        let address = place.as_mut_ptr().expose_provenance() as u64;
        let mut memory = Memory::apart_from(&input, address, 4).unwrap();
        memory.lent().fill(9);
        assert_eq!(place, [9; 4]);
        assert!(Memory::apart_from(&input, 0, 0).unwrap().lent().is_empty());
    }
}
