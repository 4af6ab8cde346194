import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Never } from './never';
import type { Preview, ScheduleDraft } from './queries';

const draft = {
  zone: 'America/Sao_Paulo',
  rules: [{ point: { cron: '0 8 30 2 *', action: 'start' } }, { point: { once: '2026-03-02T06:59', action: 'stop' } }],
} as unknown as ScheduleDraft;

function shown(never: Preview['never']) {
  return render(<Never draft={draft} preview={{ never } as Preview} />).container.textContent ?? '';
}

it('says which rule will never act, and why', () => {
  const text = shown([{ rule: 0, because: 'no_date' }]);

  expect(text).toContain('0 8 30 2 *');
  expect(text).not.toContain('06:59');
  expect(text).toMatch(/nenhuma data serve|no date fits/);
  expect(text).toMatch(/horários: |times: /);
});

it('says nothing where all act, nor of a rule that was taken out since', () => {
  expect(shown([])).toBe('');
  expect(shown([{ rule: 2, because: 'passed' }])).toBe('');
});
