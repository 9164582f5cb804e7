/** What the end of a program means: the codes of sysexits.h, in the terms of RFC 3463. */
import type { RecipientOutcome } from '../../domain/ports/mail-sender.ts';
import type { DeliveryReport } from './delivery-report.ts';

export type ProgramEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly timeoutMs: number };

type Meaning = readonly [outcome: RecipientOutcome, status: string, text: string];

const MEANINGS: Readonly<Record<number, Meaning>> = {
  0: ['delivered', '2.0.0', ''],
  64: ['failed', '5.3.0', 'wrong usage'],
  65: ['failed', '5.6.0', 'the message has an unusable form'],
  66: ['failed', '5.3.0', 'it lacks an input'],
  67: ['failed', '5.1.1', 'unknown user'],
  68: ['failed', '5.1.2', 'unknown host'],
  69: ['failed', '5.5.0', 'a service is not available'],
  70: ['failed', '5.3.0', 'an error within it'],
  71: ['deferred', '4.3.0', 'the system lacks something'],
  72: ['failed', '5.3.0', 'a file of the system is missing'],
  73: ['failed', '5.2.0', 'it cannot make its output'],
  74: ['deferred', '4.3.0', 'input or output failed'],
  75: ['deferred', '4.3.0', 'it wants to be tried again'],
  76: ['failed', '5.5.0', 'wrong answer of another machine'],
  77: ['failed', '5.7.0', 'it may not do that'],
  78: ['deferred', '4.3.5', 'it is not set up'],
  // Of shells, and of what confines a program: it is not there, or may not be run.
  125: ['deferred', '4.3.5', 'it cannot be started'],
  126: ['deferred', '4.3.5', 'it cannot be run'],
  127: ['deferred', '4.3.5', 'it lacks a program'],
};

/**
 * @param lastLine of what the program wrote; where it begins with an enhanced code of the same class, that is taken.
 */
export function judgeExit(name: string, end: ProgramEnd, lastLine: string): DeliveryReport {
  const [outcome, status, meaning] = meaningOf(end);
  const [, ownStatus, ownText] = /^([245]\.\d{1,3}\.\d{1,3})(?: +(.*))?$/.exec(lastLine) ?? [];
  const isOwn = ownStatus !== undefined && ownStatus[0] === status[0];
  const said = isOwn ? (ownText ?? '') : lastLine;
  const text = [`program ${name}`, describeEnd(end), meaning, said].filter((part) => part !== '').join(': ');
  return { outcome, status: isOwn ? ownStatus : status, text };
}

function meaningOf(end: ProgramEnd): Meaning {
  switch (end.kind) {
    case 'exit':
      return MEANINGS[end.code] ?? ['failed', '5.3.0', ''];
    case 'signal':
    case 'timeout':
      return ['deferred', '4.3.0', ''];
  }
}

function describeEnd(end: ProgramEnd): string {
  switch (end.kind) {
    case 'exit':
      return `ended with ${end.code}`;
    case 'signal':
      return `ended by ${end.signal}`;
    case 'timeout':
      return `not done within ${end.timeoutMs} ms`;
  }
}
