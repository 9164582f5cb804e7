/** A store that answers late, each call by another time: what a remote engine does to those who rely on an order. */
import type { ContentReceiver, ContentStore, Scratch } from '../../domain/ports/contents.ts';
import type { Reader } from '../../domain/ports/reader.ts';
import type { Store } from '../../domain/ports/store.ts';

/** @param delay waits for a while before each call and each answer. */
export function withDelays(store: Store, delay: () => Promise<void>): Store {
  const contents = delayContents(store.contents, delay);
  return {
    async apply(operations) {
      await delay();
      const outcomes = await store.apply(operations);
      await delay();
      return outcomes;
    },
    reader: (atLeast) => delayReader(store.reader(atLeast), delay),
    contents,
    feed: store.feed,
    maintenance: store.maintenance,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** Waits for one of the next few turns of the event loop; the same seed gives the same waits. */
export function seededDelay(seed: number, maxTurns = 4): () => Promise<void> {
  let state = seed;
  return async () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    for (let turns = state % (maxTurns + 1); turns > 0; turns -= 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
}

function delayReader(reader: Reader, delay: () => Promise<void>): Reader {
  return {
    mailboxes: delayCalls(reader.mailboxes, delay),
    directory: delayCalls(reader.directory, delay),
    queue: delayCalls(reader.queue, delay),
    quarantine: delayCalls(reader.quarantine, delay),
    audit: delayCalls(reader.audit, delay),
  };
}

/** Every method of a reader returns a promise. */
function delayCalls<T extends object>(target: T, delay: () => Promise<void>): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name, object);
      if (typeof member !== 'function') return member;
      return async (...values: unknown[]) => {
        await delay();
        const answer: unknown = await Reflect.apply(member, object, values);
        await delay();
        return answer;
      };
    },
  });
}

function delayContents(contents: ContentStore, delay: () => Promise<void>): ContentStore {
  return {
    receive: (expectedBytes) => delayReceiver(contents.receive(expectedBytes), delay),
    scratch: (expectedBytes) => delayScratch(contents.scratch(expectedBytes), delay),
    async read(hash, start, end) {
      await delay();
      return contents.read(hash, start, end);
    },
    async *stream(hash, start, end) {
      for await (const chunk of contents.stream(hash, start, end)) {
        await delay();
        yield chunk;
      }
    },
  };
}

function delayReceiver(receiver: ContentReceiver, delay: () => Promise<void>): ContentReceiver {
  return {
    get sizeBytes() {
      return receiver.sizeBytes;
    },
    async write(chunk) {
      await delay();
      await receiver.write(chunk);
    },
    async finish() {
      await delay();
      return receiver.finish();
    },
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

function delayScratch(scratch: Scratch, delay: () => Promise<void>): Scratch {
  return {
    get sizeBytes() {
      return scratch.sizeBytes;
    },
    async write(chunk) {
      await delay();
      await scratch.write(chunk);
    },
    async *read() {
      for await (const chunk of scratch.read()) {
        await delay();
        yield chunk;
      }
    },
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}
