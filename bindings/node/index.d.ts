/**
 * Exchange medical records that only those can read whom the patient consented to.
 *
 * Work that takes longer than some fifty microseconds returns a promise and is done off the event
 * loop; a form ending in `Sync` is there where the work can be small. Numbers of 64 bits are `bigint`;
 * where one is an argument, a whole `number` will do. Bytes are `Uint8Array` in, and `Buffer` out.
 *
 * What fails, fails with a `MedsealError`: thrown, or by rejecting the promise where one is returned.
 * `@throws` names its codes. An argument of another type than is declared is a `TypeError` with the code
 * `invalid-argument`, thrown at once; functions that take streams reject with it.
 */

export {
  AccessPermit,
  AccessRequest,
  AuthorityList,
  BreakGlass,
  CredentialIssuer,
  CredentialSchema,
  Decision,
  DecisionPoint,
  DisclosureLog,
  EligibilityPolicy,
  EligibilityRequest,
  EligibilityVerifier,
  ErasureReceipt,
  Grant,
  GrantChain,
  Ledger,
  LedgerEntry,
  LedgerFollower,
  LedgerState,
  PublicIdentity,
  Receipt,
  SealedHeader,
  SealedRecord,
  SecretIdentity,
  SignedGrant,
  StatedView,
  Unlocked,
  Wallet,
  hazmat,
  version,
} from './native.js'

export type {
  AccessRequestDetails,
  AttestationDetails,
  AttributeDetails,
  AuthorityDetails,
  AuthorityListDetails,
  CategoryDetails,
  CheckpointDetails,
  CosignerDetails,
  CredentialSchemaDetails,
  DecisionDetails,
  DecisionRules,
  DisclosureLine,
  EligibilityPolicyDetails,
  EligibilityRequestDetails,
  EligibilityAnswer,
  EligibilityVerdict,
  Eligible,
  ErasureDetails,
  FindingDetails,
  FsckDetails,
  GrantDetails,
  GrantStatus,
  GrantTerms,
  HeaderDetails,
  Issuance,
  KeyFileCost,
  LedgerDetails,
  LedgerEntryDetails,
  LedgerPoint,
  PermitDetails,
  PublicIdentityDetails,
  ReceiptDetails,
  RecordFacts,
  RecordStatus,
  SealOptions,
  SignedGrantDetails,
  SlotDetails,
  RevocableCopies,
  WalletEntry,
} from './native.js'

/**
 * The class of failure:
 *
 * - `Malformed`: an argument or input is not well formed, or over a limit;
 * - `Cryptographic`: a key does not fit, a signature or proof does not verify, or bytes were altered;
 * - `Denied`: consent does not allow it; `reasons` says why, where there are several;
 * - `Conflict`: the ledger, or the state of what it is asked of, does not admit it;
 * - `Storage`: reading or writing failed;
 * - `Cancelled`: the caller stopped the work;
 * - `Closed`: the handle was closed;
 * - `Internal`: a fault of medseal or of the machine.
 */
export type ErrorKind =
  | 'Malformed'
  | 'Cryptographic'
  | 'Denied'
  | 'Conflict'
  | 'Storage'
  | 'Cancelled'
  | 'Closed'
  | 'Internal'

/** What functions of this package throw, or reject with, when they fail. */
export declare class MedsealError extends Error {
  private constructor()
  /** The stable code, the same in every language. */
  readonly code: string
  /** The class of failure. */
  readonly kind: ErrorKind
  /** Of a refusal (`access-denied`), the code of every reason; otherwise empty. */
  readonly reasons: readonly string[]
  /** `AbortError` if the work was cancelled by its signal, whose reason is then the `cause`. */
  readonly name: 'MedsealError' | 'AbortError'
}

/** What long work takes beside its arguments. */
export interface WatchOptions {
  /** Stops the work: it rejects with code `cancelled`, and nothing of its output stays. */
  signal?: AbortSignal
  /** Is told the bytes or presentations done, and in all where that is known; the last call says all are done. */
  onProgress?: (done: bigint, total: bigint | null) => void
}

/** As `WatchOptions`, for sealing a stream. */
export interface StreamOptions extends WatchOptions {
  /** The plaintext's length, if it is known, for the progress. */
  total?: bigint | number
}

/** Where bytes come from: a Web or Node stream, or anything that can be iterated. */
export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Where bytes go: a Web or Node stream. */
export type ByteSink = WritableStream<Uint8Array> | NodeJS.WritableStream

declare module './native.js' {
  interface SecretIdentity {
    /** Closes the identity: `using identity = …` does at the end of the block. */
    [Symbol.dispose](): void
  }

