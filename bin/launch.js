// What happens before the program proper: packages are installed, and a Node that can run it is found.
// Written in old syntax, because it must be readable to whatever Node the machine has.
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { buildApps } = require('./build-apps.js');
const { installPackages } = require('./install-packages.js');
const { unavailable } = require('./unavailable.js');

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
 * @param {{ servesPages: boolean }} [options] whether the pages have to be there
 */
exports.launch = async function launch(script, entry, args, options) {
  try {
    if (!entry || !fs.existsSync(path.join(ROOT, entry)))
      throw unavailable('nothing to run: ' + (entry || 'no file named'));
    await installPackages(ROOT);
    if (options && options.servesPages) await buildApps(ROOT);
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
