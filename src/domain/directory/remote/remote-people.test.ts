import { expect, test } from 'vitest';
import type { RemoteEntry } from '../../ports/remote-directory.ts';
import { REMOTE_PRESETS } from './presets.ts';
import { createRemotePeople } from './remote-people.ts';

const { filter, mapping } = REMOTE_PRESETS.openldap;
const SETTINGS = {
  ...({ host: 'ldap.example.org', port: 636, tls: 'implicit', authorities: null, fingerprint: null } as const),
  ...({ base: 'dc=example,dc=org', bindName: null, sealedPassword: null, kind: 'openldap', filter, mapping } as const),
};
const signal = new AbortController().signal;

test('a directory that is too big is read up to a bound', async () => {
  const slice: readonly RemoteEntry[] = [{ name: 'uid=x', attributes: new Map() }];
  let given = 0;
  const remote = {
    find: () => Promise.resolve([]),
    async *search() {
      for (; given < 100; given += 1) yield slice;
    },
  };
  const people = createRemotePeople(remote, SETTINGS, 5);
  for (const read of [people.all(signal), people.changedSince('20260101000000Z', signal)]) {
    given = 0;
    let taken = 0;
    const all = async () => {
      for await (const found of read) taken += found.length;
    };
    await expect(all()).rejects.toMatchObject({ code: 'too-many' });
    expect([taken, given]).toEqual([5, 5]);
  }
});
