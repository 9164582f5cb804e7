/**
 * Cases of RFC 7208 and the zone that they need. A case's record stands at a name of its own, `cN.example.test`, whose
 * client is 192.0.2.1 and whose sender is alice@ that name, unless the case says otherwise.
 */
import type { AuthResult } from '../../../src/domain/ports/mail-auth.ts';

export interface SpfCase {
  readonly section: string;
  readonly title: string;
  readonly domain: string;
  readonly result: AuthResult;
  readonly ip?: string;
  readonly sender?: string;
  readonly helo?: string;
  readonly comment?: string;
}

type Options = Partial<Pick<SpfCase, 'ip' | 'sender' | 'helo' | 'comment'>> & {
  /** Further records of the case's name. */
  readonly more?: readonly string[];
  readonly title?: string;
};

const V6 = '2001:db8::1';
const cases: SpfCase[] = [];
const caseRecords: string[] = [];

/** One record or several at one name; null for none. */
function add(
  section: string,
  record: string | readonly string[] | null,
  result: AuthResult,
  options: Options = {},
): void {
  const label = `c${cases.length}`;
  const { more = [], title, ...rest } = options;
  const texts = record === null ? [] : typeof record === 'string' ? [record] : record;
  for (const text of texts) caseRecords.push(`${label} TXT ${quote(text)}`);
  for (const line of more) caseRecords.push(`${label} ${line}`);
  const domain = `${label}.example.test`;
  const sender = rest.sender?.replace('{d}', domain);
  cases.push({
    section,
    title: title ?? texts.join(' | ').slice(0, 70),
    domain,
    result,
    ...rest,
    ...(sender === undefined ? {} : { sender }),
  });
}

function quote(text: string): string {
  const strings = text.match(/.{1,200}/gs) ?? [''];
  return strings
    .map(
      (string) =>
        `"${string.replace(/["\\]/g, '\\$&').replace(/[^\x20-\x7e]/g, (c) => `\\${String(c.charCodeAt(0)).padStart(3, '0')}`)}"`,
    )
    .join(' ');
}

// 2.4, 4.1, 4.3: which identity, which domain
add('4.3', 'v=spf1 -all', 'none', { sender: 'alice@localhost', title: 'a name without a dot' });
add('4.3', 'v=spf1 -all', 'none', { sender: 'alice@[192.0.2.1]', title: 'an address literal' });
add('4.3', 'v=spf1 -all', 'none', {
  sender: `alice@${'a'.repeat(64)}.example.test`,
  title: 'a label of 64 characters',
});
add('4.3', 'v=spf1 -all', 'none', { sender: 'alice@missing.example.test', title: 'a name that does not exist' });
add('4.3', 'v=spf1 -all', 'none', { sender: 'alice@a..example.test', title: 'an empty label' });
add('4.3', 'v=spf1 -all', 'fail', { sender: 'alice@FAIL.example.TEST', title: 'upper case' });
add('4.3', 'v=spf1 -all', 'pass', { sender: 'alice@pass.example.test', title: 'another name' });
add('4.3', 'v=spf1 exists:%{l}.user.example.test -all', 'pass', { sender: '@{d}', title: 'no local part: postmaster' });
add('4.3', null, 'pass', { sender: '"a@b"@pass.example.test', title: 'a quoted @ in the local part' });
add('2.4', null, 'pass', { sender: '', helo: 'pass.example.test', title: 'null sender: HELO' });
add('2.4', null, 'fail', { sender: '', helo: 'fail.example.test', title: 'null sender: HELO that fails' });
add('2.4', null, 'none', { sender: '', helo: '[192.0.2.1]', title: 'null sender, HELO is an address' });
add('2.4', null, 'none', { sender: '', helo: 'workstation', title: 'null sender, HELO without a dot' });
add('2.4', null, 'pass', { sender: '', helo: 'helo-l.example.test', title: 'null sender: the sender is postmaster' });

