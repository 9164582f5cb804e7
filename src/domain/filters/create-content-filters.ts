/** The content filters that are set up, asked one after the other. */
import { Failure, isFailure } from '../../base/failure.ts';
import { createGate, type Gate } from '../../base/gate.ts';
import type { Logger } from '../../base/log.ts';
import type { ContentFilter, FilterConfig, FilterRequest, FilterVerdict } from '../ports/content-filter.ts';
import type { Settings } from '../settings/settings.ts';
import type { Trace } from '../trace/trace.ts';
import type { ContentFilters, FilterOutcome, HandOver } from './content-filters.ts';
import { FilteredMessage } from './filtered-message.ts';
import { parseFilter } from './parse-filter.ts';

export interface ContentFiltersDeps {
  readonly settings: Pick<Settings, 'get'>;
  /** Opens no connection. */
  readonly open: (config: FilterConfig) => ContentFilter;
  readonly trace: Trace;
  readonly log: Logger;
}

/** Messages that may wait for one filter; for further ones it counts as down. */
const MAX_WAITING = 200;

interface ActiveFilter {
  readonly config: FilterConfig;
  readonly filter: ContentFilter;
  readonly gate: Gate;
}

export function createContentFilters({ settings, open, trace, log }: ContentFiltersDeps): ContentFilters {
  let lines: readonly string[] = [];
  let active: readonly ActiveFilter[] = [];
  /** As the setting has them now. */
  const filters = () => {
    const current = settings.get('contentFilters');
    if (current === lines) return active;
    lines = current;
    active = current.map((line) => {
      const config = parseFilter(line);
      return { config, filter: open(config), gate: createGate(settings.get('contentFiltersAtOnce'), MAX_WAITING) };
    });
    return active;
  };

  const tell = (request: FilterRequest, name: string, result: string, detail: string) =>
    trace.add(request.queueId, 'checked', { what: `filter:${name}`, result, detail });

  /** Null when the filter is down and its setting lets the message pass. */
  const ask = async (
    { config, filter, gate }: ActiveFilter,
    message: FilteredMessage,
    signal: AbortSignal,
    handOver: HandOver | null,
  ): Promise<FilterVerdict | null> => {
    const { request } = message;
    try {
      const examine = () => filter.examine(handOver === null ? request : handOver(request), signal);
      const verdict = await inTurn(gate, config, examine, signal);
      if (verdict.kind === 'accept') await message.change(config.name, verdict);
      tell(request, config.name, verdict.kind, detailOf(verdict));
      return verdict;
    } catch (error) {
      signal.throwIfAborted();
      if (!isFailure(error)) throw error;
      log.warn(
        { queueId: request.queueId, filter: config.name, whenDown: config.whenDown, err: error },
        'content filter is down',
      );
      tell(request, config.name, config.whenDown === 'pass' ? 'down, passed' : 'down, put off', error.message);
      return config.whenDown === 'pass' ? null : UNAVAILABLE;
    }
  };

  return {
    get isEmpty() {
      return filters().length === 0;
    },
    get givesBack() {
      return filters().some(({ config }) => config.kind === 'smtp');
    },
    async run(original, signal, handOver) {
      const message = new FilteredMessage(original, settings.get('smtpMaxRecipients'));
      for (const one of filters()) {
        const { name, scope, kind } = one.config;
        if (scope !== 'both' && scope !== original.direction) continue;
        const isGivenBack = kind === 'smtp';
        // What is kept aside must not leave through a filter that gives it back.
        if (isGivenBack && (message.isHeld || handOver === null)) continue;
        const verdict = await ask(one, message, signal, isGivenBack ? handOver : null);
        const outcome = verdict === null ? null : endOf(verdict, name, message);
        if (outcome !== null) return outcome;
      }
      return message.outcome();
    },
  };
}

/** A filter that is so slow that a message does not come to its turn in its time is down. */
async function inTurn<T>(
  gate: Gate,
  { timeoutMs }: FilterConfig,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const patience = AbortSignal.timeout(timeoutMs);
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return work();
  };
  try {
    return await gate.run(begin, AbortSignal.any([signal, patience]));
  } catch (error) {
    if (hasBegun || signal.aborted || !patience.aborted) throw error;
    throw new Failure('unavailable', `other messages have kept the filter busy for ${timeoutMs} ms`, { cause: error });
  }
}

const UNAVAILABLE: FilterVerdict = {
  kind: 'defer',
  code: 451,
  status: '4.7.1',
  text: 'a content filter does not answer, try again later',
};

/** Null when the next filter has its turn. Once a filter wants the message kept aside, only a refusal is stronger. */
function endOf(verdict: FilterVerdict, filter: string, message: FilteredMessage): FilterOutcome | null {
  switch (verdict.kind) {
    case 'accept':
      return message.hasNobody && !message.isHeld
        ? { kind: 'discard', filter, note: 'it took all recipients away' }
        : null;
    case 'quarantine':
      message.hold(filter, verdict.reason);
      return null;
    case 'reject':
      return { ...verdict, filter };
    case 'defer':
    case 'discard':
    case 'taken':
      return message.isHeld ? null : { ...verdict, filter };
  }
}

function detailOf(verdict: FilterVerdict): string {
  switch (verdict.kind) {
    case 'accept':
    case 'discard':
      return verdict.note;
    case 'quarantine':
      return verdict.reason;
    case 'reject':
    case 'defer':
      return `${verdict.code} ${verdict.status} ${verdict.text}`;
    case 'taken':
      return verdict.text;
  }
}
