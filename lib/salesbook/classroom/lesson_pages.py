"""What a browser may ask a classroom for, beside the lessons themselves."""

import datetime as dt
from urllib.parse import urlencode

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web

from salesbook.classroom.handlers import Page
from salesbook.classroom.roster import Refused
from salesbook.learn import log_of, logs
from salesbook.progress import recall, states
from salesbook.words import date, say

OWN_CODE = "salesbook-code"  # a cookie


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
            self.set_signed_cookie(OWN_CODE, new, expires_days=self.room.days, httponly=True, samesite="Lax")


class Leave(Page):
    """This device forgets who used it; the answers stay."""

    @allow_unauthenticated
    def get(self) -> None:
        self.clear_cookie(self.room.cookie)
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