// 4.4, 4.5: finding the record
add('4.4', null, 'temperror', { sender: 'alice@refused.invalid', title: 'the server refuses' });
add('4.5', null, 'none', { more: ['A 192.0.2.1'], title: 'no TXT record' });
add('4.5', 'something else', 'none');
add('4.5', 'v=spf10 -all', 'none');
add('4.5', 'v=spf1-all', 'none');
add('4.5', 'v=spf1', 'neutral');
add('4.5', 'v=spf1 ', 'neutral');
add('4.5', ' v=spf1 -all', 'none');
add('4.5', 'V=SPF1 -ALL', 'fail');
add('4.5', ['v=spf1 -all', 'v=spf1 +all'], 'permerror');
add('4.5', ['v=spf1 -all', 'v=spf1 -all '], 'permerror');
add('4.5', ['v=spf1 +all', 'v=spf10 -all'], 'pass');
add('4.5', ['v=spf1 +all', 'unrelated'], 'pass');
add('4.5', `v=spf1 ${'ip4:198.51.100.1 '.repeat(20)}ip4:192.0.2.1 -all`, 'pass', {
  title: 'several character-strings',
});

// 4.6: syntax
add('4.6', 'v=spf1 ip4:192.0.2.1 nonsense -all', 'permerror');
add('4.6', 'v=spf1 ip4:192.0.2.1 -all nonsense', 'permerror', { title: 'an error behind the match' });
add('4.6', 'v=spf1 +all foo:bar', 'permerror');
add('4.6', 'v=spf1   +all', 'pass', { title: 'several spaces' });
add('4.6', 'v=spf1\t+all', 'none', { title: 'a tab is no space' });
add('4.6', 'v=spf1 a\tall', 'permerror', { title: 'a tab between terms' });
add('4.6', 'v=spf1 *all', 'permerror');
add('4.6', 'v=spf1 ++all', 'permerror');
add('4.6', 'v=spf1 - all', 'permerror');
add('4.6', 'v=spf1 all: -all', 'permerror');
add('4.6', 'v=spf1 all/8', 'permerror');
add('4.6', 'v=spf1 \u00e9', 'permerror', { title: 'an octet beyond ASCII' });
add('4.6', 'v=spf1 a:h\u00f6st.example.test all', 'permerror', { title: 'octets beyond ASCII in a domain' });
add('4.6', 'v=spf1 =x all', 'permerror');

// 4.6.2, 4.7: qualifiers and the default
add('4.6.2', 'v=spf1 all', 'pass');
add('4.6.2', 'v=spf1 +all', 'pass');
add('4.6.2', 'v=spf1 -all', 'fail');
add('4.6.2', 'v=spf1 ~all', 'softfail');
add('4.6.2', 'v=spf1 ?all', 'neutral');
add('4.6.2', 'v=spf1 ~ip4:192.0.2.0/24 -all', 'softfail');
add('4.7', 'v=spf1 ip4:198.51.100.1', 'neutral');

