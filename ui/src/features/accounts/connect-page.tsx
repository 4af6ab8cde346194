// The way from nothing to a connected account. An account that was begun earlier goes on where it stands (?account=…).
import Spinner from '@cloudscape-design/components/spinner';
import Wizard, { type WizardProps } from '@cloudscape-design/components/wizard';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api, must, type Schemas } from '../../api/client';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { BeginStep, KeysStep, MayStep } from './connect-begin';
import { CreateStep, ProveStep } from './connect-role';
import { Done } from './connect-done';
import { proposedFeatures } from './may-choice';
import type { Feature } from './may-text';
import type { Account } from './queries';
import { isRole, roleArn } from './role-arn';
import { accountsText } from './text';
import { keptWait, useWaitForRole } from './wait-for-role';

export type Instructions = NonNullable<Schemas['AddedAccount']['instructions']>;

export interface ConnectInput {
  name: string;
  customer: string;
  connection: 'role' | 'keys';
  features: Feature[];
  keyId: string;
  secret: string;
  arn: string;
  looseReason: string;
}

const nothing: ConnectInput = {
  name: '',
  customer: '',
  connection: 'role',
  features: proposedFeatures,
  keyId: '',
  secret: '',
  arn: '',
  looseReason: '',
};

interface Begun {
  account: Account;
  instructions: Instructions;
}

function useSteps(resumed: Begun | undefined, onMade: (account: string) => void) {
  const [kept] = useState(() => resumed && keptWait(resumed.account.id, Date.now()));
  const [input, setInput] = useState<ConnectInput>(
    resumed
      ? {
          ...nothing,
          name: resumed.account.name,
          features: resumed.account.features,
          arn: kept?.arn ?? '',
        }
      : nothing,
  );
  const [account, setAccount] = useState<Account | undefined>(resumed?.account);
  const [instructions, setInstructions] = useState<Instructions | undefined>(resumed?.instructions);
  const [step, setStep] = useState(kept ? 3 : resumed ? 2 : 0);
  /** What is missing shows once somebody tried to go on without it. */
  const [hasTried, setTried] = useState(false);
  const queries = useQueryClient();
  const added = (answer: Schemas['AddedAccount'] | Account) => {
    void queries.invalidateQueries({ queryKey: ['accounts'] });
    void queries.invalidateQueries({ queryKey: ['customers'] });
    if ('account' in answer) {
      setAccount(answer.account);
      setInstructions(answer.instructions);
    } else setAccount(answer);
  };
  const common = { name: input.name.trim(), ...(input.customer.trim() ? { customer: input.customer.trim() } : {}) };
  const addRole = useAsk(
    () =>
      must(
        api.POST('/api/v1/accounts', {
          body: { ...common, connection: 'role', features: input.features },
        }),
      ),
    (answer) => {
      added(answer);
      setStep(2);
      onMade(answer.account.id);
    },
  );
  const addKeys = useAsk(
    () =>
      must(
        api.POST('/api/v1/accounts', {
          body: {
            ...common,
            connection: 'keys',
            features: input.features,
            access_key_id: input.keyId.trim(),
            secret_access_key: input.secret.trim(),
          },
        }),
      ),
    added,
  );
  const prove = useWaitForRole({
    account: account?.state === 'pending' ? account.id : undefined,
    ask: (id, wait) =>
      must(
        api.POST('/api/v1/accounts/{account}/connect', {
          params: { path: { account: id } },
          body: {
            role_arn: roleArn(wait.arn, instructions?.role_name),
            ...(wait.looseReason ? { allow_without_external_id: wait.looseReason } : {}),
          },
        }),
      ),
    then: added,
  });
  const startProof = () => prove.start({ arn: input.arn.trim(), looseReason: input.looseReason.trim() });
  const set = (more: Partial<ConnectInput>) => setInput((present) => ({ ...present, ...more }));
  return { input, set, account, instructions, step, setStep, hasTried, setTried, addRole, addKeys, prove, startProof };
}

export type Steps = ReturnType<typeof useSteps>;

function ConnectWizard({ resumed, onMade }: { resumed?: Begun; onMade?: (account: string) => void }) {
  const t = useText(accountsText).wizard;
  const navigate = useNavigate();
  const steps = useSteps(resumed, onMade ?? (() => undefined));
  const { input, account, step, setStep, addRole, addKeys, prove, startProof } = steps;
  if (account?.state === 'connected') return <Done account={account} />;
  const isByRole = input.connection === 'role';
  const begin = { title: t.begin, description: t.beginText, content: <BeginStep steps={steps} /> };
  const may = { title: t.may, description: t.mayText, content: <MayStep steps={steps} /> };
  const shown: WizardProps.Step[] = isByRole
    ? [
        begin,
        may,
        { title: t.create, description: t.createText, content: <CreateStep steps={steps} /> },
        { title: t.prove, description: t.proveText, content: <ProveStep steps={steps} /> },
      ]
    : [begin, may, { title: t.keys, description: t.keysHelp, content: <KeysStep steps={steps} /> }];
  const go = ({ requestedStepIndex: to }: WizardProps.NavigateDetail) => {
    if (to > 0 && input.name.trim() === '') return steps.setTried(true);
    // The role's external id is made with the account: from here on the account exists.
    if (isByRole && to === 2 && !account) return addRole.ask(undefined);
    // What was made is not unmade by going back.
    if (account && to < 2) return;
    if (to === 3 && isRole(input.arn) && !prove.isWaiting) startProof();
    setStep(to);
  };
  const submit = () => (isByRole ? startProof() : addKeys.ask(undefined));
  return (
    <Wizard
      steps={shown}
      activeStepIndex={Math.min(step, shown.length - 1)}
      onNavigate={({ detail }) => go(detail)}
      onCancel={() => void navigate('/settings/accounts')}
      onSubmit={submit}
      isLoadingNextStep={addRole.isBusy || addKeys.isBusy || (step === 3 && prove.isWaiting)}
      submitButtonText={isByRole ? t.prove : t.connectKeys}
      i18nStrings={{
        stepNumberLabel: t.step,
        collapsedStepsLabel: t.stepOf,
        cancelButton: t.cancel,
        previousButton: t.previous,
        nextButton: t.next,
        submitButton: t.prove,
      }}
    />
  );
}

function Resumed({ id }: { id: string }) {
  const pending = useQuery({
    queryKey: ['accounts', 'instructions', id],
    queryFn: () => must(api.GET('/api/v1/accounts/{account}/instructions', { params: { path: { account: id } } })),
    staleTime: Infinity,
  });
  if (pending.isError) return <ProblemAlert error={pending.error} />;
  if (!pending.data?.instructions) return <Spinner size="large" />;
  return <ConnectWizard resumed={{ account: pending.data.account, instructions: pending.data.instructions }} />;
}

export function Component() {
  const t = useText(accountsText);
  const [params, setParams] = useSearchParams();
  const id = params.get('account');
  /** Begun here, and in the address so that it is found again after a reload. */
  const [made, setMade] = useState<string>();
  const onMade = (account: string) => {
    setMade(account);
    setParams({ account }, { replace: true });
  };
  return (
    <Page title={t.wizard.title} inSettings above={[{ text: t.title, href: '/settings/accounts' }]} bare>
      {id && id !== made ? <Resumed key={id} id={id} /> : <ConnectWizard onMade={onMade} />}
    </Page>
  );
}
