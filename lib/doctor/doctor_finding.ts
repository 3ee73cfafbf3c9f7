/** How bad something is. */
export type DoctorSeverity = "info" | "warning" | "error";

/** What is the same for all findings of one code. */
interface Kind {
  readonly severity: DoctorSeverity;
  readonly action: string;
}

const RENEW = "Issue a new certificate and put it in the place of this one";
const LOOK_AT_DISK = "Give etcd a faster volume, or one of its own";

/** Every code of a finding; those of a configuration are `config lint`'s. */
export const DOCTOR_KINDS = {
  CHECK_FAILED: {
    severity: "warning",
    action: "Read the reason; the other checks are not affected",
  },
  CHECK_TIMEOUT: {
    severity: "warning",
    action: "Look at what it waited for, and run it again",
  },
  CONFIG_MISSING: {
    severity: "warning",
    action: "Give --config; without it only the data volume is looked at",
  },
  CERT_UNREADABLE: {
    severity: "error",
    action: "Put a PEM file there that this program may read",
  },
  CERT_EXPIRED: { severity: "error", action: RENEW },
  CERT_NOT_YET_VALID: {
    severity: "error",
    action: "Look at the clock of this machine; else issue a new one",
  },
  CERT_EXPIRES_SOON: { severity: "warning", action: RENEW },
  CERT_NOT_TRUSTED: {
    severity: "error",
    action: "Use a certificate of that authority, or the authority of this " +
      "certificate",
  },
  CERT_NO_NAME: {
    severity: "error",
    action: "Issue one with subject alternative names: the common name does " +
      "not count",
  },
  CERT_NAME_MISSING: {
    severity: "error",
    action: "Issue one with that name among its alternative names",
  },
  CERT_USAGE: {
    severity: "error",
    action: "Issue one with the extended key usages that are needed",
  },
  CERT_KEY_MISMATCH: {
    severity: "error",
    action: "Put the key and the certificate there that belong together",
  },
  KEY_MODE: {
    severity: "warning",
    action: "Give the file a mode such as 0600 or, with an fsGroup, 0640",
  },
  NAME_UNRESOLVED: {
    severity: "error",
    action: "Look at the DNS record or the headless service of the peers; " +
      "publishNotReadyAddresses must be set",
  },
  NAME_SHARED: {
    severity: "warning",
    action: "Give each member an address of its own",
  },
  NAME_NOT_OWN: {
    severity: "warning",
    action: "Look whether the name leads here, by a service or a proxy",
  },
  PEER_SILENT: {
    severity: "warning",
    action: "Look whether that member runs, and at what is between",
  },
  CLOCK_DIFFERS: {
    severity: "warning",
    action: "Look at the time synchronization of both machines",
  },
  VERSION_SKEW: {
    severity: "warning",
    action: "Bring all members to the same version, one at a time",
  },
  VERSION_TOO_FAR: {
    severity: "error",
    action: "Upgrade by one minor version at a time",
  },
  DISK_SLOW: { severity: "warning", action: LOOK_AT_DISK },
  DISK_NOT_WRITABLE: {
    severity: "error",
    action: "Look at the owner and the mode of the directory, the mount, and " +
      "the free space",
  },
  SPACE_LOW: {
    severity: "warning",
    action: "Enlarge the volume, or lower quota-backend-bytes",
  },
  SPACE_FULL: {
    severity: "error",
    action: "Enlarge the volume, or free space",
  },
  INODES_LOW: {
    severity: "warning",
    action: "Remove files, or make the file system with more inodes",
  },
  VOLUME_UNREADABLE: {
    severity: "error",
    action: "Look at what the file holds before it is moved away",
  },
  VOLUME_IDENTITY: {
    severity: "error",
    action: "Mount the volume of this member; nothing was touched",
  },
  LOCK_STRANGER: {
    severity: "warning",
    action: "Find out what that process is before etcd is started",
  },
  RECORD_STALE: {
    severity: "info",
    action: "Nothing: the next start goes by it",
  },
  MEMBER_TOMBSTONE: {
    severity: "error",
    action: "Follow what the file says if the member is to come back",
  },
  QUARANTINE_KEPT: {
    severity: "info",
    action: "Remove it once its data is not needed any more",
  },
  QUARANTINE_UNFINISHED: {
    severity: "warning",
    action: "Start the member: a start goes on with it",
  },
  LEFTOVER_FILE: {
    severity: "info",
    action: "Remove it while nothing runs, if it is old",
  },
  PORT_TAKEN: {
    severity: "error",
    action: "End what listens there, or choose another port",
  },
  ADDRESS_NOT_LOCAL: {
    severity: "error",
    action: "Listen on an address of this machine, or on 0.0.0.0",
  },
  DATA_DIR_MODE: {
    severity: "warning",
    action: "chmod 0700 the directory",
  },
  DATA_FILE_MODE: {
    severity: "info",
    action: "Nothing: a start makes them 0600",
  },
  DATA_NOT_WRITABLE: {
    severity: "error",
    action: "Give the files to the user that etcd runs as",
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** The code of a finding of this program's own. */
export type DoctorCode = keyof typeof DOCTOR_KINDS;

/** Something that is not as it should be. */
export interface DoctorFinding {
  /** Stable name of the kind of finding. */
  readonly code: string;
  /** An `error` keeps the member from working, or will. */
  readonly severity: DoctorSeverity;
  /** What it is about: a file, an address, a key. */
  readonly subject: string;
  /** What is wrong. */
  readonly reason: string;
  /** What can be done about it. */
  readonly action: string;
}

/** Takes one finding. */
export type ReportDoctor = (
  code: DoctorCode,
  options: {
    readonly subject: string;
    readonly reason: string;
    readonly severity?: DoctorSeverity;
  },
) => void;
