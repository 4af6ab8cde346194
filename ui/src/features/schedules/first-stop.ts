// What AWS says beforehand of switching servers, as facts that somebody can tick off.
import type { Schemas } from '../../api/client';

export type ScheduleCheck = Schemas['ScheduleCheck'];
type Checked = ScheduleCheck['servers'][number];
type Obstacle = Schemas['Obstacle'];

export const facts = ['permission', 'shutdown', 'protection', 'other'] as const;
export type Fact = (typeof facts)[number];

const byCode: Record<string, Fact> = {
  'server.terminates_on_shutdown': 'shutdown',
  'server.stop_protected': 'protection',
};

function factOf({ code }: Obstacle): Fact {
  // A code of AWS is the answer to a dry run, which looks at permissions alone.
  return byCode[code] ?? (code.startsWith('server.') ? 'other' : 'permission');
}

export interface FactState {
  fact: Fact;
  /** Servers of which it is in order, of which it is not and why, and of which it is not known. */
  fine: number;
  wrong: { server: Checked; why: Obstacle }[];
  unknown: number;
}

/** What is refused for one reason was not looked at for those that come after it. */
export function factsOf(check: ScheduleCheck): FactState[] {
  return facts.map((fact) => {
    const state: FactState = { fact, fine: 0, wrong: [], unknown: check.total - check.servers.length };
    for (const server of check.servers) {
      const found = [...(server.stop ?? []), ...(server.start ?? [])];
      const why = found.find((one) => factOf(one) === fact);
      const isHidden = fact !== 'permission' && found.some((one) => factOf(one) !== 'permission');
      if (server.no_answer) state.unknown += 1;
      else if (why) state.wrong.push({ server, why });
      else if (isHidden) state.unknown += 1;
      else state.fine += 1;
    }
    return state;
  });
}
