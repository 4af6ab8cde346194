// Answers whose members api/openapi.yaml leaves open, as the server's to_json functions write them; and short names of some
// that it does not.
import type { Schemas } from './client';

export type OwnSession = Schemas['OwnSession'];

export type Pause = Schemas['Pause'];

/** "Never switch off". */
export type Mark = Schemas['Mark'];

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
    refused?: { kind: string; code: string; message: string };
  } | null;
}

/** To nobody in particular, `name`, `simulated` and a demo's `clock` alone are told. */
export interface About {
  name: string;
  /** AWS is: a demo. */
  simulated: boolean;
  /** Of a demo alone. */
  clock?: Schemas['DemoClock'];
  version: string;
  tenant: string;
  install: string;
  began_at: string;
  aws_endpoint: string | null;
  data?: string;
  database?: string;
  /** Left out where the machine's tzdata does not say it. */
  tzdata?: string;
}

export type PanelIdentity = Schemas['PanelIdentity'];

export interface CheckReport {
  checked_at?: string;
  problem?: { code: string; detail: string };
  regions?: { region: string; state: string; reason?: string }[];
  permissions?: Permission[];
}

export interface Permission {
  action: string;
  service: string;
  feature: Schemas['Feature'];
  purpose: string;
  result: 'allowed' | 'denied' | 'blocked_by_organization' | 'not_tried' | 'not_wanted';
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