// 4.6.4: limits
const ten = Array.from({ length: 10 }, () => 'a:other.example.test');
add('4.6.4', `v=spf1 ${ten.join(' ')} ip4:192.0.2.1 -all`, 'pass', { title: 'ten lookups' });
add('4.6.4', `v=spf1 ${ten.join(' ')} a:host.example.test -all`, 'permerror', { title: 'eleven lookups' });
add('4.6.4', `v=spf1 ip4:192.0.2.1 ${ten.join(' ')} ${ten.join(' ')} -all`, 'pass', {
  title: 'what is not reached is not counted',
});
add('4.6.4', `v=spf1 include:nine.example.test ip4:192.0.2.1 -all`, 'pass', {
  title: 'ten lookups with those of an include',
});
add('4.6.4', `v=spf1 include:nine.example.test a:host.example.test -all`, 'permerror', {
  title: 'eleven with those of an include',
});
add('4.6.4', `v=spf1 ${ten.join(' ')} redirect=pass.example.test`, 'permerror', { title: 'redirect is the eleventh' });
add('4.6.4', `v=spf1 ${ten.slice(1).join(' ')} redirect=pass.example.test`, 'pass', { title: 'redirect is the tenth' });
add('4.6.4', 'v=spf1 include:loop.example.test -all', 'permerror', { title: 'a record that includes itself' });
add('4.6.4', 'v=spf1 redirect=reloop.example.test', 'permerror', { title: 'a redirect to itself' });
add('4.6.4', 'v=spf1 a:v1.example.test a:v2.example.test +all', 'pass', { title: 'two void lookups' });
add('4.6.4', 'v=spf1 a:v1.example.test a:v2.example.test a:v3.example.test +all', 'permerror', {
  title: 'three void lookups',
});
add('4.6.4', 'v=spf1 exists:v1.example.test mx:v2.example.test a:nospf.example.test +all', 'permerror', {
  title: 'void lookups of several kinds',
});
add('4.6.4', 'v=spf1 mx:mx10.example.test -all', 'pass', { title: 'ten MX records' });
add('4.6.4', 'v=spf1 mx:mx11.example.test -all', 'permerror', { title: 'eleven MX records' });
add('4.6.4', 'v=spf1 ptr:host.example.test -all', 'pass', { ip: '192.0.2.10', title: 'ten names of an address' });
add('4.6.4', 'v=spf1 ptr:deep.example.test -all', 'fail', {
  ip: '192.0.2.11',
  title: 'the eleventh name of an address is not looked at',
});
add('4.6.4', 'v=spf1 a:refused.invalid -all', 'temperror');
add('4.6.4', 'v=spf1 mx:refused.invalid -all', 'temperror');
add('4.6.4', 'v=spf1 mx:mx-refused.example.test -all', 'temperror');
add('4.6.4', 'v=spf1 exists:refused.invalid -all', 'temperror');

// 4.8, 5.1
add('5.1', 'v=spf1 -all ip4:192.0.2.1', 'fail');
add('5.1', 'v=spf1 -all redirect=pass.example.test', 'fail', { title: 'redirect beside all is ignored' });
add('5.1', 'v=spf1 redirect=pass.example.test ?all', 'neutral', { title: 'redirect before all is ignored' });

// 5.2 include
add('5.2', 'v=spf1 include:pass.example.test -all', 'pass');
add('5.2', 'v=spf1 -include:pass.example.test +all', 'fail');
add('5.2', 'v=spf1 include:fail.example.test ~all', 'softfail');
add('5.2', 'v=spf1 include:soft.example.test +all', 'pass');
add('5.2', 'v=spf1 include:neutral.example.test -all', 'fail');
add('5.2', 'v=spf1 include:nospf.example.test +all', 'permerror');
add('5.2', 'v=spf1 include:missing.example.test +all', 'permerror');
add('5.2', 'v=spf1 include:perm.example.test +all', 'permerror');
add('5.2', 'v=spf1 include:refused.invalid +all', 'temperror');
add('5.2', 'v=spf1 include +all', 'permerror');
add('5.2', 'v=spf1 include: +all', 'permerror');
add('5.2', 'v=spf1 include:pass.example.test/24 -all', 'permerror');
add('5.2', 'v=spf1 INCLUDE:PASS.example.test -all', 'pass');
add('5.2', 'v=spf1 include:%{d2} -all', 'permerror', { title: 'include of a macro that has no record' });

