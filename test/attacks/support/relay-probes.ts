/**
 * What testers of open relays try, and more: each wants mail at example.net, which is not ours. SECURITY.md section 2
 *
 * Ours is example.test, on mail.example.test: users alice and bob; the alias `team` with a member elsewhere; carl, who
 * has his mail sent on; catch.example.test, whose catch-all is bob's.
 */
import type { MailPlaces } from './mail-places.ts';

export interface RelayProbe {
  readonly name: string;
  /** A stranger where absent. */
  readonly from?: string;
  readonly to: string;
  /** Of the reply to RCPT. */
  readonly verdict: '250' | '500 5.5.2' | '501 5.1.3' | '501 5.5.4' | '550 5.1.1' | '550 5.7.1';
  /** Where the message is afterwards, if it is taken. */
  readonly places?: MailPlaces;
}

export const DENIED = '550 5.7.1';
export const UNKNOWN = '550 5.1.1';
const SYNTAX = '501 5.1.3';

const inMailbox = (user: string): MailPlaces => ({ mailboxes: { [user]: 1 }, leaving: [] });

const SENDERS: readonly RelayProbe[] = [
  ['a stranger', 'sender@example.org'],
  ['the null sender', ''],
  ['a user of ours, whom it does not know', 'alice@example.test'],
  ['nobody of ours', 'nobody@example.test'],
  ['our postmaster', 'postmaster@example.test'],
  ['our host', 'root@mail.example.test'],
  ['this machine', 'root@localhost'],
  ['this machine by its address', 'root@[127.0.0.1]'],
  ['this machine by its address of IPv6', 'root@[IPv6:::1]'],
  ['the recipient', 'victim@example.net'],
  ['a return path of ours', 'SRS0=AAAAAAAA=AA=example.net=victim@example.test'],
].map(([name = '', from = '']) => ({ name: `from ${name}`, from, to: 'victim@example.net', verdict: DENIED }));

