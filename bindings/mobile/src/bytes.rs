//! Long bytes across the border: a `ByteArray` or `Data` there, as `Vec<u8>` is.
//!
//! UniFFI writes and reads a `Vec<u8>` byte by byte, which takes longer than to encrypt it. These cross as
//! one piece, in the same form: their length in four bytes, and then they themselves. What came from the
//! host is used where it lies, and wiped.

use crate::error::Result;
use medseal_facade::{Error, FacadeError};
use std::ops::Deref;
use uniffi::deps::anyhow;
use uniffi::{Lift, Lower, MetadataBuffer, RustBuffer, TypeId};
use zeroize::Zeroizing;

/// Bytes that came from the host, or go there.
#[derive(Default)]
pub struct Bytes {
    /// Their length, and they themselves.
    crossing: Zeroizing<Vec<u8>>,
}

impl Bytes {
    /// A copy of these bytes, which is what goes to the host. No array there is longer than 2 GiB.
    pub(crate) fn copy(bytes: &[u8]) -> Result<Self> {
        let told = "the bytes are more than an array holds here: use files or streams";
        let length =
            i32::try_from(bytes.len()).map_err(|_| Error::from(FacadeError::Argument(told)))?;
        let mut crossing = Vec::with_capacity(LENGTH + bytes.len());
        crossing.extend_from_slice(&length.to_be_bytes());
        crossing.extend_from_slice(bytes);
        Ok(Self {
            crossing: Zeroizing::new(crossing),
        })
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.crossing.get(LENGTH..).unwrap_or_default()
    }
}

/// Bytes of the length that goes before.
const LENGTH: usize = 4;

#[allow(unsafe_code)]
// SAFETY: the buffer has the form that UniFFI gives a sequence of bytes, and `destroy_into_vec` takes it
// over from the host, which does not use it again.
unsafe impl<UT> Lift<UT> for Bytes {
    type FfiType = RustBuffer;

    fn try_lift(buffer: RustBuffer) -> anyhow::Result<Self> {
        let crossing = Zeroizing::new(buffer.destroy_into_vec());
        let mut rest = crossing.as_slice();
        let length = length(&mut rest)?;
        anyhow::ensure!(rest.len() == length, "an array is not as long as it says");
        Ok(Self { crossing })
    }

    fn try_read(buffer: &mut &[u8]) -> anyhow::Result<Self> {
        let begin = *buffer;
        let length = length(buffer)?;
        let (_, rest) = buffer
            .split_at_checked(length)
            .ok_or_else(|| anyhow::anyhow!("an array ends early"))?;
        *buffer = rest;
        let crossing = begin.get(..LENGTH + length).unwrap_or_default().to_vec();
        Ok(Self {
            crossing: Zeroizing::new(crossing),
        })
    }
}

/// Reads the length that goes before.
fn length(buffer: &mut &[u8]) -> anyhow::Result<usize> {
    let (length, rest) = buffer
        .split_first_chunk::<LENGTH>()
        .ok_or_else(|| anyhow::anyhow!("an array has no length"))?;
    *buffer = rest;
    Ok(usize::try_from(i32::from_be_bytes(*length))?)
}

#[allow(unsafe_code)]
// SAFETY: the buffer has the form that UniFFI gives a sequence of bytes, and is given away.
unsafe impl<UT> Lower<UT> for Bytes {
    type FfiType = RustBuffer;

    fn lower(mut bytes: Self) -> RustBuffer {
        if bytes.crossing.is_empty() {
            bytes.crossing.extend_from_slice(&[0; LENGTH]);
        }
        RustBuffer::from_vec(std::mem::take(&mut *bytes.crossing))
    }

    fn write(bytes: Self, buffer: &mut Vec<u8>) {
        if bytes.crossing.is_empty() {
            buffer.extend_from_slice(&[0; LENGTH]);
        }
        buffer.extend_from_slice(&bytes.crossing);
    }
}

/// The host sees a sequence of bytes.
impl<UT> TypeId<UT> for Bytes {
    const TYPE_ID_META: MetadataBuffer = <Vec<u8> as TypeId<UT>>::TYPE_ID_META;
}

// How UniFFI makes what is given back, and what a stream of the host gives, of the above.
#[allow(unsafe_code)]
mod derived {
    use super::Bytes;

    uniffi::derive_ffi_traits!(impl<UT> LowerReturn<UT> for Bytes);
    uniffi::derive_ffi_traits!(impl<UT> LiftReturn<UT> for Bytes);
}

#[cfg(test)]
mod tests {
    use super::Bytes;
    use crate::UniFfiTag;
    use uniffi::{Lift, Lower, RustBuffer};

    fn vector(buffer: RustBuffer) -> Vec<u8> {
        <Vec<u8> as Lift<UniFfiTag>>::try_lift(buffer).unwrap()
    }

    fn lifted(buffer: Vec<u8>) -> Option<Vec<u8>> {
        let buffer = RustBuffer::from_vec(buffer);
        <Bytes as Lift<UniFfiTag>>::try_lift(buffer)
            .ok()
            .map(|bytes| bytes.to_vec())
    }

    #[test]
    fn they_cross_as_a_vector_does() {
        for bytes in [vec![], vec![7], (0..=255).collect::<Vec<u8>>()] {
            let lowered = <Bytes as Lower<UniFfiTag>>::lower(Bytes::copy(&bytes).unwrap());
            assert_eq!(vector(lowered), bytes);
            let lowered = <Vec<u8> as Lower<UniFfiTag>>::lower(bytes.clone());
            let back = <Bytes as Lift<UniFfiTag>>::try_lift(lowered).unwrap();
            assert_eq!(*back, *bytes);

            let mut written = Vec::new();
            <Bytes as Lower<UniFfiTag>>::write(Bytes::copy(&bytes).unwrap(), &mut written);
            written.push(9);
            let mut rest = written.as_slice();
            let read = <Bytes as Lift<UniFfiTag>>::try_read(&mut rest).unwrap();
            assert_eq!((&*read, rest), (bytes.as_slice(), &[9][..]));
        }
        let empty = <Bytes as Lower<UniFfiTag>>::lower(Bytes::default());
        assert_eq!(vector(empty), [0; 0]);
    }

    #[test]
    fn a_length_that_is_not_theirs_is_refused() {
        assert_eq!(lifted(vec![0, 0, 0, 2, 5, 6]), Some(vec![5, 6]));
        for wrong in [
            &[][..],
            &[0, 0, 0],
            &[0, 0, 0, 1],
            &[0, 0, 0, 1, 5, 6],
            &[0x7f, 0xff, 0xff, 0xff, 5],
            &[0xff, 0xff, 0xff, 0xff, 5],
        ] {
            assert_eq!(lifted(wrong.to_vec()), None);
            let mut rest = wrong;
            let read = <Bytes as Lift<UniFfiTag>>::try_read(&mut rest);
            assert!(read.is_err() || rest == [6]);
        }
    }
}