// 5.3 a
add('5.3', 'v=spf1 a -all', 'pass', { more: ['A 192.0.2.1'] });
add('5.3', 'v=spf1 a -all', 'fail', { more: ['A 192.0.2.2'] });
add('5.3', 'v=spf1 a/24 -all', 'pass', { more: ['A 192.0.2.2'] });
add('5.3', 'v=spf1 a/31 -all', 'fail', { more: ['A 192.0.2.2'] });
add('5.3', 'v=spf1 a:host.example.test -all', 'pass');
add('5.3', 'v=spf1 a:host.example.test. -all', 'pass');
add('5.3', 'v=spf1 A:HOST.example.test -all', 'pass');
add('5.3', 'v=spf1 a:many.example.test -all', 'pass');
add('5.3', 'v=spf1 a:other.example.test/0 -all', 'pass');
add('5.3', 'v=spf1 a:other.example.test/0 -all', 'fail', { ip: V6, title: 'a/0 is of the other family' });
add('5.3', 'v=spf1 a:host.example.test -all', 'pass', { ip: V6 });
add('5.3', 'v=spf1 a:near.example.test//64 -all', 'pass', { ip: V6 });
add('5.3', 'v=spf1 a:near.example.test/24//65 -all', 'pass', { ip: V6 });
add('5.3', 'v=spf1 a:near.example.test//127 -all', 'fail', { ip: V6 });
add('5.3', 'v=spf1 a:far.example.test/24//48 -all', 'fail', { ip: V6 });
add('5.3', 'v=spf1 a:host.example.test/33 -all', 'permerror');
add('5.3', 'v=spf1 a:host.example.test//129 -all', 'permerror');
add('5.3', 'v=spf1 a:host.example.test/024 -all', 'permerror');
add('5.3', 'v=spf1 a:host.example.test/ -all', 'permerror');
add('5.3', 'v=spf1 a:host.example.test// -all', 'permerror');
add('5.3', 'v=spf1 a:host.example.test/24/64 -all', 'permerror');
add('5.3', 'v=spf1 a//64/24 -all', 'permerror');
add('5.3', 'v=spf1 a: -all', 'permerror');
add('5.3', 'v=spf1 a:example -all', 'permerror');
add('5.3', 'v=spf1 a:192.0.2.1 -all', 'permerror');
add('5.3', 'v=spf1 a:foo.-example -all', 'permerror');
add('5.3', 'v=spf1 a:foo:8080 -all', 'permerror');
add('5.3', 'v=spf1 a:foo:bar/baz.example.test -all', 'fail', { title: 'odd characters in a name' });
add('5.3', 'v=spf1 a:a..example.test -all', 'fail', { title: 'an empty label does not exist' });
add('5.3', `v=spf1 a:${'x'.repeat(64)}.example.test -all`, 'fail', {
  title: 'a label that is too long does not exist',
});
add('5.3', 'v=spf1 a:alias.example.test -all', 'pass', { title: 'through CNAME' });

// 5.4 mx
add('5.4', 'v=spf1 mx -all', 'pass', { more: ['MX 10 host'] });
add('5.4', 'v=spf1 mx -all', 'fail', { more: ['MX 10 other'] });
add('5.4', 'v=spf1 mx -all', 'fail', { more: ['A 192.0.2.1'], title: 'no implicit MX' });
add('5.4', 'v=spf1 mx -all', 'fail', { more: ['MX 0 .'], title: 'null MX' });
add('5.4', 'v=spf1 mx:two-mx.example.test -all', 'pass');
add('5.4', 'v=spf1 mx:two-mx.example.test -all', 'pass', { ip: V6 });
add('5.4', 'v=spf1 mx/24 -all', 'pass', { more: ['MX 10 other'] });
add('5.4', 'v=spf1 mx//64 -all', 'pass', { more: ['MX 10 near'], ip: V6 });
add('5.4', 'v=spf1 MX:two-mx.example.test/32//128 -all', 'pass');
add('5.4', 'v=spf1 mx:two-mx.example.test/33 -all', 'permerror');
add('5.4', 'v=spf1 mx: -all', 'permerror');

// 5.5 ptr
add('5.5', 'v=spf1 ptr -all', 'pass', { sender: 'alice@ptr.example.test', ip: '192.0.2.3', title: 'ptr' });
add('5.5', 'v=spf1 ptr:example.test -all', 'pass');
add('5.5', 'v=spf1 ptr:host.example.test -all', 'pass');
add('5.5', 'v=spf1 ptr:ost.example.test -all', 'fail', { title: 'a part of a label is no parent' });
add('5.5', 'v=spf1 ptr:example.test -all', 'pass', { ip: V6 });
add('5.5', 'v=spf1 ptr:example.test -all', 'fail', { ip: '192.0.2.5', title: 'a name that does not lead back' });
add('5.5', 'v=spf1 ptr:example.test -all', 'fail', { ip: '192.0.2.6', title: 'no name' });
add('5.5', 'v=spf1 ptr:example.test -all', 'fail', { ip: '203.0.113.1', title: 'the server refuses: no match' });
add('5.5', 'v=spf1 ptr:example.test/24 -all', 'permerror');
add('5.5', 'v=spf1 ptr: -all', 'permerror');

