import { expect, test } from 'vitest';
import { LMTP_PROFILE } from '../lmtp/lmtp-profile.ts';
import type { Peer } from '../net/connection.ts';
import { MX_PROFILE, REINJECTION_PROFILE, SUBMISSION_PROFILE } from './profile.ts';

const STRANGER: Peer = { address: '192.0.2.1', port: 1, isLoopback: false, isUnixSocket: false, isTrusted: false };

test('whom the listeners serve', () => {
  const served = (peer: Partial<Peer>) =>
    [MX_PROFILE, SUBMISSION_PROFILE, LMTP_PROFILE, REINJECTION_PROFILE]
      .filter(({ admits }) => admits({ ...STRANGER, ...peer }))
      .map(({ service }) => service);
  expect(served({})).toEqual(['smtp', 'submission']);
  // A network that is trusted is not this machine.
  expect(served({ isTrusted: true })).toEqual(['smtp', 'submission', 'lmtp']);
  expect(served({ isLoopback: true })).toEqual(['smtp', 'submission', 'reinjection']);
  expect(served({ isUnixSocket: true })).toEqual(['smtp', 'submission', 'lmtp', 'reinjection']);
});
