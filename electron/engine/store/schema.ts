/**
 * The database as Kysely sees it: one interface per table, names as in SQL. The migrations are what creates it;
 * `schema.test.ts` compares both.
 *
 * Times: FreeRADIUS columns are UTC text `YYYY-MM-DD HH:MM:SS`; `*_at` columns, and the spec's `last_*` and `*_until`,
 * are UTC epoch milliseconds. Flags are 0 or 1. Bytes and kbps are integers. Money is in minor units.
 */
import type { Generated } from 'kysely';

export interface SchemaMigrationsTable {
  version: number;
  name: string;
  applied_at: number;
}

export interface StoreMetaTable {
  name: string;
  value: Uint8Array | string | number;
}

/** How far each consumer has come: `fold` (accounting facts folded). */
export interface CursorsTable {
  name: string;
  value: number;
}

export interface TenantsTable {
  id: Generated<number>;
  name: string;
  /** IANA zone, or a fixed offset such as `+03:00` (X46). */
  time_zone: string;
  daily_reset_time: Generated<string>;
  currency: string;
  state: Generated<string>;
  created_at: number;
}

/** Settings by tenant; `value` is JSON. */
export interface SettingsTable {
  tenant_id: number;
  name: string;
  value: string;
  updated_at: number;
}

export interface ResellersTable {
  id: Generated<number>;
  tenant_id: number;
  name: string;
  created_at: number;
  deleted_at: number | null;
}

export interface RolesTable {
  id: Generated<number>;
  tenant_id: number;
  name: string;
  /** JSON list of permissions; `*` is all, `x.*` all of x, `*.view` every view. */
  permissions: string;
}

export interface OperatorsTable {
  id: Generated<number>;
  tenant_id: number;
  reseller_id: number | null;
  role_id: number;
  username: string;
  password_hash: string;
  disabled: Generated<number>;
  created_at: number;
  last_login_at: number | null;
}

export interface OperatorSessionsTable {
  id: Generated<number>;
  operator_id: number;
  token_hash: string;
  csrf: string;
  address: string;
  created_at: number;
  expires_at: number;
}

export interface ApiKeysTable {
  id: Generated<number>;
  tenant_id: number;
  operator_id: number;
  name: string;
  prefix: string;
  key_hash: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  last_used_address: string | null;
}

export interface PortalSessionsTable {
  token_hash: string;
  subscriber_id: number;
  created_at: number;
  expires_at: number;
  last_used_at: number;
}

/** Notices of the portal that a subscriber put away (F030). */
export interface PortalDismissalsTable {
  subscriber_id: number;
  key: string;
  until_at: number;
}

/** FreeRADIUS `nas` (its `secret` stays empty: X61) and ours. `nasname` is the RADIUS source address. */
export interface NasTable {
  id: Generated<number>;
  nasname: string;
  shortname: string | null;
  type: string | null;
  ports: number | null;
  secret: string;
  server: string | null;
  community: string | null;
  description: string | null;
  tenant_id: number;
  secret_sealed: Uint8Array;
  swap_directions: Generated<number>;
  coa_port: number | null;
  api_host: string | null;
  api_port: number | null;
  api_username: string | null;
  api_password_sealed: Uint8Array | null;
  /** 0 plain, 1 TLS by the system's authorities, 2 TLS pinned to `api_fingerprint256`. */
  api_tls: Generated<number>;
  api_fingerprint256: string | null;
  last_seen_at: number | null;
  coa_port_seen: number | null;
  coa_accepts: number | null;
  version: string | null;
  identity: string | null;
  clock_skew_ms: number | null;
  message_authenticator_seen_at: number | null;
  message_authenticator: Generated<string>;
  /** JSON list of reasons for which its sessions may be disconnected (X45). */
  disconnect_for: Generated<string>;
  created_at: number;
  deleted_at: number | null;
  /** 'udp' or 'radsec'. */
  mode: Generated<string>;
}

/** The authority (one), our server certificates, and those of NAS. A revoked one has no key any more. */
export interface CertificatesTable {
  id: Generated<number>;
  tenant_id: number;
  kind: string;
  nas_id: number | null;
  subject: string;
  names: string;
  serial: string;
  fingerprint256: string;
  not_before: number;
  not_after: number;
  certificate: string;
  key_sealed: Uint8Array;
  issued_at: number;
  revoked_at: number | null;
  revoke_reason: string | null;
}

