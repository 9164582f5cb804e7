/** The one test suite that every engine must pass. */
import { describe } from 'vitest';
import type { OpenStore } from './office.ts';
import { aliasSuite } from './suites/aliases.ts';
import { appendSuite } from './suites/append.ts';
import { concurrencySuite } from './suites/concurrency.ts';
import { contentSuite } from './suites/contents.ts';
import { copySuite } from './suites/copy.ts';
import { deliverSuite } from './suites/deliver.ts';
import { domainSuite } from './suites/domains.ts';
import { expungeSuite } from './suites/expunge.ts';
import { feedSuite } from './suites/feed.ts';
import { flagSuite } from './suites/flags.ts';
import { mailboxSuite } from './suites/mailboxes.ts';
import { modelSuite } from './suites/model.ts';
import { outgoingDirectorySuite } from './suites/outgoing-directory.ts';
import { persistenceSuite } from './suites/persistence.ts';
import { quarantineSuite } from './suites/quarantine.ts';
import { queueSuite } from './suites/queue.ts';
import { queueChangesSuite } from './suites/queue-changes.ts';
import { readerSuite } from './suites/reader.ts';
import { scratchSuite } from './suites/scratch.ts';
import { userSuite } from './suites/users.ts';

export function engineContract(name: string, open: OpenStore): void {
  describe(`engine contract: ${name}`, () => {
    describe('deliver', () => deliverSuite(open));
    describe('append-emails', () => appendSuite(open));
    describe('store-flags', () => flagSuite(open));
    describe('copy-entries', () => copySuite(open));
    describe('expunge-entries', () => expungeSuite(open));
    describe('mailboxes', () => mailboxSuite(open));
    describe('domains and settings', () => domainSuite(open));
    describe('users and credentials', () => userSuite(open));
    describe('aliases', () => aliasSuite(open));
    describe('keys, routes and policies', () => outgoingDirectorySuite(open));
    describe('queue', () => queueSuite(open));
    describe('changes of the queue', () => queueChangesSuite(open));
    describe('quarantine', () => quarantineSuite(open));
    describe('reader', () => readerSuite(open));
    describe('contents', () => contentSuite(open));
    describe('scratch', () => scratchSuite(open));
    describe('feed', () => feedSuite(open));
    describe('concurrency', () => concurrencySuite(open));
    describe('persistence', () => persistenceSuite(open));
    describe('model', () => modelSuite(open));
  });
}
