// The steps of a role: made in AWS by its administrator, then proved by the panel.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useText } from '../../text/language';
import { CopyBlock, Copyable } from '../../widgets/copyable';
import { ProblemAlert } from '../../widgets/problem';
import { TextField } from '../identity/fields';
import type { Steps } from './connect-page';
import { accountsText } from './text';

export function CreateStep({ steps: { instructions, account } }: { steps: Steps }) {
  const words = useText(accountsText);
  const t = words.wizard;
  if (!instructions) return null;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={t.cloudshellText}
            actions={
              <Button
                href="https://console.aws.amazon.com/cloudshell/home"
                target="_blank"
                iconName="external"
                iconAlign="right"
              >
                {t.openCloudshell}
              </Button>
            }
          >
            {t.cloudshell}
          </Header>
        }
      >
        <CopyBlock text={instructions.cloudshell_command ?? ''} label={t.copyCommand} />
      </Container>
      <ExpandableSection variant="container" headerText={t.byTemplate} headerDescription={t.byTemplateText}>
        <SpaceBetween direction="horizontal" size="xs">
          {instructions.quick_create_link && (
            <Button
              variant="primary"
              href={instructions.quick_create_link}
              target="_blank"
              iconName="external"
              iconAlign="right"
            >
              {t.openCloudformation}
            </Button>
          )}
          <Button
            href={`/api/v1/accounts/${account?.id ?? ''}/role-template`}
            download={`${instructions.role_name ?? 'mirante'}.template.json`}
            iconName="download"
          >
            {t.downloadTemplate}
          </Button>
        </SpaceBetween>
      </ExpandableSection>
      <ExpandableSection variant="container" headerText={t.byHand}>
        <SpaceBetween size="m">
          <KeyValuePairs
            columns={3}
            minColumnWidth={220}
            items={[
              { label: t.roleName, value: <Copyable text={instructions.role_name ?? ''} /> },
              { label: t.principal, value: <Copyable text={instructions.principal ?? ''} /> },
              {
                label: words.one.externalId,
                value: account?.external_id ? <Copyable text={account.external_id} /> : '–',
              },
            ]}
          />
          <div>
            <Box variant="awsui-key-label">{t.trust}</Box>
            <CopyBlock text={JSON.stringify(instructions.trust_policy, null, 2)} label={t.copyTrust} />
          </div>
          <div>
            <Box variant="awsui-key-label">{t.policy}</Box>
            <CopyBlock text={JSON.stringify(instructions.policy, null, 2)} label={t.copyPolicy} />
          </div>
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}

export function ProveStep({ steps: { input, set, prove } }: { steps: Steps }) {
  const t = useText(accountsText).wizard;
  const isLoose = prove.problem?.code === 'account.external_id_not_required' || input.looseReason !== '';
  return (
    <Container>
      <SpaceBetween size="m">
        {prove.isBusy && <StatusIndicator type="loading">{t.proving}</StatusIndicator>}
        {!prove.isBusy && prove.errorBeside('role_arn') ? <ProblemAlert error={prove.errorBeside('role_arn')} /> : null}
        <TextField
          label={t.arn}
          help={t.arnHelp}
          value={input.arn}
          onChange={(arn) => set({ arn })}
          error={prove.errorOf('role_arn')}
          spellcheck={false}
          autoFocus
        />
        {isLoose && (
          <TextField
            label={t.allowLoose}
            help={t.allowLooseHelp}
            value={input.looseReason}
            onChange={(looseReason) => set({ looseReason })}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}