export const RELAY_PROBES: readonly RelayProbe[] = [
  ...SENDERS,
  {
    name: 'null sender, to a user there by a route over here',
    from: '',
    to: '@example.test:victim@example.net',
    verdict: DENIED,
  },

  { name: 'percent hack', to: 'victim%example.net@example.test', verdict: UNKNOWN },
  { name: 'percent hack, twice', to: 'victim%example.net%example.org@example.test', verdict: UNKNOWN },
  { name: 'percent hack at our host', to: 'victim%example.net@mail.example.test', verdict: UNKNOWN },
  { name: 'percent hack at our address', to: 'victim%example.net@[127.0.0.1]', verdict: DENIED },
  { name: 'percent hack, quoted', to: '"victim%example.net"@example.test', verdict: UNKNOWN },
  { name: 'percent hack without a domain', to: 'victim%example.net', verdict: SYNTAX },
  { name: 'percent hack without a domain, quoted', to: '"victim%example.net"', verdict: SYNTAX },
  { name: 'percent hack at a user of ours', to: 'alice%example.net@example.test', verdict: UNKNOWN },

  { name: 'quoted address without a domain', to: '"victim@example.net"', verdict: SYNTAX },
  { name: 'quoted address', to: '"victim@example.net"@example.test', verdict: UNKNOWN },
  { name: 'quoted address at our host', to: '"victim@example.net"@mail.example.test', verdict: UNKNOWN },
  { name: 'quoted address at our address', to: '"victim@example.net"@[127.0.0.1]', verdict: DENIED },
  { name: 'two at signs', to: 'victim@example.net@example.test', verdict: SYNTAX },
  { name: 'two at signs, the other way round', to: 'alice@example.test@example.net', verdict: SYNTAX },
  { name: 'two at signs, our address', to: 'victim@example.net@[127.0.0.1]', verdict: SYNTAX },
  { name: 'quoted address of ours there', to: '"alice@example.test"@example.net', verdict: DENIED },

  { name: 'route over us', to: '@example.test:victim@example.net', verdict: DENIED },
  { name: 'route over our host', to: '@mail.example.test:victim@example.net', verdict: DENIED },
  { name: 'route over our address', to: '@[127.0.0.1]:victim@example.net', verdict: SYNTAX },
  { name: 'route over two', to: '@example.org,@example.test:victim@example.net', verdict: DENIED },
  { name: 'route over them to us', to: '@example.net:nobody@example.test', verdict: UNKNOWN },
  { name: 'route to nowhere', to: '@example.test:@example.net', verdict: SYNTAX },

  { name: 'bang path', to: 'example.net!victim', verdict: SYNTAX },
  { name: 'bang path over us', to: 'example.test!example.net!victim', verdict: SYNTAX },
  { name: 'bang path at us', to: 'example.net!victim@example.test', verdict: UNKNOWN },
  { name: 'bang path at a user of ours', to: 'example.net!alice@example.test', verdict: UNKNOWN },
  { name: 'bang path from a user of ours on', to: 'alice!example.net!victim@example.test', verdict: UNKNOWN },
  { name: 'bang path at us, quoted', to: '"example.net!victim"@example.test', verdict: UNKNOWN },
  { name: 'bang path at our host', to: 'example.net!victim@mail.example.test', verdict: UNKNOWN },
  { name: 'bang path at our address', to: 'example.net!victim@[127.0.0.1]', verdict: DENIED },

  { name: 'our address', to: 'victim@[127.0.0.1]', verdict: DENIED },
  { name: 'our address, of IPv6', to: 'victim@[IPv6:::1]', verdict: DENIED },
  { name: 'our address, mapped', to: 'victim@[IPv6:::ffff:127.0.0.1]', verdict: DENIED },
  { name: 'an address without brackets', to: 'victim@127.0.0.1', verdict: SYNTAX },
  { name: 'an address as a number', to: 'victim@2130706433', verdict: SYNTAX },
  { name: 'their address', to: 'victim@[192.0.2.1]', verdict: DENIED },
  { name: 'this machine', to: 'victim@localhost', verdict: DENIED },
  { name: 'this machine, in full', to: 'victim@localhost.localdomain', verdict: DENIED },

  { name: 'a dot behind', to: 'victim@example.net.', verdict: SYNTAX },
  { name: 'a dot behind ours', to: 'alice@example.test.', verdict: SYNTAX },
  { name: 'ours as a label of theirs', to: 'victim@example.test.example.net', verdict: DENIED },
  { name: 'theirs as a label of ours', to: 'victim@example.net.example.test', verdict: DENIED },
  { name: 'a name that ends like ours', to: 'victim@notexample.test', verdict: DENIED },
  { name: 'a name that looks like ours', to: 'victim@xn--xample-2of.test', verdict: DENIED },
  { name: 'capitals', to: 'VICTIM@EXAMPLE.NET', verdict: DENIED },

  { name: 'a second address behind a comma', to: 'alice@example.test,victim@example.net', verdict: SYNTAX },
  { name: 'a second address behind a semicolon', to: 'alice@example.test;victim@example.net', verdict: SYNTAX },
  { name: 'a second address behind a space', to: 'alice@example.test victim@example.net', verdict: SYNTAX },
  { name: 'a second path', to: 'alice@example.test> <victim@example.net', verdict: '501 5.5.4' },
  { name: 'a path in a path', to: '<victim@example.net>', verdict: '501 5.5.4' },
  { name: 'a NUL', to: 'alice@example.test\0@example.net', verdict: '500 5.5.2' },
  { name: 'a comment', to: 'alice@example.test(x)@example.net', verdict: SYNTAX },

  { name: 'their postmaster', to: 'postmaster@example.net', verdict: DENIED },
  {
    name: 'a return path that nobody here made',
    to: 'SRS0=AAAAAAAA=AA=example.net=victim@example.test',
    verdict: UNKNOWN,
  },
  {
    name: 'the same, rewritten twice',
    to: 'SRS1=AAAAAAAA=example.net==AAAAAAAA=AA=example.org=victim@example.test',
    verdict: UNKNOWN,
  },
  { name: 'a program', to: '"|victim example.net"@example.test', verdict: UNKNOWN },
  { name: 'a list of addresses in a file', to: '":include:/etc/aliases"@example.test', verdict: UNKNOWN },

  // Taken, and gone where the administrator or the user has said; nothing in the address leads on.
  { name: 'our postmaster', to: 'postmaster', verdict: '250', places: inMailbox('admin') },
  {
    name: 'a route over them to a user of ours',
    to: '@example.net:alice@example.test',
    verdict: '250',
    places: inMailbox('alice'),
  },
  { name: 'a sub-address', to: '"alice+victim@example.net"@example.test', verdict: '250', places: inMailbox('alice') },
  {
    name: 'a catch-all, percent hack',
    to: 'victim%example.net@catch.example.test',
    verdict: '250',
    places: inMailbox('bob'),
  },
  {
    name: 'a catch-all, quoted',
    to: '"victim@example.net"@catch.example.test',
    verdict: '250',
    places: inMailbox('bob'),
  },
  {
    name: 'a catch-all, bang path',
    to: 'example.net!victim@catch.example.test',
    verdict: '250',
    places: inMailbox('bob'),
  },
  {
    name: 'a list with a member elsewhere',
    to: 'team@example.test',
    verdict: '250',
    places: { mailboxes: { alice: 1 }, leaving: ['owner-team@example.test → member@example.org'] },
  },
  {
    name: 'its sub-address',
    to: '"team+victim@example.net"@example.test',
    verdict: '250',
    places: { mailboxes: { alice: 1 }, leaving: ['owner-team@example.test → member@example.org'] },
  },
  { name: 'the list, percent hack', to: 'team%example.net@example.test', verdict: UNKNOWN },
  { name: 'owners of the list', to: 'owner-team@example.test', verdict: '250', places: inMailbox('admin') },
  { name: 'owners of a list elsewhere', to: 'owner-team@example.net', verdict: DENIED },
  // The sender is not proven: what comes of it is for the one who forwards.
  {
    name: 'one who has his mail sent on',
    to: 'carl@example.test',
    verdict: '250',
    places: { mailboxes: {}, leaving: ['carl@example.test → carl@example.com'] },
  },
  {
    name: 'his sub-address',
    to: '"carl+victim@example.net"@example.test',
    verdict: '250',
    places: { mailboxes: {}, leaving: ['carl@example.test → carl@example.com'] },
  },
  {
    name: 'the same with the null sender, which stays',
    from: '',
    to: 'carl@example.test',
    verdict: '250',
    places: { mailboxes: {}, leaving: [' → carl@example.com'] },
  },
];
