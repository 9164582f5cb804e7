"""Python's imaplib against a running server: use_imaplib.py CA-FILE PASSWORD IMAP IMAPS. alice's mailboxes are new."""

import imaplib
import ssl
import sys
import unittest

CA_FILE, PASSWORD = sys.argv[1:3]
IMAP, IMAPS = map(int, sys.argv[3:5])

TLS = ssl.create_default_context(cafile=CA_FILE)
MESSAGE = "From: Zoë <zoe@example.com>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n{}\r\n"

imaplib.Commands.update(UNSELECT=("SELECTED",), MOVE=("SELECTED",))


def start_tls():
    server = imaplib.IMAP4("127.0.0.1", IMAP)
    server.starttls(TLS)
    return server


def signed_in():
    server = imaplib.IMAP4_SSL("127.0.0.1", IMAPS, ssl_context=TLS)
    server.login("alice", PASSWORD)
    return server


class Reading(unittest.TestCase):
    def setUp(self):
        self.server = signed_in()

    def tearDown(self):
        self.server.logout()

    def ok(self, answer):
        self.assertEqual(answer[0], "OK", answer)
        return answer[1]

    def fill(self, name, *bodies):
        self.ok(self.server.create(name))
        for body in bodies:
            self.ok(self.server.append(name, r"(\Flagged $Label)", '"01-Feb-2024 10:00:00 +0130"', MESSAGE.format(body).encode()))
        return int(self.ok(self.server.select(name))[0])

    def test_capabilities_around_tls(self):
        server = imaplib.IMAP4("127.0.0.1", IMAP)
        self.assertIn("STARTTLS", server.capabilities)
        server.starttls(TLS)
        self.assertNotIn("STARTTLS", server.capabilities)
        with self.assertRaisesRegex(imaplib.IMAP4.error, "AUTHENTICATIONFAILED"):
            server.login("alice", "wrong")
        server.logout()

    def test_authenticate_plain(self):
        server = start_tls()
        self.ok(server.authenticate("PLAIN", lambda _: f"\0alice\0{PASSWORD}".encode()))
        server.logout()

    def test_append_and_fetch(self):
        self.assertEqual(self.fill("Append", "one", "two"), 2)
        [(head, literal), *_] = self.ok(self.server.fetch("1", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"))
        self.assertEqual(literal, MESSAGE.format("one").encode())
        self.assertIn(b'INTERNALDATE "01-Feb-2024 10:00:00 +0130"', head)
        self.assertIn(f"RFC822.SIZE {len(literal)}".encode(), head)
        [flags] = self.ok(self.server.fetch("2", "(FLAGS)"))
        self.assertIn(b"\\Flagged", imaplib.ParseFlags(flags))
        self.assertIn(b"$Label", imaplib.ParseFlags(flags))
        [(_, part), *_] = self.ok(self.server.uid("FETCH", "2", "(BODY.PEEK[TEXT]<1.2>)"))
        self.assertEqual(part, b"wo")
        [(_, fields), *_] = self.ok(self.server.fetch("1", "(BODY.PEEK[HEADER.FIELDS (SUBJECT X-NONE)])"))
        self.assertEqual(fields, b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n")

    def test_message_without_line_end_and_with_nul(self):
        self.ok(self.server.create("Binary"))
        content = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\na\0b\nc\rd\xff"
        # imaplib mends line ends, so the literal8 of RFC 3516 section 4.4 is written by hand.
        tag = self.server._new_tag()
        self.server.send(tag + f" APPEND Binary ~{{{len(content)}+}}\r\n".encode() + content + b"\r\n")
        self.ok(self.server._command_complete("APPEND", tag))
        self.ok(self.server.select("Binary"))
        [(head, body), *_] = self.ok(self.server.fetch("1", "(BINARY.SIZE[1] BINARY.PEEK[1])"))
        self.assertEqual(body, b"a\0b\nc\rd\xff")
        self.assertIn(b"BINARY.SIZE[1] 8", head)

    def test_search(self):
        self.fill("Search", "apple", "Grüße", "pear")
        search = self.server.search
        self.assertEqual(self.ok(search(None, "BODY", "apple")), [b"1"])
        self.server.literal = "GRÜßE".encode()
        self.assertEqual(self.ok(search("UTF-8", "SUBJECT")), [b"1 2 3"])
        self.server.literal = "grüß".encode()
        self.assertEqual(self.ok(search("UTF-8", "BODY")), [b"2"])
        self.assertEqual(self.ok(search(None, "NOT", "BODY", "e", "LARGER", "10")), [b""])
        self.assertEqual(self.ok(search(None, "SENTBEFORE", "1-Jan-2000")), [b""])
        self.assertEqual(self.ok(search(None, "ON", "1-Feb-2024", "FLAGGED", "UNKEYWORD", "$Other")), [b"1 2 3"])
        answer, [text] = search("X-UNKNOWN", "TEXT", "x")
        self.assertEqual(answer, "NO")
        self.assertIn(b"[BADCHARSET (", text)

    def test_store_copy_move_expunge(self):
        self.fill("Change", *"abcdef")
        self.ok(self.server.create("Target"))
        self.ok(self.server.store("1:2", "+FLAGS", r"(\Deleted)"))
        self.ok(self.server.uid("STORE", "3", "-FLAGS.SILENT", r"(\Flagged)"))
        self.ok(self.server.copy("3:4", "Target"))
        self.ok(self.server.xatom("MOVE", "6", "Target"))
        self.server.response("EXPUNGE")
        self.assertIn(self.ok(self.server.expunge()), ([b"1", b"1"], [b"2", b"1"]))
        self.assertEqual(self.ok(self.server.uid("SEARCH", None, "ALL")), [b"3 4 5"])
        self.assertEqual(int(self.ok(self.server.select("Target"))[0]), 3)

    def test_names(self):
        for name in ('"B&APw-ro/M&AOQ-rz"', '"with \\"quotes\\" and \\\\"', '"&ZeVnLIqe-"'):
            with self.subTest(name):
                self.ok(self.server.create(name))
                self.ok(self.server.subscribe(name))
                self.assertIn(b"MESSAGES 0", self.ok(self.server.status(name, "(MESSAGES UIDNEXT UIDVALIDITY)"))[0])
        listed = b"\n".join(line if isinstance(line, bytes) else line[0] + line[1] for line in self.ok(self.server.list()))
        self.assertIn(b"B&APw-ro/M&AOQ-rz", listed)
        self.ok(self.server.rename('"B&APw-ro"', '"Kontor"'))
        self.ok(self.server.status("Kontor/M&AOQ-rz", "(MESSAGES)"))
        self.ok(self.server.delete("Kontor/M&AOQ-rz"))
        self.assertEqual(self.server.delete("Kontor/M&AOQ-rz")[0], "NO")

    def test_utf8(self):
        self.ok(self.server.enable("UTF8=ACCEPT"))
        self.ok(self.server.create('"Größe"'))
        self.assertTrue(any("Größe".encode() in line for line in self.ok(self.server.list())))
        # Python 3.11 puts the UTF8 of RFC 6855 section 4 into the literal, where it is part of the message.
        self.server.utf8_enabled = False
        self.ok(self.server.append('"Größe"', None, None, "Subject: Grüße\r\n\r\nx\r\n".encode()))
        self.ok(self.server.select('"Größe"'))
        [(_, header), *_] = self.ok(self.server.fetch("1", "(BODY.PEEK[HEADER])"))
        self.assertEqual(header, "Subject: Grüße\r\n\r\n".encode())

    def test_quota_and_namespace(self):
        self.assertEqual(self.ok(self.server.namespace()), [b'(("" "/")) NIL NIL'])
        roots, quotas = self.ok(self.server.getquotaroot("INBOX"))
        self.assertTrue(roots[0].startswith(b"INBOX"))
        self.assertIsNotNone(quotas)

    def test_read_only(self):
        self.fill("ReadOnly", "x")
        self.server.select("ReadOnly", readonly=True)
        self.assertEqual(self.server._simple_command("STORE", "1", "+FLAGS", r"(\Deleted)")[0], "NO")
        self.ok(self.server.fetch("1", "(RFC822)"))
        self.assertEqual(self.ok(self.server.search(None, "SEEN")), [b""])
        self.ok(self.server.unselect())


unittest.main(argv=sys.argv[:1])
