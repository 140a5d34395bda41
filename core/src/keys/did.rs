//! `did:key` of Ed25519 keys: `did:key:z` and base58btc of the multicodec prefix and the key.

use super::error::KeyError;

const PREFIX: &str = "did:key:z";
/// Multicodec `ed25519-pub` (0xed) as an unsigned varint.
const ED25519: [u8; 2] = [0xed, 0x01];

pub(super) fn encode(key: &[u8; 32]) -> String {
    let bytes = [&ED25519[..], key].concat();
    format!("{PREFIX}{}", bs58::encode(bytes).into_string())
}

pub(super) fn decode(text: &str) -> Result<[u8; 32], KeyError> {
    let mut bytes = [0; 34];
    let encoded = text.strip_prefix(PREFIX).ok_or(KeyError)?;
    let length = bs58::decode(encoded)
        .onto(&mut bytes[..])
        .map_err(|_| KeyError)?;
    let key = bytes.strip_prefix(&ED25519[..]).ok_or(KeyError)?;
    if length == bytes.len() {
        key.try_into().map_err(|_| KeyError)
    } else {
        Err(KeyError)
    }
}
