// Answers that api/openapi.yaml calls `Fine` without naming their members; as the server's to_json functions write them.
import type { Schemas } from './client';

export interface OwnSession {
  id: string;
  began_at: string;
  used_at: string;
  address: string;
  agent: string;
  is_this: boolean;
}

export interface Pause {
  scope: 'everything' | 'customer' | 'account';
  id?: string;
  name?: string;
  reason: string;
  by: Schemas['Actor'];
  since: string;
}

/** "Never switch off". */
export interface Mark {
  server: string;
  account: string;
  account_name?: string;
  region: string;
  reason: string;
  by: Schemas['Actor'];
  since: string;
}

export interface AuditRecord {
  seq: number;
  hash: string;
  previous: string;
  /** Null where the stored text is no JSON any more: somebody has edited the store. */
  content: {
    action: string;
    actor: { kind: string; id: string; name: string };
    at: string;
    detail?: Record<string, unknown>;
    trace?: string;
  } | null;
}

/** To nobody in particular, `name` and `simulated` alone are told. */
export interface About {
  name: string;
  /** AWS is: a demo. */
  simulated: boolean;
  version: string;
  tenant: string;
  install: string;
  began_at: string;
  aws_endpoint: string | null;
  data?: string;
  database?: string;
}

export interface PanelIdentity {
  arn: string | null;
  account?: string;
  source?: string;
  /** None: never, or it is renewed by itself. */
  expires_at?: string;
  warnings?: { code: string; text: string }[];
  ways?: { title: string; text: string }[];
}

export interface CheckReport {
  checked_at?: string;
  problem?: { code: string; detail: string };
  regions?: { region: string; state: string; reason?: string }[];
  permissions?: Permission[];
}

export interface Permission {
  action: string;
  service: string;
  feature: string;
  purpose: string;
  result: 'allowed' | 'denied' | 'blocked_by_organization' | 'not_tried';
  detail?: string;
  policy_line?: string;
}

export interface JournalEntry {
  seq: number;
  at: string;
  what: 'planned' | 'intended' | 'answered' | 'observed' | 'stepped' | 'unwinding' | 'ended' | 'noted';
  step?: string;
  attempt?: number;
  request_id?: string;
  body: Record<string, unknown>;
  each: Record<string, unknown>;
}

export interface ServerVersion {
  version: number;
  state: string | null;
  from: string;
  until: string;
  document: Record<string, unknown>;
}
