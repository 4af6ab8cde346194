// What differs between two of AWS's descriptions, as paths with both values.
export interface Difference {
  path: string;
  before: string;
  after: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Things of a list that have an identity are compared by it, as AWS's order of lists is not stable. */
const identities = ['Key', 'DeviceName', 'NetworkInterfaceId', 'GroupId', 'PrivateIpAddress'];

function byIdentity(list: readonly unknown[]): Record<string, unknown> | undefined {
  for (const name of identities)
    if (list.length > 0 && list.every((one) => isObject(one) && typeof one[name] === 'string'))
      return Object.fromEntries(list.map((one) => [(one as Record<string, string>)[name]!, one]));
  return undefined;
}

function text(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function collect(path: string, before: unknown, after: unknown, into: Difference[]): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const left = Array.isArray(before) ? byIdentity(before) : isObject(before) ? before : undefined;
  const right = Array.isArray(after) ? byIdentity(after) : isObject(after) ? after : undefined;
  if (!left || !right) {
    into.push({ path, before: text(before), after: text(after) });
    return;
  }
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)]))
    collect(path ? `${path}.${key}` : key, left[key], right[key], into);
}

export function differences(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  collect('', before, after, found);
  return found.sort((a, b) => a.path.localeCompare(b.path));
}
