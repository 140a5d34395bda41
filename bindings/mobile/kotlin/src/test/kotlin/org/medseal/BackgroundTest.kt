package org.medseal

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue

class BackgroundTest {
    @Test
    fun `work leaves the calling thread and brings its result back`(): Unit = runBlocking {
        val here = Thread.currentThread()
        assertNotEquals(here, inBackground { Thread.currentThread() })
        assertEquals(here, Thread.currentThread())
    }

    @Test
    fun `an exception of the work arrives as it is`(): Unit = runBlocking {
        assertFailsWith<MedsealException.Malformed> { inBackground { SecretIdentity.generate("rot13") } }
    }

    @Test
    fun `cancelling the coroutine reaches the work`(): Unit = runBlocking {
        val (started, seen) = CompletableDeferred<Unit>() to CompletableDeferred<Boolean>()
        val job = launch(Dispatchers.Default) {
            inBackground { watch ->
                started.complete(Unit)
                while (watch.cancel?.isCancelled() == false) Thread.onSpinWait()
                seen.complete(true)
            }
        }
        started.await()
        job.cancelAndJoin()
        assertTrue(job.isCancelled)
        assertTrue(seen.await())
    }
}
