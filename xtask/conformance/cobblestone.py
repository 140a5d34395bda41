"""C2SP Cobblestone-256, written from its specification over PyPI `cryptography`'s primitives."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

CHUNK = 16 * 1024
INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


def derive(key, salt, context):
    """The message's own key, its base nonce and the commitment."""
    output = HKDFExpand(SHA512(), 32 + 12 + 32, INFO + salt + context).derive(key)
    return AESGCM(output[:32]), int.from_bytes(output[32:44], "big"), output[44:]


def nonce(base, number):
    return (base ^ number).to_bytes(12, "big")


def seal(key, context, salt, plaintext):
    cipher, base, commitment = derive(key, salt, context)
    chunks = [plaintext[at : at + CHUNK] for at in range(0, len(plaintext) + 1, CHUNK)]
    sealed = [cipher.encrypt(nonce(base, number), chunk, None) for number, chunk in enumerate(chunks)]
    return salt + commitment + b"".join(sealed)


def open_(key, context, sealed):
    """The plaintext, or None."""
    salt, commitment, body = sealed[:24], sealed[24:56], sealed[56:]
    cipher, base, expected = derive(key, salt, context)
    chunks = [body[at : at + CHUNK + 16] for at in range(0, len(body) + 1, CHUNK + 16)]
    if commitment != expected or len(chunks[-1]) < 16:
        return None
    try:
        opened = [cipher.decrypt(nonce(base, number), chunk, None) for number, chunk in enumerate(chunks)]
    except InvalidTag:
        return None
    return b"".join(opened)
