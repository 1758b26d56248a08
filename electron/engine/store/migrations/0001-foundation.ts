/**
 * The first schema, on an empty database: nothing old becomes anything.
 *
 * Tables that FreeRADIUS tools know keep the names, columns and types of FreeRADIUS 3.2's SQLite schema
 * (raddb/mods-config/sql/main/sqlite/schema.sql); our columns come after theirs. Tables that grow by the hour are
 * keyed by time first, so that one cycle touches few pages. Indexes are few: every one is paid for at each session.
 */
import type { Migration } from './migration.ts';

const platform = `
CREATE TABLE store_meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE cursors (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE tenants (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  time_zone TEXT NOT NULL,
  daily_reset_time TEXT NOT NULL DEFAULT '00:05',
  currency TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'active',
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE settings (
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE resellers (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE TABLE roles (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  permissions TEXT NOT NULL,
  UNIQUE (tenant_id, name)
) STRICT;
CREATE TABLE operators (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  reseller_id INTEGER REFERENCES resellers (id),
  role_id INTEGER NOT NULL REFERENCES roles (id),
  username TEXT NOT NULL UNIQUE COLLATE NOCASE,
  password_hash TEXT NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  last_login_at INTEGER
) STRICT;
CREATE TABLE operator_sessions (
  id INTEGER PRIMARY KEY,
  operator_id INTEGER NOT NULL REFERENCES operators (id),
  token_hash TEXT NOT NULL UNIQUE,
  csrf TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE api_keys (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  operator_id INTEGER NOT NULL REFERENCES operators (id),
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER,
  last_used_address TEXT
) STRICT;
CREATE INDEX api_keys_prefix ON api_keys (prefix);
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  detail TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id INTEGER,
  actor_name TEXT NOT NULL,
  address TEXT,
  action TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id INTEGER,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entity ON audit (entity, entity_id);
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  severity TEXT NOT NULL,
  title TEXT NOT NULL,
  detail TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  count INTEGER NOT NULL DEFAULT 1,
  resolved_at INTEGER
) STRICT;
CREATE UNIQUE INDEX alerts_open ON alerts (tenant_id, key) WHERE resolved_at IS NULL;
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  tenant_id INTEGER NOT NULL,
  entity TEXT NOT NULL,
  entity_id INTEGER NOT NULL,
  kind TEXT NOT NULL
) STRICT;
`;

