/**
 * The main thread's end of the thread that verifies imported hashes: a hash may be one that takes seconds. The thread is
 * started when it is first needed, ended when an answer takes too long, and then started anew.
 */
import { Worker } from 'node:worker_threads';
import { Failure } from '../base/failure.ts';
import { createGate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import type { ImportedHashes } from '../domain/ports/imported-hashes.ts';
import { describeCrypt } from '../formats/crypt/verify-crypt.ts';
import type { CryptAnswer, CryptQuestion } from './crypt-protocol.ts';

/** Behind the two hundredth, at a fifth of a second each, nobody waits. */
const MAX_WAITING = 200;
/** The costliest hash that is taken needs about two seconds of a processor that has nothing else to do. */
const MAX_ANSWER_MS = 20_000;
const MAX_HEAP_MB = 64;

/** The thread's file has the same ending as this one (`.ts`, or `.js` when compiled). */
const ENTRY = new URL(`crypt-worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url);

export interface ImportedHashesOptions {
  readonly log: Logger;
  /** Tests have others. */
  readonly entry?: URL;
  readonly maxAnswerMs?: number;
}

export function createImportedHashes(options: ImportedHashesOptions): ImportedHashes & AsyncDisposable {
  const { log, entry = ENTRY, maxAnswerMs = MAX_ANSWER_MS } = options;
  const gate = createGate(1, MAX_WAITING);
  let thread: Worker | null = null;

  const start = (): Worker => {
    const started = new Worker(entry, {
      name: 'crypt',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    started.unref();
    started.on('error', (error) => log.error({ err: error }, 'the thread for imported hashes broke'));
    started.once('exit', () => {
      if (thread === started) thread = null;
    });
    return started;
  };
  const ask = async (question: CryptQuestion): Promise<boolean> => {
    thread ??= start();
    const answer = await answerOf(thread, question, maxAnswerMs);
    if (answer.kind === 'done') return answer.isMatch;
    throw new Error(`imported hash: ${answer.message}`);
  };

  return {
    isKnown: (hash) => describeCrypt(hash) !== null,
    async verify(hash, password) {
      // What no thread is needed for waits for none.
      if (describeCrypt(hash) === null) return false;
      return gate.run(() => ask({ hash, password }));
    },
    async [Symbol.asyncDispose]() {
      await thread?.terminate();
    },
  };
}

/** Rejects with Failure `unavailable` when the thread ends before it answers, which it is made to after some time. */
async function answerOf(thread: Worker, question: CryptQuestion, maxAnswerMs: number): Promise<CryptAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<CryptAnswer>();
  const fail = () => reject(new Failure('unavailable', 'the thread for imported hashes is gone'));
  thread.once('message', resolve);
  thread.once('exit', fail);
  thread.ref();
  const timer = setTimeout(() => void thread.terminate(), maxAnswerMs);
  thread.postMessage(question);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    thread.off('message', resolve);
    thread.off('exit', fail);
    thread.unref();
  }
}
