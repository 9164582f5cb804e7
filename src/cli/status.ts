/** `mailroom status`: how the server is doing. */
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';

export const register: Register = (program, context) => {
  const { t } = context;
  const { number, size, time } = context.formats;
  program
    .command('status')
    .description(t('cli.status'))
    .action(async (options: CommonOptions) => {
      const status = await context.client(options).call(ENDPOINTS.status);
      const { process, store, eventLoop, mail, refusedSettings } = status;
      context.show(
        options,
        status,
        [t('column.name'), t('column.value')],
        [
          [t('status.version'), status.version],
          [t('status.hostname'), status.hostname],
          [t('status.data'), status.dataDirectory],
          [t('status.started'), time(Date.parse(status.startedAt))],
          [t('status.pid'), String(process.pid)],
          [t('status.node'), process.nodeVersion],
          [t('status.memory'), size(process.residentBytes)],
          [t('status.cpu'), `${number(process.cpuSeconds, 1)} s`],
          [t('status.event-loop'), `${number(eventLoop.maxMs, 1)} ms (p99 ${number(eventLoop.p99Ms, 1)} ms)`],
          [t('status.domains'), number(status.domains)],
          [t('status.users'), number(status.users)],
          [t('status.connections'), number(status.connections)],
          [t('status.queued'), number(mail.queuedMessages)],
          [t('status.held'), number(mail.heldMessages)],
          [t('status.quarantined'), number(mail.quarantined)],
          [t('status.messages'), number(store.emailCount)],
          [t('status.message-bytes'), size(store.emailBytes)],
          [t('status.stored-bytes'), size(store.contentBytes)],
          [t('status.saved'), size(Math.max(0, store.savedBytes))],
          [t('status.index'), size(store.indexBytes)],
          [t('status.free-disk'), size(store.freeDiskBytes)],
          ...(refusedSettings.length === 0 ? [] : [[t('status.refused-settings'), refusedSettings.join(', ')]]),
        ],
      );
    });
};
