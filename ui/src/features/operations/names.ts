// Targets are told by id; their names come from the list of servers.
import { useMemo } from 'react';
import { keyOf, useServers } from '../servers/queries';
import type { Operation } from './queries';

export function useNames(operation: Operation): Map<string, string> {
  const isOfServers = operation.kind.startsWith('servers.');
  const accounts = [...new Set(operation.targets.map((one) => one.account))];
  const regions = [...new Set(operation.targets.map((one) => one.region))];
  const list = useServers({ accounts, regions, limit: 1_000 }, isOfServers);
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const one of list.data?.servers ?? []) if (one.name) names.set(keyOf(one), one.name);
    return names;
  }, [list.data]);
}
