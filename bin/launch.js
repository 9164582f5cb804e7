// What happens before the program proper: packages are installed, and a Node that can run it is found.
// Written in old syntax, because it must be readable to whatever Node the machine has.
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');

const ROOT = path.dirname(__dirname);
const UNAVAILABLE = 69; // EX_UNAVAILABLE of sysexits.h
const FORWARDED_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const FIRST_INHERITED_FD = 3; // SD_LISTEN_FDS_START of sd_listen_fds(3)

/**
 * Runs `main(args)` of a module under a Node that can, and exits with the code it returns.
 *
 * @param {string} script the calling file, which is executed again when another Node is needed
 * @param {string} entry the module, relative to the project's folder
 * @param {string[]} args
 */
exports.launch = async function launch(script, entry, args) {
  try {
    if (!entry || !fs.existsSync(path.join(ROOT, entry)))
      throw unavailable('nothing to run: ' + (entry || 'no file named'));
    await installPackages();
    if (canRunHere(process.versions.node)) {
      stopWithLauncher();
      const program = await import(pathToFileURL(path.join(ROOT, entry)).href);
      process.exitCode = await program.main(args);
    } else {
      runUnderBundledNode(script, process.argv.slice(2));
    }
  } catch (error) {
    console.error('mailroom: ' + (error.expected ? error.message : error.stack || error));
    process.exitCode = error.expected ? UNAVAILABLE : 1;
  }
};

/** net.BoundSocket, which the supervisor needs, came with 24.21 and 26.5 in the form used here. */
function canRunHere(version) {
  const parts = version.split('.').map(Number);
  return (parts[0] === 24 && parts[1] >= 21) || (parts[0] === 26 && parts[1] >= 5) || parts[0] > 26;
}

function unavailable(message) {
  return Object.assign(new Error(message), { expected: true });
}

// --- packages ---

/** npm writes its hidden lockfile last, so one that is missing or older than ours means: not installed, or not these. */
function isInstalled() {
  const modifiedMs = (file) => {
    const stats = fs.statSync(path.join(ROOT, file), { throwIfNoEntry: false });
    return stats ? stats.mtimeMs : undefined;
  };
  const wanted = modifiedMs('package-lock.json');
  const present = modifiedMs('node_modules/.package-lock.json');
  return wanted === undefined || (present !== undefined && present >= wanted);
}

function installPackages() {
  if (isInstalled()) return Promise.resolve();
  const startedMs = Date.now();
  const line = 'mailroom: installing packages (npm ci), once';
  const tty = process.stderr.isTTY;
  process.stderr.write(line + (tty ? '' : ' ...\n'));
  const ticker = tty ? setInterval(() => process.stderr.write('.'), 1000) : undefined;
  return new Promise((resolve, reject) => {
    // The development tools and the bundled Node are needed whatever NODE_ENV or the user's npm settings leave out.
    const npm = spawn('npm', ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-progress'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = [];
    npm.stdout.on('data', (chunk) => output.push(chunk));
    npm.stderr.on('data', (chunk) => output.push(chunk));
    npm.on('error', (error) =>
      reject(unavailable('cannot run npm (' + error.code + '): install it, or run "npm ci" elsewhere')),
    );
    npm.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(unavailable('npm ci failed (' + (signal || 'exit code ' + code) + ')\n' + Buffer.concat(output)));
    });
  })
    .then(() =>
      process.stderr.write(
        (tty ? ' ' : 'mailroom: ') + 'done in ' + Math.round((Date.now() - startedMs) / 1000) + ' s\n',
      ),
    )
    .finally(() => clearInterval(ticker));
}

// --- the bundled Node ---

function findBundledNode() {
  const name = 'node-' + process.platform + '-' + process.arch;
  const folder = path.join(ROOT, 'node_modules', name);
  const file = path.join(folder, 'bin', 'node');
  const needed = 'Node ' + process.versions.node + ' is too old (24.21 or newer is needed), and the bundled one ';
  let version;
  try {
    version = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
    fs.accessSync(file, fs.constants.X_OK);
  } catch (error) {
    throw unavailable(needed + 'is missing: node_modules/' + name + ' (' + error.code + ')');
  }
  if (!canRunHere(version) || file === process.execPath) throw unavailable(needed + 'is ' + version);
  return file;
}

/** Stands in for the other process: same standard streams, same sockets from systemd, its signals, its end. */
function runUnderBundledNode(script, args) {
  const env = Object.assign({}, process.env);
  const inherited = [];
  if (env.LISTEN_PID === String(process.pid)) {
    for (let i = 0; i < Number(env.LISTEN_FDS); i += 1) inherited.push(FIRST_INHERITED_FD + i);
    delete env.LISTEN_PID; // Meant for us, and now for our child, whose number is not known yet.
  }
  env.MAILROOM_LAUNCHER_PID = String(process.pid);
  const child = spawn(findBundledNode(), [script].concat(args), {
    env,
    stdio: ['inherit', 'inherit', 'inherit'].concat(inherited, 'ipc'),
  });
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error('mailroom: the bundled Node does not run here: ' + error.message);
    process.exitCode = UNAVAILABLE;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const forwarded of FORWARDED_SIGNALS) process.removeAllListeners(forwarded);
    process.kill(process.pid, signal);
  });
}

/** Whoever kills the process that was started means this one: its end closes the channel between the two. */
function stopWithLauncher() {
  if (process.env.MAILROOM_LAUNCHER_PID !== String(process.ppid) || !process.channel) return;
  delete process.env.MAILROOM_LAUNCHER_PID;
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
