import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MODULE = join(import.meta.dirname, 'logger.ts');

/** What a process writes on standard error that logs these fields, and then does something. */
function logged(fields: string, then = ''): Record<string, unknown> {
  const script = `import { createLogger } from ${JSON.stringify(MODULE)};
    createLogger('test', 'info').child({ queueId: 'Q1' }).error(${fields}, 'it failed');
    ${then}`;
  const { stderr } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return JSON.parse(stderr);
}

test.each(['err', 'error', 'failure'])('an error under the name %s is written with its reason', (name) => {
  expect(logged(`{ ${name}: new Error('no such file') }`)).toMatchObject({
    queueId: 'Q1',
    msg: 'it failed',
    [name]: { type: 'Error', message: 'no such file', stack: expect.stringContaining('Error: no such file') },
  });
});

test('what is no error stays as it is', () => {
  expect(logged(`{ error: 'a text' }`)).toMatchObject({ error: 'a text' });
});

test('the last line before a process is killed is there', () => {
  expect(logged(`{}`, `process.kill(process.pid, 'SIGKILL')`)).toMatchObject({ msg: 'it failed' });
});
