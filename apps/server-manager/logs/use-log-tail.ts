/** The last lines of the log, and each new one while it is not paused. */
import { useEffect, useRef, useState } from 'react';
import type { LogLineView } from '../../../src/wire/admin/endpoints/log.ts';
import { call } from '../../shared/api/call.ts';
import { type ApiFailure, asFailure } from '../../shared/api/failure.ts';
import { pause } from '../../shared/api/pause.ts';

const EVERY_MS = 2_000;
const FIRST_LINES = 300;
/** A page that stays open forgets the oldest. */
const MAX_LINES = 1_000;
const MAX_SERVICES = 50;

export interface LogFilter {
  readonly query: string;
  readonly level: LogLineView['level'];
  readonly service: string;
}

export interface LogTail {
  /** Oldest first; null before the first answer. */
  readonly lines: readonly LogLineView[] | null;
  /** That were seen so far. */
  readonly services: readonly string[];
  readonly failure: ApiFailure | null;
}

const NOTHING: LogTail = { lines: null, services: [], failure: null };

export function useLogTail({ query, level, service }: LogFilter, isPaused: boolean): LogTail {
  const [tail, setTail] = useState(NOTHING);
  const last = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for is another log from then on.
  useEffect(() => {
    last.current = 0;
    setTail(({ services }) => ({ ...NOTHING, services }));
  }, [query, level, service]);
  useEffect(() => {
    const leaving = new AbortController();
    const read = async () => {
      const after = last.current;
      const limit = after === 0 ? FIRST_LINES : MAX_LINES;
      try {
        const found = await call('log.list', { query: { query, level, service, after, limit } }, leaving.signal);
        // A server that was started again counts from the beginning.
        const isOther = found.last < after;
        last.current = isOther ? 0 : found.last;
        setTail((before) => ({
          lines: [...(isOther ? [] : (before.lines ?? [])), ...found.lines].slice(-MAX_LINES),
          services: withNew(before.services, found.lines),
          failure: null,
        }));
      } catch (error) {
        if (!leaving.signal.aborted) setTail((before) => ({ ...before, failure: asFailure(error) }));
      }
    };
    const follow = async () => {
      // The first lines are shown, paused or not.
      while (!leaving.signal.aborted && !(isPaused && last.current > 0)) {
        await read();
        await pause(EVERY_MS, leaving.signal);
      }
    };
    void follow();
    return () => leaving.abort();
  }, [query, level, service, isPaused]);
  return tail;
}

function withNew(known: readonly string[], lines: readonly LogLineView[]): readonly string[] {
  const all = new Set(known);
  for (const { fields } of lines) {
    const name = fields.service ?? fields.listener;
    if (name !== undefined && all.size < MAX_SERVICES) all.add(name);
  }
  return all.size === known.length ? known : [...all].sort();
}