// 5.6 ip4, ip6
add('5.6', 'v=spf1 ip4:192.0.2.1 -all', 'pass');
add('5.6', 'v=spf1 ip4:192.0.2.0/24 -all', 'pass');
add('5.6', 'v=spf1 ip4:192.0.2.99/24 -all', 'pass', { title: 'host bits are ignored' });
add('5.6', 'v=spf1 ip4:192.0.2.128/25 -all', 'fail');
add('5.6', 'v=spf1 ip4:0.0.0.0/0 -all', 'pass');
add('5.6', 'v=spf1 ip4:0.0.0.0/0 -all', 'fail', { ip: V6 });
add('5.6', 'v=spf1 ip4:192.0.2.0/33 -all', 'permerror');
add('5.6', 'v=spf1 ip4:192.0.2.0/024 -all', 'permerror');
add('5.6', 'v=spf1 ip4:192.0.2 -all', 'permerror');
add('5.6', 'v=spf1 ip4:192.0.2.1//32 -all', 'permerror');
add('5.6', 'v=spf1 ip4:192.0.2.1/ -all', 'permerror');
add('5.6', 'v=spf1 ip4 -all', 'permerror');
add('5.6', 'v=spf1 ip4: -all', 'permerror');
add('5.6', 'v=spf1 ip4:192.0.2.1:25 -all', 'permerror');
add('5.6', 'v=spf1 ip4:2001:db8::1 -all', 'permerror');
add('5.6', 'v=spf1 ip6:2001:db8::1 -all', 'pass', { ip: V6 });
add('5.6', 'v=spf1 ip6:2001:DB8:0::0/32 -all', 'pass', { ip: V6 });
add('5.6', 'v=spf1 ip6:2001:db8::/127 -all', 'pass', { ip: V6 });
add('5.6', 'v=spf1 ip6:2001:db8::2/127 -all', 'fail', { ip: V6 });
add('5.6', 'v=spf1 ip6:::/0 -all', 'pass', { ip: V6 });
add('5.6', 'v=spf1 ip6:::/0 -all', 'fail');
add('5.6', 'v=spf1 ip6:2001:db8::/129 -all', 'permerror', { ip: V6 });
add('5.6', 'v=spf1 ip6:2001:db8 -all', 'permerror', { ip: V6 });
add('5.6', 'v=spf1 ip6:192.0.2.1 -all', 'permerror', { ip: V6 });
add('5.6', 'v=spf1 ip4:192.0.2.1 -all', 'pass', {
  ip: '::ffff:192.0.2.1',
  title: 'a mapped address is an IPv4 address',
});
add('5.6', 'v=spf1 ip6:::ffff:192.0.2.1 -all', 'fail', {
  ip: '::ffff:192.0.2.1',
  title: 'a mapped address is no IPv6 address',
});

// 5.7 exists
add('5.7', 'v=spf1 exists:host.example.test -all', 'pass');
add('5.7', 'v=spf1 exists:host.example.test -all', 'pass', { ip: V6, title: 'A records, also for IPv6 clients' });
add('5.7', 'v=spf1 exists:v6only.example.test -all', 'fail', { ip: V6 });
add('5.7', 'v=spf1 exists:missing.example.test -all', 'fail');
add('5.7', 'v=spf1 exists -all', 'permerror');
add('5.7', 'v=spf1 exists: -all', 'permerror');
add('5.7', 'v=spf1 exists:host.example.test/24 -all', 'permerror');

