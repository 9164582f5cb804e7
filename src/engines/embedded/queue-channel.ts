/** How the way to a recipient is written in one column: `smtp`, `file:NAME`, `program:NAME`. */
import type { Channel } from '../../domain/ports/queue.ts';

export function encodeChannel(channel: Channel): string {
  return channel.kind === 'smtp' ? 'smtp' : `${channel.kind}:${channel.name}`;
}

export function decodeChannel(text: string): Channel {
  const colon = text.indexOf(':');
  if (colon < 0) return { kind: 'smtp' };
  return { kind: text.slice(0, colon) as 'file' | 'program', name: text.slice(colon + 1) };
}
