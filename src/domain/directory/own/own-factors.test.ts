/** Keeping second factors: labels, limits, what begins and what goes with the last one. DI9 */
import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { TestPasskey } from '../../../../test/support/passkeys.ts';
import { VirtualTime } from '../../../../test/support/virtual-time.ts';
import { decodeBase32 } from '../../../formats/otp/base32.ts';
import { totp } from '../../../formats/otp/totp.ts';
import { SYSTEM } from '../../access/caller.ts';

const PASSWORD = 'correct horse battery';

async function openOffice() {
  const clock = new VirtualTime(Date.UTC(2026, 10, 23, 12));
  const directory = await openTestDirectory({ clock });
  const { services, signInServices } = directory;
  const people = ['alice', 'bob'].map((userId) => ({ userId, mail: `${userId}@example.test`, password: PASSWORD }));
  await services.users.createMany(SYSTEM, people, { defer: true });
  const [alice, bob] = [await directory.caller('alice'), await directory.caller('bob')];
  const { ownFactors, ownPasskeys } = signInServices;
  const begin = (label: string) => ownFactors.beginTotp(alice, label);
  const confirm = ({ id, secret }: Awaited<ReturnType<typeof begin>>) =>
    ownFactors.confirmTotp(alice, id, totp(decodeBase32(secret), clock.nowMs()));
  const addPasskey = async (label: string, passkey = new TestPasskey()) => {
    const options = await ownPasskeys.begin(alice);
    return ownPasskeys.finish(alice, label, options.challenge, passkey.registration(options));
  };
  const list = async () => (await ownFactors.list(alice)).map(({ kind, label }) => `${kind} ${label}`.trim());
  return Object.assign(directory, { clock, alice, bob, ownFactors, ownPasskeys, begin, confirm, addPasskey, list });
}

test('what was begun is given up for what is begun next, and one of that name stays one', async () => {
  await using office = await openOffice();
  const first = await office.begin('phone');
  const second = await office.begin('phone');
  expect(second.secret).toMatch(/^[A-Z2-7]{32}$/);
  await expect(office.confirm(first)).rejects.toMatchObject({ code: 'not-found' });
  expect((await office.confirm(second)).recoveryCodes).toHaveLength(10);
  await expect(office.begin('phone')).rejects.toMatchObject({ code: 'already-exists', detail: { field: 'label' } });
  await expect(office.confirm(second)).rejects.toMatchObject({ code: 'not-found' });
  const third = await office.begin('tablet');
  expect((await office.confirm(third)).recoveryCodes).toBeNull();
  await office.addPasskey('phone');
  await expect(office.addPasskey('phone')).rejects.toMatchObject({ code: 'already-exists' });
  expect(await office.list()).toEqual(['totp phone', 'recovery', 'totp tablet', 'passkey phone']);
});

test.each(['', '  ', 'x'.repeat(65), 'a\u0000b', 'a\u202eb', 'a\nb'])('%j is no name', async (label) => {
  await using office = await openOffice();
  const refused = { code: 'invalid', detail: { field: 'label' } };
  await expect(office.begin(label)).rejects.toMatchObject(refused);
  await expect(office.addPasskey(label)).rejects.toMatchObject(refused);
});

test('with the last factor the recovery codes go', async () => {
  await using office = await openOffice();
  const { id } = await office.confirm(await office.begin('phone'));
  const passkey = await office.addPasskey('key');
  await office.ownFactors.delete(office.alice, id);
  expect(await office.list()).toEqual(['recovery', 'passkey key']);
  const [recovery] = await office.ownFactors.list(office.alice);
  const gone = { code: 'not-found', detail: { kind: 'factor' } };
  if (recovery !== undefined)
    await expect(office.ownFactors.delete(office.alice, recovery.id)).rejects.toMatchObject(gone);
  await office.ownFactors.delete(office.alice, passkey.id);
  expect(await office.list()).toEqual([]);
  await expect(office.ownFactors.delete(office.alice, id)).rejects.toMatchObject(gone);
});

test('nobody touches the factors of somebody else', async () => {
  await using office = await openOffice();
  const begun = await office.begin('phone');
  const code = totp(decodeBase32(begun.secret), office.clock.nowMs());
  const gone = { code: 'not-found' };
  await expect(office.ownFactors.confirmTotp(office.bob, begun.id, code)).rejects.toMatchObject(gone);
  await expect(office.ownFactors.delete(office.bob, begun.id)).rejects.toMatchObject(gone);
  const options = await office.ownPasskeys.begin(office.alice);
  const response = new TestPasskey().registration(options);
  const finish = (by: typeof office.bob) => office.ownPasskeys.finish(by, 'key', options.challenge, response);
  const over = { code: 'invalid', detail: { reason: 'challenge-over' } };
  await expect(finish(office.bob)).rejects.toMatchObject(over);
  // Whoever it was that showed it: it is over.
  await expect(finish(office.alice)).rejects.toMatchObject(over);
});

test('twenty of one account, also when all come at once', async () => {
  await using office = await openOffice();
  const added = Array.from({ length: 3 }, async (_, round) => {
    for (let i = 0; i < 9; i += 1) await office.addPasskey(`key ${round} ${i}`);
  });
  await Promise.allSettled(added);
  expect(await office.list()).toHaveLength(20);
  await expect(office.begin('phone')).rejects.toMatchObject({ code: 'too-many' });
});

test('a passkey is known once', async () => {
  await using office = await openOffice();
  const passkey = new TestPasskey();
  await office.addPasskey('key', passkey);
  await expect(office.addPasskey('again', passkey)).rejects.toMatchObject({
    ...{ code: 'already-exists', detail: { field: 'passkey' } },
  });
});
