/** Aliases and forwardings that lead back to where they came from, as people set them up. SECURITY.md section 2, class "loops" */
import { MAX_EXPANSION } from '../../../src/domain/delivery/expansion-walk.ts';
import type { AliasId } from '../../../src/domain/ports/ids.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import type { Office } from '../../support/smtp-office.ts';
import { forward, type MailPlaces } from './mail-places.ts';

export interface LoopTopology {
  readonly name: string;
  build(office: Office): Promise<unknown>;
  /** Fields on top of the message. */
  readonly header?: string;
  /** A stranger where absent. */
  readonly from?: string;
  /** LIST where absent. */
  readonly to?: string;
  /** Of the reply to RCPT, or where that is positive, to the message. */
  readonly verdict: '250' | '550 5.4.6' | '550 5.2.4' | '554 5.4.6';
  /** Nowhere where absent. */
  readonly places?: MailPlaces;
}

export const LIST = 'list@example.test';
const FORWARDER = 'carl@example.test';

/** An alias by the name of `list`, and those that it leads to. */
async function list(office: Office, members: readonly string[], name = 'list'): Promise<AliasId> {
  return await office.addAlias(
    name,
    members.map((address) => ({ kind: 'remote', address })),
  );
}

const hops = (count: number) =>
  'Received: from a.example.org by b.example.org; Mon, 23 Nov 2026 07:00:00 +0000\r\n'.repeat(count);

