// The steps of connecting many accounts: the role in all of them, the table that names them, a look before anything is done.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FileInput from '@cloudscape-design/components/file-input';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useText } from '../../text/language';
import { CopyBlock, Copyable } from '../../widgets/copyable';
import { ProblemAlert } from '../../widgets/problem';
import { PanelInAws } from './connect-begin';
import type { ManySteps } from './connect-many-page';
import { ManyRows } from './many-rows';
import { manyText } from './many-text';
import { MayChoice } from './may-choice';
import { accountsText } from './text';

export function ManyMayStep({ steps: { features, setFeatures, share } }: { steps: ManySteps }) {
  return (
    <Container>
      <SpaceBetween size="l">
        <PanelInAws />
        <MayChoice chosen={features} onChange={setFeatures} error={share.error} />
      </SpaceBetween>
    </Container>
  );
}

export function StackSetStep({ steps: { shared } }: { steps: ManySteps }) {
  const words = useText(accountsText);
  const t = useText(manyText);
  if (!shared) return null;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description={t.stackSetText}>
            {t.stackSet}
          </Header>
        }
      >
        <CopyBlock text={shared.stack_set_command} label={t.copyStackSet} />
      </Container>
      <ExpandableSection variant="container" headerText={t.byHand}>
        <SpaceBetween size="m">
          <div>
            <Box variant="awsui-key-label">{words.wizard.roleName}</Box>
            <Copyable text={shared.role_name} />
          </div>
          <div>
            <Box variant="awsui-key-label">{words.one.externalId}</Box>
            <Copyable text={shared.external_id} />
          </div>
          <div>
            <Box variant="awsui-key-label">{t.template}</Box>
            <CopyBlock text={JSON.stringify(shared.template, null, 2)} label={t.copyTemplate} />
          </div>
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}

export function TableStep({ steps: { csv, setCsv, hasTried, plan, shared } }: { steps: ManySteps }) {
  const t = useText(manyText);
  const [hasFailed, setFailed] = useState(false);
  const read = (file: File | undefined) => {
    setFailed(false);
    file?.text().then(setCsv, () => setFailed(true));
  };
  const missing = hasTried && csv.trim() === '' ? t.csvRequired : undefined;
  return (
    <SpaceBetween size="l">
      <ExpandableSection variant="container" headerText={t.list} headerDescription={t.listText}>
        <CopyBlock text={shared?.list_command ?? ''} label={t.copyList} />
      </ExpandableSection>
      <Container>
        <SpaceBetween size="m">
          {plan.errorBeside('csv') ? <ProblemAlert error={plan.errorBeside('csv')} /> : null}
          <FormField
            label={t.csv}
            description={t.csvHelp}
            errorText={missing ?? plan.errorOf('csv') ?? (hasFailed ? t.fileFailed : undefined)}
            stretch
          >
            <Textarea
              value={csv}
              onChange={({ detail }) => setCsv(detail.value)}
              placeholder={t.csvExample}
              rows={10}
              spellcheck={false}
              autoComplete={false}
            />
          </FormField>
          <FileInput value={[]} accept=".csv,.tsv,.txt,text/csv" onChange={({ detail }) => read(detail.value[0])}>
            {t.file}
          </FileInput>
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

export function ReviewStep({ steps: { planned, carryOut } }: { steps: ManySteps }) {
  const t = useText(manyText);
  if (!planned) return null;
  const isNothing = planned.rows.every((row) => row.verdict === 'refused');
  return (
    <SpaceBetween size="l">
      {carryOut.isBusy && <StatusIndicator type="loading">{t.connecting}</StatusIndicator>}
      {!carryOut.isBusy && carryOut.error ? <ProblemAlert error={carryOut.error} /> : null}
      {isNothing && <Alert type="warning">{t.nothing}</Alert>}
      <ManyRows rows={planned.rows} />
    </SpaceBetween>
  );
}
