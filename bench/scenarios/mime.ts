/**
 * What the message format layer costs: index and digest of a small message, throughput of a large one, hostile input.
 *
 * Run: node bench/scenarios/mime.ts. Prints one line per case: the median of several rounds.
 */

import { renderBodyStructure } from '../../src/formats/mime/body-structure.ts';
import { digestMessage } from '../../src/formats/mime/digest.ts';
import { createMimeIndexer, indexMessage } from '../../src/formats/mime/mime-indexer.ts';
import { decodeParts } from '../../src/formats/mime/parts-codec.ts';
import { decodeTransfer } from '../../src/formats/mime/transfer-decoder.ts';

const MEGABYTE = 1_000_000;
/** As a socket or a file hands it over. */
const CHUNK_BYTES = 64 * 1024;

function small(from: string, subject: string, bytes: number): Buffer {
  const received =
    'Received: from mx.example.org (mx.example.org [192.0.2.7]) by mail.example.com with ESMTPS id 4f2\r\n\tfor <bob@example.com>; Mon, 02 Nov 2026 09:00:00 +0100\r\n';
  const header =
    `Return-Path: <alice@example.org>\r\n${received.repeat(3)}From: ${from}\r\nTo: Bob <bob@example.com>, carol@example.com\r\n` +
    `Cc: "Dave, D." <dave@example.com>\r\nSubject: ${subject}\r\nDate: Mon, 02 Nov 2026 08:59:58 +0100\r\n` +
    'Message-ID: <20261102.1@example.org>\r\nReferences: <a@example.org> <b@example.org>\r\nMIME-Version: 1.0\r\n' +
    'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nX-Mailer: test\r\n\r\n';
  const line = 'The quick brown fox jumps over the lazy dog and looks around.\r\n';
  return Buffer.from(header + line.repeat(Math.ceil((bytes - header.length) / line.length)));
}

function large(bytes: number): Buffer {
  const head = Buffer.from(
    'From: alice@example.org\r\nContent-Type: multipart/mixed; boundary="=_outer"\r\n\r\n--=_outer\r\n\r\nSee attached.\r\n' +
      '--=_outer\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n',
  );
  return Buffer.concat([
    head,
    Buffer.alloc(bytes, `${'QUJDREVG'.repeat(9)}QUJD\r\n`),
    Buffer.from('\r\n--=_outer--\r\n'),
  ]);
}

function stream(message: Buffer): void {
  const indexer = createMimeIndexer();
  for (let at = 0; at < message.length; at += CHUNK_BYTES) indexer.write(message.subarray(at, at + CHUNK_BYTES));
  digestMessage(indexer.finish());
}

/** Median of the rounds, in microseconds of CPU for one run: other work on the machine does not count. */
function measure(rounds: number, runs: number, work: () => void): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.threadCpuUsage();
    for (let run = 0; run < runs; run++) work();
    const { user, system } = process.threadCpuUsage(start);
    times.push((user + system) / runs);
  }
  return times.sort((one, other) => one - other)[rounds >> 1];
}

function report(name: string, microseconds: number, bytes?: number): void {
  const rate = bytes === undefined ? '' : `  ${Math.round(bytes / microseconds)} MB/s`;
  console.log(`${name.padEnd(44)} ${microseconds.toFixed(1).padStart(12)} µs${rate}`);
}

const plain = small('Alice <alice@example.org>', 'Minutes of the meeting', 4096);
const encoded = small('=?utf-8?q?J=C3=B6rg?= <alice@example.org>', '=?iso-8859-1?q?Gr=FC=DFe?=', 4096);
report(
  'index + digest, 4 KiB plain',
  measure(15, 2_000, () => digestMessage(indexMessage(plain))),
  plain.length,
);
report(
  'index only, 4 KiB plain',
  measure(15, 2_000, () => indexMessage(plain)),
  plain.length,
);
report(
  'index + digest, 4 KiB with encoded-words',
  measure(15, 2_000, () => digestMessage(indexMessage(encoded))),
);
const { parts } = digestMessage(indexMessage(plain));
report(
  'decodeParts + BODYSTRUCTURE, plain',
  measure(15, 10_000, () => renderBodyStructure(decodeParts(parts), { extended: true })),
);

const attachment = large(50 * MEGABYTE);
report(
  'index + digest, 50 MB attachment',
  measure(5, 1, () => stream(attachment)),
  attachment.length,
);
report(
  'base64, 50 MB',
  measure(3, 1, () => decodeTransfer('base64', attachment)),
  attachment.length,
);
report(
  'quoted-printable, 50 MB',
  measure(3, 1, () => decodeTransfer('quoted-printable', attachment)),
  attachment.length,
);
const dashes = Buffer.concat([large(1_000).subarray(0, 90), Buffer.alloc(50 * MEGABYTE, '--x\r\n')]);
report(
  '50 MB of lines "--x" within a multipart',
  measure(3, 1, () => stream(dashes)),
  dashes.length,
);

const headers = Buffer.from('To: a@b\r\n'.repeat(500_000));
report(
  '500,000 header fields',
  measure(3, 1, () => stream(headers)),
  headers.length,
);
const oneHeader = Buffer.concat([Buffer.from('To: '), Buffer.alloc(100 * MEGABYTE, 'a@b,')]);
report(
  'one header field of 100 MB',
  measure(3, 1, () => stream(oneHeader)),
  oneHeader.length,
);
const folded = Buffer.concat([Buffer.from('To: a@b'), Buffer.alloc(100 * MEGABYTE, ',\r\n a@b')]);
report(
  'one folded header field of 100 MB',
  measure(3, 1, () => stream(folded)),
  folded.length,
);
const parts1m = Buffer.concat([large(1_000).subarray(0, 80), Buffer.alloc(14 * MEGABYTE, '--=_outer\r\n\r\n')]);
report(
  '1,000,000 empty parts',
  measure(3, 1, () => stream(parts1m)),
  parts1m.length,
);
const blobs = Buffer.from(`Subject: ${'[a]'.repeat(43_000)}\r\n\r\n`);
report(
  'subject of 43,000 "[a]"',
  measure(3, 1, () => stream(blobs)),
);
const words = Buffer.from(`Subject: ${'=?iso-2022-jp?B?GyRCJCIbKEI=?= =?koi8-r?q?=C1?= '.repeat(2_600)}\r\n\r\n`);
report(
  'subject of 5,200 encoded-words',
  measure(3, 1, () => stream(words)),
);
