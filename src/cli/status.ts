/** `mailroom status`: how the server is doing. */
import { formatSize } from '../base/quantity.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('status')
    .description(t('cli.status'))
    .action(async (options: CommonOptions) => {
      const status = await context.client(options).call(ENDPOINTS.status);
      const { process, store, eventLoop } = status;
      context.show(
        options,
        status,
        [t('column.name'), t('column.value')],
        [
          ['version', status.version],
          ['hostname', status.hostname],
          ['data', status.dataDirectory],
          ['started', status.startedAt],
          ['pid', String(process.pid)],
          ['node', process.nodeVersion],
          ['memory', formatSize(process.residentBytes)],
          ['cpu', `${process.cpuSeconds.toFixed(1)} s`],
          ['event loop', `max ${eventLoop.maxMs.toFixed(1)} ms, p99 ${eventLoop.p99Ms.toFixed(1)} ms`],
          ['domains', String(status.domains)],
          ['users', String(status.users)],
          ['connections', String(status.connections)],
          ['messages', String(store.emailCount)],
          ['message bytes', formatSize(store.emailBytes)],
          ['stored bytes', formatSize(store.contentBytes)],
          ['saved', formatSize(Math.max(0, store.savedBytes))],
          ['index', formatSize(store.indexBytes)],
          ['free disk', formatSize(store.freeDiskBytes)],
        ],
      );
    });
};
