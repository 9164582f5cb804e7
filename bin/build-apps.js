// Builds the pages of a checkout where they are missing or older than their sources. Written in old syntax, like launch.js.
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { withInstallLock } = require('./install-lock.js');

/** A build takes seconds; this is for the slowest of machines. */
const LOCK_TIMEOUT_MS = 5 * 60 * 1000;
/** What the pages are made of. */
const SOURCES = [
  'apps',
  'docs/guides',
  'docs/command-line.md',
  'locales',
  'package-lock.json',
  'src/cli',
  'src/domain/access',
  'src/domain/settings/catalogue',
  'src/wire/admin',
  'tools/docs',
  'tools/manual',
  'tools/web',
];

/**
 * Resolves when they are there, whoever built them. Where they cannot be built that is said, and nothing more: mail does not
 * wait for pages, and the server shows another one in their place.
 *
 * @param {string} root the project's folder
 */
exports.buildApps = async function buildApps(root) {
  // An installation carries the pages, and not what they are made of.
  if (!fs.existsSync(path.join(root, 'apps')) || isBuilt(root)) return;
  const onWait = () => say('another process builds the pages: waiting until it is done\n');
  try {
    await withInstallLock(root, { timeoutMs: LOCK_TIMEOUT_MS, onWait }, async (addHolder) => {
      if (!isBuilt(root)) await build(root, addHolder);
    });
  } catch (error) {
    say('starting without the pages: ' + error.message + '\n');
  }
};

function isBuilt(root) {
  const stamp = fs.statSync(path.join(root, 'dist/web/.built'), { throwIfNoEntry: false });
  return stamp !== undefined && SOURCES.every((source) => newest(path.join(root, source)) <= stamp.mtimeMs);
}

/** When the file, or the youngest below the folder, was changed; also the folder's own time, which tells of what is gone. */
function newest(place) {
  const stats = fs.statSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return fs.readdirSync(place).reduce((time, name) => Math.max(time, newest(path.join(place, name))), stats.mtimeMs);
}

function build(root, addHolder) {
  const startedMs = Date.now();
  say('building the pages, once ...\n');
  return new Promise((resolve, reject) => {
    const program = [path.join(root, 'bin/run'), 'tools/build-web.ts'];
    const child = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) addHolder(child.pid);
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => reject(new Error('they cannot be built (' + error.code + ')')));
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error('they could not be built\n' + Buffer.concat(output)));
      say('done in ' + Math.round((Date.now() - startedMs) / 1000) + ' s\n');
      resolve();
    });
  });
}

function say(text) {
  process.stderr.write('mailroom: ' + text);
}
