import { expect, test } from 'vitest';
import { createProgramPlans } from './program-plans.ts';

const rules = { programUser: 'nobody', programsWithNetwork: ['granted'] };

test('a program is confined, and kept from the network unless it is granted it', async () => {
  const plan = createProgramPlans(
    () => rules,
    async () => true,
  );
  expect(await plan('other')).toMatchObject({ confinement: { mayUseNetwork: false } });
  expect(await plan('granted')).toMatchObject({ confinement: { mayUseNetwork: true } });
});

test('where the system confines nothing, only programs with the grant run', async () => {
  const plan = createProgramPlans(
    () => rules,
    async () => false,
  );
  await expect(plan('other')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('programsWithNetwork'),
  });
  expect(await plan('granted')).toMatchObject({ confinement: null });
});
