import { expect, it } from 'vitest';
import { nextOf } from './next';

it('goes on to a page of ours only', () => {
  expect(nextOf('/servers?state=running')).toBe('/servers?state=running');
  expect(nextOf(null)).toBe('/');
  for (const bad of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
    expect(nextOf(bad)).toBe('/');
});
