// The way from an organisation's accounts to connected ones: one role in all of them, one table that names them.
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard, { type WizardProps } from '@cloudscape-design/components/wizard';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, must, type Schemas } from '../../api/client';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Page } from '../../widgets/page';
import { useFirstLook } from './connect-done';
import { ManyMayStep, ReviewStep, StackSetStep, TableStep } from './connect-many-steps';
import { ManyRows } from './many-rows';
import { manyText } from './many-text';
import { proposedFeatures } from './may-choice';
import type { Feature } from './may-text';
import { accountsText } from './text';

type Imported = Schemas['ImportedAccounts'];

const review = 3;

function useManySteps() {
  const [step, setStep] = useState(0);
  const [features, setFeatures] = useState<Feature[]>(proposedFeatures);
  const [shared, setShared] = useState<Schemas['SharedRole']>();
  const [csv, writeCsv] = useState('');
  const [hasTried, setTried] = useState(false);
  const [planned, setPlanned] = useState<Imported>();
  const [done, setDone] = useState<Imported>();
  const queries = useQueryClient();
  const share = useAsk(
    () => must(api.POST('/api/v1/accounts/shared-role', { body: { features } })),
    (answer) => {
      setShared(answer);
      setStep(1);
    },
  );
  const sent = (plan: boolean) =>
    must(api.POST('/api/v1/accounts/import', { params: { query: { plan } }, body: { csv } }));
  const plan = useAsk(
    () => sent(true),
    (answer) => {
      setPlanned(answer);
      setStep(review);
    },
  );
  const carryOut = useAsk(
    () => sent(false),
    (answer) => {
      void queries.invalidateQueries({ queryKey: ['accounts'] });
      void queries.invalidateQueries({ queryKey: ['customers'] });
      setDone(answer);
    },
  );
  const setCsv = (text: string) => {
    plan.reset();
    writeCsv(text);
  };
  /** The table is still there: what is connected is refused as known, and holds nothing up. */
  const again = () => {
    setDone(undefined);
    setStep(2);
  };
  return {
    ...{ step, setStep, features, setFeatures, shared, csv, setCsv, hasTried, setTried },
    ...{ planned, done, share, plan, carryOut, again },
  };
}

export type ManySteps = ReturnType<typeof useManySteps>;

function Done({ done, again }: { done: Imported; again: () => void }) {
  const words = useText(accountsText);
  const t = useText(manyText);
  const ids = done.rows.flatMap((row) => (row.account ? [row.account] : []));
  const hasBegun = useFirstLook(ids);
  return (
    <SpaceBetween size="l">
      <Header variant="h1">{t.title}</Header>
      <Alert type={done.refused > 0 ? 'warning' : 'success'} header={t.done(done.connected, done.refused)}>
        {done.refused > 0 && t.doneText} {hasBegun && words.wizard.swept}
      </Alert>
      <ManyRows rows={done.rows} />
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="primary" href="/settings/accounts">
          {t.toAccounts}
        </Button>
        {done.refused > 0 && <Button onClick={again}>{t.again}</Button>}
      </SpaceBetween>
    </SpaceBetween>
  );
}

function ManyWizard() {
  const words = useText(accountsText).wizard;
  const t = useText(manyText);
  const navigate = useNavigate();
  const steps = useManySteps();
  const { step, setStep, share, plan, carryOut, planned, done } = steps;
  if (done) return <Done done={done} again={steps.again} />;
  const count = planned?.rows.filter((row) => row.verdict === 'will').length ?? 0;
  const go = ({ requestedStepIndex: to }: WizardProps.NavigateDetail) => {
    if (to < step) return setStep(to);
    if (step === 0) return share.ask(undefined);
    if (step === 2 && steps.csv.trim() === '') return steps.setTried(true);
    if (step === 2) return plan.ask(undefined);
    setStep(step + 1);
  };
  return (
    <Wizard
      steps={[
        { title: words.may, description: words.mayText, content: <ManyMayStep steps={steps} /> },
        { title: t.create, description: t.createText, content: <StackSetStep steps={steps} /> },
        { title: t.table, description: t.tableText, content: <TableStep steps={steps} /> },
        { title: t.review, description: t.reviewText, content: <ReviewStep steps={steps} /> },
      ]}
      activeStepIndex={step}
      onNavigate={({ detail }) => go(detail)}
      onCancel={() => void navigate('/settings/accounts')}
      onSubmit={() => {
        if (count > 0) carryOut.ask(undefined);
      }}
      isLoadingNextStep={share.isBusy || plan.isBusy || carryOut.isBusy}
      submitButtonText={t.connect(count)}
      i18nStrings={{
        stepNumberLabel: words.step,
        collapsedStepsLabel: words.stepOf,
        cancelButton: words.cancel,
        previousButton: words.previous,
        nextButton: words.next,
      }}
    />
  );
}

export function Component() {
  const words = useText(accountsText);
  const t = useText(manyText);
  return (
    <Page title={t.title} inSettings above={[{ text: words.title, href: '/settings/accounts' }]} bare>
      <ManyWizard />
    </Page>
  );
}
