import { describe, expect, test } from 'vitest';
import { filterRequest } from '../../../test/support/filter-request.ts';
import { Failure } from '../../base/failure.ts';
import { silentLogger } from '../../base/log.ts';
import { accept } from '../../gateways/filter-connection/accept.ts';
import type { FilterRequest, FilterVerdict, HeaderChange } from '../ports/content-filter.ts';
import { defaultValues } from '../settings/settings.ts';
import type { Trace } from '../trace/trace.ts';
import type { ContentFilters, HandOver } from './content-filters.ts';
import { createContentFilters } from './create-content-filters.ts';

type Answer = FilterVerdict | Error | ((request: FilterRequest) => Promise<FilterVerdict>);

const FINDING: FilterVerdict = { kind: 'quarantine', reason: 'a worm' };
const REFUSAL: FilterVerdict = { kind: 'reject', code: 554, status: '5.7.1', text: 'no' };
const DELAY: FilterVerdict = { kind: 'defer', code: 451, status: '4.7.1', text: 'later' };
const DOWN = new Failure('unavailable', 'no connection');

interface Chain {
  readonly filters: ContentFilters;
  /** What each filter was shown, with its name. */
  readonly seen: (readonly [name: string, text: string, request: FilterRequest])[];
  readonly traced: string[];
  readonly opened: string[];
  set(lines: readonly string[]): void;
}

/** @param answers by the filter's name. */
function chainOf(lines: readonly string[], answers: Readonly<Record<string, Answer>>): Chain {
  let values = { ...defaultValues(), contentFilters: [...lines] };
  const seen: [string, string, FilterRequest][] = [];
  const traced: string[] = [];
  const opened: string[] = [];
  const trace: Trace = {
    add: (queueId, kind, facts) => traced.push(`${queueId} ${kind} ${Object.values(facts).join('|')}`),
  };
  const filters = createContentFilters({
    settings: { get: (name) => values[name] },
    trace,
    log: silentLogger,
    open: ({ name }) => {
      opened.push(name);
      return {
        name,
        async examine(request) {
          const chunks: Uint8Array[] = [];
          for await (const chunk of request.message()) chunks.push(chunk);
          const bytes = Buffer.concat(chunks);
          expect(bytes).toHaveLength(request.sizeBytes);
          seen.push([name, bytes.toString(), request]);
          const answer = answers[name] ?? accept('fine');
          if (answer instanceof Error) throw answer;
          return typeof answer === 'function' ? await answer(request) : answer;
        },
      };
    },
  });
  const set = (next: readonly string[]) => {
    values = { ...values, contentFilters: [...next] };
  };
  return { filters, seen, traced, opened, set };
}

const run = async (
  { filters }: Chain,
  request: Partial<FilterRequest> = {},
  signal = new AbortController().signal,
  handOver: HandOver | null = handOverMarked,
) => await filters.run(filterRequest('To: a\r\n\r\nbody\r\n', request), signal, handOver);
const handOverMarked: HandOver = (request) => ({ ...request, queueId: `${request.queueId} handed over` });
const add = (name: string, value: string): HeaderChange => ({ kind: 'add', name, value });

