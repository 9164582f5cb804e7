import { expect, test } from 'vitest';
import { parseBlockList } from '../../../src/domain/reputation/block-list.ts';
import { readBlockList, writeBlockList } from './block-list-text.ts';

test.each([
  ['zen.example.org reject', { zone: 'zen.example.org', points: null, rest: '' }],
  ['bl.example.net', { zone: 'bl.example.net', points: null, rest: '' }],
  ['bl.example.net 127.0.0.2 score=3', { zone: 'bl.example.net', points: 3, rest: '127.0.0.2' }],
  ['d.example.org score=2 sender-domain mask=6', { zone: 'd.example.org', points: 2, rest: 'sender-domain mask=6' }],
])('%s', (text, entry) => {
  expect(readBlockList(text)).toEqual(entry);
  // What is written means the same to the server.
  expect(parseBlockList(writeBlockList(entry))).toEqual(parseBlockList(text));
});
