"""What all our pages have: who asks, in which language, and that everything else is not there."""

import json
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from salesbook.classroom.page import render
from salesbook.learn import MYSELF
from salesbook.words import LANGUAGES

YEAR = 365  # days
WITH_FORM = ("join.html", "bring.html")


class Devices(IdentityProvider):
    """Who asks: the person whose mark the device carries in a signed cookie."""

    def get_user(self, handler: web.RequestHandler) -> User | None:
        """The person, or None for a device that has not come in."""
        room = handler.settings["room"]
        carried = handler.get_signed_cookie(room.cookie, max_age_days=room.days or YEAR)
        if not carried:
            return None
        name, mark = json.loads(carried)
        return User(username=name) if room.seated(name, mark) else None


def tongue(handler: web.RequestHandler) -> str:
    """The language chosen on this device, or the room's."""
    room = handler.settings["room"]
    chosen = handler.get_cookie(room.tongue, "")
    return chosen if chosen in LANGUAGES else str(room.lang)


class Page(JupyterHandler):
    """A page of ours: in the language of the device, with our own words where something is wrong."""

    @property
    def room(self) -> Any:
        """The room that is served."""
        return self.settings["room"]

    @property
    def lang(self) -> str:
        """The language chosen on this device, or the room's."""
        return tongue(self)

    @property
    def learner(self) -> str:
        """Who came in."""
        return str(self.current_user.username)

    def show(self, template: str, **values: Any) -> None:
        """Answer with a page."""
        name = self.current_user.username if self.current_user else ""
        shown = "" if name == MYSELF else name
        self.set_header("Cache-Control", "no-store")
        here = self.request.uri if self.request.method == "GET" else "/"
        form = self.xsrf_form_html() if template in WITH_FORM else ""
        home = self.room.home
        self.finish(render(template, lang=self.lang, learner=shown, here=here, form=form, home=home, **values))

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say that there is nothing here, and where to go."""
        self.show("error.html", status=status_code)

    def settle(self, name: str, mark: str) -> None:
        """Let this device carry a person's mark from now on."""
        self.set_signed_cookie(
            self.room.cookie, json.dumps([name, mark]), expires_days=self.room.days, httponly=True, samesite="Lax"
        )


class Tongue(Page):
    """Another language for this device."""

    @allow_unauthenticated
    def get(self, lang: str) -> None:
        back = self.get_argument("back", "/")
        self.set_cookie(self.room.tongue, lang, expires_days=self.room.days and YEAR, samesite="Lax")
        self.redirect(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")


class Nothing(Page):
    """Any other address."""

    @allow_unauthenticated
    def get(self) -> None:
        raise web.HTTPError(404)

    post = put = delete = get
