"""Blocks of every type that the server knows: made, read, changed and deleted by the client, and what is told of them.

Prints a line of JSON per block, in which two servers are to be equal.
"""

import asyncio
import json
import re

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import BlockDocumentCreate, BlockDocumentUpdate
from prefect.exceptions import ObjectNotFound

OWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|20\d\d-\d\d-\d\dT[0-9:.]+Z")


class Blocks:
    """Makes blocks of any type, and those that they refer to."""

    def __init__(self, client, types):
        self.client = client
        self.types = {type.slug: type for type in types}

    async def schema(self, slug, checksum=None):
        """The latest schema of a type, or the one that another schema refers to."""
        if checksum:
            return await self.client.read_block_schema_by_checksum(checksum)
        return await self.client.get_most_recent_block_schema_for_block_type(self.types[slug].id)

    async def make(self, slug, name, schema=None):
        """Makes a block with a value in every field, and before it the blocks that it refers to."""
        schema = schema or await self.schema(slug)
        data = {field: value(field, description, schema.fields) for field, description in schema.fields.get("properties", {}).items()}
        for field, reference in schema.fields.get("block_schema_references", {}).items():
            # The order of several is left to chance.
            chosen = min(reference, key=lambda each: each["block_type_slug"]) if isinstance(reference, list) else reference
            inner = await self.schema(chosen["block_type_slug"], chosen["block_schema_checksum"])
            made = await self.make(chosen["block_type_slug"], f"{name}-{field.replace('_', '-')}", inner)
            data[field] = {"$ref": {"block_document_id": str(made.id)}}
        return await self.client.create_block_document(
            BlockDocumentCreate(name=name, data=data, block_type_id=schema.block_type_id, block_schema_id=schema.id))


def value(field, description, schema):
    """A value for a field by its description."""
    for key in ("anyOf", "oneOf", "allOf"):
        if key in description:
            return value(field, description[key][0], schema)
    if "$ref" in description:
        return value(field, schema["definitions"][description["$ref"].rsplit("/", 1)[1]], schema)
    if "enum" in description:
        return description["enum"][0]
    if "const" in description:
        return description["const"]
    match description.get("type"):
        case "integer": return 7
        case "number": return 1.5
        case "boolean": return True
        case "array": return [value(field, description.get("items") or {}, schema)]
        case "object":
            members = {key: value(key, each, schema) for key, each in description.get("properties", {}).items()}
            return members or {"key ü": {"inner": ["of", field]}}
        case "null": return None
    return f"text of {field} ü"


def slugs(value):
    """The same, with the slug in the place of every type."""
    if isinstance(value, list):
        return [slugs(each) for each in value]
    if isinstance(value, dict):
        return {key: each["slug"] if key == "block_type" and isinstance(each, dict) else slugs(each) for key, each in value.items()}
    return value


def told(title, block):
    """Prints what is told of a block; ids and times are not compared."""
    told = block.model_dump(mode="json", exclude={"block_schema"}) | {"schema": block.block_schema.checksum}
    print(title, OWN.sub("<own>", json.dumps(slugs(told), sort_keys=True)))


async def main():
    """Makes a block of each type, reads it with and without its secrets, changes and deletes it."""
    async with get_client() as client:
        types = sorted(await client.read_block_types(), key=lambda type: type.slug)
        blocks = Blocks(client, types)
        for type in types:
            name = f"e2e-{type.slug}"
            print("type", json.dumps(type.model_dump(mode="json", exclude={"id", "created", "updated"}), sort_keys=True))
            made = await blocks.make(type.slug, name)
            for secrets in (True, False):
                told("read", await client.read_block_document(made.id, include_secrets=secrets))
            hidden = (await client.read_block_document(made.id, include_secrets=False)).data
            first = next((key for key, each in hidden.items() if isinstance(each, str) and "*" not in each), None)
            changed = {key: each for key, each in hidden.items() if not isinstance(each, dict)} | ({first: "changed"} if first else {})
            await client.update_block_document(made.id, BlockDocumentUpdate(block_schema_id=made.block_schema_id, data=changed))
            told("changed", await client.read_block_document_by_name(name, type.slug))
            await client.delete_block_document(made.id)
            try:
                await client.read_block_document(made.id)
                print("not deleted")
            except ObjectNotFound:
                print("deleted", name)
        print(len(types), "types")


asyncio.run(main())
