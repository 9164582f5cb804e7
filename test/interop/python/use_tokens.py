"""Tokens over Python's own clients: use_tokens.py CA-FILE TOKEN IMAPS SUBMISSION POP3S. The token is alice's."""

import base64
import imaplib
import poplib
import smtplib
import ssl
import sys
import unittest

CA_FILE, TOKEN = sys.argv[1:3]
IMAPS, SUBMISSION, POP3S = map(int, sys.argv[3:6])

TLS = ssl.create_default_context(cafile=CA_FILE)


def xoauth2(token=TOKEN, user="alice@example.test"):
    return f"user={user}\1auth=Bearer {token}\1\1"


def oauthbearer(token=TOKEN, user="alice@example.test"):
    return f"n,a={user},\1host=localhost\1port={IMAPS}\1auth=Bearer {token}\1\1"


MESSAGES = {"XOAUTH2": xoauth2, "OAUTHBEARER": oauthbearer}


class Imap(unittest.TestCase):
    def open(self):
        return imaplib.IMAP4_SSL("127.0.0.1", IMAPS, ssl_context=TLS)

    def test_signs_in(self):
        for mechanism, message in MESSAGES.items():
            server = self.open()
            self.assertIn(f"AUTH={mechanism}", server.capabilities)
            answer = server.authenticate(mechanism, lambda _: message().encode())
            self.assertEqual(answer[0], "OK")
            self.assertEqual(server.select("INBOX")[0], "OK")
            server.logout()

    def test_is_refused_after_a_reason(self):
        for mechanism, message in MESSAGES.items():
            server = self.open()
            asked = []

            def answer(challenge):
                asked.append(challenge)
                return message("wrong").encode() if len(asked) == 1 else b"\1"

            with self.assertRaises(imaplib.IMAP4.error):
                server.authenticate(mechanism, answer)
            self.assertEqual(asked[0], b"")
            self.assertIn(b'"status"', asked[1])
            server.logout()


class Smtp(unittest.TestCase):
    def open(self):
        server = smtplib.SMTP("127.0.0.1", SUBMISSION)
        server.starttls(context=TLS)
        server.ehlo()
        return server

    def test_signs_in(self):
        for mechanism, message in MESSAGES.items():
            with self.open() as server:
                self.assertIn(mechanism, server.esmtp_features["auth"].split())
                code, _ = server.auth(mechanism, lambda challenge=None: message())
                self.assertEqual(code, 235)

    def test_waits_for_the_first_challenge(self):
        for mechanism, message in MESSAGES.items():
            with self.open() as server:
                code, _ = server.auth(mechanism, lambda challenge=None: message(), initial_response_ok=False)
                self.assertEqual(code, 235)

    def test_is_refused(self):
        with self.open() as server:
            with self.assertRaises(smtplib.SMTPAuthenticationError) as refusal:
                said = iter([xoauth2("wrong"), ""])
                server.auth("XOAUTH2", lambda challenge=None: next(said))
            self.assertEqual(refusal.exception.smtp_code, 535)


class Pop3(unittest.TestCase):
    def test_signs_in(self):
        for mechanism, message in MESSAGES.items():
            server = poplib.POP3_SSL("127.0.0.1", POP3S, context=TLS)
            self.assertIn(mechanism, server.capa()["SASL"])
            encoded = base64.b64encode(message().encode()).decode()
            self.assertTrue(server._shortcmd(f"AUTH {mechanism} {encoded}").startswith(b"+OK"))
            self.assertGreaterEqual(server.stat()[0], 0)
            server.quit()


unittest.main(argv=sys.argv[:1], verbosity=0)