describe('content filters', () => {
  test('none', async () => {
    const chain = chainOf([], {});
    expect(chain.filters.isEmpty).toBe(true);
    expect(chain.filters.givesBack).toBe(false);
    expect(await run(chain)).toEqual({
      kind: 'accept',
      headers: [],
      body: null,
      addedRecipients: [],
      removedRecipients: [],
      newSender: null,
      scores: [],
    });
  });

  test('in their order, each sees what those before it changed', async () => {
    const chain = chainOf(['a milter /a', 'b milter /b', 'c milter /c'], {
      a: accept('1', {
        headers: [add('A', '1')],
        removedRecipients: ['ALICE@example.test'],
        addedRecipients: ['bob@example.test'],
        score: 2,
      }),
      b: accept('2', {
        headers: [{ kind: 'change', name: 'A', occurrence: 1, value: '2' }],
        body: Buffer.from('new'),
        newSender: 'x@example.org',
      }),
      c: accept('3', {
        headers: [add('C', '3')],
        addedRecipients: ['alice@EXAMPLE.test', 'bob@example.test'],
        score: -1.5,
      }),
    });
    expect(await run(chain)).toEqual({
      kind: 'accept',
      headers: [add('A', '1'), { kind: 'change', name: 'A', occurrence: 1, value: '2' }, add('C', '3')],
      body: Buffer.from('new'),
      addedRecipients: ['bob@example.test'],
      removedRecipients: [],
      newSender: 'x@example.org',
      scores: [
        { rule: 'filter:a', score: 2, text: '1' },
        { rule: 'filter:c', score: -1.5, text: '3' },
      ],
    });
    expect(chain.seen.map(([name, text]) => [name, text])).toEqual([
      ['a', 'To: a\r\n\r\nbody\r\n'],
      ['b', 'To: a\r\nA: 1\r\n\r\nbody\r\n'],
      ['c', 'To: a\r\nA: 2\r\n\r\nnew'],
    ]);
    expect(chain.seen[2]?.[2]).toMatchObject({
      recipients: ['bob@example.test'],
      returnPath: { address: 'x@example.org' },
    });
    expect(chain.traced).toEqual(['a|accept|1', 'b|accept|2', 'c|accept|3'].map((one) => `Q1 checked filter:${one}`));
  });

  test.each([
    ['incoming', ['a', 'b']],
    ['outgoing', ['a', 'c']],
  ] as const)('those for %s mail', async (direction, names) => {
    const chain = chainOf(['a milter /a', 'b milter /b scope=incoming', 'c milter /c scope=outgoing'], {});
    await run(chain, { direction });
    expect(chain.seen.map(([name]) => name)).toEqual(names);
  });

  test.each([
    ['refused', REFUSAL, { ...REFUSAL, filter: 'a' }],
    ['put off', DELAY, { ...DELAY, filter: 'a' }],
    ['discarded', { kind: 'discard', note: 'x' }, { kind: 'discard', note: 'x', filter: 'a' }],
    ['taken', { kind: 'taken', text: '250 ok' }, { kind: 'taken', text: '250 ok', filter: 'a' }],
  ] as const)('%s: nobody else is asked', async (_, verdict, outcome) => {
    const chain = chainOf(['a milter /a', 'b milter /b'], { a: verdict });
    expect(await run(chain)).toEqual(outcome);
    expect(chain.seen).toHaveLength(1);
  });

  test.each([
    [
      'more reasons',
      FINDING,
      {
        kind: 'quarantine',
        reasons: [
          { filter: 'a', text: 'a worm' },
          { filter: 'b', text: 'a worm' },
        ],
      },
    ],
    ['a refusal', REFUSAL, { ...REFUSAL, filter: 'b' }],
    ['a delay', DELAY, { kind: 'quarantine', reasons: [{ filter: 'a', text: 'a worm' }] }],
    ['a filter that is down', DOWN, { kind: 'quarantine', reasons: [{ filter: 'a', text: 'a worm' }] }],
    [
      'one that discards',
      { kind: 'discard', note: 'x' },
      { kind: 'quarantine', reasons: [{ filter: 'a', text: 'a worm' }] },
    ],
    [
      'nobody left',
      accept('', { removedRecipients: ['alice@example.test'] }),
      { kind: 'quarantine', reasons: [{ filter: 'a', text: 'a worm' }] },
    ],
  ] as const)('kept aside, then %s', async (_, second, outcome) => {
    const chain = chainOf(['a clamd /a', 'b milter /b', 'c smtp c:25'], { a: FINDING, b: second });
    expect(await run(chain)).toEqual(outcome);
    // It must not leave by the one that would give it back.
    expect(chain.seen.map(([name]) => name)).toEqual(['a', 'b']);
  });

  test('all recipients taken away', async () => {
    const chain = chainOf(['a milter /a'], { a: accept('', { removedRecipients: ['alice@example.test'] }) });
    expect(await run(chain)).toMatchObject({ kind: 'discard', filter: 'a' });
  });

  describe('one that is down', () => {
    test('puts the message off', async () => {
      const chain = chainOf(['a clamd /a', 'b milter /b'], { a: DOWN });
      expect(await run(chain)).toMatchObject({ kind: 'defer', code: 451, status: '4.7.1', filter: 'a' });
      expect(chain.traced).toEqual(['Q1 checked filter:a|down, put off|no connection']);
    });

    test('lets it pass, by its setting', async () => {
      const chain = chainOf(['a clamd /a down=pass', 'b milter /b'], {
        a: DOWN,
        b: accept('', { headers: [add('B', '1')] }),
      });
      expect(await run(chain)).toMatchObject({ kind: 'accept', headers: [add('B', '1')] });
      expect(chain.traced[0]).toBe('Q1 checked filter:a|down, passed|no connection');
    });

    test('is one that wants what cannot be; nothing of it is kept', async () => {
      const broken = accept('', { headers: [add('A', '1'), add('no name', '2')], body: Buffer.from('new') });
      const chain = chainOf(['a milter /a down=pass', 'b milter /b'], { a: broken });
      expect(await run(chain)).toMatchObject({ kind: 'accept', headers: [], body: null });
      expect(chain.seen[1]?.[1]).toBe('To: a\r\n\r\nbody\r\n');
    });

    test.each([
      ['an impossible sender', { newSender: 'a@example.org> SIZE=1 <' }],
      ['a sender that is no address', { newSender: 'root' }],
      ['too many recipients', { addedRecipients: Array.from({ length: 1000 }, (_, n) => `a${n}@example.test`) }],
    ])('is one that wants %s', async (_, changes) => {
      const broken = accept('', { ...changes, headers: [add('A', '1')] });
      const chain = chainOf(['a milter /a down=pass'], { a: broken });
      expect(await run(chain)).toMatchObject({ headers: [], newSender: null, addedRecipients: [] });
      expect(chain.traced[0]).toMatch(/^Q1 checked filter:a\|down, passed\|./);
    });

    test('is one so slow that messages do not come to their turn in time', async () => {
      let isDone: () => void = () => {};
      const done = new Promise<void>((resolve) => {
        isDone = resolve;
      });
      const chain = chainOf(['a milter /a timeout=1s'], { a: () => done.then(() => accept('')) });
      const busy = Array.from({ length: 20 }, () => run(chain));
      expect(await run(chain)).toMatchObject({ kind: 'defer', code: 451 });
      expect(chain.traced[0]).toBe(
        'Q1 checked filter:a|down, put off|other messages have kept the filter busy for 1000 ms',
      );
      isDone();
      await Promise.all(busy);
    });

    test('is one with too many that wait', async () => {
      let isDone: () => void = () => {};
      const done = new Promise<void>((resolve) => {
        isDone = resolve;
      });
      const chain = chainOf(['a milter /a'], { a: () => done.then(() => accept('')) });
      const all = Array.from({ length: 221 }, () => run(chain));
      expect(await all.at(-1)).toMatchObject({ kind: 'defer', code: 451 });
      isDone();
      const kinds = (await Promise.all(all)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'accept')).toHaveLength(220);
    });
  });

  test('a bug stays a bug', async () => {
    const chain = chainOf(['a milter /a down=pass'], { a: new TypeError('oops') });
    await expect(run(chain)).rejects.toThrow('oops');
  });

  test('who waits may go', async () => {
    const gone = new AbortController();
    const chain = chainOf(['a milter /a down=pass'], {
      a: () => {
        gone.abort(new Error('gone'));
        return Promise.reject(DOWN);
      },
    });
    await expect(run(chain, {}, gone.signal)).rejects.toThrow('gone');
  });

  test('also before his message has its turn', async () => {
    const gone = new AbortController();
    let isDone: () => void = () => {};
    const done = new Promise<void>((resolve) => {
      isDone = resolve;
    });
    const chain = chainOf(['a milter /a'], { a: () => done.then(() => accept('')) });
    const busy = Array.from({ length: 20 }, () => run(chain));
    const waits = run(chain, {}, gone.signal);
    gone.abort(new Error('gone'));
    await expect(waits).rejects.toThrow('gone');
    isDone();
    await Promise.all(busy);
    expect(chain.seen).toHaveLength(20);
  });

  test('one that takes the message gets it as it was prepared, the others do not', async () => {
    const lines = ['a milter /a', 'b smtp 127.0.0.1:10024'];
    const chain = chainOf(lines, { b: { kind: 'taken', text: 'ok' } });
    expect(await run(chain)).toMatchObject({ kind: 'taken' });
    expect(chain.seen.map(([, , request]) => request.queueId)).toEqual(['Q1', 'Q1 handed over']);
    const own = chainOf(lines, {});
    expect(await run(own, {}, undefined, null)).toMatchObject({ kind: 'accept' });
    expect(own.seen.map(([name]) => name)).toEqual(['a']);
  });

  test('follow their setting, and are opened once', async () => {
    const chain = chainOf(['a milter /a'], {});
    await run(chain);
    await run(chain);
    chain.set(['b milter /b']);
    await run(chain);
    expect(chain.opened).toEqual(['a', 'b']);
    expect(chain.seen.map(([name]) => name)).toEqual(['a', 'a', 'b']);
  });
});
