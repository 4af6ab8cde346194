// For which servers a schedule is: named one by one, by a filter, or both.
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { shellText } from '../../app/text';
import { linesOf } from '../../format/lines';
import { useText } from '../../text/language';
import { useAccounts, useCustomers } from '../accounts/queries';
import { useDatabases } from '../databases/queries';
import { useServers } from '../servers/queries';
import type { ScheduleDraft, ServerPlace } from './queries';
import { editorText } from './editor-text';

type Targets = ScheduleDraft['targets'];

type Kind = 'servers' | 'databases';
const allKinds: readonly Kind[] = ['servers', 'databases'];

export interface TargetsDraft {
  kind: 'hand' | 'filter' | 'both';
  servers: (ServerPlace & { name?: string })[];
  tags: string;
  customers: string[];
  accounts: string[];
  regions: string;
  /** What the filter is about. */
  kinds: Kind[];
}

export const noTargets: TargetsDraft = {
  kind: 'filter',
  servers: [],
  tags: '',
  customers: [],
  accounts: [],
  regions: '',
  kinds: ['servers'],
};

export function targetsDraftOf(targets: Targets): TargetsDraft {
  const filter = targets.filter ?? {};
  return {
    kind: !targets.servers?.length ? 'filter' : targets.filter ? 'both' : 'hand',
    servers: targets.servers ?? [],
    tags: (filter.tags ?? []).map((tag) => (tag.value === undefined ? tag.key : `${tag.key}=${tag.value}`)).join('\n'),
    customers: filter.customers ?? [],
    accounts: filter.accounts ?? [],
    regions: (filter.regions ?? []).join(', '),
    kinds: filter.kinds ?? ['servers'],
  };
}

function filterOfDraft(draft: TargetsDraft): Targets['filter'] {
  const tags = linesOf(draft.tags).map((line) => {
    const equals = line.indexOf('=');
    return equals < 0 ? { key: line } : { key: line.slice(0, equals).trim(), value: line.slice(equals + 1).trim() };
  });
  const regions = linesOf(draft.regions, /[,\s]+/);
  const filter = {
    ...(tags.length ? { tags } : {}),
    ...(draft.customers.length ? { customers: draft.customers } : {}),
    ...(draft.accounts.length ? { accounts: draft.accounts } : {}),
    ...(regions.length ? { regions } : {}),
  };
  if (Object.keys(filter).length === 0 || draft.kinds.length === 0) return undefined;
  // Servers alone need not be named.
  return draft.kinds.includes('databases') ? { ...filter, kinds: draft.kinds } : filter;
}

/** Null where something that is shown is not chosen yet. */
export function targetsOfDraft(draft: TargetsDraft): Targets | null {
  const servers = draft.servers.map(({ account, region, server }) => ({ account, region, server }));
  const filter = filterOfDraft(draft);
  const needs = { hand: draft.kind !== 'filter', filter: draft.kind !== 'hand' };
  if ((needs.hand && servers.length === 0) || (needs.filter && !filter)) return null;
  return { ...(needs.hand ? { servers } : {}), ...(needs.filter && filter ? { filter } : {}) };
}

const keyOfPlace = (one: ServerPlace) => `${one.account}/${one.region}/${one.server}`;

function ByHand({ draft, onChange }: { draft: TargetsDraft; onChange: (draft: TargetsDraft) => void }) {
  const e = useText(editorText);
  const shell = useText(shellText);
  const [search, setSearch] = useState('');
  const found = useServers({ accounts: null, regions: [], search, limit: 50 });
  const databases = useDatabases({ accounts: null, regions: [], search }, true);
  const chosen = draft.servers.map((one) => ({ value: keyOfPlace(one), label: one.name ?? one.server }));
  const options: MultiselectProps.Option[] = [
    ...(found.data?.servers ?? []),
    // The members of a cluster are switched with it.
    ...(databases.data?.databases ?? []).filter((one) => !one.cluster).slice(0, 50),
  ].map((one) => ({
    value: `${one.account}/${one.region}/${one.id}`,
    label: one.name ?? one.id,
    description: [one.id, one.account_name, one.region].filter(Boolean).join(' · '),
  }));
  const known = [...options, ...chosen.filter((one) => !options.some((other) => other.value === one.value))];
  return (
    <Multiselect
      filteringType="manual"
      placeholder={e.pickServers}
      ariaLabel={e.pickServers}
      statusType={found.isPending ? 'loading' : 'finished'}
      options={known}
      selectedOptions={chosen}
      onLoadItems={({ detail }) => setSearch(detail.filteringText)}
      empty={shell.scope.none}
      onChange={({ detail }) =>
        onChange({
          ...draft,
          servers: detail.selectedOptions.map((one) => {
            const [account = '', region = '', server = ''] = one.value!.split('/');
            return { account, region, server, ...(one.label ? { name: one.label } : {}) };
          }),
        })
      }
    />
  );
}

