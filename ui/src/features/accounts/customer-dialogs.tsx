import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { api, must, type Schemas } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { type Move, movesOf } from './moves';
import { useReadAgain, useSeenCustomer } from './queries';
import { accountsText } from './text';

export type Customer = Schemas['Customer'];

function useDone(onClose: () => void) {
  const { tell } = useNotices();
  return (said: string) => {
    tell('success', said);
    onClose();
  };
}

type Wish = { name?: string; archived?: boolean };

export function patchCustomer(customer: Customer, body: Wish, header: { 'If-Match'?: string }) {
  return must(api.PATCH('/api/v1/customers/{customer}', { params: { path: { customer: customer.id }, header }, body }));
}

/** One after the other: where one is refused, the message is about that one. */
async function moveAll(moves: Move[]) {
  for (const { account, to } of moves)
    await must(
      api.PUT('/api/v1/accounts/{account}/customer', { params: { path: { account } }, body: { customer: to } }),
    );
}

/** Makes a customer, or renames the one that is given. */
export function NameDialog({ customer, onClose }: { customer?: Customer; onClose: () => void }) {
  const t = useText(accountsText).customers;
  const label = useText(accountsText).name;
  const done = useDone(onClose);
  const readAgain = useReadAgain();
  const asSeen = useSeenCustomer(customer);
  const [name, setName] = useState(customer?.name ?? '');
  const save = useAsk(
    () =>
      readAgain(
        customer
          ? asSeen((header) => patchCustomer(customer, { name: name.trim() }, header))
          : must(api.POST('/api/v1/customers', { body: { name: name.trim() } })),
      ),
    () => done(customer ? t.renamed : t.made),
  );
  return (
    <Confirm
      title={customer ? t.renameOf(customer.name) : t.make}
      action={customer ? t.rename : t.make}
      isBusy={save.isBusy}
      isDisabled={name.trim() === '' || name.trim() === customer?.name}
      error={save.errorBeside('name')}
      onConfirm={() => save.ask(undefined)}
      onDismiss={onClose}
    >
      <FormField label={label} errorText={save.errorOf('name')} stretch>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} autoFocus />
      </FormField>
    </Confirm>
  );
}

export function ArchiveDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useText(accountsText).customers;
  const done = useDone(onClose);
  const readAgain = useReadAgain();
  const asSeen = useSeenCustomer(customer);
  const archive = useAsk(
    () => readAgain(asSeen((header) => patchCustomer(customer, { archived: true }, header))),
    () => done(t.archived),
  );
  return (
    <Confirm
      title={t.archiveOf(customer.name)}
      action={t.archive}
      isBusy={archive.isBusy}
      error={archive.error}
      onConfirm={() => archive.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{t.archiveText}</Box>
    </Confirm>
  );
}

interface AccountsDialogProps {
  customer: Customer;
  accounts: Schemas['Account'][];
  onClose: () => void;
}

/** Which accounts are the customer's. */
export function AccountsDialog({ customer, accounts, onClose }: AccountsDialogProps) {
  const t = useText(accountsText).customers;
  const done = useDone(onClose);
  const [chosen, setChosen] = useState(accounts.filter((one) => one.customer?.id === customer.id).map((one) => one.id));
  const moves = movesOf(customer.id, accounts, chosen);
  const readAgain = useReadAgain();
  const move = useAsk(
    () => readAgain(moveAll(moves)),
    () => done(t.moved),
  );
  const options = accounts.map((one) => ({
    value: one.id,
    label: one.name,
    ...(one.customer?.name && one.customer.id !== customer.id ? { description: one.customer.name } : {}),
  }));
  return (
    <Confirm
      title={t.accountsOf(customer.name)}
      action={t.move}
      isBusy={move.isBusy}
      isDisabled={moves.length === 0}
      error={move.error}
      onConfirm={() => move.ask(undefined)}
      onDismiss={onClose}
    >
      <FormField label={t.accounts} description={t.moveText} stretch>
        <Multiselect
          options={options}
          selectedOptions={options.filter((one) => chosen.includes(one.value))}
          onChange={({ detail }) => setChosen(detail.selectedOptions.map((one) => one.value ?? ''))}
          placeholder={t.chooseAccounts}
          empty={t.none}
          filteringType="auto"
          expandToViewport
        />
      </FormField>
    </Confirm>
  );
}
