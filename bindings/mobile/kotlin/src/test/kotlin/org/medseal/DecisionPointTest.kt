package org.medseal

import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.jsonObject
import java.nio.file.Files
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.writeText
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** A request is permitted once, whoever is closed and opened again. */
class DecisionPointTest {
    private val directory = Files.createTempDirectory("medseal")
    private val case = vectors("consent/decisions.json").cases().first()
    private val rules = DecisionRules(checkNotNull(case.getValue("rules").jsonObject.text("audience")))

    @AfterTest
    fun cleanUp() {
        directory.toFile().deleteRecursively()
    }

    private fun decide(point: DecisionPoint): AccessPermit {
        val record = case.getValue("record").jsonObject
        val (id, commitment, category) = listOf("record", "commitment", "category").map { checkNotNull(record.text(it)) }
        val facts = RecordFacts(id, commitment, category, checkNotNull(record.text("created")).toULong())
        return point.decide(
            AccessRequest.fromBytes(hex(checkNotNull(case.text("request")))),
            GrantChain.fromBytes(hex(checkNotNull(case.text("chain")))),
            facts,
            StatedView.fromJson(case.getValue("view").toString()),
            case.text("now")?.toULong(),
        )
    }

    private fun replayed(point: DecisionPoint) = assertEquals(
        listOf("request-replayed"), assertFailsWith<MedsealException.Denied> { decide(point) }.reasons)

    @Test
    fun `a request is permitted once, also after a restart`(): Unit = runBlocking {
        val permitted = directory.resolve("permitted")
        val point = DecisionPoint.open(permitted, rules)
        decide(point)
        replayed(point)
        assertCode("nonce-store-busy") { DecisionPoint.open(permitted.toString(), rules) }
        point.close()
        assertFailsWith<MedsealException.Closed> { decide(point) }

        DecisionPoint.open(permitted, rules).use(::replayed)
        DecisionPoint.open(permitted, rules).use(::replayed)
        DecisionPoint(rules).use { decide(it) } // In memory it would have been permitted.
        Unit
    }

    @Test
    fun `what cannot be opened leaves nothing`() {
        val open = { name: String, rules: DecisionRules ->
            DecisionPoint.open(directory.resolve(name).toString(), rules).close()
        }
        assertCode("malformed-hex") { open("permitted", DecisionRules("nobody")) }
        assertCode("storage-denied") { open("nowhere/permitted", rules) }
        assertEquals(emptyList(), directory.listDirectoryEntries())
        directory.resolve("something").writeText("something else")
        assertCode("storage-damaged") { open("something", rules) }
    }
}