export const LOOP_TOPOLOGIES: readonly LoopTopology[] = [
  { name: 'an alias that is its own member', build: (office) => list(office, [LIST]), verdict: '550 5.4.6' },
  {
    name: 'two aliases of each other',
    build: async (office) => {
      await list(office, ['other@example.test']);
      await list(office, [LIST], 'other');
    },
    verdict: '550 5.4.6',
  },
  {
    name: 'two aliases of each other, one with a user',
    build: async (office) => {
      await list(office, ['other@example.test']);
      await list(office, [LIST, 'alice@example.test', LIST], 'other');
    },
    verdict: '250',
    places: { mailboxes: { alice: 1 }, leaving: [] },
  },
  {
    name: 'three aliases in a ring, with the same user in each',
    build: async (office) => {
      await list(office, ['second@example.test', 'alice@example.test']);
      await list(office, ['third@example.test', 'alice@example.test'], 'second');
      await list(office, [LIST, 'alice@example.test'], 'third');
    },
    verdict: '250',
    places: { mailboxes: { alice: 1 }, leaving: [] },
  },
  {
    name: 'lists of lists: 10 in each of 10, all of one user',
    build: async (office) => {
      const names = Array.from({ length: 10 }, (_, i) => `inner${i}@example.test`);
      for (const name of names) {
        const [localPart = ''] = name.split('@');
        await list(office, Array<string>(10).fill('alice@example.test'), localPart);
      }
      await list(office, [...names, ...names]);
    },
    verdict: '250',
    places: { mailboxes: { alice: 1 }, leaving: [] },
  },
  {
    name: 'each of 30 aliases twice in the one before: a thousand million ways',
    build: async (office) => {
      for (let i = 29; i >= 0; i--) {
        const next = i === 29 ? 'alice@example.test' : `list${i + 1}@example.test`;
        await list(office, [next, next], i === 0 ? 'list' : `list${i}`);
      }
    },
    verdict: '250',
    places: { mailboxes: { alice: 1 }, leaving: [] },
  },
  {
    name: 'a chain of 300 aliases',
    build: async (office) => {
      for (let i = 299; i >= 0; i--) {
        const next = i === 299 ? 'alice@example.test' : `list${i + 1}@example.test`;
        await list(office, [next], i === 0 ? 'list' : `list${i}`);
      }
    },
    verdict: '250',
    places: { mailboxes: { alice: 1 }, leaving: [] },
  },
  {
    name: 'two lists with one member more than an expansion may have',
    build: async (office) => {
      const half = (name: string, count: number) =>
        list(
          office,
          Array.from({ length: count }, (_, i) => `${name}${i}@example.org`),
          name,
        );
      await half('first', MAX_EXPANSION / 2);
      await half('second', MAX_EXPANSION / 2 - 1);
      await list(office, ['first@example.test', 'second@example.test']);
    },
    verdict: '550 5.2.4',
  },
  {
    name: 'an alias of a user who has his mail sent on to it, without a copy',
    build: async (office) => {
      await forward(office, 'carl', [LIST], false);
      await list(office, [FORWARDER]);
    },
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'the same, by his address',
    build: async (office) => {
      await forward(office, 'carl', [LIST], false);
      await list(office, [FORWARDER]);
    },
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'a user who has his mail sent on to himself',
    build: (office) => forward(office, 'carl', [FORWARDER], false),
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'to himself by a sub-address, with a copy',
    build: (office) => forward(office, 'carl', ['carl+copy@example.test'], true),
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'to himself by the name of the host',
    build: (office) => forward(office, 'carl', ['carl@mail.example.test'], false),
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'two users to each other, without copies',
    build: async (office) => {
      await forward(office, 'carl', ['dora@example.test'], false);
      await forward(office, 'dora', [FORWARDER], false);
    },
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'two users to each other, both with copies',
    build: async (office) => {
      await forward(office, 'carl', ['dora@example.test'], true);
      await forward(office, 'dora', [FORWARDER], true);
    },
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1, dora: 1 }, leaving: [] },
  },
  {
    name: 'two users to each other, one with a copy',
    build: async (office) => {
      await forward(office, 'carl', ['dora@example.test'], false);
      await forward(office, 'dora', [FORWARDER], true);
    },
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1, dora: 1 }, leaving: [] },
  },
  {
    name: 'the null sender, to a user whose mail goes elsewhere and to himself',
    build: (office) => forward(office, 'carl', ['carl@example.com', FORWARDER], false),
    from: '',
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [' → carl@example.com'] },
  },
  {
    name: 'a catch-all that is an alias of an unknown address of its domain',
    build: async (office) => {
      const alias = await list(office, ['nobody@example.test']);
      await applyOne(office.store, {
        kind: 'update-domain',
        expectVersion: null,
        domain: office.domain.id,
        catchAll: { kind: 'alias', alias },
      });
    },
    to: 'anybody@example.test',
    verdict: '550 5.4.6',
  },
  {
    name: 'a catch-all whose user has his mail sent on to an unknown address of its domain',
    build: async (office) => {
      await forward(office, 'carl', ['nobody@example.test'], false);
      const account = await office.account('carl');
      await applyOne(office.store, {
        kind: 'update-domain',
        expectVersion: null,
        domain: office.domain.id,
        catchAll: { kind: 'user', account },
      });
    },
    to: 'anybody@example.test',
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'an alias of its own owners, and the owner sends his mail on to it',
    build: async (office) => {
      await list(office, ['owner-list@example.test']);
      await forward(office, 'admin', [LIST], false);
    },
    verdict: '250',
    places: { mailboxes: { admin: 1 }, leaving: [] },
  },
  {
    name: 'the owners of an alias whose owner is a member',
    build: async (office) => {
      await list(office, ['admin@example.test', 'list-owner@example.test']);
    },
    to: 'owner-list@example.test',
    verdict: '250',
    places: { mailboxes: { admin: 1 }, leaving: [] },
  },
  {
    name: 'an alias of nobody but an unknown address here',
    build: (office) => list(office, ['nobody@example.test']),
    verdict: '550 5.2.4',
  },
  {
    name: 'a message that has come through the alias before',
    build: (office) => list(office, ['alice@example.test', 'member@example.org']),
    header: `Delivered-To: ${LIST}\r\n`,
    verdict: '554 5.4.6',
  },
  {
    name: 'the same, and the mark is written otherwise',
    build: (office) => list(office, ['alice@example.test', 'member@example.org']),
    header: 'delivered-TO :\r\n\tLIST@Example.TEST \r\n',
    verdict: '554 5.4.6',
  },
  {
    name: 'a message that was sent on for the user before',
    build: (office) => forward(office, 'carl', ['carl@example.com'], false),
    header: `Delivered-To: ${FORWARDER}\r\n`,
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'the same, and he keeps a copy',
    build: (office) => forward(office, 'carl', ['carl@example.com'], true),
    header: `Delivered-To: ${FORWARDER}\r\n`,
    to: FORWARDER,
    verdict: '250',
    places: { mailboxes: { carl: 1 }, leaving: [] },
  },
  {
    name: 'more hops than there can be',
    build: (office) => forward(office, 'carl', ['carl@example.com'], true),
    header: hops(51),
    to: FORWARDER,
    verdict: '554 5.4.6',
  },
  {
    name: 'as many hops as there can be',
    build: (office) => list(office, ['alice@example.test']),
    header: hops(50),
    verdict: '250',
    places: { mailboxes: { alice: 1 }, leaving: [] },
  },
];