const policy = `
CREATE TABLE nas (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  nasname varchar(128) NOT NULL,
  shortname varchar(32),
  type varchar(30) DEFAULT 'other',
  ports int(5),
  secret varchar(60) DEFAULT '' NOT NULL,
  server varchar(64),
  community varchar(50),
  description varchar(200) DEFAULT 'RADIUS Client',
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  secret_sealed BLOB NOT NULL,
  swap_directions INTEGER NOT NULL DEFAULT 0,
  coa_port INTEGER,
  api_host TEXT,
  api_port INTEGER,
  api_username TEXT,
  api_password_sealed BLOB,
  api_tls INTEGER NOT NULL DEFAULT 0,
  api_fingerprint256 TEXT,
  last_seen_at INTEGER,
  coa_port_seen INTEGER,
  coa_accepts INTEGER,
  version TEXT,
  identity TEXT,
  clock_skew_ms INTEGER,
  message_authenticator_seen_at INTEGER,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
);
CREATE INDEX nas_address ON nas (nasname) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX nas_name ON nas (tenant_id, shortname) WHERE deleted_at IS NULL;
CREATE TABLE services (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  down_kbps INTEGER NOT NULL,
  up_kbps INTEGER NOT NULL,
  daily_quota INTEGER NOT NULL,
  monthly_quota INTEGER NOT NULL,
  price_minor INTEGER NOT NULL,
  free_hours_enabled INTEGER NOT NULL,
  free_hours_from TEXT NOT NULL,
  free_hours_to TEXT NOT NULL,
  free_hours_percent INTEGER NOT NULL,
  burst_down_kbps INTEGER,
  burst_up_kbps INTEGER,
  burst_threshold_down_kbps INTEGER,
  burst_threshold_up_kbps INTEGER,
  burst_time INTEGER,
  soft_fup INTEGER NOT NULL,
  monthly_reset TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX services_name ON services (tenant_id, name) WHERE deleted_at IS NULL;
CREATE TABLE tiers (
  owner_kind TEXT NOT NULL,
  owner_id INTEGER NOT NULL,
  period TEXT NOT NULL,
  n INTEGER NOT NULL,
  from_bytes INTEGER NOT NULL CHECK (from_bytes > 0),
  down_kbps INTEGER CHECK (down_kbps > 0),
  up_kbps INTEGER CHECK (up_kbps > 0),
  PRIMARY KEY (owner_kind, owner_id, period, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE subscribers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  reseller_id INTEGER REFERENCES resellers (id),
  service_id INTEGER NOT NULL REFERENCES services (id),
  username TEXT NOT NULL,
  password_sealed BLOB NOT NULL,
  portal_password_hash TEXT,
  full_name TEXT NOT NULL,
  phone TEXT NOT NULL,
  static_ip TEXT,
  status TEXT NOT NULL,
  expires_at INTEGER,
  simultaneous_use INTEGER NOT NULL,
  billing_day INTEGER,
  balance_minor INTEGER NOT NULL DEFAULT 0,
  boost_percent INTEGER,
  boost_until INTEGER,
  fup_level INTEGER NOT NULL DEFAULT 0,
  monthly_fup_level INTEGER NOT NULL DEFAULT 0,
  daily_download_used INTEGER NOT NULL DEFAULT 0,
  daily_upload_used INTEGER NOT NULL DEFAULT 0,
  daily_quota_used INTEGER NOT NULL DEFAULT 0,
  monthly_download_used INTEGER NOT NULL DEFAULT 0,
  monthly_upload_used INTEGER NOT NULL DEFAULT 0,
  monthly_quota_used INTEGER NOT NULL DEFAULT 0,
  cdn_monthly_download_used INTEGER NOT NULL DEFAULT 0,
  cdn_monthly_upload_used INTEGER NOT NULL DEFAULT 0,
  cdn_monthly_fup_level INTEGER NOT NULL DEFAULT 0,
  bonus_bytes INTEGER NOT NULL DEFAULT 0,
  count_state TEXT NOT NULL DEFAULT '',
  last_daily_reset INTEGER NOT NULL,
  last_monthly_reset INTEGER NOT NULL,
  is_online INTEGER NOT NULL DEFAULT 0,
  last_seen INTEGER NOT NULL DEFAULT 0,
  search_text TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX subscribers_username ON subscribers (tenant_id, username) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX subscribers_static_ip ON subscribers (tenant_id, static_ip)
  WHERE deleted_at IS NULL AND static_ip IS NOT NULL;
CREATE INDEX subscribers_service ON subscribers (service_id) WHERE deleted_at IS NULL;
CREATE TABLE subscriber_macs (
  subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
  mac TEXT NOT NULL,
  PRIMARY KEY (subscriber_id, mac)
) STRICT, WITHOUT ROWID;
CREATE TABLE radcheck (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username varchar(64) NOT NULL default '',
  attribute varchar(64) NOT NULL default '',
  op char(2) NOT NULL DEFAULT '==',
  value varchar(253) NOT NULL default '',
  tenant_id INTEGER NOT NULL DEFAULT 1,
  subscriber_id INTEGER REFERENCES subscribers (id)
);
CREATE INDEX radcheck_subscriber ON radcheck (subscriber_id, attribute);
CREATE TABLE radreply (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username varchar(64) NOT NULL default '',
  attribute varchar(64) NOT NULL default '',
  op char(2) NOT NULL DEFAULT '=',
  value varchar(253) NOT NULL default '',
  tenant_id INTEGER NOT NULL DEFAULT 1,
  subscriber_id INTEGER REFERENCES subscribers (id)
);
CREATE INDEX radreply_subscriber ON radreply (subscriber_id, attribute);
CREATE TABLE radgroupcheck (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  groupname varchar(64) NOT NULL default '',
  attribute varchar(64) NOT NULL default '',
  op char(2) NOT NULL DEFAULT '==',
  value varchar(253) NOT NULL default '',
  tenant_id INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE radgroupreply (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  groupname varchar(64) NOT NULL default '',
  attribute varchar(64) NOT NULL default '',
  op char(2) NOT NULL DEFAULT '=',
  value varchar(253) NOT NULL default '',
  tenant_id INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE radusergroup (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username varchar(64) NOT NULL default '',
  groupname varchar(64) NOT NULL default '',
  priority int(11) NOT NULL default '1',
  tenant_id INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE fup_resets (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL,
  subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
  at INTEGER NOT NULL,
  day TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  daily_download_used INTEGER NOT NULL,
  daily_upload_used INTEGER NOT NULL,
  daily_quota_used INTEGER NOT NULL,
  fup_level INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX fup_resets_subscriber ON fup_resets (subscriber_id, at);
`;

