/** Bind, and what the server says of who somebody is: RFC 4511 section 4.2, RFC 4513, RFC 4532. */
import { EXTENSION, formatCancelValue } from '../../../../src/wire/ldap/extensions.ts';
import type { BindRequest } from '../../../../src/wire/ldap/request.ts';
import type { LdapTestClient } from '../../../support/ldap-client.ts';
import { TEST_PASSWORD } from '../../../support/server.ts';
import { ALICE, BASE, CAROL, PEOPLE, TEAM } from '../office.ts';
import type { Outcome } from '../outcome.ts';
import { ask, outcomeOf, type Step, whoAmI } from '../step.ts';

type Authentication = BindRequest['authentication'];
const simple = (password: string): Authentication => ({ kind: 'simple', password: Buffer.from(password) });
const sasl = (mechanism: string, credentials: string | null): Authentication => ({
  ...{ kind: 'sasl', mechanism },
  credentials: credentials === null ? null : Buffer.from(credentials),
});

/** Binds, and tells who that made of the client. */
function bind(what: string, name: string, authentication: Authentication, version = 3): Step {
  const request: BindRequest = { kind: 'bind', version, name, authentication };
  return { name: `bind: ${what}`, as: 'nobody', run: (client) => boundAs(client, request) };
}

async function boundAs(client: LdapTestClient, request: BindRequest): Promise<Outcome> {
  const outcome = await outcomeOf(client, request);
  // Some end the connection then.
  const identity = await whoAmI(client).catch(() => 'nobody any more');
  return { ...outcome, code: `${outcome.code}, then ${identity === '' ? 'anonymous' : identity}` };
}

const twice = (what: string, second: BindRequest): Step => ({
  name: `bind: ${what}`,
  as: 'nobody',
  async run(client) {
    await client.bind(ALICE, TEST_PASSWORD);
    return boundAs(client, second);
  },
});
const again = (name: string, authentication: Authentication): BindRequest => ({
  ...{ kind: 'bind', version: 3 },
  ...{ name, authentication },
});

const extended = (as: Step['as'], what: string, name: string, value: Uint8Array | null = null): Step =>
  ask(as, `extended operation ${what}`, { kind: 'extended', name, value });

export const signInSteps: readonly Step[] = [
  bind('the name of an entry and its password', ALICE, simple(TEST_PASSWORD)),
  bind('a name that is written otherwise', 'UID=ALICE, OU=People, DC=example, DC=test', simple(TEST_PASSWORD)),
  bind('a wrong password', ALICE, simple('wrong')),
  bind('a name that nobody has', `uid=nobody,${PEOPLE}`, simple(TEST_PASSWORD)),
  bind('a name in a domain that is not here', 'uid=alice,ou=people,dc=other,dc=test', simple(TEST_PASSWORD)),
  bind('the name of an alias', TEAM, simple(TEST_PASSWORD)),
  bind('the name of a domain', BASE, simple(TEST_PASSWORD)),
  bind('somebody who is not listed', CAROL, simple(TEST_PASSWORD)),
  bind('somebody who is switched off', `uid=dave,${PEOPLE}`, simple(TEST_PASSWORD)),
  bind('a name without a password', ALICE, simple('')),
  bind('neither name nor password', '', simple('')),
  bind('a password without a name', '', simple(TEST_PASSWORD)),
  bind('a User ID', 'alice', simple(TEST_PASSWORD)),
  bind('an address', 'alice@example.test', simple(TEST_PASSWORD)),
  bind('a name that is none', 'uid=alice,', simple(TEST_PASSWORD)),
  bind('version 2', ALICE, simple(TEST_PASSWORD), 2),
  bind('version 4', ALICE, simple(TEST_PASSWORD), 4),
  bind('a mechanism that does not exist', '', sasl('NO-SUCH', null)),
  bind('a mechanism without a name', '', sasl('', null)),
  bind('EXTERNAL without a certificate', '', sasl('EXTERNAL', '')),
  twice('as somebody else, wrongly', again(ALICE, simple('wrong'))),
  twice('as nobody afterwards', again('', simple(''))),
  extended('alice', 'who am I', EXTENSION.whoAmI),
  extended('anonymous', 'who am I', EXTENSION.whoAmI),
  extended('alice', 'who am I, with a value', EXTENSION.whoAmI, Buffer.from('x')),
  extended('alice', 'that does not exist', '1.2.3.4'),
  extended('alice', 'that is no name', 'nonsense'),
  extended('alice', 'cancel of nothing', EXTENSION.cancel, formatCancelValue(9999)),
  extended('alice', 'cancel without a value', EXTENSION.cancel),
  extended('alice', 'cancel with nonsense', EXTENSION.cancel, Buffer.from('x')),
  {
    name: 'alice: abandon of nothing, then who am I',
    as: 'alice',
    async run(client) {
      client.send({ kind: 'abandon', messageId: 9999 });
      return { code: await whoAmI(client) };
    },
  },
];