// 6.1 redirect
add('6.1', 'v=spf1 redirect=pass.example.test', 'pass');
add('6.1', 'v=spf1 redirect=fail.example.test', 'fail');
add('6.1', 'v=spf1 redirect=neutral.example.test', 'neutral');
add('6.1', 'v=spf1 REDIRECT=soft.example.test', 'softfail');
add('6.1', 'v=spf1 redirect=pass.example.test ip4:198.51.100.1', 'pass', {
  title: 'redirect counts last wherever it stands',
});
add('6.1', 'v=spf1 redirect=pass.example.test -ip4:192.0.2.1', 'fail', { title: 'mechanisms go before redirect' });
add('6.1', 'v=spf1 redirect=nospf.example.test', 'permerror');
add('6.1', 'v=spf1 redirect=missing.example.test', 'permerror');
add('6.1', 'v=spf1 redirect=perm.example.test', 'permerror');
add('6.1', 'v=spf1 redirect=refused.invalid', 'temperror');
add('6.1', 'v=spf1 redirect=', 'permerror');
add('6.1', 'v=spf1 redirect:pass.example.test', 'permerror');
add('6.1', 'v=spf1 redirect=pass.example.test redirect=pass.example.test', 'permerror');
add('6.1', 'v=spf1 redirect=pass.example.test/24', 'permerror');
add('6.1', 'v=spf1 include:redirecting.example.test -all', 'pass', { title: 'redirect within an include' });
add('6.1', 'v=spf1 redirect=check-d.example.test', 'pass', { title: '%{d} is the target after redirect' });

// 6.2 exp
add('6.2', 'v=spf1 -all exp=exp-plain.example.test', 'fail', { comment: 'Ask the postmaster' });
add('6.2', 'v=spf1 exp=exp-macros.example.test -all', 'fail', {
  comment: '192.0.2.1 is not one of alice@mx.example.org % 1800000000',
});
add('6.2', 'v=spf1 -all exp=exp-macros.example.test', 'fail', {
  ip: V6,
  comment: '2001:db8::1 is not one of alice@mx.example.org % 1800000000',
});
add('6.2', 'v=spf1 -all exp=missing.example.test', 'fail', { comment: '' });
add('6.2', 'v=spf1 -all exp=exp-two.example.test', 'fail', { comment: '' });
add('6.2', 'v=spf1 -all exp=exp-bad.example.test', 'fail', { comment: '' });
add('6.2', 'v=spf1 -all exp=refused.invalid', 'fail', { comment: '' });
add('6.2', 'v=spf1 ~all exp=exp-plain.example.test', 'softfail', { comment: '' });
add('6.2', 'v=spf1 -all exp=', 'permerror');
add('6.2', 'v=spf1 -all exp=exp-plain.example.test exp=exp-plain.example.test', 'permerror');
add('6.2', 'v=spf1 include:fail-exp.example.test -all', 'fail', {
  comment: '',
  title: 'the explanation of an include is not used',
});
add('6.2', 'v=spf1 redirect=fail-exp.example.test exp=exp-two.example.test', 'fail', {
  comment: 'Ask the postmaster',
  title: 'the explanation of a redirect is used',
});
add('6', 'v=spf1 unknown=thing +all', 'pass');
add('6', 'v=spf1 unknown=%{i}%%x a=b +all', 'pass');
add('6', 'v=spf1 unknown= +all', 'pass');
add('6', 'v=spf1 unknown=a=b:c/d unknown=e +all', 'pass');
add('6', 'v=spf1 unknown=%{x} +all', 'permerror');
add('6', 'v=spf1 1x=y +all', 'permerror');

