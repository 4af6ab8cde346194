// The steps of a role: made in AWS by its administrator, then proved by the panel.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useEffect, useState } from 'react';
import { ProblemError } from '../../api/problem';
import { problemText } from '../../api/problem-text';
import { useFormats, useNow } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { CopyBlock, Copyable } from '../../widgets/copyable';
import { ProblemAlert, ProblemWords } from '../../widgets/problem';
import { TextField } from '../identity/fields';
import type { Steps } from './connect-page';
import { accountsText } from './text';
import { minutesLeft } from './wait-for-role';

/** What goes on while somebody makes the role, and how it ended where it did not answer. */
function Waiting({ prove }: Pick<Steps, 'prove'>) {
  const t = useText(accountsText).wizard;
  const formats = useFormats();
  // Minutes pass with it.
  useNow();
  const { said, wait } = prove;
  const last = said && (
    <Box variant="small" color="text-body-secondary" display="block">
      {t.saidLast(formats.instant(new Date(said.at).toISOString(), 'second'))} <ProblemWords problem={said.problem} />
    </Box>
  );
  if (wait)
    return (
      <SpaceBetween size="xs">
        <div role="status">
          <StatusIndicator type="loading">{said ? t.waiting(minutesLeft(wait)) : t.proving}</StatusIndicator>
        </div>
        {last}
        <Button onClick={prove.stop}>{t.stopWaiting}</Button>
      </SpaceBetween>
    );
  if (prove.isLate)
    return (
      <Alert type="warning" header={t.waitedLong}>
        {last}
      </Alert>
    );
  // What is wrong with the role stands beside its field.
  return said && said.problem.field !== 'role_arn' ? <ProblemAlert error={new ProblemError(said.problem)} /> : null;
}

export function CreateStep({ steps: { instructions, account, input, set, prove, startProof } }: { steps: Steps }) {
  const words = useText(accountsText);
  const t = words.wizard;
  const [hasCopied, setCopied] = useState(false);
  // Whoever has told which account it is and carries the command away need not come back.
  const isToldWhere = /^\d{12}$/.test(input.arn.trim());
  const mayWait = hasCopied && isToldWhere && !prove.isWaiting && prove.said === undefined;
  useEffect(() => {
    if (mayWait) startProof();
  }, [mayWait]);
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
        <SpaceBetween size="m">
          <CopyBlock
            text={instructions.cloudshell_command ?? ''}
            label={t.copyCommand}
            onCopied={() => setCopied(true)}
          />
          <TextField
            label={t.awsNumber}
            help={t.awsNumberHelp}
            value={input.arn}
            onChange={(arn) => set({ arn })}
            disabled={prove.isWaiting}
            spellcheck={false}
          />
          <Waiting prove={prove} />
        </SpaceBetween>
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
  const language = useLanguage();
  const problem = prove.isWaiting ? undefined : prove.said?.problem;
  const isLoose = problem?.code === 'account.external_id_not_required' || input.looseReason !== '';
  return (
    <Container>
      <SpaceBetween size="m">
        <Waiting prove={prove} />
        <TextField
          label={t.arn}
          help={t.arnHelp}
          value={input.arn}
          onChange={(arn) => set({ arn })}
          error={problem?.field === 'role_arn' && !prove.isLate ? problemText(problem, language) : undefined}
          disabled={prove.isWaiting}
          spellcheck={false}
          autoFocus
        />
        {isLoose && (
          <TextField
            label={t.allowLoose}
            help={t.allowLooseHelp}
            value={input.looseReason}
            onChange={(looseReason) => set({ looseReason })}
            disabled={prove.isWaiting}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}
