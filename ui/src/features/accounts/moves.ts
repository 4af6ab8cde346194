interface Owned {
  id: string;
  customer?: { id?: string };
}

export interface Move {
  account: string;
  to: string | null;
}

/** What has to move so that exactly the chosen accounts are the customer's. */
export function movesOf(customer: string, accounts: Owned[], chosen: string[]): Move[] {
  return accounts.flatMap((one) => {
    const isTheirs = one.customer?.id === customer;
    const isChosen = chosen.includes(one.id);
    if (isTheirs === isChosen) return [];
    return [{ account: one.id, to: isChosen ? customer : null }];
  });
}
