import { expect, test } from 'vitest';
import { ImapConnection } from './imap-connection.ts';
import { LdapConnection } from './ldap-connection.ts';
import { Pop3Connection } from './pop3-connection.ts';
import { scriptedServer } from './scripted-server.ts';
import { SmtpSession } from './smtp-session.ts';

test('IMAP: the tagged reply ends a command, a line of a literal that looks like one of another tag does not', async () => {
  await using server = await scriptedServer('* OK ready\r\n', [
    [/a1 FETCH.*\r\n/, '* 1 FETCH (BODY[] {14}\r\na2 OK line\r\nx\r\n)\r\na1 OK done\r\n'],
    [/a2 NOOP\r\na3 NOOP\r\n/, 'a2 OK first\r\na3 OK second\r\n'],
    [/a4 APPEND x \{3\+\}\r\nabc \{1\+\}\r\nd\r\n/, 'a4 OK [APPENDUID 1 1:2] done\r\n'],
  ]);
  const client = await ImapConnection.open({ port: server.port });
  expect(await client.query('FETCH 1 (BODY.PEEK[])')).toContain('a1 OK done');
  await client.runPipelined('NOOP', 2);
  await client.append('x', [Buffer.from('abc'), Buffer.from('d')]);
  client.close();
});

test('IMAP: a refusal is an error with its text', async () => {
  await using server = await scriptedServer('* OK ready\r\n', [
    [/a1 .*\r\n/, 'a1 NO [NONEXISTENT] no such mailbox\r\n'],
  ]);
  const client = await ImapConnection.open({ port: server.port });
  await expect(client.run('SELECT nothing')).rejects.toThrow('NONEXISTENT');
});

test('SMTP: replies of several lines count once, the message ends with a dot', async () => {
  await using server = await scriptedServer('220-two\r\n220 lines\r\n', [
    [/EHLO .*\r\n/, '250-mail.example.test\r\n250 PIPELINING\r\n'],
    [/DATA\r\n/, '250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n'],
    [/\r\n\.\r\n/, '250 kept\r\n'],
    [/QUIT\r\n/, '221 bye\r\n'],
  ]);
  const client = await SmtpSession.open(server.port);
  await client.send(['a@example.test', 'b@example.test'], Buffer.from('Subject: x\r\n\r\ntext\r\n'));
  await client.quit();
  expect(server.received()).toContain('RCPT TO:<b@example.test>\r\nDATA\r\nSubject: x\r\n\r\ntext\r\n.\r\nQUIT');
});

test('SMTP: a refused recipient is an error with the reply', async () => {
  await using server = await scriptedServer('220 hello\r\n', [
    [/EHLO .*\r\n/, '250 PIPELINING\r\n'],
    [/DATA\r\n/, '250 ok\r\n550 5.1.1 unknown\r\n554 no valid recipients\r\n'],
  ]);
  const client = await SmtpSession.open(server.port);
  await expect(client.send(['x@example.test'], Buffer.from('\r\n'))).rejects.toThrow('550 5.1.1 unknown');
});

test('POP3: a message ends at the dot alone', async () => {
  await using server = await scriptedServer('+OK ready\r\n', [
    [/STAT\r\n/, '+OK 2 40\r\n'],
    [/RETR 1\r\n/, '+OK\r\nSubject: x\r\n\r\n..dot\r\n.\r\n'],
    [/RETR 9\r\n/, '-ERR no such message\r\n'],
  ]);
  const client = await Pop3Connection.open(server.port);
  expect(await client.run('STAT')).toBe('+OK 2 40\r\n');
  await client.run('RETR 1', true);
  await expect(client.run('RETR 9', true)).rejects.toThrow('no such message');
});

test('LDAP: entries are counted until the result, however they come; a refusal is an error with its code', async () => {
  const octets = (...bytes: number[]) => String.fromCharCode(...bytes);
  const entry = octets(0x30, 0x09, 0x02, 0x01, 0x02, 0x64, 0x04, 0x04, 0x00, 0x30, 0x00);
  const longEntry =
    octets(0x30, 0x81, 0x88, 0x02, 0x01, 0x02, 0x64, 0x81, 0x82, 0x04, 0x7e) + 'x'.repeat(0x7e) + octets(0x30, 0x00);
  const result = (code: number) =>
    octets(0x30, 0x0c, 0x02, 0x01, 0x02, 0x65, 0x07, 0x0a, 0x01, code, 0x04, 0x00, 0x04, 0x00);
  await using server = await scriptedServer('', [
    [/one/, entry + longEntry + result(0)],
    [/two/, entry + result(4)],
    [/three/, result(32)],
  ]);
  const client = await LdapConnection.open(server.port);
  expect(await client.run(Buffer.from('one'))).toBe(2);
  expect(await client.run(Buffer.from('two'))).toBe(1);
  await expect(client.run(Buffer.from('three'))).rejects.toThrow('result code 32');
});