export interface NasMinutesTable {
  tenant_id: number;
  nas_id: number;
  at: number;
  accepts: number;
  rejects: number;
  accounting: number;
  drops: number;
  up: number;
  watched: number;
  latency: string;
  minutes: Generated<number>;
}

export interface NasHoursTable {
  tenant_id: number;
  nas_id: number;
  at: number;
  accepts: number;
  rejects: number;
  accounting: number;
  drops: number;
  up: number;
  watched: number;
  latency: string;
  minutes: Generated<number>;
}

export interface ServicesTable {
  id: Generated<number>;
  tenant_id: number;
  name: string;
  down_kbps: number;
  up_kbps: number;
  daily_quota: number;
  monthly_quota: number;
  price_minor: number;
  free_hours_enabled: number;
  free_hours_from: string;
  free_hours_to: string;
  free_hours_percent: number;
  burst_down_kbps: number | null;
  burst_up_kbps: number | null;
  burst_threshold_down_kbps: number | null;
  burst_threshold_up_kbps: number | null;
  burst_time: number | null;
  soft_fup: number;
  monthly_reset: string;
  /** What an expired subscriber's login meets; null: as the tenant says. */
  expired_policy: string | null;
  mac_mode: Generated<string>;
  mac_limit: Generated<number>;
  created_at: number;
  deleted_at: number | null;
  group_id: number | null;
}

export interface TiersTable {
  owner_kind: string;
  owner_id: number;
  period: string;
  n: number;
  from_bytes: number;
  down_kbps: number | null;
  up_kbps: number | null;
}

