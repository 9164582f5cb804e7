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

interface Tail extends LogTail {
  /** What was asked for: other words, another log. */
  readonly of: string;
}

export function useLogTail({ query, level, service }: LogFilter, isPaused: boolean): LogTail {
  const asked = JSON.stringify([query, level, service]);
  const [tail, setTail] = useState<Tail>({ of: asked, lines: null, services: [], failure: null });
  /** The newest line that is known, of what was asked for. */
  const last = useRef({ of: asked, number: 0 });
  useEffect(() => {
    const leaving = new AbortController();
    if (last.current.of !== asked) last.current = { of: asked, number: 0 };
    const read = async () => {
      const after = last.current.number;
      const limit = after === 0 ? FIRST_LINES : MAX_LINES;
      try {
        const found = await call('log.list', { query: { query, level, service, after, limit } }, leaving.signal);
        // A server that was started again counts from the beginning.
        const isOther = found.last < after;
        last.current = { of: asked, number: isOther ? 0 : found.last };
        setTail((before) => ({
          of: asked,
          lines: [...(isOther || before.of !== asked ? [] : (before.lines ?? [])), ...found.lines].slice(-MAX_LINES),
          services: withNew(before.services, found.lines),
          failure: null,
        }));
      } catch (error) {
        if (!leaving.signal.aborted)
          setTail((before) => ({
            of: asked,
            lines: before.of === asked ? before.lines : null,
            services: before.services,
            failure: asFailure(error),
          }));
      }
    };
    const follow = async () => {
      // The first lines are shown, paused or not.
      while (!leaving.signal.aborted && !(isPaused && last.current.number > 0)) {
        await read();
        await pause(EVERY_MS, leaving.signal);
      }
    };
    void follow();
    return () => leaving.abort();
  }, [query, level, service, asked, isPaused]);
  return tail.of === asked ? tail : { lines: null, services: tail.services, failure: null };
}

function withNew(known: readonly string[], lines: readonly LogLineView[]): readonly string[] {
  const all = new Set(known);
  for (const { fields } of lines) {
    const name = fields.service ?? fields.listener;
    if (name !== undefined && all.size < MAX_SERVICES) all.add(name);
  }
  return all.size === known.length ? known : [...all].sort();
}