const accounting = `
CREATE TABLE radacct (
  radacctid INTEGER PRIMARY KEY AUTOINCREMENT,
  acctsessionid varchar(64) NOT NULL default '',
  acctuniqueid varchar(32) NOT NULL default '',
  username varchar(64) NOT NULL default '',
  realm varchar(64) default '',
  nasipaddress varchar(15) NOT NULL default '',
  nasportid varchar(32) default NULL,
  nasporttype varchar(32) default NULL,
  acctstarttime datetime NULL default NULL,
  acctupdatetime datetime NULL default NULL,
  acctstoptime datetime NULL default NULL,
  acctinterval int(12) default NULL,
  acctsessiontime int(12) default NULL,
  acctauthentic varchar(32) default NULL,
  connectinfo_start varchar(128) default NULL,
  connectinfo_stop varchar(128) default NULL,
  acctinputoctets bigint(20) default NULL,
  acctoutputoctets bigint(20) default NULL,
  calledstationid varchar(50) NOT NULL default '',
  callingstationid varchar(50) NOT NULL default '',
  acctterminatecause varchar(32) NOT NULL default '',
  servicetype varchar(32) default NULL,
  framedprotocol varchar(32) default NULL,
  framedipaddress varchar(15) NOT NULL default '',
  framedipv6address varchar(45) NOT NULL default '',
  framedipv6prefix varchar(45) NOT NULL default '',
  framedinterfaceid varchar(44) NOT NULL default '',
  delegatedipv6prefix varchar(45) NOT NULL default '',
  class varchar(64) default NULL,
  tenant_id INTEGER NOT NULL DEFAULT 1,
  nas_id INTEGER NOT NULL DEFAULT 0,
  subscriber_id INTEGER,
  session_key TEXT NOT NULL,
  login_class TEXT NOT NULL DEFAULT '',
  start_at INTEGER NOT NULL,
  update_at INTEGER NOT NULL,
  stop_at INTEGER,
  down_bytes INTEGER NOT NULL DEFAULT 0,
  up_bytes INTEGER NOT NULL DEFAULT 0,
  closed_by TEXT NOT NULL DEFAULT '',
  usage_state TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX radacct_session_key ON radacct (session_key);
CREATE INDEX radacct_open ON radacct (subscriber_id) WHERE stop_at IS NULL;
CREATE INDEX radacct_open_address ON radacct (framedipaddress) WHERE stop_at IS NULL;
CREATE INDEX radacct_cdr ON radacct (tenant_id, stop_at) WHERE stop_at IS NOT NULL;
CREATE INDEX radacct_subscriber ON radacct (subscriber_id, start_at);
CREATE INDEX radacct_nas_session ON radacct (nas_id, acctsessionid);
CREATE TABLE radpostauth (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username varchar(64) NOT NULL default '',
  pass varchar(64) NOT NULL default '' CHECK (pass = ''),
  reply varchar(32) NOT NULL default '',
  authdate timestamp NOT NULL,
  class varchar(64) default NULL,
  tenant_id INTEGER NOT NULL DEFAULT 1,
  nas_id INTEGER NOT NULL DEFAULT 0,
  nas_address TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  method TEXT NOT NULL DEFAULT '',
  calling_station_id TEXT NOT NULL DEFAULT '',
  hour_at INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  count INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX radpostauth_fold
  ON radpostauth (hour_at, tenant_id, username, nas_id, reason, method, calling_station_id);
CREATE INDEX radpostauth_recent ON radpostauth (tenant_id, last_at);
CREATE TABLE radius_drops (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  local_port INTEGER NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  nas_id INTEGER,
  hour_at INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  count INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX radius_drops_fold ON radius_drops (hour_at, source, local_port, reason);
CREATE INDEX radius_drops_recent ON radius_drops (last_at);
CREATE TABLE accounting_facts (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, fact TEXT NOT NULL) STRICT;
CREATE TABLE receipts (id INTEGER PRIMARY KEY, pack BLOB NOT NULL) STRICT;
CREATE TABLE receipts_5min (id INTEGER PRIMARY KEY, pack BLOB NOT NULL) STRICT;
CREATE TABLE daily_usage_history (
  day TEXT NOT NULL,
  subscriber_id INTEGER NOT NULL,
  down_bytes INTEGER NOT NULL,
  up_bytes INTEGER NOT NULL,
  counted_bytes INTEGER NOT NULL,
  forgiven_bytes INTEGER NOT NULL,
  correction_bytes INTEGER NOT NULL,
  PRIMARY KEY (day, subscriber_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE hourly_usage (
  hour_at INTEGER NOT NULL,
  subscriber_id INTEGER NOT NULL,
  down_bytes INTEGER NOT NULL,
  up_bytes INTEGER NOT NULL,
  counted_bytes INTEGER NOT NULL,
  PRIMARY KEY (hour_at, subscriber_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE tenant_hourly (
  hour_at INTEGER NOT NULL,
  tenant_id INTEGER NOT NULL,
  down_bytes INTEGER NOT NULL,
  up_bytes INTEGER NOT NULL,
  counted_bytes INTEGER NOT NULL,
  sessions_started INTEGER NOT NULL,
  PRIMARY KEY (hour_at, tenant_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE cdr_hourly (
  hour_at INTEGER NOT NULL,
  tenant_id INTEGER NOT NULL,
  nas_id INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  down_bytes INTEGER NOT NULL,
  up_bytes INTEGER NOT NULL,
  session_seconds INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, hour_at, nas_id)
) STRICT, WITHOUT ROWID;
`;

