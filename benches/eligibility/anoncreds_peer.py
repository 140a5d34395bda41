"""AnonCreds on its own request of three predicates, for the bench `eligibility`.

Issues one credential, then answers each line of standard input with one line: `prove` and `verify`
do so once; `size` tells the bytes of a presentation as it travels, in JSON.
"""

import sys

from anoncreds import (
    Credential,
    CredentialDefinition,
    CredentialOffer,
    CredentialRequest,
    PresentCredentials,
    Presentation,
    PresentationRequest,
    Schema,
    create_link_secret,
    generate_nonce,
)

ISSUER = "did:example:laboratory"
SCHEMA_ID, DEFINITION_ID = "schema:panel", "definition:panel"
# Born 1968-04-12; the value is 740.
VALUES = {"birth_date": "19680412", "value": "740", "diagnosis": "44054006"}


def main() -> None:
    schema = Schema.create("panel", "1.0", ISSUER, list(VALUES))
    definition, private, proof = CredentialDefinition.create(
        SCHEMA_ID, schema, ISSUER, "1", "CL", support_revocation=False
    )
    link_secret = create_link_secret()
    offer = CredentialOffer.create(SCHEMA_ID, DEFINITION_ID, proof)
    request, metadata = CredentialRequest.create(
        "entropy", None, definition, link_secret, "default", offer
    )
    credential = Credential.create(definition, private, offer, request, VALUES)
    credential = credential.process(metadata, link_secret, definition)

    def predicate(name: str, kind: str, bound: int) -> dict[str, object]:
        return {"name": name, "p_type": kind, "p_value": bound}

    asked = PresentationRequest.load(
        {
            "name": "screening",
            "version": "1.0",
            "nonce": generate_nonce(),
            "requested_attributes": {},
            "requested_predicates": {
                "age": predicate("birth_date", "<=", 20081122),
                "least": predicate("value", ">=", 650),
                "most": predicate("value", "<=", 900),
            },
        }
    )
    schemas, definitions = {SCHEMA_ID: schema}, {DEFINITION_ID: definition}

    def prove() -> Presentation:
        shown = PresentCredentials()
        shown.add_predicates(credential, "age", "least", "most")
        return Presentation.create(asked, shown, {}, link_secret, schemas, definitions)

    presentation = prove()
    print("ready", flush=True)
    for line in sys.stdin:
        match line.strip():
            case "prove":
                prove()
                print("ok", flush=True)
            case "verify":
                print("ok" if presentation.verify(asked, schemas, definitions) else "no", flush=True)
            case "size":
                print(len(presentation.to_json()), flush=True)


main()
