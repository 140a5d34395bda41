//! Walking encoded bytes without allocating: bounds and determinism (RFC 8949 §3 and §4.2.1).

use super::{CodecError, Limits};
use std::ops::Range;

/// Checks that `bytes` hold exactly one deterministic data item within `limits`.
pub(super) fn check(bytes: &[u8], limits: Limits) -> Result<(), CodecError> {
    if bytes.len() > limits.bytes {
        return Err(CodecError::TooLarge);
    }
    let mut scan = Scan {
        bytes,
        at: 0,
        items: limits.items,
    };
    scan.item(limits.depth)?;
    if scan.at == bytes.len() {
        Ok(())
    } else {
        Err(CodecError::Malformed)
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    items: usize,
}

impl<'a> Scan<'a> {
    fn item(&mut self, depth: usize) -> Result<(), CodecError> {
        self.items = self.items.checked_sub(1).ok_or(CodecError::TooLarge)?;
        let (major, argument) = self.head()?;
        match major {
            0 | 1 => Ok(()),
            2 => self.take(argument).map(|_| ()),
            3 => std::str::from_utf8(self.take(argument)?)
                .map(|_| ())
                .map_err(|_| CodecError::Malformed),
            4 => {
                let depth = depth.checked_sub(1).ok_or(CodecError::TooLarge)?;
                for _ in 0..self.count(argument)? {
                    self.item(depth)?;
                }
                Ok(())
            }
            5 => {
                let depth = depth.checked_sub(1).ok_or(CodecError::TooLarge)?;
                let mut previous: Range<usize> = 0..0;
                for _ in 0..self.count(argument)? {
                    let start = self.at;
                    self.item(depth)?;
                    let key = start..self.at;
                    if !previous.is_empty() && self.slice(&previous)? >= self.slice(&key)? {
                        return Err(CodecError::NonCanonical);
                    }
                    previous = key;
                    self.item(depth)?;
                }
                Ok(())
            }
            // Simple values: false, true and null; tags (6) and floats have no place here.
            7 if (20..=22).contains(&argument) => Ok(()),
            _ => Err(CodecError::NonCanonical),
        }
    }

    /// The major type and the argument, which must be in its shortest form.
    fn head(&mut self) -> Result<(u8, u64), CodecError> {
        let [initial] = self.array()?;
        let (argument, least) = match initial & 0x1f {
            short @ 0..=23 => return Ok((initial >> 5, u64::from(short))),
            // Major type 7 with a longer argument is a float or an unassigned simple value.
            24..=27 if initial >> 5 == 7 => return Err(CodecError::NonCanonical),
            24 => (u64::from(u8::from_be_bytes(self.array()?)), 24),
            25 => (u64::from(u16::from_be_bytes(self.array()?)), 1 << 8),
            26 => (u64::from(u32::from_be_bytes(self.array()?)), 1 << 16),
            27 => (u64::from_be_bytes(self.array()?), 1 << 32),
            31 => return Err(CodecError::NonCanonical),
            _ => return Err(CodecError::Malformed),
        };
        if argument < least {
            return Err(CodecError::NonCanonical);
        }
        Ok((initial >> 5, argument))
    }

    /// A container's count: no more items than bytes are left, since each takes one at least.
    fn count(&self, argument: u64) -> Result<usize, CodecError> {
        match usize::try_from(argument) {
            Ok(count) if count <= self.bytes.len() - self.at => Ok(count),
            _ => Err(CodecError::Malformed),
        }
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], CodecError> {
        let length = usize::try_from(length).map_err(|_| CodecError::Malformed)?;
        let end = self.at.checked_add(length).ok_or(CodecError::Malformed)?;
        let taken = self.bytes.get(self.at..end).ok_or(CodecError::Malformed)?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        let end = self.at.checked_add(N).ok_or(CodecError::Malformed)?;
        let bytes = self.bytes.get(self.at..end).and_then(|b| b.try_into().ok());
        self.at = end;
        bytes.ok_or(CodecError::Malformed)
    }

    fn slice(&self, range: &Range<usize>) -> Result<&'a [u8], CodecError> {
        self.bytes.get(range.clone()).ok_or(CodecError::Malformed)
    }
}