// 7 macros: the examples of section 7.4, with names of ours
add('7.4', null, 'pass', { sender: 'strong-bad@m1.email.example.test', title: '%{s} %{o} %{d}' });
add('7.4', null, 'pass', { sender: 'strong-bad@m2.email.example.test', title: '%{d4} to %{d1}, %{dr}, %{d2r}' });
add('7.4', null, 'pass', { sender: 'strong-bad@m3.email.example.test', title: '%{l}, %{l-}, %{lr}, %{lr-}, %{l1r-}' });
add('7.4', null, 'pass', { sender: 'strong-bad@m4.email.example.test', title: '%{ir}.%{v}._spf.%{d2}' });
add('7.4', null, 'pass', { sender: 'strong-bad@m5.email.example.test', title: '%{lr-}.lp._spf.%{d2}' });
add('7.4', null, 'pass', { sender: 'strong-bad@m6.email.example.test', title: '%{lr-}.lp.%{ir}.%{v}._spf.%{d2}' });
add('7.4', null, 'pass', { sender: 'strong-bad@m7.email.example.test', title: '%{d2}.trusted-domains' });
add('7.4', null, 'pass', {
  sender: 'strong-bad@m8.email.example.test',
  ip: '2001:db8::cb01',
  title: '%{ir} and %{v} of IPv6',
});
add('7.3', 'v=spf1 exists:%{h}.seen.example.test -all', 'pass', { helo: 'client.example.org', title: '%{h}' });
add('7.3', 'v=spf1 exists:%{p}.seen.example.test -all', 'pass', { title: '%{p}' });
add('7.3', 'v=spf1 exists:%{p}.seen.example.test -all', 'pass', { ip: '192.0.2.6', title: '%{p} unknown' });
add('7.3', 'v=spf1 exists:%{p}.seen.example.test -all', 'pass', {
  ip: '192.0.2.7',
  sender: 'alice@{d}',
  title: '%{p} prefers names below the domain',
});
add('7.3', 'v=spf1 exists:%{L}.seen.example.test -all', 'pass', {
  sender: 'a~b/c@{d}',
  title: 'upper case escapes for URLs',
});
add('7.3', 'v=spf1 exists:%{D}.seen.example.test -all', 'fail', {
  title: 'upper case letter of a macro without such a name',
});
add('7.3', 'v=spf1 exists:%{l2r+-}.seen.example.test -all', 'pass', {
  sender: 'x+y-z@{d}',
  title: 'several delimiters',
});
add('7.3', 'v=spf1 exists:%{l99}.user.example.test -all', 'pass', {
  sender: 'postmaster@{d}',
  title: 'more labels than there are',
});
add('7.3', 'v=spf1 exists:%{i}.seen.example.test -all', 'pass', { title: '%{i}' });
add('7.3', `v=spf1 exists:${'%{l}.'.repeat(30)}long.example.test -all`, 'pass', {
  sender: 'aaaaaaaaaa@{d}',
  title: 'names over 253 characters lose labels on the left',
});
add('7.1', 'v=spf1 exists:%{d0}.example.test -all', 'permerror');
add('7.1', 'v=spf1 exists:%{x}.example.test -all', 'permerror');
add('7.1', 'v=spf1 exists:%{d.example.test -all', 'permerror');
add('7.1', 'v=spf1 exists:%(d).example.test -all', 'permerror');
add('7.1', 'v=spf1 exists:%d.example.test -all', 'permerror');
add('7.1', 'v=spf1 exists:a%.example.test -all', 'permerror');
add('7.1', 'v=spf1 exists:%{dr2}.example.test -all', 'permerror');
add('7.1', 'v=spf1 exists:%{d;}.example.test -all', 'permerror');
add('7.1', 'v=spf1 exists:%{}.example.test -all', 'permerror');
add('7.2', 'v=spf1 exists:%{c}.example.test -all', 'permerror');
add('7.2', 'v=spf1 exists:%{r}.example.test -all', 'permerror');
add('7.2', 'v=spf1 exists:%{t}.example.test -all', 'permerror');
add('7.2', 'v=spf1 exists:%%%_%-.example.test -all', 'fail', { title: 'escapes in a name' });
add('7.2', 'v=spf1 exp=%{r}.example.test -all', 'permerror', { title: '%{r} in the domain of exp' });

const long = `${'aaaaaaaaaa.'.repeat(21)}long`;

