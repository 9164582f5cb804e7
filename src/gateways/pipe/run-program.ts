/**
 * Runs a program of the administrator's folder with a message as its input. By no shell, without arguments, in a
 * process group of its own that does not outlive it.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once as nextEvent } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../base/failure.ts';
import { type ConfinementOptions, confine, isConfinementFault, signalOfExit } from './confinement.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { SystemUser } from './find-user.ts';
import { judgeExit, type ProgramEnd } from './judge-exit.ts';
import { type ProgramFacts, programEnvironment } from './program-environment.ts';
import { openProgram } from './program-file.ts';
import { ProgramOutput } from './program-output.ts';
import { describeDescriptor, HAS_DESCRIPTOR_NAMES, openTrustedFolder } from './trusted-place.ts';

export interface RunRequest {
  readonly folder: string;
  /** An entry of the folder: see `isEntryName`. */
  readonly name: string;
  readonly facts: ProgramFacts;
  /** With LF as line end. */
  readonly message: () => AsyncIterable<Uint8Array>;
  readonly timeoutMs: number;
  /** Whose rights it has; null for our own. */
  readonly user: SystemUser | null;
  /** Null where the system confines nothing: then it is kept together by its process group only. */
  readonly confinement: ConfinementOptions | null;
}

type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/** Behind input, output and errors. */
const PROGRAM_DESCRIPTOR = 3;
const MAX_OUTPUT_BYTES = 64 * 1024;
/** After its end: for what it wrote to arrive. What it has left behind is dead by then. */
const OUTPUT_GRACE_MS = 1000;

/** Throws Failure `unavailable` or the system's error when it cannot be run, and the signal's reason. */
export async function runProgram(request: RunRequest, signal: AbortSignal): Promise<DeliveryReport> {
  const { name, message, timeoutMs, confinement } = request;
  await using folder = await openTrustedFolder(request.folder);
  await using file = await openProgram(folder, name, request.user);
  signal.throwIfAborted();
  const child = await start(request, folder.pathOf(name), file);
  const output = new ProgramOutput(MAX_OUTPUT_BYTES);
  child.stdout.on('data', (chunk: Uint8Array) => output.take(chunk));
  child.stderr.on('data', (chunk: Uint8Array) => output.take(chunk));

  const done = new AbortController();
  const fed = feed(child, message, done.signal);
  const killOnce = once(() => killGroup(child));
  try {
    const end = await Promise.race([endOf(child, timeoutMs, signal), failureOf(fed)]);
    // What it has started and left behind would hold its output open.
    killOnce();
    await outputEnd(child);
    const { lastLine } = output;
    if (confinement === null || end.kind !== 'exit') return judgeExit(name, end, lastLine);
    if (isConfinementFault(end.code, lastLine))
      throw new Failure('unavailable', `the program ${name} cannot be confined: ${lastLine}`);
    const killedBy = signalOfExit(end.code);
    return judgeExit(name, killedBy === null ? end : { kind: 'signal', signal: killedBy }, lastLine);
  } finally {
    // Before its input is closed: it must not take half a message for a whole one.
    killOnce();
    done.abort();
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    await fed.catch(() => {});
  }
}

/**
 * What is run is the file that was looked at, and its folder may be closed to the user whose rights it gets: it is named
 * by its descriptor, where the system has names for those.
 */
async function start(request: RunRequest, path: string, file: FileHandle): Promise<Program> {
  const { facts, user, confinement } = request;
  const program = HAS_DESCRIPTOR_NAMES ? describeDescriptor(PROGRAM_DESCRIPTOR) : path;
  const [command = program, ...args] = confinement === null ? [] : confine(program, confinement);
  const child = spawn(command, args, {
    cwd: '/',
    env: programEnvironment(facts),
    // A session of its own: what it starts can be ended with it.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', HAS_DESCRIPTOR_NAMES ? file.fd : 'ignore'],
    // What confines it has to be ours until it has done so.
    ...(confinement === null ? user : null),
  }) as Program;
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return child;
}

/** Ends early where the program does not want to read all of it: then it is judged by its end. */
async function feed(child: Program, message: () => AsyncIterable<Uint8Array>, done: AbortSignal): Promise<void> {
  const { stdin } = child;
  const closed = new AbortController();
  stdin.on('error', () => closed.abort());
  const stopped = AbortSignal.any([done, closed.signal]);
  for await (const chunk of message()) {
    if (stopped.aborted) return;
    if (stdin.write(chunk)) continue;
    try {
      await nextEvent(stdin, 'drain', { signal: stopped });
    } catch {
      return;
    }
  }
  stdin.end();
}

/** A message that cannot be read is an error; otherwise this never ends. */
async function failureOf(fed: Promise<void>): Promise<never> {
  await fed;
  return await new Promise<never>(() => {});
}

async function endOf(child: Program, timeoutMs: number, signal: AbortSignal): Promise<ProgramEnd> {
  let timer: NodeJS.Timeout | undefined;
  let abort = () => {};
  try {
    return await new Promise<ProgramEnd>((resolve, reject) => {
      abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      timer = setTimeout(() => resolve({ kind: 'timeout', timeoutMs }), timeoutMs);
      const ended = (code: number | null, killedBy: string | null) =>
        resolve(killedBy === null ? { kind: 'exit', code: code ?? 1 } : { kind: 'signal', signal: killedBy });
      if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode);
      else child.once('exit', ended);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

async function outputEnd({ stdout, stderr }: Program): Promise<void> {
  const ends = [stdout, stderr].filter((stream) => !stream.readableEnded).map((stream) => nextEvent(stream, 'end'));
  const grace = new AbortController();
  try {
    await Promise.race([Promise.all(ends), wait(OUTPUT_GRACE_MS, undefined, { signal: grace.signal })]);
  } finally {
    grace.abort();
  }
}

/** Also when the program itself has ended: its children are in the group. */
function killGroup({ pid }: Program): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
