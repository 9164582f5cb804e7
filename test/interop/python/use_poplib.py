"""Python's poplib against a running server: use_poplib.py CA-FILE PASSWORD POP3 POP3S. carol's mailbox is known."""

import poplib
import ssl
import sys
import unittest

CA_FILE, PASSWORD = sys.argv[1:3]
POP3, POP3S = map(int, sys.argv[3:5])

TLS = ssl.create_default_context(cafile=CA_FILE)
# Longer lines than these are valid, and Python's limit is about hostile servers.
poplib._MAXLINE = 1_000_000


def start_tls():
    server = poplib.POP3("127.0.0.1", POP3)
    server.stls(context=TLS)
    return server


def implicit_tls():
    return poplib.POP3_SSL("127.0.0.1", POP3S, context=TLS)


def signed_in(open_connection=implicit_tls):
    server = open_connection()
    server.user("carol")
    server.pass_(PASSWORD)
    return server


class Reading(unittest.TestCase):
    def test_1_capabilities(self):
        server = poplib.POP3("127.0.0.1", POP3)
        self.assertIn("STLS", server.capa())
        server.stls(context=TLS)
        self.assertNotIn("STLS", server.capa())
        for name in ("TOP", "UIDL", "USER", "SASL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "UTF8", "EXPIRE"):
            with self.subTest(name):
                self.assertIn(name, server.capa())
        server.quit()

    def test_2_wrong_password(self):
        server = implicit_tls()
        server.user("carol")
        with self.assertRaisesRegex(poplib.error_proto, r"-ERR \[AUTH\]"):
            server.pass_("wrong")
        server.quit()

    def test_3_reading(self):
        for open_connection in (start_tls, implicit_tls):
            with self.subTest(open_connection.__name__):
                server = signed_in(open_connection)
                count, size = server.stat()
                self.assertEqual(count, 3)
                self.assertEqual(sum(int(line.split()[1]) for line in server.list()[1]), size)
                ids = [line.split()[1] for line in server.uidl()[1]]
                self.assertEqual(len(set(ids)), 3)
                self.assertTrue(all(0 < len(name) <= 70 for name in ids))
                _, lines, _ = server.retr(1)
                self.assertEqual(lines[lines.index(b"") + 1 :], [b".", b"..", b"...three", b"", b"."])
                # RFC 1939 section 11: the octets that are announced, with two for each line end.
                self.assertEqual(sum(len(line) + 2 for line in lines), int(server.list(1).split()[2]))
                _, lines, _ = server.retr(2)
                self.assertEqual(lines[-1], b"no line end")
                self.assertIn(b"z" * 100_000, lines)
                _, top, _ = server.top(1, 2)
                self.assertEqual(top[top.index(b"") + 1 :], [b".", b".."])
                server.quit()

    def test_4_names_beyond_ascii(self):
        server = implicit_tls()
        server.utf8()
        server.user("carol")
        server.pass_(PASSWORD)
        _, lines, _ = server.retr(3)
        self.assertIn("Subject: Grüße".encode(), lines)
        server.quit()

    def test_5_deleting(self):
        server = signed_in()
        server.dele(2)
        server.rset()
        server.dele(1)
        with self.assertRaises(poplib.error_proto):
            server.retr(1)
        ids = server.uidl()[1]
        server.quit()
        server = signed_in()
        self.assertEqual([line.split()[1] for line in server.uidl()[1]], [line.split()[1] for line in ids])
        server.quit()


unittest.main(argv=sys.argv[:1])
