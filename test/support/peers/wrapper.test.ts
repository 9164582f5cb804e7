import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWrapper } from './wrapper.ts';

let root: string;

beforeEach(async () => {
  // Names as they may be: with a space and a quote.
  root = await mkdtemp(join(tmpdir(), "peer's files "));
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await mkdir(join(root, 'usr/lib/x86_64-linux-gnu/sasl2'), { recursive: true });
});

afterEach(() => rm(root, { recursive: true }));

test('runs a script with the unpacked interpreter, folders and all arguments', async () => {
  await put('usr/bin/python9', '#!/bin/sh\necho "interpreter $1 $SASL_PATH $3"\n');
  await put('usr/bin/client', '#! /usr/bin/python9 -I\n');
  const wrapper = await writeWrapper(root, 'client');
  expect(execFileSync(wrapper, ['two words'], { encoding: 'utf8' })).toBe(
    `interpreter -I ${root}/usr/lib/x86_64-linux-gnu/sasl2 two words\n`,
  );
});

test('uses the interpreter of the system where none was unpacked, and keeps its exit code', async () => {
  await put('usr/bin/client', '#!/usr/bin/env sh\nexit 7\n');
  const wrapper = await writeWrapper(root, 'client');
  expect(() => execFileSync(wrapper)).toThrow(expect.objectContaining({ status: 7 }) as Error);
});

test('says when the program is not there', async () => {
  await expect(writeWrapper(root, 'nothing')).rejects.toThrow('the unpacked packages contain no nothing');
});

async function put(path: string, content: string): Promise<void> {
  await writeFile(join(root, path), content, { mode: 0o755 });
}