export interface SubscribersTable {
  id: Generated<number>;
  tenant_id: number;
  reseller_id: number | null;
  service_id: number;
  username: string;
  password_sealed: Uint8Array;
  portal_password_hash: string | null;
  full_name: string;
  phone: string;
  static_ip: string | null;
  status: string;
  expires_at: number | null;
  simultaneous_use: number;
  billing_day: number | null;
  balance_minor: Generated<number>;
  boost_percent: number | null;
  boost_until: number | null;
  fup_level: Generated<number>;
  monthly_fup_level: Generated<number>;
  daily_download_used: Generated<number>;
  daily_upload_used: Generated<number>;
  daily_quota_used: Generated<number>;
  monthly_download_used: Generated<number>;
  monthly_upload_used: Generated<number>;
  monthly_quota_used: Generated<number>;
  cdn_monthly_download_used: Generated<number>;
  cdn_monthly_upload_used: Generated<number>;
  cdn_monthly_fup_level: Generated<number>;
  bonus_bytes: Generated<number>;
  count_state: Generated<string>;
  last_daily_reset: number;
  last_monthly_reset: number;
  is_online: Generated<number>;
  last_seen: Generated<number>;
  /** Lower-cased username, name, phone, MACs and static address: what a search looks into. */
  search_text: string;
  /** MAC binding (W9); null: as the service says. */
  mac_mode: string | null;
  mac_limit: number | null;
  /** What was learned before this is forgotten. */
  macs_cleared_at: Generated<number>;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

export interface SubscriberMacsTable {
  subscriber_id: number;
  mac: string;
  /** Taken from a login; 0: typed. */
  is_learned: Generated<number>;
  first_seen_at: number | null;
  last_seen_at: number | null;
}

export interface RadcheckTable {
  id: Generated<number>;
  username: string;
  attribute: string;
  op: string;
  value: string;
  tenant_id: number;
  subscriber_id: number | null;
}

export interface RadreplyTable {
  id: Generated<number>;
  username: string;
  attribute: string;
  op: string;
  value: string;
  tenant_id: number;
  subscriber_id: number | null;
}

export interface RadgroupTable {
  id: Generated<number>;
  groupname: string;
  attribute: string;
  op: string;
  value: string;
  tenant_id: number;
}

export interface RadusergroupTable {
  id: Generated<number>;
  username: string;
  groupname: string;
  priority: number;
  tenant_id: number;
  subscriber_id: number | null;
}

export interface RealmsTable {
  id: Generated<number>;
  tenant_id: number;
  name: string;
  /** JSON list of methods. */
  methods: string;
  active: number;
  is_default: number;
  created_at: number;
}

/** A group's attributes are in radgroupreply and radgroupcheck, by its name. */
export interface RadiusGroupsTable {
  id: Generated<number>;
  tenant_id: number;
  name: string;
  /** JSON lists. */
  nas_ids: string;
  login_windows: string;
  created_at: number;
  revision: Generated<number>;
}

/** One row per session. FreeRADIUS: acctinputoctets = upload, acctoutputoctets = download. */
export interface RadacctTable {
  radacctid: Generated<number>;
  acctsessionid: string;
  acctuniqueid: string;
  username: string;
  realm: string | null;
  nasipaddress: string;
  nasportid: string | null;
  nasporttype: string | null;
  acctstarttime: string | null;
  acctupdatetime: string | null;
  acctstoptime: string | null;
  acctinterval: number | null;
  acctsessiontime: number | null;
  acctauthentic: string | null;
  connectinfo_start: string | null;
  connectinfo_stop: string | null;
  acctinputoctets: number | null;
  acctoutputoctets: number | null;
  calledstationid: string;
  callingstationid: string;
  acctterminatecause: string;
  servicetype: string | null;
  framedprotocol: string | null;
  framedipaddress: string;
  framedipv6address: string;
  framedipv6prefix: string;
  framedinterfaceid: string;
  delegatedipv6prefix: string;
  class: string | null;
  tenant_id: number;
  nas_id: number;
  subscriber_id: number | null;
  session_key: string;
  login_class: string;
  start_at: number;
  update_at: number;
  stop_at: number | null;
  down_bytes: number;
  up_bytes: number;
  closed_by: string;
  usage_state: string;
}

/** Rejects, folded per hour (W10). `pass` is always empty (X61). */
export interface RadpostauthTable {
  id: Generated<number>;
  username: string;
  pass: string;
  reply: string;
  authdate: string;
  class: string | null;
  tenant_id: number;
  nas_id: number;
  nas_address: string;
  reason: string;
  detail: string;
  method: string;
  calling_station_id: string;
  hour_at: number;
  first_at: number;
  last_at: number;
  count: number;
  realm: Generated<string>;
}

/** Datagrams that were dropped before a decision, folded per hour. No tenant: the source is not known yet. */
export interface RadiusDropsTable {
  id: Generated<number>;
  source: string;
  local_port: number;
  reason: string;
  detail: string;
  nas_id: number | null;
  hour_at: number;
  first_at: number;
  last_at: number;
  count: number;
}

export interface AccountingFactsTable {
  seq: number;
  at: number;
  fact: string;
}

/** A record behind the fold's cursor that could not be folded; its fact stays in the journal. */
export interface UnfoldedFactsTable {
  seq: number;
  at: number;
  reason: string;
}

/** Receipts as they were made, and merged after 72 h (X63). `id` = hour number × 2^32 + radacctid: an hour's packs lie together on disk (see `receipt-pack.ts`). */
export interface ReceiptsTable {
  id: number;
  pack: Uint8Array;
}

export interface DailyUsageHistoryTable {
  day: string;
  subscriber_id: number;
  down_bytes: number;
  up_bytes: number;
  counted_bytes: number;
  forgiven_bytes: number;
  correction_bytes: number;
}

export interface HourlyUsageTable {
  hour_at: number;
  subscriber_id: number;
  down_bytes: number;
  up_bytes: number;
  counted_bytes: number;
}

/** The sum of `hourly_usage` over a tenant, kept at write time, and the sessions that began in the hour. */
export interface TenantHourlyTable {
  hour_at: number;
  tenant_id: number;
  down_bytes: number;
  up_bytes: number;
  counted_bytes: number;
  sessions_started: number;
}

/** Closed sessions by the hour of their Stop: the totals of `radacct`, kept at write time. */
export interface CdrHourlyTable {
  hour_at: number;
  tenant_id: number;
  nas_id: number;
  sessions: number;
  down_bytes: number;
  up_bytes: number;
  session_seconds: number;
}

export interface JobsTable {
  id: Generated<number>;
  tenant_id: number;
  kind: string;
  state: string;
  detail: string;
  created_at: number;
  updated_at: number;
}

export interface AuditTable {
  id: Generated<number>;
  tenant_id: number;
  at: number;
  actor_kind: string;
  actor_id: number | null;
  actor_name: string;
  address: string | null;
  action: string;
  entity: string;
  entity_id: number | null;
  detail: string;
}

export interface AlertsTable {
  id: Generated<number>;
  tenant_id: number;
  key: string;
  severity: string;
  title: string;
  detail: string;
  raised_at: number;
  last_at: number;
  count: number;
  resolved_at: number | null;
}

export interface ChangesTable {
  seq: number;
  at: number;
  tenant_id: number;
  entity: string;
  entity_id: number;
  kind: string;
}

/** What a reset forgave, so that it can be undone (X54). */
export interface FupResetsTable {
  id: Generated<number>;
  tenant_id: number;
  subscriber_id: number;
  at: number;
  day: string;
  actor_name: string;
  daily_download_used: number;
  daily_upload_used: number;
  daily_quota_used: number;
  fup_level: number;
  undone_at: number | null;
  batch_id: string | null;
  is_all: number;
  service_id: number | null;
  previous_reset_at: number | null;
}

/** One row per case while it is open; `evidence` is JSON. */
export interface FindingsTable {
  id: Generated<number>;
  tenant_id: number;
  kind: string;
  source: string;
  nas_id: number;
  subscriber_id: number | null;
  username: string;
  session_key: string;
  hold_id: number;
  evidence: string;
  first_at: number;
  last_at: number;
  count: Generated<number>;
  resolved_at: number | null;
  resolution: string | null;
  resolved_by: string | null;
}

export interface IpPoolsTable {
  id: Generated<number>;
  tenant_id: number;
  name: string;
  kind: string;
  /** JSON: blocks, FIRST-LAST or single addresses. */
  ranges: string;
  prefix_length: number | null;
  /** JSON: addresses that are never given. */
  reserved: Generated<string>;
  sticky: Generated<number>;
  cool_down_seconds: number;
  /** JSON: empty is every NAS. */
  nas_ids: Generated<string>;
  created_at: number;
  /** Counts its changes. */
  revision: Generated<number>;
}

/** Addresses of pools that are not simply free: shared/domain/ip-lease.ts. */
export interface IpLeasesTable {
  id: Generated<number>;
  tenant_id: number;
  pool_id: number;
  address: string;
  state: string;
  subscriber_id: number | null;
  username: string;
  nas_id: number | null;
  login_class: string;
  /** JSON: `nasId acctSessionId`. */
  sessions: string;
  since_at: number;
  until_at: number | null;
}

export interface Database {
  schema_migrations: SchemaMigrationsTable;
  store_meta: StoreMetaTable;
  cursors: CursorsTable;
  tenants: TenantsTable;
  settings: SettingsTable;
  resellers: ResellersTable;
  roles: RolesTable;
  operators: OperatorsTable;
  operator_sessions: OperatorSessionsTable;
  api_keys: ApiKeysTable;
  portal_sessions: PortalSessionsTable;
  portal_dismissals: PortalDismissalsTable;
  nas: NasTable;
  nas_minutes: NasMinutesTable;
  nas_hours: NasHoursTable;
  certificates: CertificatesTable;
  services: ServicesTable;
  tiers: TiersTable;
  subscribers: SubscribersTable;
  subscriber_macs: SubscriberMacsTable;
  realms: RealmsTable;
  radius_groups: RadiusGroupsTable;
  radcheck: RadcheckTable;
  radreply: RadreplyTable;
  radgroupcheck: RadgroupTable;
  radgroupreply: RadgroupTable;
  radusergroup: RadusergroupTable;
  radacct: RadacctTable;
  radpostauth: RadpostauthTable;
  radius_drops: RadiusDropsTable;
  accounting_facts: AccountingFactsTable;
  unfolded_facts: UnfoldedFactsTable;
  receipts: ReceiptsTable;
  receipts_5min: ReceiptsTable;
  daily_usage_history: DailyUsageHistoryTable;
  hourly_usage: HourlyUsageTable;
  tenant_hourly: TenantHourlyTable;
  cdr_hourly: CdrHourlyTable;
  jobs: JobsTable;
  audit: AuditTable;
  alerts: AlertsTable;
  changes: ChangesTable;
  fup_resets: FupResetsTable;
  findings: FindingsTable;
  ip_pools: IpPoolsTable;
  ip_leases: IpLeasesTable;
}
