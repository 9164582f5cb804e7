"""A milter on libmilter of Sendmail: milter_server.py SOCKET [quiet]. Tells what it sees as lines of JSON, and does
what the local part of the first recipient says."""

import base64
import json
import sys

import Milter

QUIET = sys.argv[2:] == ["quiet"]


def answered(callback):
    """Quiet: the callback sends no reply, and the mail server waits for none."""
    return Milter.noreply(callback) if QUIET else callback


class Server(Milter.Base):
    def __init__(self):
        self.seen = {"headers": [], "recipients": [], "body": b"", "chunks": 0}

    def connect(self, hostname, family, hostaddr):
        self.seen["connect"] = [hostname, family, hostaddr]
        self.seen["client"] = self.getsymval("{client_addr}")
        return Milter.CONTINUE

    def hello(self, name):
        self.seen["helo"] = name
        return Milter.CONTINUE

    def envfrom(self, sender, *parameters):
        self.seen["sender"] = [sender, *parameters]
        self.seen["queueId"] = self.getsymval("i")
        self.seen["user"] = self.getsymval("{auth_authen}")
        return Milter.CONTINUE

    def envrcpt(self, recipient, *parameters):
        self.seen["recipients"].append(recipient)
        self.wish = self.seen["recipients"][0].strip("<>").split("@")[0]
        if recipient.startswith("<refuse-me"):
            self.setreply("550", "5.1.1", "no such", "100%% sure")
            return Milter.REJECT
        return Milter.CONTINUE

    @answered
    def header(self, name, value):
        self.seen["headers"].append([name, value])
        return Milter.CONTINUE

    def eoh(self):
        return {"accept-early": Milter.ACCEPT, "tempfail-early": Milter.TEMPFAIL}.get(self.wish, Milter.CONTINUE)

    def body(self, chunk):
        self.seen["body"] += chunk
        self.seen["chunks"] += 1
        return Milter.SKIP if self.wish == "skip" else Milter.CONTINUE

    def eom(self):
        self.seen["body"] = base64.b64encode(self.seen["body"]).decode()
        print(json.dumps(self.seen), flush=True)
        return getattr(self, "do_" + self.wish.replace("-", "_"), self.go_on)()

    def go_on(self):
        return Milter.CONTINUE

    def do_change(self):
        self.progress()
        self.addheader("X-Added", "one\n\ttwo")
        self.addheader("X-Top", "first", 0)
        self.chgheader("Subject", 1, "changed")
        self.chgheader("X-Twice", 2, "")
        self.replacebody(b"new body\r\n" + b"x" * 100000 + b"\r\n")
        self.addrcpt("<added@example.test>")
        self.delrcpt("<change@example.test>")
        self.chgfrom("new@example.org")
        return Milter.ACCEPT

    def do_quarantine(self):
        self.quarantine("bad words")
        return Milter.CONTINUE

    def do_discard(self):
        return Milter.DISCARD

    def do_reject(self):
        return Milter.REJECT

    def do_crash(self):
        sys.stdout.flush()
        import os

        os._exit(1)


Milter.factory = Server
Milter.set_flags(
    Milter.ADDHDRS
    | Milter.CHGHDRS
    | Milter.CHGBODY
    | Milter.ADDRCPT
    | Milter.DELRCPT
    | Milter.QUARANTINE
    | Milter.CHGFROM
)
Milter.runmilter("test", sys.argv[1], 60)
