// The first steps: what the account is called, how the panel enters it, what it may do there.
import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, must } from '../../api/client';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { CopyBlock, Copyable } from '../../widgets/copyable';
import { ProblemAlert } from '../../widgets/problem';
import { useIdentity } from '../about/queries';
import { sourceText } from '../about/source-text';
import { TextField } from '../identity/fields';
import type { Steps } from './connect-page';
import { manyText } from './many-text';
import { useCustomers } from './queries';
import { accountsText } from './text';

/** Who the panel is comes before what it may do (a role names who may assume it). */
export function PanelInAws() {
  const t = useText(accountsText).wizard;
  const language = useLanguage();
  const formats = useFormats();
  const identity = useIdentity();
  if (identity.isError) return <ProblemAlert error={identity.error} />;
  if (!identity.data) return null;
  if (!identity.data.arn)
    return (
      <Alert type="warning" header={t.noIdentity}>
        {t.noIdentityText}
        <ul className="m-list">
          {(identity.data.ways ?? []).map((way) => {
            const [title, text] = t.ways[way.title] ?? [way.title, way.text];
            return (
              <li key={way.title}>
                <b>{title}</b>: {text}
              </li>
            );
          })}
        </ul>
      </Alert>
    );
  return (
    <div>
      <Box variant="awsui-key-label">{t.identity}</Box>
      <Copyable text={identity.data.arn} />
      {identity.data.source && <div className="m-muted">{sourceText(identity.data.source, language)}</div>}
      {(identity.data.warnings ?? []).map((warning) => (
        <Alert key={warning.code} type={warning.code === 'identity.root' ? 'error' : 'warning'}>
          {warning.code === 'identity.root' ? (
            t.rootRefused
          ) : identity.data.expires_at ? (
            t.expires(formats.instant(identity.data.expires_at))
          ) : (
            <span lang="en">{warning.text}</span>
          )}
        </Alert>
      ))}
    </div>
  );
}

export function BeginStep({ steps: { input, set, hasTried, addRole, addKeys } }: { steps: Steps }) {
  const words = useText(accountsText);
  const t = words.wizard;
  const many = useText(manyText);
  const customers = useCustomers().data ?? [];
  return (
    <Container>
      <SpaceBetween size="l">
        <div data-begin>
          <TextField
            label={words.name}
            help={t.nameHelp}
            value={input.name}
            onChange={(name) => set({ name })}
            error={
              hasTried && input.name.trim() === ''
                ? t.nameRequired
                : (addRole.errorOf('name') ?? addKeys.errorOf('name'))
            }
            spellcheck={false}
            autoFocus
          />
        </div>
        <FormField label={words.customer} description={t.customerHelp}>
          <Autosuggest
            value={input.customer}
            onChange={({ detail }) => set({ customer: detail.value })}
            options={customers.map(({ name }) => ({ value: name }))}
            enteredTextLabel={(text) => `“${text}”`}
            ariaLabel={words.customer}
          />
        </FormField>
        <FormField label={t.how} stretch>
          <Tiles
            value={input.connection}
            onChange={({ detail }) => set({ connection: detail.value as 'role' | 'keys' })}
            items={[
              { value: 'role', label: t.role, description: t.roleText },
              { value: 'keys', label: t.keys, description: t.keysText },
            ]}
          />
        </FormField>
        {input.connection === 'role' && <PanelInAws />}
        <FormField label={many.entry} description={many.entryText}>
          <Link href="/settings/accounts/connect-many">{many.open}</Link>
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

/** The policy that what is chosen takes, and what AWS charges for using it. */
function WhatItTakes({ maySwitch }: { maySwitch: boolean }) {
  const t = useText(accountsText).wizard;
  const features: ('see' | 'switch')[] = maySwitch ? ['see', 'switch'] : ['see'];
  const query = useQuery({
    queryKey: ['permissions-policy', features],
    queryFn: async () =>
      (await must(api.GET('/api/v1/permissions-policy', { params: { query: { features } } }))).policy as Policy,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  const actions = (query.data?.Statement ?? []).flatMap((one) => one.Action);
  return (
    <SpaceBetween size="s">
      <div>
        <Box variant="awsui-key-label">{t.monthly}</Box>
        {t.costOfSee} {maySwitch && t.costOfSwitch}
        <Box variant="small" color="text-body-secondary">
          {t.later}
        </Box>
      </div>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.data && (
        <ExpandableSection headerText={t.policyOf(actions.length)}>
          <CopyBlock text={JSON.stringify(query.data, null, 2)} label={t.copyPolicy} />
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

interface Policy {
  Statement: { Action: string[] }[];
}

interface MayChoiceProps {
  maySwitch: boolean;
  onChange: (maySwitch: boolean) => void;
  error: unknown;
}

export function MayChoice({ maySwitch, onChange, error }: MayChoiceProps) {
  const t = useText(accountsText).wizard;
  return (
    <SpaceBetween size="m">
      {error ? <ProblemAlert error={error} /> : null}
      <Checkbox checked disabled description={t.seeText}>
        {t.see}
      </Checkbox>
      <Checkbox checked={maySwitch} onChange={({ detail }) => onChange(detail.checked)} description={t.switchText}>
        {t.switch}
      </Checkbox>
      <WhatItTakes maySwitch={maySwitch} />
    </SpaceBetween>
  );
}

export function MayStep({ steps: { input, set, addRole } }: { steps: Steps }) {
  return (
    <Container>
      <MayChoice maySwitch={input.maySwitch} onChange={(maySwitch) => set({ maySwitch })} error={addRole.error} />
    </Container>
  );
}

export function KeysStep({ steps: { input, set, addKeys } }: { steps: Steps }) {
  const t = useText(accountsText).wizard;
  return (
    <Container>
      <SpaceBetween size="m">
        {addKeys.errorBeside('access_key_id', 'secret_access_key') ? (
          <ProblemAlert error={addKeys.errorBeside('access_key_id', 'secret_access_key')} />
        ) : null}
        <TextField
          label={t.keyId}
          value={input.keyId}
          onChange={(keyId) => set({ keyId })}
          error={addKeys.errorOf('access_key_id')}
          spellcheck={false}
        />
        <TextField
          label={t.secret}
          type="password"
          value={input.secret}
          onChange={(secret) => set({ secret })}
          error={addKeys.errorOf('secret_access_key')}
        />
      </SpaceBetween>
    </Container>
  );
}
