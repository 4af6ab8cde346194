import { expect, it } from 'vitest';
import { noticeDraftOf, noticeProblems, settingsOfNotice } from './notice-form';

const told = { ...noticeDraftOf(undefined), isOn: true };

it('saves what it has read', () => {
  const settings = {
    notice: { minutes: 30, to: ['ana@exemplo.com.br', 'bia@exemplo.com.br'], owner_tag: 'Dono' },
    leave_on: { choices: ['two_hours' as const], max_hours: 24 },
    preflight_hours: 0,
  };
  expect(settingsOfNotice(noticeDraftOf(settings))).toEqual(settings);
});

it('saves no notice where nobody is to hear', () => {
  expect(settingsOfNotice(noticeDraftOf(undefined)).notice).toBeUndefined();
  expect(noticeProblems(noticeDraftOf(undefined))).toEqual([]);
});

it('takes addresses with commas, spaces and lines between them', () => {
  expect(settingsOfNotice({ ...told, to: 'a@b.com, c@d.com\ne@f.com' }).notice?.to).toEqual([
    'a@b.com',
    'c@d.com',
    'e@f.com',
  ]);
});

it('says what has to be mended', () => {
  expect(noticeProblems(told)).toEqual(['nobody']);
  expect(noticeProblems({ ...told, ownerTag: 'Dono' })).toEqual([]);
  expect(noticeProblems({ ...told, to: 'ana' })).toEqual(['to']);
  expect(noticeProblems({ ...told, to: 'a@b.com', minutes: '4' })).toEqual(['minutes']);
  expect(noticeProblems({ ...told, to: 'a@b.com', maxHours: '169' })).toEqual(['maxHours']);
  expect(noticeProblems({ ...told, to: 'a@b.com', preflight: '' })).toEqual(['preflight']);
});
