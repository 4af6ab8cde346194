import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Rows } from './rows';

// Asked at each rendering, so that one load of the components serves both widths.
const phone = vi.hoisted(() => {
  const query = { matches: false, addEventListener() {}, removeEventListener() {} };
  vi.stubGlobal('matchMedia', () => query);
  return query;
});

interface Thing {
  id: string;
  size: string;
}
const columns = [
  { id: 'id', header: 'Name', cell: (one: Thing) => one.id },
  { id: 'size', header: 'Size', cell: (one: Thing) => one.size },
];

function shown(isNarrow: boolean, items: Thing[] | undefined) {
  cleanup();
  phone.matches = isNarrow;
  return render(<Rows label="Things" items={items} trackBy={(one) => one.id} columns={columns} empty="There is none" />)
    .container;
}

afterEach(cleanup);

it('is a table, and on a phone cards of the same columns', () => {
  const things = [{ id: 'boat', size: 'small' }];
  expect(shown(false, things).querySelector('table')).not.toBeNull();
  const narrow = shown(true, things);
  expect(narrow.querySelector('table')).toBeNull();
  for (const word of ['boat', 'Size', 'small']) expect(narrow.textContent).toContain(word);
});

it('says that there is none only where that is known', () => {
  for (const isNarrow of [false, true]) {
    expect(shown(isNarrow, []).textContent).toContain('There is none');
    expect(shown(isNarrow, undefined).textContent).not.toContain('There is none');
  }
});
