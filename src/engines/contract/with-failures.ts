/** A store that fails on demand, for the error paths of those who use one. */
import type { Failure } from '../../base/failure.ts';
import type { ContentReceiver, ContentStore, Scratch } from '../../domain/ports/contents.ts';
import type { Operation } from '../../domain/ports/operations.ts';
import type { Reader } from '../../domain/ports/reader.ts';
import type { Outcome, Store } from '../../domain/ports/store.ts';

/** Asked before each call; a failure takes the place of the call, null lets it through. May change at any time. */
export interface FailurePlan {
  /** The whole `apply` rejects, and nothing of it happens: the engine broke. */
  apply?: ((operations: readonly Operation[]) => Failure | null) | undefined;
  /** One operation fails, the others of the call are executed. */
  operation?: ((operation: Operation) => Failure | null) | undefined;
  /** A call of a reader, by name: `mailboxes.list`, `directory.resolve`. */
  read?: ((name: string) => Failure | null) | undefined;
  content?:
    | ((step: 'write' | 'finish' | 'read' | 'stream' | 'scratch-write' | 'scratch-read') => Failure | null)
    | undefined;
}

export function withFailures(store: Store, plan: FailurePlan): Store {
  return {
    async apply<const O extends readonly Operation[]>(operations: O) {
      const broken = plan.apply?.(operations) ?? null;
      if (broken !== null) throw broken;
      const failures = operations.map((operation) => plan.operation?.(operation) ?? null);
      const executed = await store.apply(operations.filter((_, index) => failures[index] === null));
      const rest = [...executed];
      const outcomes = failures.map((failure): Outcome<Operation> | undefined =>
        failure === null ? rest.shift() : { ok: false, failure },
      );
      return outcomes as unknown as { readonly [K in keyof O]: Outcome<O[K]> };
    },
    reader: (atLeast) => failingReader(store.reader(atLeast), plan),
    contents: failingContents(store.contents, plan),
    feed: store.feed,
    maintenance: store.maintenance,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

function failingReader(reader: Reader, plan: FailurePlan): Reader {
  return {
    mailboxes: failingCalls(reader.mailboxes, 'mailboxes', plan),
    directory: failingCalls(reader.directory, 'directory', plan),
    queue: failingCalls(reader.queue, 'queue', plan),
    quarantine: failingCalls(reader.quarantine, 'quarantine', plan),
    audit: failingCalls(reader.audit, 'audit', plan),
  };
}

function failingCalls<T extends object>(target: T, part: string, plan: FailurePlan): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name, object);
      if (typeof member !== 'function') return member;
      return async (...values: unknown[]) => {
        throwPlanned(plan.read?.(`${part}.${String(name)}`));
        return Reflect.apply(member, object, values) as unknown;
      };
    },
  });
}

function failingContents(contents: ContentStore, plan: FailurePlan): ContentStore {
  return {
    receive: (expectedBytes) => failingReceiver(contents.receive(expectedBytes), plan),
    scratch: (expectedBytes) => failingScratch(contents.scratch(expectedBytes), plan),
    async read(hash, start, end) {
      throwPlanned(plan.content?.('read'));
      return contents.read(hash, start, end);
    },
    async *stream(hash, start, end) {
      for await (const chunk of contents.stream(hash, start, end)) {
        throwPlanned(plan.content?.('stream'));
        yield chunk;
      }
    },
  };
}

function failingReceiver(receiver: ContentReceiver, plan: FailurePlan): ContentReceiver {
  return {
    get sizeBytes() {
      return receiver.sizeBytes;
    },
    write(chunk) {
      throwPlanned(plan.content?.('write'));
      return receiver.write(chunk);
    },
    async finish() {
      throwPlanned(plan.content?.('finish'));
      return receiver.finish();
    },
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

function failingScratch(scratch: Scratch, plan: FailurePlan): Scratch {
  return {
    get sizeBytes() {
      return scratch.sizeBytes;
    },
    write(chunk) {
      throwPlanned(plan.content?.('scratch-write'));
      return scratch.write(chunk);
    },
    async *read() {
      for await (const chunk of scratch.read()) {
        throwPlanned(plan.content?.('scratch-read'));
        yield chunk;
      }
    },
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

function throwPlanned(failure: Failure | null | undefined): void {
  if (failure !== null && failure !== undefined) throw failure;
}