  interface AccessPermit {
    /** Throws the permit away: `using permit = …` does at the end of the block. */
    [Symbol.dispose](): void
  }

  interface Unlocked {
    /** Closes the unlocked record: `using unlocked = …` does at the end of the block. */
    [Symbol.dispose](): void

    /**
     * Opens the encrypted payload, without its header, from a stream to a stream. What the sink has is
     * final when this resolves.
     *
     * @throws as `open`, of kind `Storage`, `cancelled`, or what the caller's own streams failed with.
     */
    openPayload(source: ByteSource, sink: ByteSink, options?: WatchOptions): Promise<void>
  }

  interface LedgerFollower {
    /** Closes the follower: `using follower = …` does at the end of the block. */
    [Symbol.dispose](): void
  }

  interface DecisionPoint {
    /** Closes the decision point: `await using point = …` does at the end of the block. */
    [Symbol.asyncDispose](): Promise<void>
  }

  interface EligibilityVerifier {
    /** Closes the verifier: `await using verifier = …` does at the end of the block. */
    [Symbol.asyncDispose](): Promise<void>
  }

  interface Wallet {
    /** Closes the wallet: `await using wallet = …` does at the end of the block. */
    [Symbol.asyncDispose](): Promise<void>
  }

  interface Ledger {
    /** Closes the ledger: `await using ledger = …` does at the end of the block. */
    [Symbol.asyncDispose](): Promise<void>
  }

  namespace SealedRecord {
    /**
     * As `sealBytes`, to memory that you have: for records in turn, which then need no fresh memory.
     *
     * The memory is transferred, as by `ReadableStreamBYOBReader.read`: `buffer` is empty from here on, and
     * the result is a view of the same memory, whose `buffer` the next call can be given.
     * `sealedLengthAtMost` says how long it must be. Small `Buffer`s come from a pool that cannot be
     * transferred: take a `Uint8Array`. After an error the memory is gone, and nothing of the record in it.
     *
     * Rejects as `seal`, with `buffer-too-small`, or with a `TypeError` for a buffer that cannot be
     * transferred.
     */
    function sealInto(
      author: SecretIdentity,
      patient: PublicIdentity,
      plaintext: Uint8Array,
      buffer: Uint8Array,
      options?: SealOptions,
    ): Promise<Buffer>

    /**
     * As `openBytes`, to memory that you have, under the terms of `sealInto`. Nobody but you wipes it.
     *
     * Rejects as `openBytes`, with `buffer-too-small`, or with a `TypeError` for a buffer that cannot be
     * transferred.
     */
    function openInto(
      container: Uint8Array,
      identity: SecretIdentity,
      buffer: Uint8Array,
    ): Promise<Buffer>

    /**
     * Seals a stream of any length into another, in bounded memory. The sink is ended, or destroyed if
     * it fails; the promise settles after that.
     *
     * A sealed record begins with its header, which is known last: the encrypted payload waits in a
     * temporary file without a name. Where the target is a file, `sealFile` needs none.
     *
     * @throws as `seal`, with kind `Storage`, with `cancelled`, or with what the caller's own streams
     * failed with. What the sink holds then is of no use.
     */
    function sealStream(
      author: SecretIdentity,
      patient: PublicIdentity,
      source: ByteSource,
      sink: ByteSink,
      options?: SealOptions & StreamOptions,
    ): Promise<SealedHeader>

    /**
     * Opens a stream into another, in bounded memory. Every chunk is verified before it is released, but
     * that the whole is what the author signed is known only when this resolves: throw away what the
     * sink holds after an error.
     *
     * @throws as `open`, with kind `Storage`, with `cancelled`, or with what the caller's own streams
     * failed with.
     */
    function openStream(
      source: ByteSource,
      sink: ByteSink,
      identity: SecretIdentity,
      options?: WatchOptions,
    ): Promise<SealedHeader>
  }

  namespace SealedHeader {
    /**
     * Seals a stream of any length in the detached form: the encrypted payload goes to the sink, and its
     * header is returned, to be kept beside it.
     *
     * @throws as `SealedRecord.sealStream`.
     */
    function sealPayload(
      author: SecretIdentity,
      patient: PublicIdentity,
      source: ByteSource,
      sink: ByteSink,
      options?: SealOptions & StreamOptions,
    ): Promise<SealedHeader>
  }

  interface SealedHeader {
    /**
     * Opens the payload that this header was detached from.
     *
     * @throws as `SealedRecord.openStream`.
     */
    openPayload(
      source: ByteSource,
      sink: ByteSink,
      identity: SecretIdentity,
      options?: WatchOptions,
    ): Promise<void>
  }
}
