import { expect, test } from 'vitest';
import { reply } from './reply.ts';

test('one line', () => {
  expect(reply(250, '2.1.0', 'Ok')).toEqual({ code: 250, text: '250 2.1.0 Ok\r\n' });
});

test('several lines', () => {
  expect(reply(250, null, 'mail.example.com', 'SIZE 1', 'PIPELINING').text).toBe(
    '250-mail.example.com\r\n250-SIZE 1\r\n250 PIPELINING\r\n',
  );
  expect(reply(550, '5.7.1', 'a', 'b').text).toBe('550-5.7.1 a\r\n550 5.7.1 b\r\n');
});

test('what is put in cannot become a line of its own, and no line is too long', () => {
  expect(reply(250, null, 'a\r\n250 b\u2028\0é').text).toBe('250 a??250 b???\r\n');
  expect(reply(250, null, 'x'.repeat(1000)).text.length).toBe(512);
});
