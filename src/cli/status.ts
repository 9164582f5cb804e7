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
      const { process, store, eventLoop, mail } = status;
      context.show(
        options,
        status,
        [t('column.name'), t('column.value')],
        [
          [t('status.version'), status.version],
          [t('status.hostname'), status.hostname],
          [t('status.data'), status.dataDirectory],
          [t('status.started'), status.startedAt],
          [t('status.pid'), String(process.pid)],
          [t('status.node'), process.nodeVersion],
          [t('status.memory'), formatSize(process.residentBytes)],
          [t('status.cpu'), `${process.cpuSeconds.toFixed(1)} s`],
          [t('status.event-loop'), `${eventLoop.maxMs.toFixed(1)} ms (p99 ${eventLoop.p99Ms.toFixed(1)} ms)`],
          [t('status.domains'), String(status.domains)],
          [t('status.users'), String(status.users)],
          [t('status.connections'), String(status.connections)],
          [t('status.queued'), String(mail.queuedMessages)],
          [t('status.held'), String(mail.heldMessages)],
          [t('status.quarantined'), String(mail.quarantined)],
          [t('status.messages'), String(store.emailCount)],
          [t('status.message-bytes'), formatSize(store.emailBytes)],
          [t('status.stored-bytes'), formatSize(store.contentBytes)],
          [t('status.saved'), formatSize(Math.max(0, store.savedBytes))],
          [t('status.index'), formatSize(store.indexBytes)],
          [t('status.free-disk'), formatSize(store.freeDiskBytes)],
        ],
      );
    });
};
