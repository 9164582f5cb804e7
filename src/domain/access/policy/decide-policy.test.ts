import { describe, expect, test } from 'vitest';
import { type AccountPolicy, OPEN_POLICY, PRIVILEGES } from '../../ports/account-policy.ts';
import { decidePolicy, type PolicyLevel, type PolicySource } from './decide-policy.ts';

const SERVER = { storageBytes: 1000, messageCount: null, withheld: new Set(['create-aliases'] as const) };
const USER: PolicySource = { level: 'user' };
const SALES: PolicySource = { level: 'group', name: 'sales' };
const STAFF: PolicySource = { level: 'group', name: 'staff' };
const DOMAIN: PolicySource = { level: 'domain', name: 'example.test' };

function level(source: PolicySource, says: Partial<AccountPolicy> = {}): PolicyLevel {
  return { ...OPEN_POLICY, ...says, source };
}

describe('what holds for an account', () => {
  test('is what the server says where nobody else says anything', () => {
    const policy = decidePolicy([level(USER), level(SALES), level(DOMAIN)], SERVER);
    expect(policy.storageBytes).toEqual({ value: 1000, source: { level: 'server' } });
    expect(policy.messageCount).toEqual({ value: null, source: { level: 'server' } });
    expect(Object.keys(policy.privileges)).toEqual([...PRIVILEGES]);
    for (const privilege of PRIVILEGES) {
      expect(policy.privileges[privilege].value, privilege).toBe(privilege !== 'create-aliases');
    }
  });

  test('is what the narrowest level says that says something, value by value', () => {
    const levels = [
      level(USER, { messageQuota: 10 }),
      level(SALES, { privileges: { 'create-aliases': true } }),
      level(STAFF, { storageQuota: 'none', privileges: { 'create-aliases': false, 'change-junk': false } }),
      level(DOMAIN, { storageQuota: 5, messageQuota: 20, privileges: { 'change-junk': true } }),
    ];
    const policy = decidePolicy(levels, SERVER);
    expect(policy.storageBytes).toEqual({ value: null, source: STAFF });
    expect(policy.messageCount).toEqual({ value: 10, source: USER });
    expect(policy.privileges['create-aliases']).toEqual({ value: true, source: SALES });
    expect(policy.privileges['change-junk']).toEqual({ value: false, source: STAFF });
    expect(policy.privileges['change-profile']).toEqual({ value: true, source: { level: 'server' } });
  });

  test('a quota of nothing is a quota', () => {
    expect(decidePolicy([level(USER, { storageQuota: 0 })], SERVER).storageBytes.value).toBe(0);
  });
});
