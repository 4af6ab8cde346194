// A server that is known by its id alone, by its name where the panel has one.
import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import { pathOf, type ServerKey, serverQuery } from './queries';

export function ServerLink({ of }: { of: ServerKey }) {
  const name = useQuery({ ...serverQuery(of), staleTime: 300_000 }).data?.name;
  return (
    <Link href={pathOf(of)}>{name ? <span title={of.id}>{name}</span> : <span className="m-mono">{of.id}</span>}</Link>
  );
}
