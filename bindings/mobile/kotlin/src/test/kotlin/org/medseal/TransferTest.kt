package org.medseal

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.nio.file.Files
import java.nio.file.Path
import kotlin.random.Random
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertSame
import kotlin.test.assertTrue

class TransferTest {
    private val directory: Path = Files.createTempDirectory("medseal")
    private val people = People()
    private val sealing = Sealing(people.laboratory, people.document, emptyList(), SealOptions("IMG"))
    private val content = Random(7).nextBytes(3_000_000)
    private val clear = directory.resolve("scan.dcm").also { Files.write(it, content) }
    private val sealed = directory.resolve("scan.sealed")
    private val opened = directory.resolve("scan.opened")

    @AfterTest
    fun clean() {
        people.close()
        directory.toFile().deleteRecursively()
    }

    @Test
    fun `files go there and back, with progress, and by range`(): Unit = runBlocking {
        val steps = mutableListOf<Progress>()
        SealedRecord.sealFile(sealing, clear, sealed, steps::add)
        assertEquals(Progress(content.size.toLong(), content.size.toLong()), steps.last())
        SealedRecord.openFile(sealed, opened, people.patient)
        assertContentEquals(content, Files.readAllBytes(opened))
        val part = SealedRecord.openFileRange(sealed, people.patient, 100_000L..100_099L)
        assertContentEquals(content.copyOfRange(100_000, 100_100), part)
        assertCode("range-outside-payload") {
            openFileRange(sealed.toString(), people.patient, 0UL, content.size.toULong() + 1UL)
        }
    }

    @Test
    fun `streams go there and back`(): Unit = runBlocking {
        val (cipher, plain) = ByteArrayOutputStream() to ByteArrayOutputStream()
        val header = SealedRecord.sealStream(sealing, ByteArrayInputStream(content), cipher, content.size.toLong())
        val read = SealedRecord.openStream(ByteArrayInputStream(cipher.toByteArray()), plain, people.patient)
        assertEquals(header.details(), read.details())
        assertContentEquals(content, plain.toByteArray())
    }

    @Test
    fun `header and payload are kept apart and put together`(): Unit = runBlocking {
        val (payload, plain) = ByteArrayOutputStream() to ByteArrayOutputStream()
        val header = SealedHeader.sealPayload(sealing, ByteArrayInputStream(content), payload)
        val kept = SealedHeader.fromBytes(header.toBytes())
        kept.openPayload(ByteArrayInputStream(payload.toByteArray()), plain, people.patient)
        assertContentEquals(content, plain.toByteArray())
        val record = SealedRecord.fromParts(kept, payload.toByteArray())
        assertContentEquals(content, record.open(people.patient))
        assertContentEquals(payload.toByteArray(), record.payload())
        assertContentEquals(content.copyOfRange(5, 9), record.openRange(people.patient, 5UL, 9UL))
    }

    @Test
    fun `a recipient is added and taken away`(): Unit = runBlocking {
        SecretIdentity.generate().use { specialist ->
            val header = SealedRecord.sealFile(sealing, clear, sealed)
            val wider = header.rewrap(people.patient, specialist.public())
            SealedRecord.replaceHeader(sealed, sealed, wider)
            SealedRecord.openFile(sealed, opened, specialist)
            assertContentEquals(content, Files.readAllBytes(opened))
            assertCode("already-a-recipient") { wider.rewrap(people.patient, specialist.public()) }
            SealedRecord.fromBytes(Files.readAllBytes(sealed)).withHeader(wider.withoutSlots()).use {
                assertCode("not-a-recipient") { it.open(people.patient) }
            }
        }
    }

    @Test
    fun `a failing stream is the cause of the exception`(): Unit = runBlocking {
        val broken = IOException("the network is gone")
        val input = object : InputStream() {
            override fun read(): Int = throw broken
        }
        val output = object : OutputStream() {
            override fun write(byte: Int) = throw broken
        }
        val reading = assertFailsWith<MedsealException.Storage> {
            SealedRecord.sealStream(sealing, input, ByteArrayOutputStream())
        }
        assertEquals("read-failed" to broken, reading.code to reading.cause)
        val writing = assertFailsWith<MedsealException.Storage> {
            SealedRecord.sealStream(sealing, ByteArrayInputStream(content), output)
        }
        assertEquals("write-failed", writing.code)
        assertSame(broken, writing.cause)
    }

    @Test
    fun `cancelling leaves no file behind`(): Unit = runBlocking {
        val started = CompletableDeferred<Unit>()
        val job = launch(Dispatchers.Default) {
            SealedRecord.sealFile(sealing, clear, sealed) {
                started.complete(Unit)
                Thread.sleep(20)
            }
        }
        started.await()
        job.cancelAndJoin()
        assertTrue(job.isCancelled)
        assertFalse(Files.exists(sealed))
        assertEquals(listOf(clear), Files.list(directory).toList())
    }

    @Test
    fun `a listener that throws stops the work`(): Unit = runBlocking {
        val thrown = assertFailsWith<IllegalStateException> {
            SealedRecord.sealFile(sealing, clear, sealed) { error("enough") }
        }
        assertEquals("enough", thrown.message)
        assertFalse(Files.exists(sealed))
    }

    @Test
    fun `an altered stream ends in an exception`(): Unit = runBlocking {
        val bytes = people.seal(content).toBytes().also { it[it.size - 5] = (it[it.size - 5] + 1).toByte() }
        assertFailsWith<MedsealException.Cryptographic> {
            SealedRecord.openStream(ByteArrayInputStream(bytes), OutputStream.nullOutputStream(), people.patient)
        }
    }
}
