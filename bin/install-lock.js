// One launcher installs at a time: two `npm ci` in one folder remove each other's files (ENOTEMPTY).
// Written in old syntax, like launch.js.
'use strict';

const fs = require('fs');
const path = require('path');

const POLL_MS = 250;

/**
 * Runs `work` while no other process runs its own for the same folder.
 *
 * The lock is a folder with one file in it, whose name holds the process numbers of the holder: its own, and that of the
 * npm it started, which goes on when only the launcher is killed. Where all of them are gone the lock is taken over by
 * renaming the file, which succeeds for one process alone.
 *
 * @template T
 * @param {string} root the folder
 * @param {{ timeoutMs: number, onWait: (holder: string) => void }} options `onWait` is called once, when it has to wait
 * @param {(addHolder: (pid: number) => void) => Promise<T>} work
 * @returns {Promise<T>} rejects with `code: 'ELOCKED'` and `holder`, when the lock was not free in time
 */
exports.withInstallLock = async function withInstallLock(root, options, work) {
  const lock = exports.installLockPath(root);
  const deadlineMs = Date.now() + options.timeoutMs;
  let hasWaited = false;
  while (!tryLock(lock)) {
    const holder = holderOf(lock);
    if (holder === undefined) continue;
    if (!isAlive(holder) && tryRename(path.join(lock, holder), path.join(lock, String(process.pid)))) break;
    if (!hasWaited) options.onWait(holder);
    hasWaited = true;
    if (Date.now() >= deadlineMs) throw Object.assign(new Error('locked'), { code: 'ELOCKED', holder, lock });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  let name = String(process.pid);
  const addHolder = (pid) => {
    const next = name + '-' + pid;
    if (tryRename(path.join(lock, name), path.join(lock, next))) name = next;
  };
  try {
    return await work(addHolder);
  } finally {
    unlock(lock, name);
  }
};

exports.installLockPath = (root) => path.join(root, '.install-lock');

/** A folder that is there with its file from the first moment: made aside, then renamed, which fails on a full one. */
function tryLock(lock) {
  const draft = lock + '.' + process.pid;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft);
  fs.writeFileSync(path.join(draft, String(process.pid)), '');
  if (tryRename(draft, lock)) return true;
  fs.rmSync(draft, { recursive: true, force: true });
  return false;
}

/** The second step fails when somebody has taken the empty folder meanwhile: then it is theirs. */
function unlock(lock, name) {
  fs.rmSync(path.join(lock, name), { force: true });
  try {
    fs.rmdirSync(lock);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
  }
}

/** Undefined when the lock has gone meanwhile. */
function holderOf(lock) {
  try {
    return fs.readdirSync(lock)[0];
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function tryRename(from, to) {
  try {
    fs.renameSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST' || error.code === 'ENOENT') return false;
    throw error;
  }
}

/** This process itself has no lock when it asks: its number is that of a dead one, as it happens in containers. */
function isAlive(holder) {
  return holder
    .split('-')
    .map(Number)
    .some((pid) => pid !== process.pid && isRunning(pid));
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
