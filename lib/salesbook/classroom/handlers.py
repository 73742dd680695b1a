"""What a browser may ask a classroom for. Everything else is not there."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from salesbook.classroom.page import render
from salesbook.classroom.roster import Refused
from salesbook.learn import MYSELF, log_of, logs
from salesbook.progress import recall, states
from salesbook.words import LANGUAGES, date, say

DEVICE, TONGUE, OWN_CODE = "salesbook-device", "salesbook-lang", "salesbook-code"  # cookies
DAYS = 30


class Devices(IdentityProvider):
    """Who asks: the learner whose mark the device carries in a signed cookie."""

    def get_user(self, handler: web.RequestHandler) -> User | None:
        """The learner, or None for a device that has not come in."""
        carried = handler.get_signed_cookie(DEVICE, max_age_days=DAYS)
        if not carried:
            return None
        name, mark = json.loads(carried)
        room = handler.settings["room"]
        seat = room.roster.seated(name, mark) if room.roster else (room.learner == name or None)
        return User(username=name) if seat else None


def tongue(handler: web.RequestHandler) -> str:
    """The language chosen on this device, or the room's."""
    chosen = handler.get_cookie(TONGUE, "")
    return chosen if chosen in LANGUAGES else str(handler.settings["room"].lang)


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
        form = self.xsrf_form_html() if template == "join.html" else ""
        self.finish(render(template, lang=self.lang, learner=shown, here=here, form=form, **values))

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say that there is nothing here, and where to go."""
        self.show("error.html", status=status_code)

    def settle(self, name: str, mark: str) -> None:
        """Let this device carry a learner's mark from now on."""
        carried = json.dumps([name, mark])
        self.set_signed_cookie(DEVICE, carried, expires_days=DAYS, httponly=True, samesite="Lax")


class Start(Page):
    """The lessons with the learner's state, or else the way in."""

    @allow_unauthenticated
    def get(self) -> None:
        key = self.get_argument("key", "")
        if key and self.room.knows(key):
            self.settle(self.room.learner, "")
            self.redirect("/")
        elif not self.current_user:
            self._way_in()
        else:
            answers = recall(log_of(self.learner)).answers
            self.kernel_manager.expected = self.room.expected(self.learner, set(self.kernel_manager.owners.values()))
            self.kernel_manager.fill()
            code = self.get_signed_cookie(OWN_CODE) or b""
            entries = self.room.shelf.entries(answers, self.lang)
            self.show("start.html", entries=entries, code=code.decode(), day=self._day)

    def _way_in(self) -> None:
        if self.room.roster:
            self.show("join.html", said="", name="", code=self.get_argument("code", ""))
        else:
            self.set_status(403)
            self.show("error.html", status=403)

    def _day(self, iso: str) -> str:
        return date(dt.date.fromisoformat(iso), self.lang)


class Join(Page):
    """Coming into a room: the room's code and a name, or the name's own code to come back by."""

    @allow_unauthenticated
    def get(self) -> None:
        self.redirect("/?" + urlencode({"code": self.get_argument("code", "")}))

    @allow_unauthenticated
    def post(self) -> None:
        if not self.room.roster:
            raise web.HTTPError(404)
        name, code, own = (self.get_body_argument(field, "") for field in ("name", "code", "own"))
        try:
            self._come_in(name, code, own)
            self.redirect("/")
        except Refused as refused:
            self.set_status(403)
            taken = str(refused) in ("classroom.taken", "classroom.wrong_code", "classroom.too_often") and bool(name)
            self.show("join.html", said=say(str(refused), self.lang), name=name, code=code, taken=taken)

    def _come_in(self, name: str, code: str, own: str) -> None:
        if not self.room.admits(code, self.request.remote_ip):
            raise Refused("classroom.wrong_room_code")
        if own.strip():
            seat, new = self.room.roster.enter(name, own), ""
        else:
            seat, new = self.room.roster.take(name)
        self.settle(seat.name, seat.mark)
        if new:
            self.set_signed_cookie(OWN_CODE, new, expires_days=DAYS, httponly=True, samesite="Lax")


class Tongue(Page):
    """Another language for this device."""

    @allow_unauthenticated
    def get(self, lang: str) -> None:
        back = self.get_argument("back", "/")
        self.set_cookie(TONGUE, lang, expires_days=365, samesite="Lax")
        self.redirect(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")


class Leave(Page):
    """This device forgets who used it; the answers stay."""

    @allow_unauthenticated
    def get(self) -> None:
        self.clear_cookie(DEVICE)
        self.clear_cookie(OWN_CODE)
        self.redirect("/")


class Board(Page):
    """For the projector: how to come in, and how many have."""

    @allow_unauthenticated
    def get(self) -> None:
        if not self.room.roster or not self.room.knows(self.get_argument("key", "")):
            raise web.HTTPError(404)
        known = self.room.shelf.lessons()
        here = [recall(file).answers for file in logs()] if self.room.came else []
        rows = [(own[0].learner, sum(s.answered for s in states(own, known))) for own in here if own]
        rows = sorted(row for row in rows if row[0] in self.room.came)
        waiting = sorted(self.room.came - {name for name, _ in rows})
        self.show("board.html", room=self.room, rows=rows + [(name, 0) for name in waiting])


class Nothing(Page):
    """Any other address."""

    @allow_unauthenticated
    def get(self) -> None:
        raise web.HTTPError(404)

    post = put = delete = get
