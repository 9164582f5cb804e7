import { beforeEach, describe, expect, test } from 'vitest';
import { testObservations } from '../../../test/support/test-observations.ts';
import { plainEnvelope } from '../../engines/contract/office.ts';
import { FilterTransit, type GivenOut, isTransitField, transitField } from './filter-transit.ts';
import { DELIVER } from './judge-recipients.ts';

const DAY_MS = 86_400_000;
const SENDER = 'alice@example.test';
const BOB = 'bob@example.org';
const CAROL = 'carol@example.com';
const given: GivenOut = {
  queueId: 'Q1',
  envelope: plainEnvelope(SENDER, [BOB, CAROL]),
  treatments: [DELIVER, DELIVER],
};

let nowMs: number;
let notes: ReturnType<typeof testObservations>;
let written: number;
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };

function start(): FilterTransit {
  const setNote: typeof notes.setNote = (...note) => {
    written += 1;
    return notes.setNote(...note);
  };
  return new FilterTransit({ note: notes.note, setNote }, clock);
}

/** The bodies of the Received fields of what a filter gives back. */
function fields(token: string): string[] {
  return ['from filter by x', transitField(token, 'mail.example.test', 'Q1', 'now').slice('Received: '.length).trim()];
}

beforeEach(() => {
  nowMs = 1_000_000;
  notes = testObservations();
  written = 0;
});

describe('a message that is with a filter', () => {
  test('is known by its token, for any of its recipients', async () => {
    const transit = start();
    const token = transit.begin(given);
    const back = await transit.giveBack(fields(token), 'Alice@Example.test', ['CAROL@example.com', 'new@example.test']);
    expect(back).toMatchObject({ given, isWanted: true });
    expect([CAROL, BOB, 'new@example.test'].map((address) => back?.placeOf(address))).toEqual([1, 0, -1]);
  });

  test.each([
    ['another sender', 'eve@example.test', [BOB]],
    ['no sender', '', [BOB]],
    ['none of its recipients', SENDER, ['eve@example.org']],
  ])('but not with %s', async (_, sender, recipients) => {
    const transit = start();
    expect(await transit.giveBack(fields(transit.begin(given)), sender, recipients)).toBeNull();
  });

  test('nor by a token that nobody gave out, or that a message has brought along', async () => {
    const transit = start();
    const token = transit.begin(given);
    const forged = fields('A'.repeat(22));
    expect(await transit.giveBack(forged, SENDER, [BOB])).toBeNull();
    expect(await transit.giveBack([...forged, ...fields(token)], SENDER, [BOB])).toBeNull();
    expect(await transit.giveBack([`from x ${fields(token)[1]}`], SENDER, [BOB])).toBeNull();
  });

  test('comes back a few times only, each recipient', async () => {
    const transit = start();
    const token = transit.begin(given);
    const take = async (recipient: string, isFiled = true) => {
      using back = await transit.giveBack(fields(token), SENDER, [recipient]);
      if (isFiled) back?.keep();
      return back !== null;
    };
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await take(BOB)).toBe(true);
      // What was not filed does not count.
      for (let attempt = 0; attempt < 5; attempt += 1) expect(await take(CAROL, false)).toBe(true);
    }
    expect(await take(BOB)).toBe(false);
    expect(await take(CAROL)).toBe(true);
  });

  test('is not wanted any more once the filter has failed', async () => {
    const transit = start();
    const token = transit.begin(given);
    const back = await transit.giveBack(fields(token), SENDER, [BOB]);
    transit.end(token);
    expect(back?.isWanted).toBe(false);
    expect(await transit.giveBack(fields(token), SENDER, [BOB])).toBeNull();
  });

  test('is forgotten once the filter has answered and given back everything', async () => {
    const transit = start();
    const token = transit.begin(given);
    (await transit.giveBack(fields(token), SENDER, [BOB, CAROL]))?.keep();
    await transit.taken(token);
    expect(await transit.giveBack(fields(token), SENDER, [BOB])).toBeNull();
    expect(written).toBe(0);
  });

  test('is known after a restart where the filter still has it, and its count goes on', async () => {
    const first = start();
    const token = first.begin(given);
    (await first.giveBack(fields(token), SENDER, [CAROL]))?.keep();
    await first.taken(token);
    for (let turn = 0; turn < 3; turn += 1) {
      const back = await start().giveBack(fields(token), SENDER, [BOB]);
      expect(back).toMatchObject({ given, isWanted: true });
      back?.keep();
    }
    expect(await start().giveBack(fields(token), SENDER, [BOB])).toBeNull();
    expect(await start().giveBack(fields(token), SENDER, [CAROL])).not.toBeNull();
  });

  test.each([
    ['of a user of ours', 'device', 5],
    ['of a stranger', null, 1],
  ] as const)('and after days, but not for ever: %s', async (_, submitter, days) => {
    const transit = start();
    const token = transit.begin({ ...given, envelope: { ...given.envelope, submitter } });
    await transit.taken(token);
    nowMs += (days - 0.5) * DAY_MS;
    expect(await transit.giveBack(fields(token), SENDER, [BOB])).not.toBeNull();
    nowMs += DAY_MS;
    expect(await transit.giveBack(fields(token), SENDER, [BOB])).toBeNull();
    expect(await start().giveBack(fields(token), SENDER, [BOB])).toBeNull();
  });
});

test('the field is known from all others', () => {
  const body = fields('A'.repeat(22))[1] ?? '';
  expect(isTransitField('received', body)).toBe(true);
  expect(isTransitField('x-received', body)).toBe(false);
  expect(isTransitField('received', 'from x by mail.example.test; now')).toBe(false);
});
