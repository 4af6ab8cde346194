import { expect, it } from 'vitest';
import { targetsDraftOf, targetsOfDraft } from './targets-field';

const servers = [{ account: 'ac1', region: 'sa-east-1', server: 'i-1' }];
const filter = {
  tags: [{ key: 'ambiente', value: 'homologacao' }, { key: 'noturno' }],
  customers: ['cu1'],
  accounts: ['ac1'],
  regions: ['sa-east-1', 'us-east-1'],
  kinds: ['servers' as const, 'databases' as const],
};

it('gives back whatever was saved: by hand, by filter, and both', () => {
  for (const saved of [{ servers }, { filter }, { servers, filter }])
    expect(targetsOfDraft(targetsDraftOf(saved))).toEqual(saved);
});

it('shows both where both are saved, and lets go of one when the person chooses so', () => {
  const draft = targetsDraftOf({ servers, filter });
  expect(draft.kind).toBe('both');
  expect(targetsOfDraft({ ...draft, kind: 'hand' })).toEqual({ servers });
  expect(targetsOfDraft({ ...draft, kind: 'filter' })).toEqual({ filter });
});

it('waits until all that is shown is chosen', () => {
  const draft = targetsDraftOf({ servers, filter });
  expect(targetsOfDraft({ ...draft, servers: [] })).toBeNull();
  expect(targetsOfDraft({ ...draft, kinds: [] })).toBeNull();
  expect(targetsOfDraft({ ...targetsDraftOf({ servers }), kind: 'both' })).toBeNull();
});
