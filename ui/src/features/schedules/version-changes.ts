// What differs between two versions of a schedule, member by member. Pure.
export interface MemberChange {
  member: string;
  before: unknown;
  after: unknown;
}

export function membersOf(version: { document: object; targets: unknown; settings: unknown }): Record<string, unknown> {
  return { ...version.document, targets: version.targets, settings: version.settings };
}

/** The order of an object's members says nothing; that of a list does. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a.localeCompare(b)))
      : part,
  );
}

function isNothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

/** An empty list is the same as none. */
export function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): MemberChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((member) => ({ member, before: before[member], after: after[member] }))
    .filter((one) => !(isNothing(one.before) && isNothing(one.after)) && written(one.before) !== written(one.after));
}