/** Patterns as `shared/contract/permissions.ts` expands them, frozen here as they were. */
const roles: readonly (readonly [name: string, permissions: readonly string[]])[] = [
  ['admin', ['*']],
  [
    'operator',
    [
      'overview.view',
      'subscribers.*',
      'services.view',
      'nas.view',
      'sessions.*',
      'cdr.view',
      'auth_log.view',
      'fup.*',
      'alerts.*',
      'audit.view',
      'settings.view',
    ],
  ],
  [
    'viewer',
    [
      'overview.view',
      'subscribers.view',
      'services.view',
      'nas.view',
      'sessions.view',
      'cdr.view',
      'auth_log.view',
      'fup.view',
      'alerts.view',
    ],
  ],
];

export const foundation: Migration = {
  name: '0001-foundation',
  up(db, { at, timeZone }) {
    db.exec(platform);
    db.exec(policy);
    db.exec(accounting);
    db.prepare('INSERT INTO tenants (id, name, time_zone, currency, created_at) VALUES (1, ?, ?, ?, ?)').run(
      'Default',
      timeZone,
      'USD',
      at,
    );
    db.prepare("INSERT INTO cursors (name, value) VALUES ('fold', 0)").run();
    const role = db.prepare('INSERT INTO roles (tenant_id, name, permissions) VALUES (1, ?, ?)');
    for (const [name, permissions] of roles) role.run(name, JSON.stringify(permissions));
  },
};
