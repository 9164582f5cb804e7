/** The process that the supervisor starts. Its one argument is the configuration, as JSON. */

import { failureText } from '../locales/failure-text.ts';
import { languageOf, translator } from '../locales/index.ts';
import { Failure } from './base/failure.ts';
import { LogRing } from './base/log-ring.ts';
import { createLogger } from './base/logger.ts';
import { bootstrapSchema } from './config/bootstrap.ts';
import { dataDirectoryAt } from './config/data-directory.ts';
import { VERSION } from './config/version.ts';
import { type RunningServer, startServer } from './server.ts';
import { followSupervisor, reportReady } from './supervisor/follow-supervisor.ts';
import { receiveListeners } from './supervisor/inherited-listeners.ts';
import { CANNOT_START_EXIT_CODE } from './supervisor/protocol.ts';

/** The disk broke: what was promised is on it, and the next process begins from there. EX_IOERR of sysexits.h */
const DISK_FAILED_EXIT_CODE = 74;
const HTTPS_PORT = 443;

const bootstrap = bootstrapSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
/** For `mailroom log` and the browser. */
const RECENT_LINES = 5000;
const recentLog = new LogRing(RECENT_LINES);
const log = createLogger('server', bootstrap.logLevel, recentLog);
const t = translator(languageOf(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG));

await run().catch((error: unknown) => {
  if (!(error instanceof Failure)) throw error;
  log.debug({ err: error }, 'the server cannot start');
  process.stderr.write(`${t('cli.error', { message: failureText(t, error) })}\n`);
  process.exit(CANNOT_START_EXIT_CODE);
});

async function run(): Promise<void> {
  const { dataDir } = bootstrap;
  if (dataDir === undefined) throw new Failure('invalid', 'no data directory');
  const inherited = await receiveListeners();
  const server = await startServer({
    bootstrap: { ...bootstrap, dataDir },
    log,
    recentLog,
    inherited,
    onFatal: (failure) => {
      log.error({ err: failure }, 'the store failed: the process ends and starts again from what is on disk');
      process.exit(DISK_FAILED_EXIT_CODE);
    },
  });
  followSupervisor({
    reload: () => void server.reload(),
    stop: () => void server.stop().then(() => log.info({}, 'stopped')),
  });
  announce(server);
  reportReady({ pid: process.pid, hostname: server.hostname, ports: server.ports, dataDir: server.dataDir });
}

/** For the person who typed `npm start`; the log is for programs. */
function announce({ ports, certificate, firstStart, dataDir, hostname }: RunningServer): void {
  const lines = [t('cli.serve.ready', { version: VERSION }), ''];
  for (const [name, port] of Object.entries(ports)) lines.push(`  ${name.padEnd(12)} ${hostname}:${port}`);
  const { fingerprint, issuer } = certificate;
  const url = `https://${hostname}${ports.https === HTTPS_PORT ? '' : `:${ports.https}`}/msg`;
  lines.push(
    '',
    t('cli.serve.data', { directory: dataDir }),
    t(certificate.isSelfMade ? 'cli.serve.certificate' : 'cli.serve.certificate-own', { fingerprint, issuer }),
    t('cli.serve.certificate-expires', { date: certificate.notAfter.slice(0, 10) }),
    t('cli.serve.browser', { url }),
  );
  if (firstStart !== null) {
    const { domain, userId, password } = firstStart;
    const { initialPasswordFile } = dataDirectoryAt(dataDir);
    lines.push(
      '',
      t('cli.serve.first-start', { domain, userId }),
      '',
      `  ${password}`,
      '',
      t('cli.serve.password-file', { file: initialPasswordFile }),
      t('cli.serve.next', { domain, userId, url }),
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
