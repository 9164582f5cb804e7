import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { silentLogger } from '../../base/log.ts';
import { createUndo } from '../directory/undo/undo.ts';
import { openSettings, type Settings } from '../settings/settings.ts';
import { createServiceControl, type ServiceControl } from './service-control.ts';
import type { ServiceName } from './service-names.ts';
import type { ServiceProblem, ServiceUnit } from './service-unit.ts';

const REFUSED: ServiceProblem = { code: 'refused', place: 'imaps', cause: 'ECONNREFUSED' };
const TAKEN: ServiceProblem = { code: 'cannot-listen', place: 'imap', cause: 'port 143 is in use' };

interface ActedUnit extends ServiceUnit {
  readonly seen: string[];
  startFault: ServiceProblem | null;
  probeFault: ServiceProblem | null;
}

/** A service that does what a test says. */
function unit(name: ServiceName): ActedUnit {
  const seen: string[] = [];
  const unit: ActedUnit = {
    seen,
    startFault: null,
    probeFault: null,
    name,
    places: () => [],
    start: async () => (seen.push('start'), unit.startFault),
    stop: async () => void seen.push('stop'),
    probe: async () => unit.probeFault,
  };
  return unit;
}

let directory: Awaited<ReturnType<typeof openTestDirectory>>;
let settings: Settings;
let imap: ActedUnit;
let web: ActedUnit;
let nowMs = 1000;
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };

beforeEach(async () => {
  directory = await openTestDirectory();
  ({ settings } = directory);
  [imap, web] = [unit('imap'), unit('web')];
});
afterEach(() => directory[Symbol.asyncDispose]());

const open = (): ServiceControl =>
  createServiceControl({ units: [imap, web], settings, clock, log: silentLogger, checkEveryMs: 0 });
const admin = () => directory.caller('admin');
const stateOf = (control: ServiceControl, name: ServiceName) => control.list().find((each) => each.name === name);
const lastChange = async () => (await directory.store.reader().audit.list({ limit: 1 }))[0];

describe('a service', () => {
  test('that is stopped stays so when the server starts again, and the audit log tells who did it', async () => {
    await using control = open();
    expect(await control.stop(await admin(), 'imap')).toMatchObject({ state: 'stopped', problem: null });
    expect(imap.seen).toEqual(['stop']);
    expect(await lastChange()).toMatchObject({
      action: 'service.stop',
      actor: { name: 'admin' },
      target: { kind: 'service', name: 'imap' },
      before: { state: 'running' },
      after: { state: 'stopped' },
    });
    settings = await openSettings(directory.store, clock);
    await using again = open();
    expect(stateOf(again, 'imap')?.state).toBe('stopped');
    expect(stateOf(again, 'web')?.state).toBe('running');
    expect(await again.start(await admin(), 'imap')).toMatchObject({ state: 'running' });
    expect(settings.get('stoppedServices')).toEqual([]);
    expect(await lastChange()).toMatchObject({ action: 'service.start' });
  });

  test('is not spoken to while it is stopped', async () => {
    await using control = open();
    await control.stop(await admin(), 'imap');
    imap.probeFault = REFUSED;
    await control.check();
    expect(stateOf(control, 'imap')?.state).toBe('stopped');
    expect(imap.seen).toEqual(['stop']);
  });

  test('that does not answer has failed, and runs again as soon as it does', async () => {
    await using control = open();
    const told: unknown[] = [];
    control.onChange(({ name, state }) => told.push([name, state]));
    imap.probeFault = REFUSED;
    nowMs = 5000;
    await control.check();
    expect(stateOf(control, 'imap')).toMatchObject({
      ...{ state: 'failed', sinceMs: 5000, checkedAtMs: 5000, problem: REFUSED },
    });
    nowMs = 6000;
    await control.check();
    expect(stateOf(control, 'imap')).toMatchObject({ sinceMs: 5000, checkedAtMs: 6000 });
    imap.probeFault = null;
    await control.check();
    expect(stateOf(control, 'imap')).toMatchObject({ state: 'running', problem: null });
    expect(told).toEqual([
      ['imap', 'failed'],
      ['imap', 'running'],
    ]);
  });

  test('whose port is taken has failed, and takes it when it is free', async () => {
    await using control = open();
    await control.stop(await admin(), 'imap');
    imap.startFault = TAKEN;
    expect(await control.start(await admin(), 'imap')).toMatchObject({ state: 'failed', problem: TAKEN });
    imap.startFault = null;
    await control.check();
    expect(stateOf(control, 'imap')?.state).toBe('running');
  });

  test('is stopped and started by a restart, which is in the audit log', async () => {
    await using control = open();
    expect(await control.restart(await admin(), 'imap')).toMatchObject({ state: 'running' });
    expect(imap.seen).toEqual(['stop', 'start']);
    expect(await lastChange()).toMatchObject({ action: 'service.restart', target: { name: 'imap' } });
  });

  test('follows the setting, however that is changed', async () => {
    await using control = open();
    await settings.set(await admin(), 'stoppedServices', 'imap');
    await expect.poll(() => stateOf(control, 'imap')?.state).toBe('stopped');
  });

  test('stops and starts of several at the same time are all kept', async () => {
    await using control = open();
    const by = { ...(await admin()) };
    const local = { ...by, actor: { ...by.actor, address: '' } };
    await Promise.all([control.stop(local, 'imap'), control.stop(local, 'web')]);
    expect([...settings.get('stoppedServices')].sort()).toEqual(['imap', 'web']);
  });
});

