"""The page of settings."""

from checks import check


@check("v2: the settings are shown, with the version and the themes")
def _(stage):
    with stage.view("v2", "/settings") as view:
        view.shows("Settings", "3.9.1", "Theme").shot("v2 settings")


@check("v1: the settings are shown, with the version")
def _(stage):
    with stage.view("v1", "/settings") as view:
        view.shows("Settings", "3.9.1").shot("v1 settings")
