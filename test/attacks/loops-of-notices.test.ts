/**
 * Notices about notices: whatever is set up, each message that nobody takes ends with one notice to somebody, or with
 * none. RFC 5321 section 6.1, SECURITY.md section 2
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectClient, type Office, openOffice, PASSWORD } from '../support/smtp-office.ts';
import { forward, mailPlaces } from './support/mail-places.ts';
import { openRefusingWorld, type RefusingWorld } from './support/refusing-world.ts';

let office: Office;
let world: RefusingWorld;

beforeEach(async () => {
  office = await openOffice();
  world = await openRefusingWorld(office);
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

interface Course {
  readonly name: string;
  build?(): Promise<unknown>;
  /** Alice submits it where the sender is hers. */
  readonly from: string;
  readonly to: string;
  readonly refused: readonly string[];
  /** Notices, and copies. */
  readonly mailboxes: Readonly<Record<string, number>>;
}

const STRANGER = 'sender@example.org';
const LIST = 'list@example.test';
const remote = (address: string) => ({ kind: 'remote', address }) as const;

const COURSES: readonly Course[] = [
  {
    name: 'a user who writes to nobody',
    from: 'alice@example.test',
    to: 'nobody@example.org',
    refused: ['alice@example.test → nobody@example.org'],
    mailboxes: { alice: 1 },
  },
  {
    name: 'a user who writes to nobody, and has his mail sent on to nobody',
    build: () => forward(office, 'alice', ['alice@example.com'], false),
    from: 'alice@example.test',
    to: 'nobody@example.org',
    refused: ['alice@example.test → nobody@example.org', ' → alice@example.com'],
    mailboxes: {},
  },
  {
    name: 'the same, with a copy',
    build: () => forward(office, 'alice', ['alice@example.com'], true),
    from: 'alice@example.test',
    to: 'nobody@example.org',
    refused: ['alice@example.test → nobody@example.org', ' → alice@example.com'],
    mailboxes: { alice: 1 },
  },
  {
    name: 'the same, and he sends it on to himself',
    build: () => forward(office, 'alice', ['alice@mail.example.test'], false),
    from: 'alice@example.test',
    to: 'nobody@example.org',
    refused: ['alice@example.test → nobody@example.org'],
    mailboxes: { alice: 1 },
  },
  {
    name: 'a stranger, to a user whose mail goes on to nobody: the user is told, here',
    build: () => forward(office, 'carl', ['carl@example.com'], false),
    from: STRANGER,
    to: 'carl@example.test',
    refused: ['carl@example.test → carl@example.com'],
    mailboxes: { carl: 1 },
  },
  {
    name: 'a notice, to a user whose mail goes on to nobody',
    build: () => forward(office, 'carl', ['carl@example.com'], false),
    from: '',
    to: 'carl@example.test',
    refused: [' → carl@example.com'],
    mailboxes: {},
  },
  {
    name: 'a list with a member who is gone: its owner is told',
    build: () => office.addAlias('list', [remote('member@example.org')]),
    from: STRANGER,
    to: LIST,
    refused: ['owner-list@example.test → member@example.org'],
    mailboxes: { admin: 1 },
  },
  {
    name: 'a list with ten members who are gone: its owner is told',
    build: () =>
      office.addAlias(
        'list',
        Array.from({ length: 10 }, (_, i) => remote(`member${i}@example.org`)),
      ),
    from: STRANGER,
    to: LIST,
    refused: Array.from({ length: 10 }, (_, i) => `owner-list@example.test → member${i}@example.org`),
    mailboxes: { admin: 1 },
  },
  {
    name: 'a list whose owner has his mail sent on to the list',
    build: async () => {
      await office.addAlias('list', [remote('member@example.org')]);
      await forward(office, 'admin', [LIST], false);
    },
    from: STRANGER,
    to: LIST,
    refused: ['owner-list@example.test → member@example.org', ' → member@example.org'],
    mailboxes: {},
  },
  {
    name: 'a list whose members are its owners',
    build: () => office.addAlias('list', [remote('owner-list@example.test'), remote('member@example.org')]),
    from: STRANGER,
    to: LIST,
    refused: ['owner-list@example.test → member@example.org'],
    mailboxes: { admin: 2 },
  },
  {
    name: 'a list of lists, each with a member who is gone: each owner is told',
    build: async () => {
      await office.addAlias('inner', [remote('member@example.org')]);
      await office.addAlias('list', [remote('inner@example.test'), remote('member@example.com')]);
    },
    from: STRANGER,
    to: LIST,
    refused: ['owner-inner@example.test → member@example.org', 'owner-list@example.test → member@example.com'],
    mailboxes: { admin: 2 },
  },
  {
    name: 'a notice to a list',
    build: () => office.addAlias('list', [remote('member@example.org')]),
    from: '',
    to: LIST,
    refused: [' → member@example.org'],
    mailboxes: {},
  },
];

test.each(COURSES)('$name', async ({ build, from, to, refused, mailboxes }) => {
  await build?.();
  const isSubmitted = from.endsWith('@example.test');
  const service = isSubmitted ? 'submission' : 'mx';
  await using listener = await office.listen(service, { settings: { cleartextAuthFrom: ['127.0.0.0/8'] } });
  using client = await connectClient(listener);
  if (isSubmitted) await client.ask(`AUTH PLAIN ${Buffer.from(`\0alice\0${PASSWORD}`).toString('base64')}`);
  const text = `From: ${from === '' ? STRANGER : from}\r\nSubject: hello\r\n\r\ntext`;
  expect(await client.deliver(text, [to], from)).toMatch(/^250 /);
  await world.settled();
  expect(world.refused.toSorted()).toEqual(refused.toSorted());
  expect(await mailPlaces(office)).toEqual({ mailboxes, leaving: [] });
});