describe('refused', () => {
  test('what is no service', async () => {
    await using control = open();
    const failure = { code: 'not-found', detail: { kind: 'service' } };
    await expect(control.stop(await admin(), 'constructor')).rejects.toMatchObject(failure);
    await expect(control.stop(await admin(), 'pop3')).rejects.toMatchObject(failure);
  });

  test('stopping the service that the request comes over', async () => {
    await using control = open();
    const by = await admin();
    const from = (address: string) => ({ ...by, actor: { ...by.actor, address } });
    for (const verb of ['stop', 'restart'] as const) {
      await expect(control[verb](from('192.0.2.1'), 'web')).rejects.toMatchObject({
        code: 'in-use',
        detail: { reason: 'own-connection' },
      });
    }
    expect(web.seen).toEqual([]);
    expect(settings.get('stoppedServices')).toEqual([]);
    expect(await control.stop(from(''), 'web')).toMatchObject({ state: 'stopped' });
  });

  test('stopping it by its setting, and by taking back what started it', async () => {
    await using _control = open();
    const by = await admin();
    const from = (address: string) => ({ ...by, actor: { ...by.actor, address } });
    const failure = { code: 'in-use', detail: { reason: 'own-connection', name: 'web' } };
    const undo = createUndo({ ...directory, ...directory.services, settings });
    await settings.set(from(''), 'stoppedServices', 'imap web');
    await settings.reset(from('192.0.2.1'), 'stoppedServices');
    const entry = await lastChange();
    if (entry === undefined) throw new Error('no entry');
    await expect(settings.set(from('192.0.2.1'), 'stoppedServices', 'web')).rejects.toMatchObject(failure);
    await expect(undo.undo(from('192.0.2.1'), entry.id)).rejects.toMatchObject(failure);
    expect(settings.get('stoppedServices')).toEqual([]);
    await settings.set(from('192.0.2.1'), 'stoppedServices', 'imap');
    await settings.set(from(''), 'stoppedServices', 'web');
    // What is stopped already is not cut off by that.
    await settings.set(from('192.0.2.1'), 'stoppedServices', 'imap web');
    expect([...settings.get('stoppedServices')].sort()).toEqual(['imap', 'web']);
  });
});
