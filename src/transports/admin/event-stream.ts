/**
 * The event stream of the API: `text/event-stream` (HTML Living Standard, section 9.2), read by fetch, so that cookies
 * and headers are those of any other request. A reader that is too slow is told so, and asks for everything again.
 */
import { Failure } from '../../base/failure.ts';
import type { Caller } from '../../domain/access/caller.ts';
import type { EventFeed } from '../../domain/events/event-feed.ts';
import type { ServerEvent } from '../../domain/events/server-event.ts';
import type { ApiExchange } from './entrance.ts';
import { viewHealth } from './handlers/health.ts';
import { viewService } from './handlers/service.ts';

/** So that whatever is in between does not take the connection for dead. */
const HEARTBEAT_MS = 25_000;
/** Events that wait for a slow reader. */
const MAX_WAITING = 100;
/** Of one session, or of one account where there is no session: pages that are open at the same time. */
const MAX_STREAMS = 8;

export interface EventStreams {
  /**
   * Answers with the stream; resolves when it is over.
   *
   * @param seconds how long at most; then the reader comes again, and proves again who he is.
   * Throws Failure `too-many` before anything was answered.
   */
  serve(exchange: ApiExchange, caller: Caller, seconds: number): Promise<void>;
}

export function createEventStreams(feed: EventFeed): EventStreams {
  const open = new Map<string, number>();
  return {
    async serve(exchange, caller, seconds) {
      const reader = `${caller.session ?? ''}/${caller.actor.account ?? ''}`;
      const streams = open.get(reader) ?? 0;
      if (streams >= MAX_STREAMS) throw new Failure('too-many', 'too many event streams of one session');
      open.set(reader, streams + 1);
      try {
        await stream(exchange, caller, seconds, feed);
      } finally {
        const left = (open.get(reader) ?? 1) - 1;
        if (left > 0) open.set(reader, left);
        else open.delete(reader);
      }
    },
  };
}

async function stream(
  { response, signal }: ApiExchange,
  caller: Caller,
  seconds: number,
  feed: EventFeed,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting: string[] = [];
  let isBlocked = false;
  let isLagged = false;
  const write = (text: string) => {
    if (isBlocked) {
      if (waiting.length < MAX_WAITING) waiting.push(text);
      else isLagged = true;
      return;
    }
    isBlocked = !response.write(text);
  };
  const onDrain = () => {
    isBlocked = false;
    // What was left out may be what matters: the rest is of no use without it.
    const texts = isLagged ? [frame('lagged', {})] : waiting.slice();
    waiting.length = 0;
    isLagged = false;
    for (const text of texts) write(text);
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would gather the events otherwise.
    'x-accel-buffering': 'no',
  });
  response.on('drain', onDrain).on('close', resolve).on('error', resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  write(frame('open', {}));
  const end = feed.follow(caller, (event) => write(frame(event.name, viewOf(event))), resolve);
  const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS);
  const timer = setTimeout(resolve, seconds * 1000);
  await promise;
  end();
  clearInterval(heartbeat);
  clearTimeout(timer);
  response.off('drain', onDrain);
  response.end();
}

/** JSON has no line ends of its own, so that data is one line. */
function frame(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function viewOf(event: ServerEvent): object {
  switch (event.name) {
    case 'service':
      return viewService(event.status);
    case 'health':
      return viewHealth(event.report);
    case 'activity':
      return { at: new Date(event.atMs).toISOString(), values: event.sample };
    default: {
      const { name: _, ...data } = event;
      return data;
    }
  }
}
