// The first steps: what the account is called, how the panel enters it, what it may do there.
import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { Copyable } from '../../widgets/copyable';
import { ProblemAlert } from '../../widgets/problem';
import { useIdentity } from '../about/queries';
import { TextField } from '../identity/fields';
import type { Steps } from './connect-page';
import { manyText } from './many-text';
import { MayChoice } from './may-choice';
import { useCustomers } from './queries';
import { accountsText } from './text';

/** Who the panel is comes before what it may do (a role names who may assume it). */
export function PanelInAws() {
  const t = useText(accountsText).wizard;
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
      {identity.data.source && <div className="m-muted">{identity.data.source}</div>}
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

export function MayStep({ steps: { input, set, addRole } }: { steps: Steps }) {
  return (
    <Container>
      <MayChoice chosen={input.features} onChange={(features) => set({ features })} error={addRole.error} />
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
