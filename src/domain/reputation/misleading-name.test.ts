import { expect, test } from 'vitest';
import { findMisleadingName } from './misleading-name.ts';

test.each([
  [['"alice@example.org" <eve@example.net>'], 'alice@example.org'],
  [['alice@example.org <eve@example.net>'], 'alice@example.org'],
  [['eve@example.net (alice@example.org)'], 'alice@example.org'],
  [['=?utf-8?q?alice=40example.org?= <eve@example.net>'], 'alice@example.org'],
  [['"Eve eve@example.net, alice@example.org" <eve@example.net>'], 'alice@example.org'],
  [['Eve <eve@example.net>', '"alice@example.org" <eve@example.net>'], 'alice@example.org'],
  [['"\'alice@example.org\' via list" <list@example.net>'], 'alice@example.org'],
])('%j shows %s', (from, shown) => {
  const mailbox = from[0]?.includes('list') ? 'list@example.net' : 'eve@example.net';
  expect(findMisleadingName(from)).toEqual({ shown, mailbox });
});

test.each([
  [[]],
  [['Eve <eve@example.net>']],
  [['"EVE@example.net" <eve@EXAMPLE.net>']],
  [['"eve@example.net" <eve@example.net>, "bob@example.net" <bob@example.net>']],
  [['"Eve @ example.org" <eve@example.net>']],
  [['undisclosed:;']],
])('%j misleads nobody', (from) => expect(findMisleadingName(from)).toBeNull());
