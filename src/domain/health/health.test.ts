import { describe, expect, test } from 'vitest';
import { LANGUAGES, translator } from '../../../locales/index.ts';
import { silentLogger } from '../../base/log.ts';
import { type Finding, HEALTH_CODES, type HealthCheck } from './finding.ts';
import { createHealth } from './health.ts';

let nowMs = 1000;
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };

const finding = (code: Finding['code'], severity: Finding['severity'], name = ''): Finding => {
  return { code, severity, values: { name }, screen: 'status', command: 'mailroom status' };
};

function check(name: string, found: { findings: readonly Finding[]; looks: number }, everyMs = 0): HealthCheck {
  return {
    name,
    everyMs,
    look: async () => {
      found.looks += 1;
      return found.findings;
    },
  };
}

const open = (...checks: HealthCheck[]) => createHealth({ checks, clock, log: silentLogger, roundEveryMs: 0 });

describe('health', () => {
  test('is known when all checks have been made', async () => {
    await using health = open(check('disk', { findings: [], looks: 0 }));
    expect(health.show().checkedAtMs).toBeNull();
    expect(await health.refresh()).toEqual({ overall: 'well', findings: [], checkedAtMs: nowMs });
  });

  test('is as bad as the worst that was found, which is told first', async () => {
    const [disk, users] = [
      { findings: [finding('disk-short', 'attention')], looks: 0 },
      { findings: [] as Finding[], looks: 0 },
    ];
    await using health = open(check('disk', disk), check('users', users));
    expect((await health.refresh()).overall).toBe('attention');
    users.findings = [finding('certificate-expired', 'trouble')];
    const report = await health.refresh();
    expect(report.overall).toBe('trouble');
    expect(report.findings.map(({ code }) => code)).toEqual(['certificate-expired', 'disk-short']);
  });

  test('knows since when, also while the numbers change, and begins anew when it comes back', async () => {
    const found = { findings: [] as Finding[], looks: 0 };
    await using health = open(check('services', found));
    const at = async (ms: number, ...findings: Finding[]) => {
      nowMs = ms;
      found.findings = findings;
      return (await health.refresh()).findings.map(({ sinceMs }) => sinceMs);
    };
    const imap = finding('service-failed', 'trouble', 'imap');
    expect(await at(5000, imap)).toEqual([5000]);
    expect(await at(6000, { ...imap, values: { ...imap.values, cause: 'another' } })).toEqual([5000]);
    expect(await at(7000, imap, finding('service-failed', 'trouble', 'pop3'))).toEqual([5000, 7000]);
    expect(await at(8000)).toEqual([]);
    expect(await at(9000, imap)).toEqual([9000]);
  });

  test('a check that cannot be made is told of, and takes no other along', async () => {
    const broken: HealthCheck = { name: 'dns', everyMs: 0, look: () => Promise.reject(new Error('broken')) };
    await using health = open(broken, check('disk', { findings: [finding('disk-short', 'attention')], looks: 0 }));
    const { findings } = await health.refresh();
    expect(findings.map(({ code, values }) => [code, values.name])).toEqual([
      ['not-looked-at', 'dns'],
      ['disk-short', ''],
    ]);
  });

  test('tells who listens only what is new', async () => {
    const found = { findings: [finding('disk-short', 'attention')], looks: 0 };
    await using health = open(check('disk', found));
    const told: string[] = [];
    health.onChange(({ overall }) => told.push(overall));
    await health.refresh();
    await health.refresh();
    found.findings = [];
    await health.refresh();
    expect(told).toEqual(['attention', 'well']);
  });

  test('requests at the same time share one round', async () => {
    const found = { findings: [], looks: 0 };
    await using health = open(check('disk', found));
    await Promise.all([health.refresh(), health.refresh(), health.refresh()]);
    expect(found.looks).toBe(1);
  });
});

test.each(LANGUAGES)('every finding has its sentence and its advice in %s', (language) => {
  const t = translator(language) as (key: string) => string;
  for (const code of HEALTH_CODES) {
    expect(t(`health.${code}`), code).not.toBe(`health.${code}`);
    expect(t(`health.${code}.do`), code).not.toBe(`health.${code}.do`);
  }
});
