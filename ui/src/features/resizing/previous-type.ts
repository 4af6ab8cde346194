// Which type a server had before, so that a change can be undone.
import type { ServerDetail } from '../servers/queries';

/** The one that it had at `before`, an instant, or the one before the present; undefined: not known. */
export function previousTypeOf(
  server: Pick<ServerDetail, 'type' | 'versions'>,
  before: string | null = null,
): string | undefined {
  const typeOf = (document: unknown) => (document as { InstanceType?: string }).InstanceType;
  const newestFirst = [...server.versions].sort((a, b) => b.version - a.version);
  const at = before === null ? NaN : Date.parse(before);
  const then = newestFirst.find((one) => Date.parse(one.from) <= at && at < Date.parse(one.until));
  const type = then && typeOf(then.document);
  if (type !== undefined && type !== server.type) return type;
  return newestFirst.map((one) => typeOf(one.document)).find((one) => one !== undefined && one !== server.type);
}
