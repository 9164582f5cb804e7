/** A store in a directory of its own, checked and removed when the test disposes it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { NewContent } from '../../src/domain/ports/delivery-operations.ts';
import type { Store } from '../../src/domain/ports/store.ts';
import { type EmbeddedStoreOptions, openEmbeddedStore } from '../../src/engines/embedded/open.ts';
import { shardPaths } from '../../src/engines/embedded/segments/layout.ts';
import { digestFor } from './digest.ts';

// Each store starts a thread that strips the types of its modules, by WebAssembly. V8 13.6 (Node 24) frees code under
// the feet of such a thread when a wrapper tiers up: seen as SIGSEGV in TierUpWasmToJSWrapper once in some hundred
// starts. With this budget none ever does.
setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');

export interface TestStore extends AsyncDisposable {
  readonly store: Store;
  readonly directory: string;
  /** Closes the store and opens it again, as a restart does; `between` finds it closed. */
  reopen(options?: Partial<EmbeddedStoreOptions>, between?: (directory: string) => unknown): Promise<Store>;
  /** Disposing does not check: the test left the store damaged on purpose. */
  expectDamage(): void;
}

/** Disposing fails the test when the checker finds anything. */
export async function openTestStore(options: Partial<EmbeddedStoreOptions> = {}): Promise<TestStore> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'mailroom-store-')));
  const open = (more: Partial<EmbeddedStoreOptions> = {}) =>
    openEmbeddedStore({ directory, clock: systemClock, log: silentLogger, ...options, ...more });
  let store = await open();
  let isDamaged = false;
  return {
    get store() {
      return store;
    },
    directory,
    async reopen(more, between) {
      await store[Symbol.asyncDispose]();
      await between?.(directory);
      store = await open(more);
      return store;
    },
    expectDamage() {
      isDamaged = true;
    },
    async [Symbol.asyncDispose]() {
      try {
        if (!isDamaged) await requireSound(store);
      } finally {
        await store[Symbol.asyncDispose]();
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

/** Throws when the checker finds anything. */
export async function requireSound(store: Store): Promise<void> {
  const findings: string[] = [];
  for await (const { kind, subject, message } of store.maintenance.check({ repair: false, verifyContents: true })) {
    findings.push(`${kind}: ${subject}: ${message}`);
  }
  if (findings.length > 0) throw new Error(`the checker found\n${findings.join('\n')}`);
}

/** Receives a text or bytes, and digests them in the minimal way. */
export async function stage(store: Store, content: string | Uint8Array): Promise<NewContent> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  await using receiver = store.contents.receive(bytes.length);
  await receiver.write(bytes);
  return { staged: await receiver.finish(), digest: digestFor(bytes) };
}

/** Waits until what deleted mailboxes and accounts left behind is gone. */
export async function purged(directory: string): Promise<void> {
  const index = new DatabaseSync(shardPaths(directory).index, { readOnly: true });
  const waiting = index.prepare('SELECT mailbox FROM mailbox_purge UNION ALL SELECT account FROM account_purge');
  while (waiting.get() !== undefined) await new Promise((resolve) => setTimeout(resolve, 2));
  index.close();
}
