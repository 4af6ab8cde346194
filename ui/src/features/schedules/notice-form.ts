// Who hears before a stop, what the links may do, and the check before a fire: as the form has it, and as it is saved.
import type { Schedule } from './queries';

type Settings = Schedule['settings'];
export type LeaveOnChoice = NonNullable<NonNullable<Settings['leave_on']>['choices']>[number];
export const leaveOnChoices: LeaveOnChoice[] = ['two_hours', 'until_tomorrow', 'this_week'];

export interface NoticeDraft {
  isOn: boolean;
  minutes: string;
  to: string; // Addresses, with commas or on lines of their own.
  ownerTag: string;
  choices: LeaveOnChoice[];
  maxHours: string;
  preflight: string;
}

export type NoticeProblem = 'minutes' | 'to' | 'nobody' | 'maxHours' | 'preflight';

const address = /^[^\s@"<>(),;:\\]+@[^\s@"<>(),;:\\]+$/;

export function noticeDraftOf(settings: Settings | undefined): NoticeDraft {
  const notice = settings?.notice;
  return {
    isOn: notice !== undefined,
    minutes: String(notice?.minutes ?? 15),
    to: (notice?.to ?? []).join(', '),
    ownerTag: notice?.owner_tag ?? '',
    choices: settings?.leave_on?.choices ?? leaveOnChoices,
    maxHours: String(settings?.leave_on?.max_hours ?? 168),
    preflight: String(settings?.preflight_hours ?? 4),
  };
}

function addressesOf(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function isWhole(text: string, least: number, most: number): boolean {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most;
}

/** What has to be mended before it can be saved. */
export function noticeProblems(draft: NoticeDraft): NoticeProblem[] {
  const problems: NoticeProblem[] = [];
  if (!isWhole(draft.preflight, 0, 24)) problems.push('preflight');
  if (!draft.isOn) return problems;
  const to = addressesOf(draft.to);
  if (!isWhole(draft.minutes, 5, 1440)) problems.push('minutes');
  if (to.length > 20 || to.some((one) => !address.test(one))) problems.push('to');
  if (to.length === 0 && draft.ownerTag.trim() === '') problems.push('nobody');
  if (!isWhole(draft.maxHours, 1, 168)) problems.push('maxHours');
  return problems;
}

export function settingsOfNotice(draft: NoticeDraft): Pick<Settings, 'notice' | 'leave_on' | 'preflight_hours'> {
  const ownerTag = draft.ownerTag.trim();
  return {
    preflight_hours: Number(draft.preflight),
    leave_on: { choices: draft.choices, max_hours: Number(draft.maxHours) },
    ...(draft.isOn
      ? {
          notice: {
            minutes: Number(draft.minutes),
            to: addressesOf(draft.to),
            ...(ownerTag ? { owner_tag: ownerTag } : {}),
          },
        }
      : {}),
  };
}
