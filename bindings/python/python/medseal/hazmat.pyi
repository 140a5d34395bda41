from typing import final

from typing_extensions import Buffer

from .sealing import Plaintext

__all__ = [
    "HpkeSealed",
    "cobblestone256_open",
    "cobblestone256_seal",
    "ed25519_verify",
    "hpke_open",
    "hpke_seal",
    "open_record",
    "unwrap_category_key",
    "verify_consistency",
    "verify_inclusion",
    "verify_state",
]

@final
class HpkeSealed:
    @property
    def encapsulated_key(self) -> bytes: ...
    @property
    def ciphertext(self) -> bytes: ...
    def __eq__(self, other: object, /) -> bool: ...

def cobblestone256_seal(
    key: Buffer, context: Buffer, salt: Buffer, plaintext: Buffer
) -> bytes: ...
def cobblestone256_open(key: Buffer, context: Buffer, ciphertext: Buffer) -> Plaintext: ...
def verify_inclusion(
    leaf_hash: Buffer, index: int, size: int, proof: Buffer, root: Buffer
) -> None: ...
def verify_consistency(
    size1: int, size2: int, proof: Buffer, root1: Buffer, root2: Buffer
) -> None: ...
def verify_state(key: Buffer, proof: Buffer, root: Buffer) -> bytes | None: ...
def hpke_seal(
    suite: str, public_key: Buffer, info: Buffer, aad: Buffer, plaintext: Buffer
) -> HpkeSealed: ...
def hpke_open(
    suite: str,
    secret_key: Buffer,
    info: Buffer,
    aad: Buffer,
    encapsulated_key: Buffer,
    ciphertext: Buffer,
) -> Plaintext: ...
def open_record(suite: str, secret_key: Buffer, container: Buffer) -> Plaintext: ...
def unwrap_category_key(suite: str, secret_key: Buffer, wrapped: Buffer) -> Plaintext: ...
def ed25519_verify(public_key: Buffer, message: Buffer, signature: Buffer) -> None: ...
