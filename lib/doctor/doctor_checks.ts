import { CHECK_CERTIFICATES } from "./checks/check_certificates.ts";
import { CHECK_CONFIGURATION } from "./checks/check_configuration.ts";
import { CHECK_DISK } from "./checks/check_disk.ts";
import { CHECK_LEFTOVERS } from "./checks/check_leftovers.ts";
import { CHECK_LOCK } from "./checks/check_lock.ts";
import { CHECK_MODES } from "./checks/check_modes.ts";
import { CHECK_NAMES } from "./checks/check_names.ts";
import { CHECK_PEERS } from "./checks/check_peers.ts";
import { CHECK_PORTS } from "./checks/check_ports.ts";
import { CHECK_SPACE } from "./checks/check_space.ts";
import { CHECK_VERSIONS } from "./checks/check_versions.ts";
import { CHECK_VOLUME } from "./checks/check_volume.ts";
import type { DoctorCheck } from "./doctor_check.ts";

/** All that is looked at, in the order of the report. */
export const DOCTOR_CHECKS: readonly DoctorCheck[] = [
  CHECK_CONFIGURATION,
  CHECK_CERTIFICATES,
  CHECK_NAMES,
  CHECK_PEERS,
  CHECK_VERSIONS,
  CHECK_PORTS,
  CHECK_VOLUME,
  CHECK_LOCK,
  CHECK_MODES,
  CHECK_LEFTOVERS,
  CHECK_SPACE,
  CHECK_DISK,
];
