import { expect, test } from 'vitest';
import type { AccountId } from '../../domain/ports/ids.ts';
import { UserConnections } from './user-connections.ts';

const ALICE = 1 as AccountId;
const BOB = 2 as AccountId;

test('counts by user and address, and forgets who has left', () => {
  const connections = new UserConnections(() => 1);
  const away = { address: '192.0.2.1', isTrusted: false };
  const leave = connections.add(ALICE, away);
  expect(() => connections.add(ALICE, away)).toThrow(expect.objectContaining({ code: 'too-many' }));
  connections.add(BOB, away);
  connections.add(ALICE, { ...away, address: '192.0.2.2' });
  leave();
  connections.add(ALICE, away);
});

test('trusted networks are not counted', () => {
  const connections = new UserConnections(() => 1);
  const office = { address: '127.0.0.1', isTrusted: true };
  for (let i = 0; i < 3; i++) connections.add(ALICE, office);
});
