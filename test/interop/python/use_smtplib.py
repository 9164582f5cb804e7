"""Python's smtplib against a running server: use_smtplib.py CA-FILE PASSWORD LMTP-SOCKET SMTP SUBMISSION SUBMISSIONS."""

import email.message
import email.policy
import smtplib
import ssl
import sys
import unittest

CA_FILE, PASSWORD, LMTP_SOCKET = sys.argv[1:4]
SMTP, SUBMISSION, SUBMISSIONS = map(int, sys.argv[4:7])

ALICE = "alice@example.test"
BOB = "bob@example.test"
TLS = ssl.create_default_context(cafile=CA_FILE)


def submission():
    server = smtplib.SMTP("127.0.0.1", SUBMISSION)
    server.starttls(context=TLS)
    server.login("alice", PASSWORD)
    return server


def text(subject):
    return f"From: {ALICE}\r\nTo: {BOB}\r\nSubject: {subject}\r\n\r\nx\r\n"


class Sending(unittest.TestCase):
    def test_partly_refused(self):
        with smtplib.SMTP("127.0.0.1", SMTP) as server:
            refused = server.sendmail("a@example.org", [BOB, "nobody@example.test"], text("partly"))
            self.assertEqual(refused["nobody@example.test"][0], 550)
            self.assertEqual(server.esmtp_features["size"], "52428800")
            self.assertEqual(server.vrfy("alice")[0], 252)

    def test_dsn_parameters(self):
        with submission() as server:
            self.assertTrue(server.has_extn("dsn"))
            options = ["NOTIFY=SUCCESS,DELAY", "ORCPT=rfc822;bob+2Bx@example.test"]
            self.assertEqual(server.sendmail(ALICE, [BOB], text("dsn"), ["RET=HDRS", "ENVID=a+2Bb"], options), {})
            with self.assertRaises(smtplib.SMTPSenderRefused) as refused:
                server.sendmail(ALICE, [BOB], text("dsn"), ["RET=SOME"])
            self.assertEqual(refused.exception.smtp_code, 501)
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                server.sendmail(ALICE, [BOB], text("dsn"), [], ["NOTIFY=NEVER,DELAY"])

    def test_implicit_tls(self):
        with smtplib.SMTP_SSL("127.0.0.1", SUBMISSIONS, context=TLS) as server:
            server.login(ALICE, PASSWORD)
            self.assertEqual(server.sendmail(ALICE, [BOB], text("implicit")), {})

    def test_wrong_password(self):
        with smtplib.SMTP_SSL("127.0.0.1", SUBMISSIONS, context=TLS) as server:
            with self.assertRaises(smtplib.SMTPAuthenticationError) as refused:
                server.login(ALICE, "wrong")
            self.assertEqual(refused.exception.smtp_code, 535)

    def test_senders_and_recipients_of_others(self):
        with submission() as server:
            with self.assertRaises(smtplib.SMTPSenderRefused) as sender:
                server.sendmail(BOB, [BOB], text("x"))
            self.assertEqual(sender.exception.smtp_code, 550)
            self.assertEqual(server.sendmail(ALICE, ["x@example.org"], text("elsewhere")), {})
        with smtplib.SMTP("127.0.0.1", SMTP) as server:
            with self.assertRaises(smtplib.SMTPRecipientsRefused) as recipients:
                server.sendmail("x@example.org", ["y@example.org"], text("x"))
            self.assertEqual(recipients.exception.recipients["y@example.org"][0], 550)

    def test_smtputf8(self):
        message = email.message.EmailMessage(policy=email.policy.SMTPUTF8)
        message["From"] = "Älice Müller <alice@example.test>"
        message["To"] = "Zoë <bob+größe@example.test>"
        message["Subject"] = "Grüße aus 東京"
        message.set_content("naïve café\n", cte="8bit")
        message.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="Übersicht 東.bin")
        with submission() as server:
            self.assertTrue(server.has_extn("smtputf8"))
            self.assertEqual(server.send_message(message), {})

    def test_addresses_beyond_ascii_need_smtputf8(self):
        with submission() as server:
            server.mail(ALICE)
            server.command_encoding = "utf-8"
            self.assertEqual(server.rcpt("größe@example.test")[0], 553)

    def test_dots_and_line_ends(self):
        with submission() as server:
            body = f"From: {ALICE}\nSubject: dots\n\n.\n..\n...x\n.\rx\n" + "y" * 100_000 + "\n.no end"
            self.assertEqual(server.sendmail(ALICE, [BOB], body), {})

    def test_binary_by_chunks(self):
        """RFC 3030: smtplib has no BDAT of its own."""
        head = f"From: {ALICE}\r\nSubject: binary\r\nContent-Transfer-Encoding: binary\r\n\r\n".encode()
        body = b"\0a\nb\rc\xff\r\n.\r\nno end"
        with submission() as server:
            self.assertEqual(server.mail(ALICE, ["BODY=BINARYMIME"])[0], 250)
            self.assertEqual(server.rcpt(BOB)[0], 250)
            self.assertEqual(server.docmd("DATA")[0], 503)
            for chunk, last in ((head + body[:3], ""), (body[3:], ""), (b"", " LAST")):
                server.send(f"BDAT {len(chunk)}{last}\r\n".encode() + chunk)
                self.assertEqual(server.getreply()[0], 250)

    def test_lmtp(self):
        with smtplib.LMTP(LMTP_SOCKET) as server:
            server.ehlo_or_helo_if_needed()
            self.assertEqual(server.sendmail("a@example.org", [BOB], text("lmtp")), {})


unittest.main(argv=sys.argv[:1])
