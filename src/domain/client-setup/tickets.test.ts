import { describe, expect, test } from 'vitest';
import { createTickets, type TicketLimits } from './tickets.ts';

const LIMITS: TicketLimits = { lifetimeMs: 1000, uses: 1, maxPerHolder: 2, max: 3 };

function open(limits: Partial<TicketLimits> = {}) {
  const time = { ms: 5000 };
  return { time, tickets: createTickets<string>({ nowMs: () => time.ms } as never, { ...LIMITS, ...limits }) };
}

describe('a ticket', () => {
  test('is good once', () => {
    const { tickets } = open();
    const { ticket, expiresAtMs } = tickets.issue('a', 'x');
    expect(expiresAtMs).toBe(6000);
    expect(ticket).toMatch(/^[\w-]{43}$/);
    expect(tickets.look(ticket)).toMatchObject({ value: 'x', expiresAtMs });
    expect(tickets.take(ticket)).toBe('x');
    expect(tickets.take(ticket)).toBeNull();
    expect(tickets.look(ticket)).toBeNull();
  });

  test('is good as often as it may be', () => {
    const { tickets } = open({ uses: 3 });
    const { ticket } = tickets.issue('a', 'x');
    expect([1, 2, 3, 4].map(() => tickets.take(ticket))).toEqual(['x', 'x', 'x', null]);
  });

  test('is over when its time is', () => {
    const { tickets, time } = open();
    const { ticket } = tickets.issue('a', 'x');
    time.ms += 999;
    expect(tickets.look(ticket)).not.toBeNull();
    time.ms += 1;
    expect(tickets.look(ticket)).toBeNull();
    expect(tickets.take(ticket)).toBeNull();
  });

  test.each(['', 'x', '/', `${'a'.repeat(43)}/`, 'a'.repeat(43), `${'a'.repeat(42)}%`])('nobody has %j', (text) => {
    const { tickets } = open();
    tickets.issue('a', 'x');
    expect(tickets.take(text)).toBeNull();
  });
});

test('the oldest of a holder gives way, then the oldest of all', () => {
  const { tickets } = open();
  const issue = (holder: string) => tickets.issue(holder, holder).ticket;
  const [a1, a2, a3] = [issue('a'), issue('a'), issue('a')];
  expect([a1, a2, a3].map((one) => tickets.look(one) !== null)).toEqual([false, true, true]);
  const [b, c] = [issue('b'), issue('c')];
  expect([a2, a3, b, c].map((one) => tickets.look(one) !== null)).toEqual([false, true, true, true]);
});
