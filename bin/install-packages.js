// Installs the packages of a checkout where they are missing. Written in old syntax, like launch.js.
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { withInstallLock } = require('./install-lock.js');
const { unavailable } = require('./unavailable.js');

/** An installation takes seconds; this is for the slowest of lines. */
const LOCK_TIMEOUT_MS = 10 * 60 * 1000;

/** Resolves when they are there, whoever installed them. @param {string} root the project's folder */
exports.installPackages = async function installPackages(root) {
  if (isInstalled(root)) return;
  const onWait = (holder) =>
    say('another process (' + holder.split('-')[0] + ') installs the packages: waiting until it is done\n');
  try {
    await withInstallLock(root, { timeoutMs: LOCK_TIMEOUT_MS, onWait }, async (addHolder) => {
      if (!isInstalled(root)) await runNpm(root, addHolder);
    });
  } catch (error) {
    if (error.syscall) throw unavailable('cannot install packages in ' + root + ' (' + error.code + ')');
    if (error.code !== 'ELOCKED') throw error;
    const minutes = LOCK_TIMEOUT_MS / 60000;
    throw unavailable(
      'process ' +
        error.holder +
        ' has been installing packages for ' +
        minutes +
        ' minutes; if it is not, remove ' +
        error.lock,
    );
  }
};

/** npm writes its hidden lockfile last, so one that is missing or older than ours means: not installed, or not these. */
function isInstalled(root) {
  const modifiedMs = (file) => {
    const stats = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
    return stats ? stats.mtimeMs : undefined;
  };
  const wanted = modifiedMs('package-lock.json');
  const present = modifiedMs('node_modules/.package-lock.json');
  return wanted === undefined || (present !== undefined && present >= wanted);
}

async function runNpm(root, addHolder) {
  const startedMs = Date.now();
  const tty = process.stderr.isTTY;
  say('installing packages (npm ci), once' + (tty ? '' : ' ...\n'));
  const ticker = tty ? setInterval(() => process.stderr.write('.'), 1000) : undefined;
  try {
    await spawnNpm(root, addHolder);
  } finally {
    clearInterval(ticker);
  }
  const done = 'done in ' + Math.round((Date.now() - startedMs) / 1000) + ' s\n';
  if (tty) process.stderr.write(' ' + done);
  else say(done);
}

function spawnNpm(root, addHolder) {
  return new Promise((resolve, reject) => {
    // The development tools and the bundled Node are needed whatever NODE_ENV or the user's npm settings leave out.
    const npm = spawn('npm', ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-progress'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (npm.pid !== undefined) addHolder(npm.pid);
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
  });
}

function say(text) {
  process.stderr.write('mailroom: ' + text);
}
