export const QUEUE_HELP = {
  texts: ['server.queue.help.1', 'server.queue.help.2', 'server.queue.help.3'],
  guide: 'administrator/outgoing-mail',
} as const;
