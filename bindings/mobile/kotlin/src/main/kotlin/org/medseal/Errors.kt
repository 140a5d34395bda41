package org.medseal

/** What kind of failure an exception is: the name of its class. */
public val MedsealException.kind: String
    get() = when (this) {
        is MedsealException.Malformed -> "Malformed"
        is MedsealException.Cryptographic -> "Cryptographic"
        is MedsealException.Denied -> "Denied"
        is MedsealException.Conflict -> "Conflict"
        is MedsealException.Storage -> "Storage"
        is MedsealException.Cancelled -> "Cancelled"
        is MedsealException.Closed -> "Closed"
        is MedsealException.Internal -> "Internal"
    }

/** Exactly which failure it is: a stable code, the same in every language (docs/errors.md). */
public val MedsealException.code: String
    get() = when (this) {
        is MedsealException.Malformed -> code
        is MedsealException.Cryptographic -> code
        is MedsealException.Denied -> code
        is MedsealException.Conflict -> code
        is MedsealException.Storage -> code
        is MedsealException.Cancelled -> code
        is MedsealException.Closed -> code
        is MedsealException.Internal -> code
    }

/** Of a refusal (`access-denied`), the codes of all its reasons; otherwise empty. */
public val MedsealException.reasons: List<String>
    get() = when (this) {
        is MedsealException.Malformed -> reasons
        is MedsealException.Cryptographic -> reasons
        is MedsealException.Denied -> reasons
        is MedsealException.Conflict -> reasons
        is MedsealException.Storage -> reasons
        is MedsealException.Cancelled -> reasons
        is MedsealException.Closed -> reasons
        is MedsealException.Internal -> reasons
    }

/** Whether the identity was closed. */
public fun SecretIdentity.isClosed(): Boolean = uniffiIsDestroyed

/** Whether the ledger was closed. */
public fun Ledger.isClosed(): Boolean = uniffiIsDestroyed

/** Whether the wallet was closed. */
public fun Wallet.isClosed(): Boolean = uniffiIsDestroyed

/** Whether the decision point was closed. */
public fun DecisionPoint.isClosed(): Boolean = uniffiIsDestroyed

/** Whether the verifier was closed. */
public fun EligibilityVerifier.isClosed(): Boolean = uniffiIsDestroyed

/** Whether the unlocked record was closed. */
public fun Unlocked.isClosed(): Boolean = uniffiIsDestroyed
