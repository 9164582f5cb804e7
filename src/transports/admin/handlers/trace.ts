/** Endpoints of the trace. REQUIREMENTS MO5, LI8 */
import { inCausalOrder } from '../../../domain/trace/causal-order.ts';
import { explain } from '../../../domain/trace/explain.ts';
import type { Handlers } from '../handler.ts';

export const traceHandlers: Handlers<'trace'> = {
  async 'trace.find'({ query }, { observations }) {
    const { text, since, until, limit, language } = query;
    const found = await observations.findTraces({
      text,
      limit,
      ...(since === undefined ? {} : { fromMs: Date.parse(since) }),
      ...(until === undefined ? {} : { toMs: Date.parse(until) }),
    });
    return {
      messages: found.map(({ queueId, events }) => ({
        queueId,
        lines: [...explain(events, language)],
        events: inCausalOrder(events).map(({ atMs, kind, facts }) => ({
          at: new Date(atMs).toISOString(),
          kind,
          facts,
        })),
      })),
    };
  },
};
