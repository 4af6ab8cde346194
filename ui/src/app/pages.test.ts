import { matchRoutes } from 'react-router';
import { expect, test } from 'vitest';
import { doors, pages, placeOf } from './pages';

// What the first script begins to load is what the router opens then.
test.each([...doors, ...pages])('the address of $path opens its page', ({ path }) => {
  const address = path === '*' ? '/nowhere/at-all' : path.replaceAll(/:\w+/g, 'one');
  const matched = matchRoutes(
    [...doors, ...pages].map(({ path }) => ({ path })),
    address,
  );

  expect(placeOf(address).place.path).toBe(path);
  expect(matched?.at(-1)?.route.path).toBe(path);
  expect(placeOf(address).isDoor).toBe(doors.some((one) => one.path === path));
});

test('a slash at the end changes nothing', () => {
  expect(placeOf('/servers/').place.path).toBe('/servers');
});