interface Choice {
  label: string;
  all: { id: string; name: string }[] | undefined;
  chosen: string[];
  onChange: (ids: string[]) => void;
}

function Choose({ label, all, chosen, onChange }: Choice) {
  const e = useText(editorText);
  const shell = useText(shellText);
  const options = (all ?? []).map((one) => ({ value: one.id, label: one.name }));
  return (
    <FormField label={label}>
      <Multiselect
        placeholder={e.any}
        filteringType="auto"
        statusType={all ? 'finished' : 'loading'}
        empty={shell.scope.none}
        options={options}
        selectedOptions={chosen.map((id) => options.find((one) => one.value === id) ?? { value: id, label: id })}
        onChange={({ detail }) => onChange(detail.selectedOptions.map((one) => one.value!))}
      />
    </FormField>
  );
}

interface Props {
  draft: TargetsDraft;
  onChange: (draft: TargetsDraft) => void;
  error: string | undefined;
  /** What becomes of things that match later. */
  filterText: string;
}

export function TargetsField({ draft, onChange, error, filterText }: Props) {
  const e = useText(editorText);
  const customers = useCustomers().data;
  const accounts = useAccounts().data;
  return (
    <FormField stretch errorText={error}>
      <SpaceBetween size="m">
        <SegmentedControl
          label={e.chosenBy}
          selectedId={draft.kind}
          options={[
            { id: 'filter', text: e.byFilter },
            { id: 'hand', text: e.byHand },
            { id: 'both', text: e.byBoth },
          ]}
          onChange={({ detail }) => onChange({ ...draft, kind: detail.selectedId as TargetsDraft['kind'] })}
        />
        {draft.kind !== 'filter' && <ByHand draft={draft} onChange={onChange} />}
        {draft.kind !== 'hand' && (
          <SpaceBetween size="m">
            <div className="m-muted">{filterText}</div>
            <SpaceBetween direction="horizontal" size="m">
              {allKinds.map((kind) => (
                <Checkbox
                  key={kind}
                  checked={draft.kinds.includes(kind)}
                  onChange={({ detail }) =>
                    onChange({
                      ...draft,
                      kinds: allKinds.filter((one) => (one === kind ? detail.checked : draft.kinds.includes(one))),
                    })
                  }
                >
                  {e.kinds[kind]}
                </Checkbox>
              ))}
            </SpaceBetween>
            <div className="m-two">
              <FormField label={e.tag} description={e.tagHelp}>
                <Textarea
                  rows={2}
                  spellcheck={false}
                  placeholder="ambiente=homologacao"
                  value={draft.tags}
                  onChange={({ detail }) => onChange({ ...draft, tags: detail.value })}
                />
              </FormField>
              <FormField label={e.regions} description={e.regionsHelp}>
                <Input
                  value={draft.regions}
                  placeholder={e.any}
                  onChange={({ detail }) => onChange({ ...draft, regions: detail.value })}
                />
              </FormField>
              <Choose
                label={e.customers}
                all={customers}
                chosen={draft.customers}
                onChange={(ids) => onChange({ ...draft, customers: ids })}
              />
              <Choose
                label={e.accounts}
                all={accounts}
                chosen={draft.accounts}
                onChange={(ids) => onChange({ ...draft, accounts: ids })}
              />
            </div>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </FormField>
  );
}
