import { describe, expect, test } from 'vitest';
import { API_PREFIX } from '../../wire/admin/endpoint.ts';
import { findEndpoint } from './router.ts';

describe('the endpoint of a request', () => {
  test.each([
    ['GET', '/users/import', 'user.show'],
    ['POST', '/users/import', 'user.import'],
    ['GET', '/users', 'user.list'],
    ['GET', '/users/bob', 'user.show'],
    ['HEAD', '/users', 'user.list'],
  ])('%s %s is %s', (method, path, name) => {
    const found = findEndpoint(method, API_PREFIX + path);
    expect(found).toMatchObject({ name });
  });

  test.each([
    ['DELETE', '/users', ['GET', 'HEAD', 'POST']],
    ['get', '/users', ['GET', 'HEAD', 'POST']],
    ['HEAD', '/sign-in', ['POST']],
    ['HEAD', '/events', ['GET']],
    ['POST', '/events', ['GET']],
  ])('%s %s is none, but there are others', (method, path, allowed) => {
    const found = findEndpoint(method, API_PREFIX + path);
    expect(found !== null && 'allowed' in found && [...found.allowed].sort()).toEqual(allowed);
  });

  test('a segment is decoded once, and may hold a slash', () => {
    const nameOf = (segment: string) => findEndpoint('GET', `${API_PREFIX}/users/${segment}`);
    expect(nameOf('j%C3%B6rg')).toMatchObject({ pathParameters: { userId: 'jörg' } });
    expect(nameOf('a%252Fb')).toMatchObject({ pathParameters: { userId: 'a%2Fb' } });
    expect(nameOf('a%2Fb')).toMatchObject({ pathParameters: { userId: 'a/b' } });
  });

  test.each(['/users/', '/users/%', '/users/%ff', '/users/bob/more', '/', '', '/nothing'])(
    '%j leads nowhere',
    (path) => {
      expect(findEndpoint('GET', API_PREFIX + path)).toBeNull();
    },
  );

  test.each(['/users', `x${API_PREFIX.slice(1)}/users`, `${API_PREFIX}users`])(
    'nor does %j: it is not below the API',
    (path) => {
      expect(findEndpoint('GET', path)).toBeNull();
    },
  );
});