const FIXTURES = `
host A 192.0.2.1
host AAAA ${V6}
other A 192.0.2.200
near A 192.0.2.77
near AAAA 2001:db8::ffff
far AAAA 2001:db9::1
far A 192.0.2.200
many A 192.0.2.50
many A 192.0.2.1
many A 192.0.2.51
alias CNAME host
v6only AAAA ${V6}
pass TXT "v=spf1 +all"
fail TXT "v=spf1 -all"
soft TXT "v=spf1 ~all"
neutral TXT "v=spf1 ?all"
nospf TXT "no such record"
perm TXT "v=spf1 foo:bar"
helo-l TXT "v=spf1 exists:%{l}.user.example.test -all"
postmaster.user A 127.0.0.2
nine TXT "v=spf1 ${ten.slice(1).join(' ')} ?all"
loop TXT "v=spf1 include:loop.example.test -all"
reloop TXT "v=spf1 redirect=reloop.example.test"
redirecting TXT "v=spf1 redirect=pass.example.test"
check-d TXT "v=spf1 exists:%{d}.seen.example.test -all"
check-d.example.test.seen A 127.0.0.2
fail-exp TXT "v=spf1 -all exp=exp-plain.example.test"
exp-plain TXT "Ask the " "postmaster"
exp-macros TXT "%{c} is not one of %{l}@%{r}%_%%%_%{t}"
exp-two TXT "one"
exp-two TXT "two"
exp-bad TXT "%{x}"
two-mx MX 10 other
two-mx MX 20 host
mx-refused MX 10 refused.invalid.
${Array.from({ length: 10 }, (_, index) => `mx10 MX ${index} ${index === 9 ? 'host' : `o${index}`}\nmx11 MX ${index} o${index}`).join('\n')}
mx11 MX 99 host
${Array.from({ length: 10 }, (_, index) => `o${index} A 192.0.2.${200 + index}`).join('\n')}
ptr TXT "v=spf1 ptr -all"
in.ptr A 192.0.2.3
${Array.from({ length: 12 }, (_, index) => `p${index} A 192.0.2.99`).join('\n')}
host A 192.0.2.10
deep A 192.0.2.11
m1.email TXT "v=spf1 exists:%{s}.s.example.test -exists:%{o}.x.example.test exists:%{o}.%{d}.y.example.test -all"
strong-bad\\@m1.email.example.test.s A 127.0.0.2
m2.email TXT "v=spf1 exists:%{d4}.%{d3}.%{d2}.%{d1}.%{dr}.%{d2r}.z.example.test -all"
m2.email.example.test.email.example.test.example.test.test.test.example.email.m2.email.m2.z A 127.0.0.2
m3.email TXT "v=spf1 exists:%{l}.%{l-}.%{lr}.%{lr-}.%{l1r-}.w.example.test -all"
strong-bad.strong.bad.strong-bad.bad.strong.strong.w A 127.0.0.2
m4.email TXT "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all"
1.2.0.192.in-addr._spf A 127.0.0.2
m5.email TXT "v=spf1 exists:%{lr-}.lp._spf.%{d2} -all"
bad.strong.lp._spf A 127.0.0.2
m6.email TXT "v=spf1 exists:%{lr-}.lp.%{ir}.%{v}._spf.%{d2} -all"
bad.strong.lp.1.2.0.192.in-addr._spf A 127.0.0.2
m7.email TXT "v=spf1 exists:%{d2}.trusted-domains.example.test -all"
example.test.trusted-domains A 127.0.0.2
m8.email TXT "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all"
1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf A 127.0.0.2
client.example.org.seen A 127.0.0.2
host.example.test.seen A 127.0.0.2
unknown.seen A 127.0.0.2
a\\126b\\0372Fc.seen A 127.0.0.2
y.x.seen A 127.0.0.2
192.0.2.1.seen A 127.0.0.2
${long} A 127.0.0.2
`;

/** `%{p}` prefers a name below the domain of its case over the first one. */
const preferring = cases.find(({ title }) => title.includes('prefers'))?.domain ?? '';

export const SPF_CASES: readonly SpfCase[] = cases;

export const SPF_ZONES: Readonly<Record<string, string>> = {
  'example.test': `${FIXTURES}
below.${preferring}. A 192.0.2.7
aaa A 192.0.2.7
below.${preferring}.seen A 127.0.0.2
${caseRecords.join('\n')}`,
  '2.0.192.in-addr.arpa': `
1 PTR host.example.test.
3 PTR in.ptr.example.test.
5 PTR host.example.test.
7 PTR aaa.example.test.
7 PTR below.${preferring}.
${Array.from({ length: 9 }, (_, index) => `10 PTR p${index}.example.test.`).join('\n')}
10 PTR host.example.test.
${Array.from({ length: 12 }, (_, index) => `11 PTR p${index}.example.test.`).join('\n')}
`,
  '8.b.d.0.1.0.0.2.ip6.arpa': `
1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR host.example.test.
`,
};
