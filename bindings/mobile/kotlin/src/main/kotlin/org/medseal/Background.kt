package org.medseal

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * How far long work has come: [done] of [total] bytes or entries, if the total is known.
 */
public data class Progress(val done: Long, val total: Long?)

/**
 * Runs work of medseal on [Dispatchers.IO], so that the calling thread (an app's main thread, say)
 * stays free.
 *
 * The functions of this package block: they compute, read and write. Give them the [Watch] that
 * [work] receives, and cancelling the coroutine stops them at the next piece, with no partial
 * effect; the coroutine then ends with its `CancellationException`, as it would anywhere else.
 *
 * [onProgress] is called on the thread that works. What it throws stops the work and is thrown here.
 *
 * ```
 * val opened = inBackground { record.open(patient) }
 * ```
 */
public suspend fun <T> inBackground(
    onProgress: ((Progress) -> Unit)? = null,
    work: (Watch) -> T,
): T = coroutineScope {
    val cancel = Cancel()
    val observer = onProgress?.let(::Listening)
    val canceller = launch(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) {
        try {
            awaitCancellation()
        } finally {
            cancel.cancel()
        }
    }
    try {
        withContext(Dispatchers.IO) { work(Watch(observer, cancel)) }
    } catch (cancelled: MedsealException.Cancelled) {
        observer?.thrown?.let { throw it }
        currentCoroutineContext().ensureActive()
        throw cancelled
    } finally {
        canceller.cancel()
        canceller.join()
        cancel.close()
    }
}

/** An observer that passes progress on, and stops the work when the listener throws. */
internal class Listening(private val listener: (Progress) -> Unit) : Observer {
    @Volatile
    var thrown: Throwable? = null
        private set

    override fun progress(done: ULong, total: ULong?): Boolean =
        try {
            listener(Progress(done.toLong(), total?.toLong()))
            true
        } catch (failure: Throwable) {
            thrown = failure
            false
        }
}
