export const QUARANTINE_HELP = {
  texts: ['server.quarantine.help.1', 'server.quarantine.help.2', 'server.quarantine.help.3'],
  guide: 'administrator/quarantine',
} as const;
