"""Blocks: the catalogue, the list, the page of one and its forms."""

from checks import check, expect


def secret(stage, name):
    """The block documents with this name, secrets and all."""
    return stage.client.ask("/block_documents/filter", {"block_documents": {"name": {"any_": [name]}, "is_anonymous": {"eq_": False}}, "include_secrets": True})


@check("v2: the catalogue of block types is searched and leads to a type and to its form")
def _(stage):
    with stage.view("v2", "/blocks/catalog") as view:
        view.shows("AWS Credentials", "Slack Webhook").shot("v2 block catalogue")
        view.page.get_by_placeholder("Search blocks").fill("secret")
        view.hides("Slack Webhook").shows("Secret")
        view.open("/blocks/catalog/secret").shows("obfuscated", "Example").shot("v2 block type")
        view.click("Create", "link").is_at("/blocks/catalog/secret/create")


@check("v2: the list of blocks is there, and a secret is not shown")
def _(stage):
    with stage.view("v2", "/blocks") as view:
        view.shows("till-key", "order-files", "Local File System").shot("v2 blocks")
        view.click("till-key", "link").is_at("/blocks/block/")
        view.shows("till-key", "********", "obfuscated").hides("s3cr3t-of-the-till").shot("v2 block")


@check("v2: a block is made by its form, edited and deleted")
def _(stage):
    with stage.view("v2", "/blocks/catalog/secret/create") as view:
        # The form asks whether the name is free; the list asks once more for what is deleted.
        view.watch.expect(404, "/api/block_types/slug/secret/block_documents/name/by-the-page")
        view.fill("Name", "by-the-page")
        view.page.get_by_role("tabpanel").get_by_role("textbox").first.fill("typed-secret")
        view.shot("v2 create block")
        view.click("Save")
        made = stage.has(lambda: secret(stage, "by-the-page"), "the block")[0]
        expect(made["data"] == {"value": "typed-secret"}, f"its data are {made['data']}")
        view.open(f"/blocks/block/{made['id']}/edit").shows("Block names are not editable")
        view.page.get_by_role("tabpanel").get_by_role("textbox").first.fill("other-secret")
        view.shot("v2 edit block")
        view.click("Save")
        stage.has(lambda: secret(stage, "by-the-page")[0]["data"] == {"value": "other-secret"}, "the new secret")
        view.watch.expect(404, f"/api/block_documents/{made['id']}")
        view.open(f"/blocks/block/{made['id']}").shows("by-the-page")
        view.click("Open menu").click("Delete", "menuitem").confirm("Delete")
        stage.has(lambda: not secret(stage, "by-the-page"), "it gone")


@check("v1: blocks are listed, a secret is not shown, and the catalogue leads to a type")
def _(stage):
    with stage.view("v1", "/blocks") as view:
        view.shows("till-key", "order-files").shot("v1 blocks")
        view.click("till-key", "link").is_at("/blocks/block/")
        view.shows("********").hides("s3cr3t-of-the-till").shot("v1 block")
        view.open("/blocks/catalog").shows("AWS Credentials", "Slack Webhook").shot("v1 block catalogue")
        view.open("/blocks/catalog/secret").shows("obfuscated").shot("v1 block type")


@check("v1: a block is made by its form")
def _(stage):
    with stage.view("v1", "/blocks/catalog/secret/create") as view:
        view.field("Block Name", "by-the-old-page")
        view.page.get_by_role("textbox").filter(visible=True).last.fill("typed-secret")
        view.shot("v1 create block")
        view.click("Create")
        made = stage.has(lambda: secret(stage, "by-the-old-page"), "the block")[0]
        expect(made["data"] == {"value": "typed-secret"}, f"its data are {made['data']}")
