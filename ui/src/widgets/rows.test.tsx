import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

interface Thing {
  id: string;
  size: string;
}
const columns = [
  { id: 'id', header: 'Name', cell: (one: Thing) => one.id },
  { id: 'size', header: 'Size', cell: (one: Thing) => one.size },
];

async function shown(isNarrow: boolean, items: Thing[] | undefined) {
  vi.stubGlobal('matchMedia', () => ({ matches: isNarrow, addEventListener() {}, removeEventListener() {} }));
  const { Rows } = await import('./rows');
  return render(<Rows label="Things" items={items} trackBy={(one) => one.id} columns={columns} empty="There is none" />)
    .container;
}

beforeEach(() => vi.resetModules());
afterEach(cleanup);

it('is a table, and on a phone cards of the same columns', async () => {
  const things = [{ id: 'boat', size: 'small' }];
  const wide = await shown(false, things);
  expect(wide.querySelector('table')).not.toBeNull();
  cleanup();
  vi.resetModules();
  const narrow = await shown(true, things);
  expect(narrow.querySelector('table')).toBeNull();
  for (const word of ['boat', 'Size', 'small']) expect(narrow.textContent).toContain(word);
});

it('says that there is none only where that is known', async () => {
  for (const isNarrow of [false, true]) {
    expect((await shown(isNarrow, [])).textContent).toContain('There is none');
    cleanup();
    expect((await shown(isNarrow, undefined)).textContent).not.toContain('There is none');
    cleanup();
    vi.resetModules();
  }
});
